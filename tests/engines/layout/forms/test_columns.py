"""Key-value pairs of forms: headings and the columns below them."""

from __future__ import annotations

from tests.engines.layout.forms.typewriter import read


def test_a_heading_of_two_lines() -> None:
    pairs = read("Unit      Order     Net", "price     number    weight", "4.50      1234      77", leading=15)
    assert pairs == [("Unit price", "4.50"), ("Order number", "1234"), ("Net weight", "77")]


def test_a_heading_goes_on_in_the_line_below_that_is_apart_from_the_body() -> None:
    pairs = read(
        "Actual     Projected Total     Group",
        "8 Months   4 Months  Year      (code)",
        "",
        "17,000     8,500     25,500    Sampling",
        "",
        "16,000     4,000     20,000    Offers",
        leading=12,
    )
    assert [key for key, value in pairs if value in ("17,000", "8,500", "25,500", "Sampling")] == [
        "Actual 8 Months",
        "Projected 4 Months",
        "Total Year",
        "Group (code)",
    ]


def test_headings_close_together_part_where_the_line_below_does() -> None:
    pairs = read(
        "Quantity     Price       Amount Total",
        "of boxes     per box     net    1999",
        "",
        "17           8.50        25.50  26.50",
        "",
        "16           4.00        20.00  21.00",
        leading=12,
    )
    assert [key for key, _ in pairs[::2]] == ["Quantity of boxes", "Price per box", "Amount net", "Total 1999"]


def test_counts_in_parentheses_below_headings_belong_to_them() -> None:
    pairs = read(
        "              Total     North     South",
        "Answer:       (300)     (120)     (180)",
        "",
        "Sweet         39        34        43",
        "",
        "Sour          53        60        46",
        leading=12,
    )
    assert ("North (120)", "34") in pairs and ("Sour", "60") in pairs and "Answer:" not in dict(pairs)


def test_numbers_below_numbers_make_a_table() -> None:
    names = "Oakley", "Larch", "Willow", "Birch", "Aspen", "Cedar"
    rows = (f"{name:12}{100 + row:<16}{name[::-1]:12}{200 + row}" for row, name in enumerate(names))
    pairs = read("Dealer      Outlets, all    Dealer      Outlets", *rows)
    assert pairs[:6] == [("Outlets, all", f"{100 + row}") for row in range(6)]


def test_the_first_row_of_a_body_is_no_heading() -> None:
    pairs = read("Name        Town      Amount", "", "Ann Smith   Boston    12.00", "", "Bob Jones   Denver    15.00")
    assert ("Town", "Boston") in pairs and ("Amount", "15.00") in pairs


def test_headings_are_the_keys_of_the_cells_below() -> None:
    pairs = read(
        "Quantity      Price       Total",
        "   4           12.50      50.00",
        "   2           10.00      20.00",
    )
    assert set(pairs) == {
        ("Quantity", "4"),
        ("Quantity", "2"),
        ("Price", "12.50"),
        ("Price", "10.00"),
        ("Total", "50.00"),
        ("Total", "20.00"),
    }


def test_a_table_in_a_chinese_form() -> None:
    pairs = read("姓名      工作单位        联系电话", "李雷      邮电局          18900000001")
    assert pairs == [("姓名", "李雷"), ("工作单位", "邮电局"), ("联系电话", "18900000001")]


def test_names_below_one_another_and_side_by_side_are_separate_answers() -> None:
    pairs = read("cc:", "  A. B. Clark      Mr. D. Evans", "  F. Grant          Ms. H. Irving", leading=12)
    assert pairs == [("cc:", "A. B. Clark"), ("cc:", "Mr. D. Evans"), ("cc:", "F. Grant"), ("cc:", "Ms. H. Irving")]


def test_names_in_columns_go_on_below_an_empty_first_column() -> None:
    pairs = read("cc:", "  A. B. Clark      Mr. D. Evans", "                   Ms. H. Irving", leading=12)
    assert pairs == [("cc:", "A. B. Clark"), ("cc:", "Mr. D. Evans"), ("cc:", "Ms. H. Irving")]
