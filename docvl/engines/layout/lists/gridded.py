"""Lists of any kind from tables of any kind: columns are told by the captions that the schema states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from docvl.engines.layout.grids import Grid, GridCell
from docvl.engines.layout.lexicon import captions, concepts, tokens
from docvl.engines.layout.lists.anchored import rows_under_captions
from docvl.engines.layout.lists.blocks import rows_in_blocks
from docvl.engines.layout.lists.columns import Columns, is_row, is_sum, name_columns
from docvl.engines.layout.lists.heads import captions_of, cell_at, is_cut, words_in
from docvl.engines.layout.page.overleaf import rest_of
from docvl.engines.layout.phrases import PageLines, Snippet
from docvl.engines.layout.tables.columns import NAMES
from docvl.engines.layout.tables.rows import CORE, SLOTS
from docvl.engines.layout.targets import ListTarget

# Captions of columns take up to so many rows, and stand below at most so many others.
DEEPEST, LOWEST = 3, 4
_NUMBERS = frozenset(["amount", "quantity", "percent"])


def is_plain(target: ListTarget) -> bool:
    """Whether a list may stand in a table that is not one of goods or of bookings.

    It asks for what no such table has, for nothing that tells their rows, or calls its texts by another name.
    """
    asked = [column.concept for column in target.columns]
    known = {label for label, _ in captions()}
    named = (label for column in target.columns if column.concept in NAMES for label in column.labels)
    unknown = any(concept not in concepts() for concept in asked) or not known.issuperset(named)
    return unknown or all(SLOTS.get(key) not in CORE for key in asked)


class GridReader:
    """Reads the rows that one array of a schema asks for, page by page."""

    def __init__(self, target: ListTarget) -> None:
        """Prepare for ``target``; the reader serves one document."""
        self._stated = target
        self._rows: list[dict[str, Snippet]] = []
        self._open: tuple[Grid, Columns] | None = None

    @cached_property
    def target(self) -> ListTarget:
        """What was asked for, text as it is printed: a column ``Units`` of texts has none that could be counted."""
        columns = (
            replace(column, kind="text") if column.node.kind == "string" and column.kind in _NUMBERS else column
            for column in self._stated.columns
        )
        return replace(self._stated, columns=tuple(columns))

    def feed(self, grids: Sequence[Grid], lines: PageLines) -> None:
        """Read the rows of the next page, given its tables from the top and its lines."""
        found: list[dict[str, Snippet]] = []
        for number, grid in enumerate(grids):
            rest = rest_of(self._open[0], grid) if self._open is not None and number == 0 else None
            if self._open is not None and rest is not None:
                found += _rows(self._stated, rest, self._open[1], 0, lines)
                continue
            columns, first = self._columns(grid)
            self._open = (grid, columns) if columns else None
            found += _rows(self._stated, grid, columns, first, lines) if columns else ()
        if not found and len(self._stated.columns) > 1:
            found += rows_under_captions(lines, self._stated)
        blocks = rows_in_blocks(lines, self._stated) if len(self._stated.columns) > 1 else []
        more = max(found, blocks, key=extent)
        self._rows += more

    def rows(self) -> list[dict[str, Snippet]]:
        """The rows read so far: raw text of each column by the name of its field."""
        return self._rows

    def _columns(self, grid: Grid) -> tuple[Columns, int]:
        """The columns that are asked for, and the first row below their captions."""
        heads = (range(low, low + depth) for low in range(LOWEST + 1) for depth in range(1, DEEPEST + 1))
        found = [
            (name_columns(self._stated, captions_of(grid, head)), head.stop)
            for head in heads
            if head.stop < grid.rows and not is_cut(grid, head.stop)
        ]
        return max(found, key=lambda each: (len(each[0]), -each[1]), default=({}, 0))


def _rows(
    target: ListTarget, grid: Grid, columns: Columns, first: int, lines: PageLines
) -> Iterator[dict[str, Snippet]]:
    """The rows from ``first`` on that state two values, or all; no headings between them, no sums below them.

    Captions may be said again, and what states little without that which begins every row is of the sums.
    """
    heads = _named(grid, first - 1, columns) if first else {}
    leads = columns[min(columns)]
    led = True
    for row in range(first, grid.rows):
        cells = _named(grid, row, columns)
        again = sum(tokens(cell.text) == tokens(heads[name].text) for name, cell in cells.items() if name in heads)
        loose = led and row > first and leads not in cells and 2 * len(cells) < len(columns)
        texts = {name: cell.text for name, cell in cells.items()}
        if not is_row(target, texts, columns) or 2 * again > len(cells) or loose:
            continue
        if not is_sum(next(iter(cells.values())).text, len(cells), len(columns)):
            led = led and leads in cells
            yield {name: _snippet(grid, cell, lines) for name, cell in cells.items()}


def _named(grid: Grid, row: int, columns: Columns) -> dict[str, GridCell]:
    """The cells of a row that state something, by the names of their fields, left to right."""
    return {
        name: cell
        for column, name in sorted(columns.items())
        if (cell := cell_at(grid, row, column)).text and cell.columns < max(2, grid.columns) and cell.column == column
    }


def _snippet(grid: Grid, cell: GridCell, lines: PageLines) -> Snippet:
    words = words_in(grid, cell)
    return lines.snippet(words or list(grid.words), cell.text, cell.box if not words else None)


def extent(rows: Sequence[Mapping[str, Snippet]]) -> tuple[int, int]:
    """How many columns and rows were read."""
    return len({name for row in rows for name in row}), len(rows)
