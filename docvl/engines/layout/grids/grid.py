"""What a table is: cells on a grid of rows and columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import accumulate
from typing import NamedTuple

from docvl.document import Word
from docvl.engines.layout.joining import join_lines, line_text
from docvl.engines.layout.phrases import lines_of
from docvl.geometry import Box


class Span(NamedTuple):
    """The place of a cell.

    Attributes:
        row: of its top edge, from 0.
        column: of its left edge, from 0.
        rows: how many it spans.
        columns: how many it spans.
    """

    row: int
    column: int
    rows: int = 1
    columns: int = 1

    @property
    def row_range(self) -> range:
        """The rows it stands in."""
        return range(self.row, self.row + self.rows)

    @property
    def column_range(self) -> range:
        """The columns it stands in."""
        return range(self.column, self.column + self.columns)

    @property
    def places(self) -> list[tuple[int, int]]:
        """Row and column of all it covers."""
        return [(row, column) for row in self.row_range for column in self.column_range]


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell.

    Attributes:
        row: of its top edge, from 0.
        column: of its left edge, from 0.
        rows: how many it spans.
        columns: how many it spans.
        text: as printed, its lines joined; may be empty.
        box: reading points; of the place, not of the text.
        header: whether it names its column.
    """

    row: int
    column: int
    rows: int
    columns: int
    text: str
    box: Box
    header: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Its cells cover it and do not overlap; each word is in exactly one cell.

    Attributes:
        box: reading points.
        cells: in order of row and column.
        words: those in the cells, in no promised order.
        drawn: whether ruling lines that cross part its cells; the others are told by alignment.
    """

    box: Box
    cells: tuple[GridCell, ...]
    words: tuple[Word, ...]
    drawn: bool = False

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.rows for cell in self.cells)

    @property
    def columns(self) -> int:
        """How many columns it has."""
        return max(cell.column + cell.columns for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Frame:
    """A table before it is read: where its rows and columns part, which places are one cell, and the words in each.

    Attributes:
        xs: borders of columns, ascending, one more than there are columns; reading points.
        ys: borders of rows.
        cells: words by place; the places cover the frame and do not overlap.
        headers: how many rows name columns.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[Span, list[Word]]
    headers: int = 0

    def box(self, span: Span) -> Box:
        """The box of a place."""
        return Box(
            self.xs[span.column],
            self.ys[span.row],
            self.xs[span.column + span.columns],
            self.ys[span.row + span.rows],
        )

    def read(self) -> Grid:
        """The table, without the rows and columns that hold nothing."""
        rows = _kept((span.row for span, words in self.cells.items() if words), len(self.ys) - 1)
        columns = _kept((span.column for span, words in self.cells.items() if words), len(self.xs) - 1)
        found = []
        for span, words in self.cells.items():
            row, below = rows[span.row], rows[span.row + span.rows]
            column, behind = columns[span.column], columns[span.column + span.columns]
            if below > row and behind > column:
                text, box = cell_text(words), self.box(span)
                found.append(
                    GridCell(row, column, below - row, behind - column, text, box, header=row < rows[self.headers])
                )
        inside = tuple(word for held in self.cells.values() for word in held)
        box = Box.hull([Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]), *(word.box for word in inside)])
        return Grid(box, tuple(sorted(found, key=lambda cell: (cell.row, cell.column))), inside)


def _kept(begins: Iterable[int], count: int) -> list[int]:
    """For each border, how many rows (or columns) before it are kept: those in which a cell with text begins."""
    held = set(begins)
    return list(accumulate((index in held for index in range(count)), initial=0))


def cell_text(words: Sequence[Word]) -> str:
    """What stands in a cell, its lines joined."""
    return reduce(join_lines, (line_text(line.words) for line in lines_of(words))) if words else ""
