"""Cells that stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.looks import is_number
from docvl.geometry import Box

# Cells share a row when they overlap by this part of the lower one; answers are often typed a little above the line.
ROW_OVERLAP = 0.45
# ... and do not stand over one another by more than this part of the narrower one.
COLLISION = 0.2


@dataclass(frozen=True)
class Row:
    """Cells side by side, left to right, never empty."""

    cells: tuple[Cell, ...]

    @cached_property
    def box(self) -> Box:
        """Reading points."""
        return Box.hull(cell.box for cell in self.cells)


def cut_rows(cells: Iterable[Cell]) -> list[Row]:
    """Group cells into rows, top to bottom."""
    rows: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: (c.box.center[1], c.box.x0)):
        home = next((row for row in reversed(rows[-3:]) if _fits(cell, row)), None)
        if home is None:
            rows.append([cell])
        else:
            home.append(cell)
    if rows and len(rows[-1]) == 1 and is_number(rows[-1][0].text):
        del rows[-1]  # the number of the page or of the form
    return [Row(tuple(sorted(row, key=lambda c: c.box.x0))) for row in rows]


def _fits(cell: Cell, row: Sequence[Cell]) -> bool:
    nearest = min(row, key=lambda c: -cell.box.overlap_x(c.box))
    overlap = cell.box.overlap_y(nearest.box)
    free = all(cell.box.overlap_x(c.box) <= COLLISION * min(cell.box.width, c.box.width) for c in row)
    return free and overlap >= ROW_OVERLAP * min(cell.box.height, nearest.box.height)
