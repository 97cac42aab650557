"""Records and results as a person likes to see them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from docvl.issues import Issue
from docvl.record import Evidence, JsonRecord
from docvl.schema import join
from docvl.store.summary import Summary

from ._console import plain
from ._progress import COLORS, Report, part_of

_SEVERITIES = {"info": "blue", "warning": "yellow", "error": "red"}
_SURE, _LIKELY = 0.9, 0.6
_WORST = 5


def block(record: JsonRecord) -> Group:
    """One document: its values with page and confidence, its lists as tables, its issues."""
    parts: list[RenderableType] = [_heading(record)]
    found = [(pointer, value) for pointer, value in _leaves(record.data, "") if value is not None]
    if found:
        parts.append(_indented(_values(found, record.fields)))
    parts += [_indented(_rows(pointer, rows)) for pointer, rows in _lists(record.data, "") if rows]
    missing = [_name(pointer) for pointer, value in _leaves(record.data, "") if value is None]
    if missing:
        parts.append(_indented(plain("not found: " + ", ".join(missing), "dim")))
    parts += [_indented(_issue(issue)) for issue in record.issues]
    return Group(*parts, "")


def counts_table(summary: Summary, *, kept: int) -> Table:
    """How many documents there are of each status."""
    table = Table(box=box.SIMPLE, show_header=False)
    table.add_column(style="bold")
    table.add_column()
    for status, color in COLORS.items():
        table.add_row(status, Text(str(summary.statuses[status]), color if summary.statuses[status] else "dim"))
    if kept:
        table.add_row("done before", str(kept))
    return table


def closing_table(summary: Summary, report: Report, output: Path) -> Table:
    """What a run came to and where it is."""
    table = counts_table(summary, kept=report.kept)
    if summary.accepted is not None:
        table.add_row("accepted", f"{summary.accepted} of {summary.documents} documents")
    table.add_row("pages", f"{summary.pages}, {summary.ocr_pages} of them by OCR")
    table.add_row("time", f"{report.seconds:.1f} s, {report.speed:.1f} pages/s")
    for code, count in summary.issues.most_common(_WORST):
        table.add_row("issue", f"{count} × {code}")
    table.add_row("results", plain(str(output)))
    return table


def _heading(record: JsonRecord) -> Text:
    pages = record.source.pages
    count = "" if pages is None else f"  {pages} page{'' if pages == 1 else 's'}"
    status = (record.status, f"bold {COLORS[record.status]}")
    place = f"{record.source.path}{part_of(record.source)}"
    return Text.assemble(plain(place, "bold"), "  ", status, (count, "dim"))


def _values(found: list[tuple[str, Any]], fields: dict[str, Evidence]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("field")
    table.add_column("value", overflow="fold")
    table.add_column("page", justify="right")
    table.add_column("confidence", justify="right")
    for pointer, value in found:
        evidence = fields.get(pointer)
        page = "" if evidence is None or evidence.page is None else str(evidence.page)
        table.add_row(plain(_name(pointer)), _text(value), page, _confidence(evidence))
    return table


def _rows(pointer: str, rows: list[dict[str, Any]]) -> Table:
    # An optional property may be absent from a row; a column that is null throughout says nothing.
    names = list(dict.fromkeys(name for row in rows for name, value in row.items() if value is not None))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=plain(_name(pointer), "italic"), title_justify="left")
    for name in names:
        numbers = all(isinstance(row.get(name), int | float | None) for row in rows)
        table.add_column(plain(name), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(_text(row.get(name)) for name in names))
    return table


def _issue(issue: Issue) -> Text:
    place = ", ".join(
        [*([f"page {issue.page}"] if issue.page else []), *([_name(issue.pointer)] if issue.pointer else [])]
    )
    where = f" ({place})" if place else ""
    return Text.assemble((issue.code, _SEVERITIES[issue.severity]), plain(f"{where}: {issue.message}"))


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, Any]]:
    """Scalars, and lists of scalars, with their pointers."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _leaves(child, join(pointer, name))
    elif pointer and not _is_table(value):
        yield pointer, value


def _lists(value: Any, pointer: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Lists of objects with their pointers."""
    if isinstance(value, dict):
        for name, child in value.items():
            yield from _lists(child, join(pointer, name))
    elif _is_table(value):
        yield pointer, value


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _name(pointer: str) -> str:
    return ".".join(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def _text(value: Any) -> Text:
    if value is None:
        return Text("")
    return plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _confidence(evidence: Evidence | None) -> Text:
    if evidence is None:
        return Text("")
    sure = evidence.confidence
    return Text(f"{sure:.2f}", "green" if sure >= _SURE else "yellow" if sure >= _LIKELY else "red")


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))
