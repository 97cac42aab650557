"""Whether a record holds all that its document does: pages, and the rows of its lists."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

from docvl.document import Source
from docvl.engines.base import CarriedSum, Observations, PageNumber, Reply
from docvl.extraction.carried import pages_amiss, torn
from docvl.extraction.shape import Part
from docvl.issues import Issue
from docvl.record import Completeness, ListCount
from docvl.rules import Outcome
from docvl.schema import Node

TRUNCATED = "output-truncated"
"""Code of the issue by which an engine says that its answer was cut off."""

MOST_GAPS = 10
"""Gaps of one kind that are named; the rest is counted."""

_NUMBER_NAMES = re.compile(
    r"(?:pos(?:ition)?|no|nr|num(?:ber)?|row|line|index|seq(?:uence)?|serial)(?:_?(?:no|nr|number|id))?"
    r"|(?:item|line)_(?:no|nr|number|index)|#|序号|行号"
)
_QUANTITY_NAMES = re.compile(r"quantity|qty|count|pieces|数量|件数")
_NUMBER = re.compile(r"0*(\d{1,6})[.)]?")


def assess(
    source: Source, reply: Reply, root: Node, part: Part, outcomes: Sequence[Outcome]
) -> tuple[Completeness, list[Issue]]:
    """The verdict on a record, and an issue for each reason that none stands for yet.

    Args:
        source: the file.
        reply: of the engine, with what it observed.
        root: of the schema.
        part: the record's data; not missing.
        outcomes: of the schema's rules on the data.
    """
    found = list(_cut(reply.issues))
    found += _unread(reply.issues)
    if reply.usage.pages == source.pages:
        found += _missing_pages(reply.observations.page_numbers)
        found += _torn(reply.observations.carried)
    lists: dict[str, ListCount] = {}
    for node in lists_of(root):
        rows = _rows(part.value, node)
        audit = _Audit(node, rows, outcomes, reply.observations if not lists else Observations())
        audit.check_pages(pages_amiss(node, rows, part.fields, reply.observations.carried) if not lists else [])
        found += audit.findings
        lists[node.pointer] = audit.count
    verdict: Literal["complete", "suspect", "truncated"] = "suspect" if found else "complete"
    if any(issue.code == TRUNCATED for issue in reply.issues):
        verdict = "truncated"
    known = {issue.message for issue in reply.issues}
    reasons = tuple(dict.fromkeys(issue.message for issue in found))
    issues = [issue for issue in found if issue.code != _KNOWN and issue.message not in known]
    return Completeness(verdict=verdict, reasons=reasons, lists=lists), issues


_KNOWN = "known"
"""Code of a reason for which the record has an issue of its own."""


def _reason(message: str, pointer: str | None = None, code: str = _KNOWN) -> Issue:
    return Issue(code=code, severity="warning", message=message, pointer=pointer)


def _cut(issues: Iterable[Issue]) -> Iterator[Issue]:
    yield from (_reason(issue.message) for issue in issues if issue.code == TRUNCATED)


def _unread(issues: Iterable[Issue]) -> Iterator[Issue]:
    errors = (issue for issue in issues if issue.severity == "error" and issue.code != TRUNCATED)
    pages = sorted({issue.page for issue in errors if issue.page})
    yield from (_reason(f"Page {page} could not be read.") for page in pages)


def _missing_pages(numbers: Sequence[PageNumber]) -> Iterator[Issue]:
    """Page numbers that are not there, in each run of pages that count up to the same number."""
    run: list[PageNumber] = []
    for number in numbers:
        if run and (number.of != run[0].of or number.number in {other.number for other in run}):
            yield from _gap(run)
            run = []
        run.append(number)
    if run:
        yield from _gap(run)


def _gap(run: Sequence[PageNumber]) -> Iterator[Issue]:
    of = run[0].of
    missing = sorted(set(range(1, of + 1)) - {number.number for number in run})
    if missing:
        pages, are = ("Page", "is") if len(missing) == 1 else ("Pages", "are")
        message = f"{pages} {_ranges(missing)} of {of}, by the numbers printed on the pages, {are} missing."
        yield Issue(code="missing-pages", severity="warning", message=message, page=run[0].page)


def _torn(sums: Sequence[CarriedSum]) -> Iterator[Issue]:
    for before, after in torn(sums):
        message = (
            f"The sum that page {after} begins with is not the one that page {before} carries forward: "
            "a page is missing, or one of the two was misread."
        )
        yield Issue(code="missing-pages", severity="warning", message=message, page=after)


def _ranges(numbers: Sequence[int]) -> str:
    """1, 2, 3, 7 as ``1-3, 7``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs[:MOST_GAPS]]
    return ", ".join(shown) + (f" and {len(runs) - MOST_GAPS} more" if len(runs) > MOST_GAPS else "")


def lists_of(node: Node) -> Iterator[Node]:
    """Lists of objects that stand in no other list, in schema order."""
    for child in node.children:
        if child.kind == "array" and child.item is not None and child.item.kind == "object":
            yield child
        elif child.kind == "object":
            yield from lists_of(child)


def _rows(data: Any, node: Node) -> list[dict[str, Any]]:
    for part in node.pointer.split("/")[1:]:
        data = data.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(data, dict) else None
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


