"""Pages with words at known places, and what holds for all tables."""

from __future__ import annotations

from collections.abc import Sequence

from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids import Grid
from docvl.geometry import Box

Cells = set[tuple[int, int, int, int, str]]


def page_of(words: Sequence[Word], rules: Sequence[Box] = ()) -> Page:
    """A page of 600 x 800 points with a text layer."""
    text = PageText(tuple(words), "text-layer")
    return Page(1, 600.0, 800.0, lambda: text, None, rules=lambda: rules)  # type: ignore[arg-type]


def width_of(text: str, size: float = 10) -> float:
    """How wide a text is written: half as wide as high for each character."""
    return sum(len(part) + 0.6 for part in text.split()) * size / 2 - 0.3 * size


def write(text: str, x: float, y: float, size: float = 10) -> list[Word]:
    """Words from ``x``, their middle at ``y``."""
    words = []
    for part in text.split():
        words.append(Word(part, Box(x, y - size / 2, x + len(part) * size / 2, y + size / 2)))
        x += (len(part) + 0.6) * size / 2
    return words


def rows(lines: Sequence[Sequence[str]], xs: Sequence[float], top: float, pitch: float = 16) -> list[Word]:
    """Lines of texts: the first at its ``x``, the others end there, as numbers do."""
    words = []
    for index, line in enumerate(lines):
        for n, (text, x) in enumerate(zip(line, xs, strict=True)):
            if text:
                words += write(text, x if n == 0 else x - width_of(text), top + index * pitch)
    return words


def prose(count: int, x: float, y: float, width: float, pitch: float = 13) -> list[Word]:
    """Lines of running text, all nearly full."""
    stock = "the quick report of all members was read and then agreed upon by those who had come to hear it".split()
    words: list[Word] = []
    at = 0
    for index in range(count):
        line = ""
        while width_of(f"{line} {stock[at % len(stock)]}") < width:
            line = f"{line} {stock[at % len(stock)]}"
            at += 1
        words += write(line, x, y + index * pitch)
    return words


def line_across(x0: float, x1: float, y: float) -> Box:
    """A ruling line."""
    return Box(x0, y - 0.25, x1, y + 0.25)


def line_down(x: float, y0: float, y1: float) -> Box:
    """A ruling line."""
    return Box(x - 0.25, y0, x + 0.25, y1)


def cells_of(grid: Grid) -> Cells:
    """The cells that hold text."""
    return {(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in grid.cells if cell.text}


def grid_of(lines: Sequence[Sequence[str]]) -> Cells:
    """Cells without spans."""
    return {(row, column, 1, 1, text) for row, line in enumerate(lines) for column, text in enumerate(line) if text}


def check(tables: Sequence[Grid], words: Sequence[Word]) -> None:
    """Places cover the grid once; words of the page stand in one cell at most."""
    held = [id(word) for grid in tables for word in grid.words]
    assert len(held) == len(set(held))
    assert set(held) <= {id(word) for word in words}
    for grid in tables:
        places = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.row, cell.row + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        ]
        assert sorted(places) == [(row, column) for row in range(grid.rows) for column in range(grid.columns)]
        texts = "".join(sorted("".join(cell.text for cell in grid.cells).replace(" ", "")))
        assert texts == "".join(sorted("".join(word.text for word in grid.words)))
        for word in grid.words:
            assert grid.box.x0 <= word.box.x0 <= word.box.x1 <= grid.box.x1
            assert grid.box.y0 <= word.box.y0 <= word.box.y1 <= grid.box.y1
