"""Turning what was read into the values a schema asks for, and into the shape it asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from docvl.engines.base import Finding
from docvl.engines.layout.context import Context
from docvl.engines.layout.phrases import Snippet
from docvl.engines.layout.reading import Read, read_cell
from docvl.engines.layout.sides import on_its_side
from docvl.engines.layout.targets import ListTarget, Target
from docvl.values import read_day

# A cell under a header it lines up with; what speaks against it is not known yet.
CELL_CONFIDENCE = 0.9
# The same digits under the other decimal mark, or another number in the cell.
OTHER_READING = 0.5
# Other values of one field that are kept.
MOST_OTHERS = 6


class Option(NamedTuple):
    """A value that a field may have, and where it was read."""

    value: Any
    snippet: Snippet
    confidence: float


@dataclass
class Answer:
    """Data, findings and other values under construction; the latter two are keyed by JSON Pointer."""

    data: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)
    others: dict[str, tuple[tuple[Any, Finding], ...]] = field(default_factory=dict)

    def put(self, pointer: str, value: Any, snippet: Snippet, confidence: float, others: Iterable[Option] = ()) -> None:
        """Place a value and where it was read, and what else it may be, best first."""
        distinct = {other.value: _finding(other.snippet, other.confidence) for other in reversed(list(others))}
        distinct.pop(value, None)
        if distinct:
            self.others[pointer] = tuple(reversed(distinct.items()))[:MOST_OTHERS]
        *path, name = pointer.split("/")[1:]
        parent = self.data
        for part in path:
            parent = parent.setdefault(part, {})
        parent[name] = value
        self.findings[pointer] = _finding(snippet, confidence)

    def put_rows(self, target: ListTarget, rows: Sequence[Mapping[str, Snippet]], context: Context) -> None:
        """Place the rows of a table, typed column by column; cells that cannot be read stay out."""
        values: list[Any] = []
        own = "/*" if target.of_values else ""
        of_account = any(column.concept == "column_balance" for column in target.columns)
        for cells in rows:
            row = Answer()
            for column in target.columns:
                if (snippet := cells.get(column.node.name)) is not None:
                    prefix = f"{target.node.pointer}/*".removesuffix(own)
                    row.put_cell(column, snippet, context, prefix=prefix, of_account=of_account)
            if row.data:
                base = f"{target.node.pointer}/{len(values)}"
                self.findings |= {base + pointer.removeprefix(own): found for pointer, found in row.findings.items()}
                self.others |= {base + pointer.removeprefix(own): others for pointer, others in row.others.items()}
                values.append(row.data["*"] if target.of_values else row.data)
        if values:
            self._put_list(target.node.pointer, values)

    def put_cell(
        self, column: Target, snippet: Snippet, context: Context, *, prefix: str, of_account: bool = False
    ) -> None:
        """Read one cell as its column's kind and place it below its row; ``of_account`` in an account statement."""
        found = read_cell(column.kind, snippet.text) or _day(column, snippet.text)
        if not found:
            return
        likely = found[-1] if column.kind == "amount" else found[0]
        value = context.value(likely, column.node)
        if of_account and isinstance(value, Decimal):
            value = on_its_side(value, snippet.text, column.concept)
        if value is not None:
            sure = CELL_CONFIDENCE * snippet.confidence
            pointer = column.node.pointer.removeprefix(prefix)
            self.put(pointer, value, snippet, sure, _other_readings(found, column, snippet, context))

    def _put_list(self, pointer: str, values: list[Any]) -> None:
        *path, name = pointer.split("/")[1:]
        parent = self.data
        for part in path:
            parent = parent.setdefault(part, {})
        parent[name] = values


def _day(column: Target, text: str) -> tuple[Read, ...]:
    """A day without its year, which rows of a statement leave to its period."""
    day = read_day(text) if column.kind == "date" else None
    return () if day is None else (Read.of("date", day),)


def _other_readings(found: Sequence[Read], column: Target, snippet: Snippet, context: Context) -> Iterator[Option]:
    """What else a number in a cell may be: the same digits under the other mark, another number beside it."""
    if column.node.kind in ("number", "integer"):
        for value in (value for part in found for value in context.amounts(part)):
            yield Option(value, snippet, CELL_CONFIDENCE * OTHER_READING * snippet.confidence)


def _finding(snippet: Snippet, confidence: float) -> Finding:
    bounded = round(min(max(confidence, 0.05), 0.99), 4)
    return Finding(raw=snippet.text, confidence=bounded, page=snippet.page, box=snippet.box)