class _Audit:
    """What speaks for and against one list."""

    def __init__(
        self, node: Node, rows: list[dict[str, Any]], outcomes: Sequence[Outcome], observed: Observations
    ) -> None:
        self.findings: list[Issue] = []
        self._node = node
        self._rows = rows
        self._parts = tuple(node.pointer.split("/")[1:])
        self._own = [outcome for outcome in outcomes if self._is_about_rows(outcome)]
        by_count, by_numbers, by_rules = self._counted(observed), self._numbered(), self._added()
        self.count = by_count or by_rules or by_numbers or ListCount(rows=len(rows))

    def check_pages(self, pages: Sequence[int]) -> None:
        """Doubt pages whose rows do not make the sum that is carried forward there."""
        for page in pages:
            self._doubt(f"The rows of page {page} do not make the sum that is carried forward there.", "missing-rows")

    def _is_about_rows(self, outcome: Outcome) -> bool:
        uses = (use for use in outcome.rule.uses if use.summed or use.shift)
        return any(use.path.rows == (*self._parts, "*") for use in uses)

    def _doubt(self, message: str, code: str = _KNOWN) -> None:
        self.findings.append(_reason(message, self._node.pointer, code))

    def _counted(self, observed: Observations) -> ListCount | None:
        """By a printed count, of rows or of pieces: receipts count either."""
        if not observed.counts:
            return None
        counts = [printed.count for printed in observed.counts]
        rows = len(self._rows)
        if rows in counts or _pieces(self._node, self._rows) in counts:
            return ListCount(rows=rows, expected=rows, by="printed count")
        self._doubt(f"The document counts {counts[-1]} rows, the record has {rows}.", "missing-rows")
        return ListCount(rows=rows, expected=counts[-1], by="printed count")

    def _numbered(self) -> ListCount | None:
        """By a column that numbers the rows."""
        numbers = _numbers(self._node, self._rows)
        steps = Counter(b - a for a, b in pairwise(numbers) if b > a)
        if not steps:
            return None
        step = min(steps, key=lambda step: (-steps[step], step))
        if 2 * steps[step] <= len(numbers) - 1:
            return None
        missing = _skipped(numbers, step)
        if missing:
            shown = _ranges(missing) if step == 1 else ", ".join(map(str, missing[:MOST_GAPS]))
            self._doubt(f"Rows are missing, by their numbers: {shown}.", "missing-rows")
        return ListCount(rows=len(self._rows), expected=len(self._rows) + len(missing), by="numbers")

    def _added(self) -> ListCount | None:
        """By sums over the rows, and by what leads from one row to the next."""
        sums = [outcome for outcome in self._own if not outcome.row]
        if any(_falls_short(outcome) for outcome in sums):
            self._doubt("The rows add up to less than the document says.")
        steps = [outcome for outcome in self._own if outcome.row]
        breaks = [outcome.row[-1] for outcome in steps if not outcome.kept]
        self._leaps([int(row) + 1 for row in breaks])
        if self.findings or not any(outcome.kept for outcome in self._own):
            return None
        by: Literal["sum", "balance"] = "sum" if any(outcome.kept for outcome in sums) else "balance"
        return ListCount(rows=len(self._rows), expected=len(self._rows), by=by)

    def _leaps(self, rows: Sequence[int]) -> None:
        if rows:
            self._doubt(f"Row {_ranges(rows)} does not follow from the one before: a row is missing or misread.")


def _falls_short(outcome: Outcome) -> bool:
    """Whether a sum over rows is too small; rows that are there twice, or allowances, make it too large."""
    if outcome.kept or outcome.slight:
        return False
    sides = [abs(side) for side in (outcome.left, outcome.right) if isinstance(side, Decimal)]
    alone = outcome.rule.text.startswith("sum(")
    return len(sides) == 2 and (sides[0] < sides[1] or not alone)


def _numbers(node: Node, rows: Iterable[dict[str, Any]]) -> list[int]:
    """The numbers of the rows where nearly all have one."""
    name = _named(node, _NUMBER_NAMES)
    given = [row[name] for row in rows if row.get(name) is not None] if name else []
    found = [int(match[1]) for value in given if (match := _NUMBER.fullmatch(str(value).strip()))]
    return found if len(found) >= 0.9 * len(given) else []


def _pieces(node: Node, rows: Iterable[dict[str, Any]]) -> float | None:
    """The sum of a column of quantities, where every row has one."""
    name = _named(node, _QUANTITY_NAMES)
    found = [row.get(name) for row in rows] if name else []
    numbers = [value for value in found if isinstance(value, int | float)]
    return sum(numbers) if numbers and len(numbers) == len(found) else None


def _named(node: Node, names: re.Pattern[str]) -> str | None:
    columns = node.item.children if node.item is not None else ()
    return next((column.name for column in columns if column.is_leaf and names.fullmatch(column.name.lower())), None)


def _skipped(numbers: Sequence[int], step: int) -> list[int]:
    """The numbers that are left out; a number that goes back starts a new count."""
    from_start = numbers[0] % step == 0 and numbers[0] <= step * len(numbers)
    missing = list(range(step, numbers[0], step)) if from_start else []
    for before, after in pairwise(numbers):
        if (after - before) % step == 0:
            missing += range(before + step, after, step)
    return missing
