"""Tables that show by coloured rows: a header, every other row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids import find_tables
from docvl.geometry import Box
from tests.engines.layout.grids.sheet import cells_of, check, grid_of, line_across, page_of, prose, rows, write

XS = (70.0, 300.0, 390.0, 480.0)
NUMBERS = [
    ["Country", "Births", "Deaths", "Rate"],
    ["Austria", "1,200", "900", "3.1"],
    ["Belgium", "22,100", "870", "2.7"],
    ["Denmark", "310", "1,045", "12.0"],
    ["Estonia", "4,500", "33", "1.9"],
    ["Total", "28,110", "2,848", "4.4"],
]
TEXTS = [
    ["Task", "Owner"],
    ["Write the report", "Anna"],
    ["Check all of the figures", "Tom"],
    ["Send it to the board", "Anna"],
    ["Publish it", "Wei"],
    ["Archive the files", "Tom"],
]
TOP, PITCH = 300, 18


def stripe(row: int) -> Box:
    """The area of a row of a table at ``TOP``."""
    return Box(60, TOP + (row - 0.5) * PITCH, 500, TOP + (row + 0.5) * PITCH)


def edges(areas: Sequence[Box]) -> list[Box]:
    """Of areas as a PDF draws them."""
    return [
        edge
        for x0, y0, x1, y1 in areas
        for edge in (Box(x0, y0, x1, y0), Box(x0, y1, x1, y1), Box(x0, y0, x0, y1), Box(x1, y0, x1, y1))
    ]


def scanned(words: Sequence[Word], areas: Sequence[Box]) -> Page:
    """A picture of a page of 600 x 800 points."""

    def render(width_px: int, height_px: int) -> np.ndarray:
        raster = np.full((height_px, width_px, 3), 255, np.uint8)
        zoom = width_px / 600
        for box in areas:
            x0, y0, x1, y1 = (round(side * zoom) for side in box)
            raster[y0:y1, x0:x1] = (120, 150, 190) if box == stripe(0) else (222, 230, 240)
        return raster

    text = PageText(tuple(words), "ocr")
    return Page(1, 600.0, 800.0, lambda: text, render)


def around(words: Sequence[Word]) -> list[Word]:
    return [*prose(6, 60, 150, 430), *words, *prose(6, 60, TOP + 8 * PITCH, 430)]


def written(lines: Sequence[Sequence[str]]) -> list[Word]:
    if lines is NUMBERS:
        return rows(lines, XS, TOP, PITCH)
    return [
        word
        for index, (first, second) in enumerate(lines)
        for word in (*write(first, 70, TOP + index * PITCH), *write(second, 330, TOP + index * PITCH))
    ]


@pytest.mark.parametrize("picture", [True, False])
@pytest.mark.parametrize("coloured", [(0,), (0, 2, 4), (1, 3, 5), (2, 4), (0, 1, 3, 5)], ids=str)
@pytest.mark.parametrize("lines", [NUMBERS, TEXTS], ids=["numbers", "texts"])
def test_coloured_rows_show_a_table(lines: list[list[str]], coloured: tuple[int, ...], picture: bool) -> None:
    table = written(lines)
    words, areas = around(table), [stripe(row) for row in coloured]
    (grid,) = find_tables(scanned(words, areas) if picture else page_of(words, edges(areas)))
    assert cells_of(grid) == grid_of(lines)
    assert {cell.text for cell in grid.cells if cell.header} == set(lines[0])
    check([grid], words)


def test_a_coloured_header_over_steps() -> None:
    words = [*write("Basis", 70, TOP), *write("Kind", 240, TOP), *write("Rating", 320, TOP), *write("Means", 420, TOP)]
    words += [*write("The index", 70, TOP + 60), *write("Firm", 240, TOP + 36), *write("Branch", 240, TOP + 90)]
    for row, (rating, means) in enumerate(
        [("buy", "up"), ("hold", "even"), ("sell", "down"), ("buy", "over"), ("sell", "below")]
    ):
        words += [*write(rating, 320, TOP + (row + 1) * PITCH), *write(means, 420, TOP + (row + 1) * PITCH)]
    steps = [line_across(310, 500, TOP + (row + 0.5) * PITCH) for row in (1, 2, 4)]
    rules = [*steps, line_across(230, 500, TOP + 3.5 * PITCH), line_across(60, 500, TOP + 5.5 * PITCH)]
    (grid,) = find_tables(page_of(words, [*rules, *edges([stripe(0)])]))
    assert {(0, 0, 1, 1, "Basis"), (0, 3, 1, 1, "Means"), (1, 0, 5, 1, "The index")} <= cells_of(grid)
    assert {(1, 1, 3, 1, "Firm"), (4, 1, 2, 1, "Branch"), (5, 3, 1, 1, "below")} <= cells_of(grid)


def test_the_caption_between_two_tables_with_coloured_rows_parts_them() -> None:
    below = [word for index, line in enumerate(NUMBERS) for word in rows([line], XS, TOP + (index + 9) * PITCH)]
    words = [*rows(NUMBERS, XS, TOP, PITCH), *write("Table 2: Births of the year", 70, TOP + 7.5 * PITCH), *below]
    areas = [stripe(row) for row in (0, 2, 4, 9, 11, 13)]
    tables = find_tables(page_of(words, edges(areas)))
    assert [cells_of(grid) for grid in tables] == [grid_of(NUMBERS), grid_of(NUMBERS)]


def test_a_coloured_heading_over_prose_is_no_table() -> None:
    words = [*write("Report", 70, TOP), *write("2024", 450, TOP), *prose(12, 60, TOP + 26, 430)]
    assert find_tables(page_of(words, edges([stripe(0)]))) == ()
    assert find_tables(scanned(words, [stripe(0)])) == ()
