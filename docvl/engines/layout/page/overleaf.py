"""Tables that go on overleaf."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from rapidfuzz import fuzz

from docvl.engines.layout.grids import Grid, GridCell
from docvl.engines.layout.grids.segments import is_value, is_year

_ALIKE = 90.0
"""Captions that are repeated, as OCR may read them."""

_VALUES, _LEAST = 0.6, 2
"""Of the texts of a column of values this share are values, and at least so many."""


def rest_of(table: Grid, overleaf: Grid) -> Grid | None:
    """What a table has overleaf, without the captions that are repeated; None where the two may be tables of their own.

    They are one where the captions of columns are repeated. They are one as well where there are none overleaf: its
    first row has values only where the first part has columns of values, and the columns stand at the same places.

    Args:
        table: the last on its page, or its first part where it goes on over several pages.
        overleaf: the first on the next page.
    """
    if table.columns != overleaf.columns:
        return None
    repeated = _repeated(table, overleaf)
    if not repeated and not _goes_on(table, overleaf):
        return None
    below = (replace(cell, row=cell.row - repeated, header=False) for cell in overleaf.cells if cell.row >= repeated)
    return replace(overleaf, cells=tuple(below))


def joined(table: Grid, rests: Iterable[Grid]) -> Grid:
    """A table with all it has overleaf, at the place of its first part."""
    cells, words, rows = list(table.cells), list(table.words), table.rows
    for rest in rests:
        cells += (replace(cell, row=cell.row + rows) for cell in rest.cells)
        words += rest.words
        rows += rest.rows
    return replace(table, cells=tuple(cells), words=tuple(words))


def _repeated(table: Grid, overleaf: Grid) -> int:
    """How many rows of captions stand on both pages."""
    captions = [row for row in _rows(table) if all(cell.header for cell in row)]
    pairs = zip(captions, _rows(overleaf), strict=False)
    count = len(list(takewhile(lambda pair: _is_alike(*pair), pairs)))
    named = [cell for row in captions[:count] for cell in row if cell.text]
    whole = all(cell.row + cell.rows <= count for cell in named)
    return count if len(named) > 1 and whole and not any(map(_is_stated, named)) else 0


def _rows(table: Grid) -> list[list[GridCell]]:
    return [list(row) for _, row in groupby(table.cells, key=lambda cell: cell.row)]


def _is_alike(row: Sequence[GridCell], other: Sequence[GridCell]) -> bool:
    return len(row) == len(other) and all(
        (a.column, a.columns, a.rows) == (b.column, b.columns, b.rows) and fuzz.ratio(a.text, b.text) >= _ALIKE
        for a, b in zip(row, other, strict=True)
    )


def _is_stated(cell: GridCell) -> bool:
    return is_value(cell.text) and not is_year(cell.text)


def _goes_on(table: Grid, overleaf: Grid) -> bool:
    """Whether the second part begins with a row of the first one's columns."""
    keys = {column for column in range(1, table.columns) if _is_valued(table, column)}
    first = {cell.column: _is_stated(cell) for cell in _rows(overleaf)[0] if cell.text}
    stated = {column for column, value in first.items() if value}
    return bool(stated & keys) and keys.isdisjoint(first.keys() - stated) and _stand_alike(table, overleaf)


def _is_valued(table: Grid, column: int) -> bool:
    values = [_is_stated(cell) for cell in table.cells if cell.column == column and cell.text and not cell.header]
    return sum(values) >= max(_LEAST, _VALUES * len(values))


def _stand_alike(table: Grid, overleaf: Grid) -> bool:
    """Whether the borders of columns of either part the words of both alike."""
    one, other = _borders(table), _borders(overleaf)
    middles = [word.box.center[0] for word in (*table.words, *overleaf.words)]
    return all(bisect(one, x) == bisect(other, x) for x in middles)


def _borders(table: Grid) -> list[float]:
    """Where the columns but the first begin, reading points."""
    return [min(cell.box.x0 for cell in table.cells if cell.column == column) for column in range(1, table.columns)]
