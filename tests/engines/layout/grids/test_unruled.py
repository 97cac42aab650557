"""Tables by alignment, with lines across or without any; and what stands in columns but is no table."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Word
from docvl.engines.layout.grids import find_tables
from docvl.geometry import Box
from tests.engines.layout.grids.sheet import (
    cells_of,
    check,
    grid_of,
    line_across,
    line_down,
    page_of,
    prose,
    rows,
    width_of,
    write,
)

XS = (60.0, 300.0, 380.0, 460.0)
LINES = [
    ["Country", "Births", "Deaths", "Rate"],
    ["Austria", "1,200", "900", "3.1"],
    ["Belgium", "22,100", "-", "2.7"],
    ["The Netherlands", "310", "1,045", "12.0"],
    ["Total", "23,610", "1,945", "4.4"],
]
NUMBER = st.one_of(
    st.integers(0, 99_999).map("{:,}".format), st.floats(0, 999).map("{:.1f}".format), st.sampled_from(["-", "n/a"])
)
NAME = st.sampled_from(["Austria", "The Netherlands", "All other states", "Total", "Q1 sales", "men aged over 45"])


def test_numbers_in_columns() -> None:
    words = rows(LINES, XS, 200)
    text = [*prose(6, 60, 80, 420), *prose(6, 60, 340, 420)]
    tables = find_tables(page_of([*words, *text]))
    assert [cells_of(grid) for grid in tables] == [grid_of(LINES)]
    assert {cell.text for cell in tables[0].cells if cell.header} == set(LINES[0])
    check(tables, words)


@settings(deadline=None)
@given(st.integers(2, 4).flatmap(
    lambda columns: st.lists(st.tuples(NAME, *[NUMBER] * columns), min_size=4, max_size=12)
))  # fmt: skip
def test_any_numbers_in_columns(lines: list[tuple[str, ...]]) -> None:
    words = rows(lines, (60.0, 240.0, 320.0, 400.0, 480.0)[: len(lines[0])], 200)
    tables = find_tables(page_of(words))
    check(tables, words)
    if all(sum(line[n] not in "-n/a" for line in lines) > 2 for n in range(1, len(lines[0]))):
        assert [cells_of(grid) for grid in tables] == [grid_of(lines)]


@pytest.mark.parametrize("ruled", [True, False])
def test_columns_of_which_a_row_fills_one(ruled: bool) -> None:
    lines = [
        ["Date", "Debit", "Credit", "Balance"],
        ["1 April", "12.50", "", "8,399.87"],
        ["2 April", "", "91.69", "8,491.56"],
        ["3 April", "170.88", "", "8,320.68"],
        ["4 April", "250.07", "", "8,070.61"],
        ["5 April", "", "329.26", "8,399.87"],
    ]
    rules = [line_across(58, 462, y) for y in (190, 208)] if ruled else []
    (grid,) = find_tables(page_of(rows(lines, XS, 200), rules))
    assert cells_of(grid) == grid_of(lines)


def test_a_list_close_below_a_table() -> None:
    words = rows(LINES, XS, 200)
    items = [word for n in range(3) for word in (*write("•", 60, 284 + 14 * n), *prose(1, 80, 284 + 14 * n, 380))]
    (grid,) = find_tables(page_of([*words, *items]))
    assert cells_of(grid) == grid_of(LINES)


def test_captions_above_the_first_line_and_a_total_below_the_last() -> None:
    words = rows(LINES, XS, 200)
    text = [*prose(6, 60, 100, 420), *prose(6, 60, 284, 420)]
    (grid,) = find_tables(page_of([*words, *text], [line_across(60, 462, y) for y in (208, 256)]))
    assert cells_of(grid) == grid_of(LINES)
    check([grid], [*words, *text])


def test_the_caption_of_a_table_is_no_row() -> None:
    words = rows(LINES, XS, 200)
    (grid,) = find_tables(page_of([*write("Table 1:", 60, 184), *write("Births and deaths", 150, 184), *words]))
    assert cells_of(grid) == grid_of(LINES)


def test_lines_show_what_captions_span() -> None:
    words = rows(LINES, XS, 200)
    words += write("Movement", 340 - width_of("Movement") / 2, 184)
    rules = [line_across(60, 470, y) for y in (174, 208, 274)] + [line_across(262, 382, 192)]
    (grid,) = find_tables(page_of(words, rules))
    texts = {(row + 1, *rest) for row, *rest in grid_of(LINES) if row > 0}
    assert cells_of(grid) - texts == {
        (0, 0, 2, 1, "Country"),
        (0, 1, 1, 2, "Movement"),
        (1, 1, 1, 1, "Births"),
        (1, 2, 1, 1, "Deaths"),
        (0, 3, 2, 1, "Rate"),
    }
    check([grid], words)


def test_captions_of_several_lines_and_titles_of_sections() -> None:
    words = [*write("Number", 270, 184), *write("of births", 255, 196), *write("Rate", 360, 196)]
    lines = [["Country", "", ""], ["North", "", ""], ["Austria", "12", "3.1"], ["Belgium", "7", "2.9"]]
    lines += [["South", "", ""], ["Italy", "31", "0.4"], ["Malta", "4", "1.1"]]
    words += rows(lines, (60.0, 300.0, 380.0), 196)
    rules = [line_across(60, 390, y) for y in (176, 204, 300)]
    (grid,) = find_tables(page_of(words, rules))
    head = {(0, 0, 1, 1, "Country"), (0, 1, 1, 1, "Number of births"), (0, 2, 1, 1, "Rate")}
    assert cells_of(grid) == head | {cell for cell in grid_of(lines) if cell[0] > 0}
    assert {cell.text for cell in grid.cells if cell.header} == {"Country", "Number of births", "Rate"}


def test_names_that_go_on_in_the_next_line() -> None:
    words = rows([["Austria", "12", "3.1"], ["Belgium", "7", "2.9"]], (60.0, 300.0, 380.0), 200, 24)
    words += write("States that are not members of", 60, 248) + write("the union", 60, 260)
    words += rows([["", "31", "0.4"], ["Malta", "4", "1.1"]], (60.0, 300.0, 380.0), 248, 36)
    (grid,) = find_tables(page_of(words, [line_across(60, 390, y) for y in (190, 296)]))
    assert (2, 0, 1, 1, "States that are not members of the union") in cells_of(grid)
    assert grid.rows == 4


WRAPPED = [
    ["1 May", "Transfer to the county of", "12.50"],
    ["", "Kent", ""],
    ["2 May", "Rent", "300.00"],
    ["3 May", "Transfer to the city of", "7.20"],
    ["", "York", ""],
]


def wrapped_table(last: str) -> list[Word]:
    lines = [["Date", "Text", "Amount"], *WRAPPED[:-1], ["", last, ""]]
    ys = [200, 220, 233, 253, 273, 286]
    return [
        word
        for (date, text, amount), y in zip(lines, ys, strict=True)
        for word in (*write(date, 60, y), *write(text, 150, y), *write(amount, 400 - width_of(amount), y))
    ]


def test_the_last_cell_goes_on_below_its_row() -> None:
    (grid,) = find_tables(page_of(wrapped_table("York")))
    last = {(cell.column, cell.text) for cell in grid.cells if cell.row == 3}
    assert last == {(0, "3 May"), (1, "Transfer to the city of York"), (2, "7.20")}
    lead = [*wrapped_table(""), *write("York is not of it", 60, 286)]
    (grid,) = find_tables(page_of(lead))
    assert "York" not in "".join(cell.text for cell in grid.cells)


def test_a_name_beside_several_rows() -> None:
    words = [*write("Kind", 60, 200), *write("Name", 150, 200), *write("Share", 315, 200)]
    for n, (name, share) in enumerate((("good", "3.5"), ("fair", "12.0"), ("bad", "1.1"), ("none", "0.4"))):
        words += [*write(name, 150, 220 + 20 * n), *write(share, 340 - width_of(share), 220 + 20 * n)]
    words += [*write("Large", 60, 230), *write("Small", 60, 270)]
    rules = [line_across(56, 344, y) for y in (190, 210, 250, 290)] + [line_across(146, 344, y) for y in (230, 270)]
    (grid,) = find_tables(page_of(words, rules))
    assert {(1, 0, 2, 1, "Large"), (3, 0, 2, 1, "Small"), (2, 1, 1, 1, "fair"), (4, 2, 1, 1, "0.4")} <= cells_of(grid)
    check([grid], words)


def test_coloured_cells_in_a_table_are_no_lines() -> None:
    words = rows(LINES, XS, 200)
    fills = [Box(x - 40, y - 8, x + 2, y + 8) for x in XS[1:] for y in (216, 248)]
    edges = [
        edge
        for b in fills
        for edge in (
            Box(b.x0, b.y0, b.x1, b.y0),
            Box(b.x0, b.y1, b.x1, b.y1),
            Box(b.x0, b.y0, b.x0, b.y1),
            Box(b.x1, b.y0, b.x1, b.y1),
        )
    ]
    rules = [line_across(60, 470, y) for y in (190, 208, 274)]
    (grid,) = find_tables(page_of(words, [*rules, *edges]))
    assert cells_of(grid) == grid_of(LINES)


def test_a_table_beside_prose() -> None:
    words = rows([[line[0], line[1], line[3]] for line in LINES], (60.0, 190.0, 240.0), 200)
    (grid,) = find_tables(page_of([*words, *prose(30, 300, 100, 240)]))
    assert set(grid.words) == set(words)


def test_lines_between_which_there_is_prose() -> None:
    words = [*prose(12, 60, 100, 440), *write("Report", 60, 60), *write("12", 490, 60)]
    assert find_tables(page_of(words, [line_across(60, 500, y) for y in (75, 270, 700)])) == ()


def test_an_address_beside_dates_and_numbers_is_no_table() -> None:
    address = ["Lantern Street Joinery", "61 Lantern Street", "Norwich NR3 1AB", "United Kingdom", "VAT GB731500044"]
    fields = [("Invoice", "LS-40917"), ("Date", "22 April 2026"), ("Due", "22 May 2026"), ("Order", "9003-B")]
    left = [word for n, text in enumerate(address) for word in write(text, 60, 100 + 13 * n)]
    right = [
        word
        for n, (name, value) in enumerate(fields)
        for word in (*write(name, 340, 107 + 16 * n), *write(value, 440, 107 + 16 * n))
    ]
    tables = find_tables(page_of([*left, *right]))
    assert not {id(word) for table in tables for word in table.words} & {id(word) for word in left}


TWO_COLUMNS = [*prose(20, 60, 100, 220), *prose(20, 320, 100, 220)]
BULLETS = [word for n in range(8) for word in (*write("•", 60, 100 + 20 * n), *prose(1, 80, 100 + 20 * n, 300 - 9 * n))]
NUMBERED = [
    word
    for n in range(8)
    for word in (*write(f"{n + 1}.", 60, 100 + 20 * n), *prose(1, 90, 100 + 20 * n, 200 + 30 * n))
]
CONTENTS = [
    word
    for n, page in enumerate((3, 3, 7, 12, 18, 25, 31, 40))
    for word in (*prose(1, 60, 100 + 18 * n, 120 + 17 * n), *write(str(page), 500 - width_of(str(page)), 100 + 18 * n))
]
FORM = [
    word
    for n, (label, value) in enumerate(
        (("Name:", "Ann Miller"), ("Number:", "4711"), ("Date:", "12.05.2026"), ("Amount:", "99.50"), ("Tax:", "19.00"))
    )
    for word in (*write(label, 60, 100 + 20 * n), *write(value, 200, 100 + 20 * n))
]


@pytest.mark.parametrize("words", [TWO_COLUMNS, BULLETS, NUMBERED, CONTENTS, FORM, prose(30, 60, 100, 460)])
def test_what_is_no_table(words: list[Word]) -> None:
    assert find_tables(page_of(words)) == ()


SIDE = st.floats(0, 560)
WORDS = st.lists(
    st.builds(
        lambda text, x, y, size: write(text, x, y + 20, size),
        st.sampled_from(["a", "12", "7.5", "net of tax", "-", "Total", "•", "表"]),
        SIDE,
        SIDE,
        st.sampled_from([6.0, 10.0, 14.0]),
    ),
    max_size=40,
)
RULES = st.lists(
    st.one_of(
        st.builds(lambda x, y, n: line_across(x, x + n, y), SIDE, SIDE, SIDE),
        st.builds(lambda x, y, n: line_down(x, y, y + n), SIDE, SIDE, SIDE),
    ),
    max_size=25,
)


@settings(deadline=None)
@given(WORDS, RULES)
def test_whatever_stands_on_a_page(parts: list[list[Word]], rules: list[Box]) -> None:
    words = [word for part in parts for word in part]
    tables = find_tables(page_of(words, rules))
    check(tables, words)
    assert tables == find_tables(page_of(words, rules))
