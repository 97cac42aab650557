"""What can be used as it is, and what a person should look at first."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docvl.record import JsonRecord
from docvl.schema import Node, join
from docvl.store.jsonl import write_jsonl
from docvl.store.tables import write_table

ACCEPTED = "accepted.parquet"
REVIEW = "review.jsonl"


def draft(record: JsonRecord, folder: Path) -> dict[str, Any]:
    """A line of labels to correct, in the form that ``docvl eval`` reads, marked as unchecked.

    Args:
        record: its data becomes the label.
        folder: where the file of labels will stand; paths in it are relative to that.
    """
    path = Path(os.path.relpath(record.source.path, folder)).as_posix()
    place = record.source.model_dump(mode="json", include={"page", "row", "split"})
    return {"path": path, **place, "checked": False, "data": record.data or {}}


def doubtful(record: JsonRecord, root: Node, bar: float) -> dict[str, float | None]:
    """The values to look at, by pointer, each with its confidence.

    They are those below ``bar``, those that a warning or an error is about, and the required ones that are missing,
    whose confidence is None.
    """
    found: dict[str, float | None] = {
        pointer: evidence.confidence for pointer, evidence in record.fields.items() if evidence.confidence < bar
    }
    for issue in record.issues:
        if issue.pointer and issue.severity != "info" and issue.pointer not in found:
            evidence = record.fields.get(issue.pointer)
            found[issue.pointer] = None if evidence is None else evidence.confidence
    return found | dict.fromkeys(pointer for pointer in _missing(root, record.data, "") if pointer not in found)


def write_review(lines: Callable[[], Iterable[bytes]], folder: Path, root: Node, bar: float) -> int:
    """Write ``accepted.parquet`` and ``review.jsonl``: between them every document, each in one of the two.

    A document is accepted when it is ``ok`` and complete, no warning or error stands on it, and no value is doubtful.
    A line for review is a draft of a label, with ``status``, ``doubtful`` values and the codes of ``issues``.

    Args:
        lines: opens the records, one a line; they are read twice.
        folder: of the run.
        root: of the schema.
        bar: confidence, 0 to 1, that every value must reach.

    Returns:
        How many documents are accepted.

    Raises:
        OutputError: a file cannot be written.
    """
    accepted = 0

    def clear() -> Iterator[bytes]:
        nonlocal accepted
        for line in lines():
            if not _needs_review(JsonRecord.model_validate_json(line), root, bar):
                accepted += 1
                yield line

    def unclear() -> Iterator[bytes]:
        for line in lines():
            record = JsonRecord.model_validate_json(line)
            if _needs_review(record, root, bar):
                yield _line(record, folder, root, bar)

    write_table("parquet", clear(), folder / ACCEPTED, root)
    write_jsonl(unclear(), folder / REVIEW)
    return accepted


def _needs_review(record: JsonRecord, root: Node, bar: float) -> bool:
    complete = record.completeness is None or record.completeness.verdict == "complete"
    warned = any(issue.severity != "info" for issue in record.issues)
    return record.status != "ok" or not complete or warned or bool(doubtful(record, root, bar))


def _line(record: JsonRecord, folder: Path, root: Node, bar: float) -> bytes:
    codes = sorted({issue.code for issue in record.issues if issue.severity != "info"})
    about = {"status": record.status, "doubtful": doubtful(record, root, bar), "issues": codes}
    return json.dumps(draft(record, folder) | about, ensure_ascii=False).encode() + b"\n"


def _missing(node: Node, value: Any, pointer: str) -> Iterator[str]:
    """Required values that are null or absent; what an absent object would hold is not asked for."""
    if isinstance(value, dict):
        for child in node.children:
            below, inner = join(pointer, child.name), value.get(child.name)
            if inner is None and child.required:
                yield below
            yield from _missing(child, inner, below)
    elif isinstance(value, list) and node.item is not None:
        for index, inner in enumerate(value):
            yield from _missing(node.item, inner, join(pointer, index))
