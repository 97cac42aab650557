"""What the first rows of a table say over each of its columns."""

from __future__ import annotations

from docvl.document import Word
from docvl.engines.layout.grids import Grid, GridCell
from docvl.engines.layout.phrases import lines_of
from docvl.geometry import Box


def cell_at(grid: Grid, row: int, column: int) -> GridCell:
    """The cell that covers a place."""
    return next(
        cell
        for cell in grid.cells
        if cell.row <= row < cell.row + cell.rows and cell.column <= column < cell.column + cell.columns
    )


def words_in(grid: Grid, cell: GridCell) -> list[Word]:
    """The words of a cell, in no promised order."""
    return [word for word in grid.words if cell.box.holds(word.box.center)]


def is_cut(grid: Grid, row: int) -> bool:
    """Whether a cell stands both above the border over a row and below it."""
    return any(cell.row < row < cell.row + cell.rows for cell in grid.cells)


def captions_of(grid: Grid, head: range) -> dict[int, list[str]]:
    """What the rows of ``head`` say over each column.

    What stands over the first of several columns, above their own captions, is said of all up to the next.
    """
    captions: dict[int, list[str]] = {column: [] for column in range(grid.columns)}
    for row in head:
        said = ""
        for column, texts in captions.items():
            cell = cell_at(grid, row, column)
            said = cell.text or (said if row + 1 < head.stop else "")
            if said and (cell.row == row or row == head.start):
                texts.append(said)
    others = _last_lines(grid, head.stop - 1) | _parted(grid, head.stop - 1)
    return {column: [" ".join(texts), *texts[1:][-1:], *others.get(column, ())] for column, texts in captions.items()}


def _last_lines(grid: Grid, row: int) -> dict[int, list[str]]:
    """The last line of a cell of several lines in a row of cells of one: above it stands the title of the table."""
    cells = {column: cell_at(grid, row, column) for column in range(grid.columns)}
    held = {column: lines_of(words_in(grid, cell)) for column, cell in cells.items()}
    tall = [column for column, lines in held.items() if len(lines) > 1]
    return {column: [held[column][-1].text] for column in tall if len(tall) == 1}


def _parted(grid: Grid, row: int) -> dict[int, list[str]]:
    """The captions of columns that stand so close that they were taken for one cell: each word to what it is over."""
    found: dict[int, list[str]] = {}
    for cell in (cell for cell in grid.cells if cell.row == row and cell.columns > 1):
        held = {column: _held(grid, column, row + 1) for column in range(cell.column, cell.column + cell.columns)}
        boxes = {column: Box.hull(word.box for word in words) for column, words in held.items() if words}
        said: dict[int, list[str]] = {}
        for word in sorted(words_in(grid, cell), key=lambda word: word.box.x0) if boxes else ():
            column = max(boxes, key=lambda column: boxes[column].overlap_x(word.box))
            said.setdefault(column, []).append(word.text)
        if len(said) == cell.columns:
            found |= {column: [" ".join(texts)] for column, texts in said.items()}
    return found


def _held(grid: Grid, column: int, first: int) -> list[Word]:
    """The words of a column alone, from row ``first`` on."""
    cells = (cell for cell in grid.cells if cell.row >= first and cell.column == column and cell.columns == 1)
    return [word for cell in cells for word in words_in(grid, cell)]
