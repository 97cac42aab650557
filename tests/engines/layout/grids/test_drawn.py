"""Tables that are drawn with lines come back as they were drawn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as untyped_pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from docvl.config import IngestOptions, PdfBackend
from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids import find_tables
from docvl.engines.layout.grids.cutting import cut_at_lines
from docvl.geometry import Box
from docvl.ingest import open_document
from tests.engines.layout.grids.sheet import (
    cells_of,
    check,
    grid_of,
    line_across,
    line_down,
    page_of,
    prose,
    rows,
    write,
)

pymupdf: Any = untyped_pymupdf
LEFT, TOP, HIGH = 60.0, 100.0, 18.0
BACKENDS: tuple[PdfBackend, ...] = ("pymupdf", "pdfium")


def drawn(texts: Sequence[Sequence[str]], width: float = 90, top: float = TOP) -> tuple[list[Word], list[Box]]:
    """A table with all its lines."""
    words = [
        word
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
        for word in write(text, LEFT + column * width + 4, top + (row + 0.5) * HIGH)
    ]
    right, bottom = LEFT + len(texts[0]) * width, top + len(texts) * HIGH
    rules = [line_across(LEFT, right, top + row * HIGH) for row in range(len(texts) + 1)]
    rules += [line_down(LEFT + column * width, top, bottom) for column in range(len(texts[0]) + 1)]
    return words, rules


TABLE = st.integers(2, 5).flatmap(
    lambda columns: st.lists(
        st.lists(st.sampled_from(["Apples", "12.50", "net of tax", "x", "2024"]), min_size=columns, max_size=columns),
        min_size=2,
        max_size=12,
    )
)


@settings(deadline=None)
@given(TABLE)
def test_a_drawn_table_comes_back(texts: list[list[str]]) -> None:
    words, rules = drawn(texts)
    (grid,) = find_tables(page_of(words, rules))
    assert grid.drawn
    assert cells_of(grid) == grid_of(texts)
    check([grid], words)


def test_spans() -> None:
    words = [*write("Name", 64, 118), *write("Price", 200, 109), *write("net", 154, 127), *write("gross", 244, 127)]
    words += [*write("Apples", 64, 145), *write("1.00", 154, 145), *write("1.19", 244, 145)]
    rules = [line_across(60, 330, y) for y in (100, 136, 154)] + [line_across(150, 330, 118)]
    rules += [line_down(x, 100, 154) for x in (60, 150, 330)] + [line_down(240, 118, 154)]
    (grid,) = find_tables(page_of(words, rules))
    assert cells_of(grid) == {
        (0, 0, 2, 1, "Name"),
        (0, 1, 1, 2, "Price"),
        (1, 1, 1, 1, "net"),
        (1, 2, 1, 1, "gross"),
        (2, 0, 1, 1, "Apples"),
        (2, 1, 1, 1, "1.00"),
        (2, 2, 1, 1, "1.19"),
    }
    assert {cell.text for cell in grid.cells if cell.header} == {"Name", "Price", "net", "gross"}
    check([grid], words)


def test_cells_of_several_lines() -> None:
    words = [*write("Duty of the", 64, 109), *write("chairman", 64, 121), *write("opens the", 184, 109)]
    words += [*write("meeting", 184, 121), *write("Duty of others", 64, 141), *write("none", 184, 141)]
    rules = [line_across(60, 300, y) for y in (100, 130, 150)] + [line_down(x, 100, 150) for x in (60, 180, 300)]
    (grid,) = find_tables(page_of(words, rules))
    assert cells_of(grid) == grid_of([["Duty of the chairman", "opens the meeting"], ["Duty of others", "none"]])


def test_sides_may_be_open_and_lines_drawn_in_pieces() -> None:
    words, rules = drawn([["Name", "Number"], ["Apples", "12"], ["Pears", "7"]])
    inner = [rule for rule in rules if rule.width > 1 or LEFT < rule.x0 < LEFT + 170]
    pieces = [
        Box(box.x0 + part * box.width / 9, box.y0, box.x0 + (part + 1) * box.width / 9, box.y1)
        for box in inner
        for part in range(9)
        if box.width > 1
    ]
    (grid,) = find_tables(page_of(words, [*pieces, *(box for box in inner if box.width <= 1)]))
    assert cells_of(grid) == grid_of([["Name", "Number"], ["Apples", "12"], ["Pears", "7"]])


def test_rows_without_lines_between_columns_that_have_them() -> None:
    words, rules = drawn([["Name", "Number", "Weight"], ["Apples", "12", "1.5"], ["Pears", "7", "0.9"], ["", "", ""]])
    few = [rule for rule in rules if rule.width <= 1 or rule.y0 < TOP + HIGH + 1 or rule.y0 > TOP + 3 * HIGH]
    (grid,) = find_tables(page_of(words, few))
    assert cells_of(grid) == grid_of([["Name", "Number", "Weight"], ["Apples", "12", "1.5"], ["Pears", "7", "0.9"]])


def test_two_tables_side_by_side_and_a_frame_around_prose() -> None:
    left, lines = drawn([["Name", "Number"], ["Apples", "12"]])
    right = [Word(word.text, word.box._replace(x0=word.box.x0 + 250, x1=word.box.x1 + 250)) for word in left]
    both = lines + [box._replace(x0=box.x0 + 250, x1=box.x1 + 250) for box in lines]
    text = prose(5, 64, 400, 300)
    frame = [line_across(60, 400, y) for y in (380, 470)] + [line_down(x, 380, 470) for x in (60, 400)]
    tables = find_tables(page_of([*left, *right, *text], [*both, *frame]))
    assert [set(table.words) for table in tables] == [set(left), set(right)]


def test_the_scales_and_curves_of_a_chart_are_no_table() -> None:
    words, rules = drawn([["50", "51"], ["40", "41"], ["30", "31"]])
    curve = [Box(LEFT + n / 2, TOP + 20 + n % 7, LEFT + n / 2 + 1, TOP + 20 + n % 7 + 0.5) for n in range(300)]
    assert find_tables(page_of(words, [*rules, *curve])) == ()


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("rotation", "lies"), [(0, 0), (90, 0), (0, 90), (0, 270)])
def test_a_table_of_a_pdf(tmp_path: Path, backend: PdfBackend, rotation: int, lies: int) -> None:
    texts = [["Name", "Number", "Price"], ["Apples", "12", "1.50"], ["Pears", "7", "0.90"]]
    document = pymupdf.open()
    page = document.new_page(width=500, height=400)
    page.draw_rect((50, 50, 410, 70), color=None, fill=(0.8, 0.9, 1))
    for row, line in enumerate(texts):
        for column, text in enumerate(line):
            box = pymupdf.Rect(50 + 120 * column, 50 + 20 * row, 170 + 120 * column, 70 + 20 * row)
            page.draw_rect(box, width=0.5)
            page.insert_text((box.x0 + 5, box.y0 + 14), text, fontsize=10)
    page.set_rotation(rotation)
    if lies:
        upright, document = document, pymupdf.open()
        sheet = document.new_page(width=400, height=500)
        sheet.show_pdf_page(sheet.rect, upright, 0, rotate=lies)
    document.save(tmp_path / "a.pdf")
    with open_document(tmp_path / "a.pdf", IngestOptions(pdf_backend=backend)) as opened:
        (grid,) = find_tables(next(opened.pages()))
    assert cells_of(grid) == grid_of(texts)


def test_a_table_of_a_picture_whose_words_run_over_its_lines() -> None:
    picture = Image.new("RGB", (1200, 800), "white")
    draw = ImageDraw.Draw(picture)
    for y in (100, 150, 200, 250):
        draw.line((100, y, 1000, y), fill="black", width=3)
    for x in (100, 400, 700, 1000):
        draw.line((x, 100, x, 250), fill="black", width=3)

    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        return np.asarray(picture.resize((width_px, height_px)), np.uint8)

    words = [Word(text, Box(x, y, x + 6 * len(text), y + 12), 0.9) for text, x, y in (
        ("Name", 60, 56), ("Number", 210, 56), ("Kind", 360, 56), ("Apples", 60, 81), ("red", 360, 81),
        ("12", 210, 81), ("Pears", 60, 106),
    )]  # fmt: skip
    words.append(Word("257,055,899普通股", Box(287, 106, 387, 118), 1.0))
    text = PageText(tuple(words), "ocr")
    (grid,) = find_tables(Page(1, 600, 400, lambda: text, render, (1200, 800)))
    lines = [["Name", "Number", "Kind"], ["Apples", "12", "red"], ["Pears", "257,055,899", "普通股"]]
    assert cells_of(grid) == grid_of(lines)
    check([grid], words)


def test_a_word_over_a_line_is_cut_where_letters_meet_digits() -> None:
    word = Word("fourteen18eighteen", Box(100, 40, 190, 52), 0.9)
    parts = [part.text for part, _ in cut_at_lines([word], [line_down(134, 20, 80)])]
    assert parts == ["fourteen", "18eighteen"]


def test_lines_that_stick_out_make_no_row() -> None:
    lines = [["Country", "Births", "Deaths"], ["Austria", "1,200", "900"], ["Belgium", "22,100", "870"]]
    words = rows(lines, (60.0, 300.0, 380.0), 200)
    title = write("All of the countries", 60, 186)
    down = [line_down(x, y, 240) for x, y in ((55, 192), (210, 186), (310, 185), (390, 192))]
    across = [line_across(40, 400, y) for y in (192, 208, 224, 240)]
    (grid,) = find_tables(page_of([*title, *words], [*down, *across]))
    assert cells_of(grid) == grid_of(lines)
    check([grid], [*title, *words])


@pytest.mark.parametrize("words", [[], write("one line of text", 50, 50)])
def test_no_table(words: list[Word]) -> None:
    assert find_tables(page_of(words)) == ()
