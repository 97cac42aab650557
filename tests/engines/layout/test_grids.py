"""Tables that are drawn come back as they were drawn."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids import Grid, find_tables
from docvl.geometry import Box

Cells = set[tuple[int, int, int, int, str]]
LEFT, TOP, HIGH = 60.0, 100.0, 18.0


def page_of(words: Sequence[Word], rules: Sequence[Box] = ()) -> Page:
    text = PageText(tuple(words), "text-layer")
    return Page(1, 600.0, 800.0, lambda: text, None, rules=lambda: rules)  # type: ignore[arg-type]


def write(text: str, x: float, y: float, size: float = 10) -> list[Word]:
    """Words from ``x``, half as wide as high for each character, their middle at ``y``."""
    words = []
    for part in text.split():
        words.append(Word(part, Box(x, y - size / 2, x + len(part) * size / 2, y + size / 2)))
        x += (len(part) + 0.6) * size / 2
    return words


def line_across(x0: float, x1: float, y: float) -> Box:
    return Box(x0, y - 0.25, x1, y + 0.25)


def line_down(x: float, y0: float, y1: float) -> Box:
    return Box(x - 0.25, y0, x + 0.25, y1)


def cells_of(grid: Grid) -> Cells:
    return {(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in grid.cells}


def check(tables: Sequence[Grid], words: Sequence[Word]) -> None:
    """What holds for all tables: places cover the grid once, words of the page stand in one cell at most."""
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
        assert sum(len(cell.text.replace(" ", "")) for cell in grid.cells) == sum(len(w.text) for w in grid.words)


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


@given(TABLE)
def test_a_drawn_table_comes_back(texts: list[list[str]]) -> None:
    words, rules = drawn(texts)
    (grid,) = find_tables(page_of(words, rules))
    expected = {(row, column, 1, 1, text) for row, line in enumerate(texts) for column, text in enumerate(line)}
    assert cells_of(grid) == expected
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
    check([grid], words)


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
    assert len(grid.cells) == 6
    check([grid], words)


def test_two_tables_side_by_side_and_a_frame_around_prose() -> None:
    left, lines = drawn([["Name", "Number"], ["Apples", "12"]])
    right = [Word(word.text, word.box._replace(x0=word.box.x0 + 250, x1=word.box.x1 + 250)) for word in left]
    both = lines + [box._replace(x0=box.x0 + 250, x1=box.x1 + 250) for box in lines]
    prose = write("some words of prose that stand in a frame of their own", 64, 400)
    frame = [line_across(60, 400, y) for y in (380, 420)] + [line_down(x, 380, 420) for x in (60, 400)]
    tables = find_tables(page_of([*left, *right, *prose], [*both, *frame]))
    assert [table.words for table in tables] == [tuple(left), tuple(right)]


@pytest.mark.parametrize("words", [[], write("one line of text", 50, 50)])
def test_no_table(words: list[Word]) -> None:
    assert find_tables(page_of(words)) == ()
