"""Turning what was read into the values a schema asks for, and into the shape it asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docvl.engines.base import Finding
from docvl.engines.layout.context import Context
from docvl.engines.layout.phrases import Snippet
from docvl.engines.layout.reading import read
from docvl.engines.layout.targets import ListTarget, Target

# A cell under a header it lines up with; what speaks against it is not known yet.
CELL_CONFIDENCE = 0.9


@dataclass
class Answer:
    """Data and findings under construction; both are keyed by JSON Pointer."""

    data: dict[str, Any] = field(default_factory=dict)
    findings: dict[str, Finding] = field(default_factory=dict)

    def put(self, pointer: str, value: Any, snippet: Snippet, confidence: float) -> None:
        """Place a value and where it was read."""
        *path, name = pointer.split("/")[1:]
        parent = self.data
        for part in path:
            parent = parent.setdefault(part, {})
        parent[name] = value
        self.findings[pointer] = _finding(snippet, confidence)

    def put_rows(self, target: ListTarget, rows: Sequence[Mapping[str, Snippet]], context: Context) -> None:
        """Place the rows of a table, typed column by column; cells that cannot be read stay out."""
        values: list[dict[str, Any]] = []
        for cells in rows:
            row = Answer()
            for column in target.columns:
                if (snippet := cells.get(column.node.name)) is not None:
                    row.put_cell(column, snippet, context, prefix=f"{target.node.pointer}/*")
            if row.data:
                base = f"{target.node.pointer}/{len(values)}"
                self.findings |= {base + pointer: finding for pointer, finding in row.findings.items()}
                values.append(row.data)
        if values:
            self._put_list(target.node.pointer, values)

    def put_cell(self, column: Target, snippet: Snippet, context: Context, *, prefix: str) -> None:
        """Read one cell as its column's kind and place it below its row."""
        found = read(column.kind, snippet.text)
        if not found:
            return
        value = context.value(found[-1] if column.kind == "amount" else found[0], column.node)
        if value is not None:
            self.put(column.node.pointer.removeprefix(prefix), value, snippet, CELL_CONFIDENCE * snippet.confidence)

    def _put_list(self, pointer: str, values: list[dict[str, Any]]) -> None:
        *path, name = pointer.split("/")[1:]
        parent = self.data
        for part in path:
            parent = parent.setdefault(part, {})
        parent[name] = values


def _finding(snippet: Snippet, confidence: float) -> Finding:
    bounded = round(min(max(confidence, 0.05), 0.99), 4)
    return Finding(raw=snippet.text, confidence=bounded, page=snippet.page, box=snippet.box)
