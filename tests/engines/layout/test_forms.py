"""Reading key-value pairs of forms: pages are drawn as text, one character a cell of a typewriter."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Page, PageText, Word
from docvl.engines.layout.forms import PairReader, with_boxes
from docvl.geometry import Box

# Typewriter: a character is 6 points wide, 10 high, and lines are 20 apart. Chinese characters are twice as wide.
ADVANCE, HEIGHT, LEADING = 6.0, 10.0, 20.0


def draw(*lines: str, leading: float = LEADING) -> Page:
    """A page with one word for each run of characters between spaces."""
    words = []
    for row, line in enumerate(lines):
        for match in re.finditer(r"\S+", line):
            x0 = ADVANCE * width(line[: match.start()])
            x1 = ADVANCE * width(line[: match.end()])
            words.append(Word(match.group(), Box(x0, row * leading, x1, row * leading + HEIGHT)))
    return Page(1, 600, 800, lambda: PageText(tuple(words), "text-layer"), None)  # type: ignore[arg-type]


def set_out(*words: tuple[str, float]) -> Page:
    """A page of one line: words, each with the gap behind it, points."""
    placed, x0 = [], 0.0
    for text, gap in words:
        x1 = x0 + ADVANCE * len(text)
        placed.append(Word(text, Box(x0, 0, x1, HEIGHT)))
        x0 = x1 + gap
    return Page(1, 600, 800, lambda: PageText(tuple(placed), "text-layer"), None)  # type: ignore[arg-type]


def blank(width_px: int, height_px: int) -> np.ndarray:
    return np.full((height_px, width_px, 3), 255, np.uint8)


def width(text: str) -> int:
    return sum(2 if c >= "⺀" else 1 for c in text)


def read(*lines: str, leading: float = LEADING) -> list[tuple[str, str]]:
    reader = PairReader()
    reader.feed(draw(*lines, leading=leading))
    return [(key.text, value.text) for key, value in reader.pairs()]


def test_captions_with_colons_and_their_answers_at_the_right() -> None:
    assert read("Date:  March 3, 1999      Phone:  555-1234", "Subject:  Annual picnic") == [
        ("Date:", "March 3, 1999"),
        ("Phone:", "555-1234"),
        ("Subject:", "Annual picnic"),
    ]


def test_a_caption_and_its_answer_in_one_word() -> None:
    assert read("日期：2020年7月2日") == [("日期：", "2020年7月2日")]


def test_times_and_addresses_are_not_cut_at_their_colons() -> None:
    assert read("Time:  12:30     Website:  http://a.example/b") == [
        ("Time:", "12:30"),
        ("Website:", "http://a.example/b"),
    ]


def test_an_answer_on_a_drawn_blank() -> None:
    assert read("Name____Jane Doe____") == [("Name", "Jane Doe")]


def test_an_empty_field_gives_no_pair() -> None:
    assert read("Name:", "", "", "", "Date:  1/2/99", "", "", "", "Signature:") == [("Date:", "1/2/99")]


def test_an_answer_of_several_lines_is_one_answer() -> None:
    pairs = read("Reason:   The pump was replaced and", "          tested in May", leading=15)
    assert pairs == [("Reason:", "The pump was replaced and tested in May")]


def test_an_answer_below_its_caption() -> None:
    assert read("Remarks:", "Please handle this with care") == [("Remarks:", "Please handle this with care")]


def test_cells_of_a_chinese_grid() -> None:
    assert read("姓名    王小明    性别    男", "民族    汉族      出生日期  1990.6.28") == [
        ("姓名", "王小明"),
        ("性别", "男"),
        ("民族", "汉族"),
        ("出生日期", "1990.6.28"),
    ]


def test_a_caption_spread_over_its_cell() -> None:
    assert read("姓    名      王小明") == [("姓名", "王小明")]


def test_a_caption_broken_into_two_lines() -> None:
    assert ("政治面貌", "党员") in read("政治      党员", "面貌", leading=13)


def test_a_date_written_into_a_printed_one() -> None:
    assert read("日期：  2020  年  7  月  2  日") == [("日期：", "2020年7月2日")]


def test_options_are_separate_answers() -> None:
    assert read("学历    □博士    ☑硕士    □本科") == [("学历", "□博士"), ("学历", "☑硕士"), ("学历", "□本科")]


def test_options_around_the_height_of_their_caption() -> None:
    lines = read("          □网络    □登报", "招聘方式", "          □其它", leading=12)
    assert lines == [("招聘方式", "□网络"), ("招聘方式", "□登报"), ("招聘方式", "□其它")]


def test_words_beside_words_are_no_field() -> None:
    assert read("Acme Widgets        Since eighteen ninety") == []


def test_a_caption_of_two_lines_beside_an_answer_of_several() -> None:
    pairs = read(
        "Coupons of          They have proven to be a useful tool in",
        "three packs:        most of the small markets, and many are",
        "                    sold out.",
        leading=14,
    )
    answer = "They have proven to be a useful tool in most of the small markets, and many are sold out."
    assert pairs == [("Coupons of three packs:", answer)]


def test_a_date_stands_above_its_caption_where_there_is_none_beside_it() -> None:
    pairs = read(
        "Approved by:                    12-10-84",
        "              J. P. Smith       Date",
        "",
        "Approved by:                    12-11-84",
        "              A. B. Jones       Date",
        leading=14,
    )
    assert [pair for pair in pairs if pair[0] == "Date"] == [("Date", "12-10-84"), ("Date", "12-11-84")]
    assert all(not value.startswith("12-") for key, value in pairs if key != "Date")


def test_a_bilingual_caption() -> None:
    assert read("出生日期   1990.6.28", "Date of birth", leading=12) == [("出生日期Date of birth", "1990.6.28")]


def test_a_remark_below_a_caption_belongs_to_it() -> None:
    assert read("This change:    45.00", "(from current budget)", leading=12) == [
        ("This change: (from current budget)", "45.00")
    ]


def test_a_heading_of_two_lines() -> None:
    pairs = read("Unit      Order     Net", "price     number    weight", "4.50      1234      77", leading=15)
    assert pairs == [("Unit price", "4.50"), ("Order number", "1234"), ("Net weight", "77")]


def test_text_that_runs_downwards_is_no_caption() -> None:
    assert read("家    姓名    王小明", "庭    电话    5551234", leading=16) == [
        ("姓名", "王小明"),
        ("电话", "5551234"),
    ]


def test_marks_of_required_fields_are_no_part_of_the_caption() -> None:
    assert read("*姓名：  王小明") == [("姓名：", "王小明")]


def test_the_number_of_the_page_is_no_answer() -> None:
    assert read("Name:  Ann", "Remarks:", "                 17") == [("Name:", "Ann")]


def test_a_page_that_was_not_read_gives_nothing() -> None:
    page = draw("Name:  Ann   Phone:  555")
    words = tuple(replace(word, confidence=0.3) for word in page.text.words)
    reader = PairReader()
    reader.feed(replace(page, read_text=lambda: PageText(words, "ocr"), render=blank))
    assert reader.pairs() == []


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


def test_units_belong_to_their_numbers() -> None:
    assert read("Weight:  75   kg     Cost:   $   12.50") == [("Weight:", "75 kg"), ("Cost:", "$ 12.50")]


@pytest.mark.parametrize("lines", [(), ("Annual report",), ("3",), ("申请表",)])
def test_pages_without_fields(lines: tuple[str, ...]) -> None:
    assert read(*lines) == []


def test_pairs_tell_where_they_stand() -> None:
    reader = PairReader()
    reader.feed(draw("Date:  1/2/99"))
    ((key, value),) = reader.pairs()
    assert (key.page, key.box) == (1, Box(0.0, 0.0, 0.05, 0.0125))
    assert value.box.x0 > key.box.x1


def test_pages_follow_one_another() -> None:
    reader = PairReader()
    for text in ("Name:  Ann", "Name:  Bob"):
        reader.feed(draw(text))
    assert [value.text for _, value in reader.pairs()] == ["Ann", "Bob"]


def test_a_colon_far_from_its_caption() -> None:
    assert read("婚姻状况                :  已婚") == [("婚姻状况:", "已婚")]


def test_names_below_one_another_and_side_by_side_are_separate_answers() -> None:
    pairs = read("cc:", "  A. B. Clark      Mr. D. Evans", "  F. Grant          Ms. H. Irving", leading=12)
    assert pairs == [("cc:", "A. B. Clark"), ("cc:", "Mr. D. Evans"), ("cc:", "F. Grant"), ("cc:", "Ms. H. Irving")]


def test_names_in_columns_go_on_below_an_empty_first_column() -> None:
    pairs = read("cc:", "  A. B. Clark      Mr. D. Evans", "                   Ms. H. Irving", leading=12)
    assert pairs == [("cc:", "A. B. Clark"), ("cc:", "Mr. D. Evans"), ("cc:", "Ms. H. Irving")]


def test_fields_of_a_list_show_one_another() -> None:
    lines = ("Media Type        Print", "Cover Shade       Green", "Issue Date        May", "Green tea  Blue")
    assert read(*lines) == [("Media Type", "Print"), ("Cover Shade", "Green"), ("Issue Date", "May")]


def test_an_answer_at_the_middle_of_a_caption_of_two_lines() -> None:
    assert read("企业联系", "            5551234", "电话", leading=12) == [("企业联系电话", "5551234")]


def test_a_month_and_its_day_are_one_date() -> None:
    assert read("Date:  March  27, 1984") == [("Date:", "March 27, 1984")]


def test_a_ticked_option_without_a_caption_is_answered_by_its_tick() -> None:
    assert read("☑ Premium only", "□ Booth") == [("Premium only", "☑")]


def test_numbers_in_running_words_are_no_answers() -> None:
    assert read("Project No. 4711", "", "", "Total of 12 boxes from 1999") == [("Project No.", "4711")]


def test_what_a_colon_announces_is_not_cut_before_its_number() -> None:
    assert read("Court:  Circuit Court No. 4711    Case No. 12") == [
        ("Court:", "Circuit Court No. 4711"),
        ("Case No.", "12"),
    ]


def test_a_number_in_running_text_is_not_cut_from_its_word() -> None:
    line = "Reference:  Brown, C. Journal of Pumps, Vol. 8, No. 3, Sept. 1952"
    assert read(line) == [("Reference:", "Brown, C. Journal of Pumps, Vol. 8, No. 3, Sept. 1952")]


def test_words_of_an_answer_behind_a_colon_stand_apart_by_more_than_a_usual_space() -> None:
    reader = PairReader()
    reader.feed(
        set_out(("Remarks:", 8), ("see", 8), ("attached", 9), ("sheet", 40), ("Date:", 8), ("May", 3), ("1999", 0))
    )
    assert [(key.text, value.text) for key, value in reader.pairs()] == [
        ("Remarks:", "see attached sheet"),
        ("Date:", "May 1999"),
    ]


def test_a_number_before_a_caption_answers_the_one_before() -> None:
    assert read("Area: 5 Region: 17") == [("Area:", "5"), ("Region:", "17")]


def test_a_remark_beside_a_caption_belongs_to_it() -> None:
    reader = PairReader()
    reader.feed(set_out(("Number", 3), ("of", 3), ("pages", 11), ("(with", 3), ("this", 3), ("one):", 15), ("8", 0)))
    assert [(key.text, value.text) for key, value in reader.pairs()] == [("Number of pages (with this one):", "8")]


def test_a_caption_may_end_with_a_full_stop() -> None:
    assert read("Position.  Director of Sales     Department.  Genetics") == [
        ("Position.", "Director of Sales"),
        ("Department.", "Genetics"),
    ]


def test_a_word_that_captions_end_with_is_one_by_itself() -> None:
    assert read("Agency   Smith and Sons", "", "", "Market   Lakeside") == [
        ("Agency", "Smith and Sons"),
        ("Market", "Lakeside"),
    ]


def test_what_stands_far_behind_an_answer_is_no_other_one() -> None:
    assert read("Sent by:  Ann Smith                        1/29/84") == [("Sent by:", "Ann Smith")]


def test_a_caption_in_capitals_is_set_off_from_its_answer() -> None:
    assert read("VESSEL   Mary Rose", "", "", "BERTH   17", "", "", "Vessel   Mary Rose") == [
        ("VESSEL", "Mary Rose"),
        ("BERTH", "17"),
    ]


def test_a_tick_answers_the_words_beside_it_that_are_nearest() -> None:
    assert read("Region:  North", "x Addition        Design   x        Other") == [
        ("Region:", "North"),
        ("Addition", "x"),
        ("Design", "x"),
    ]


def test_what_is_not_ticked_is_no_answer() -> None:
    assert read("Priority:   □ Low    ☑ High", "Via:  [] Mail  [X] Messenger") == [("High", "☑"), ("Messenger", "[X]")]


def test_an_open_box_before_a_colon_leaves_the_field() -> None:
    assert read("□ Other:  Jane Doe") == [("Other:", "Jane Doe")]


def test_a_letter_of_a_name_is_no_tick() -> None:
    assert read("Product:  Model X", "Size:  14 x 18 in") == [("Product:", "Model X"), ("Size:", "14 x 18 in")]


def put(*words: Word) -> list[tuple[str, str]]:
    reader = PairReader()
    reader.feed(Page(1, 600, 800, lambda: PageText(words, "text-layer"), None))  # type: ignore[arg-type]
    return [(key.text, value.text) for key, value in reader.pairs()]


def test_what_recognition_is_not_sure_of_is_no_answer() -> None:
    date = Word("Date:", Box(0, 0, 30, 10)), Word("3/4/99", Box(50, 0, 86, 10))
    signed = Word("Signed:", Box(0, 40, 42, 50)), Word("Vjk", Box(60, 38, 90, 52), 0.4)
    assert put(*date, *signed) == [("Date:", "3/4/99")]


def test_text_turned_on_its_side_is_no_answer() -> None:
    name = Word("Name:", Box(0, 0, 30, 10)), Word("Doe", Box(50, 0, 68, 10))
    assert put(*name, Word("Code:", Box(0, 40, 30, 50)), Word("86410237", Box(90, 20, 100, 70))) == [("Name:", "Doe")]


def scan(words: list[Word], boxes: list[tuple[int, int, bool]]) -> Page:
    """A scanned page of 200 x 100 points on which boxes of 8 points are drawn, some of them ticked."""

    def render(width_px: int, height_px: int) -> np.ndarray:
        raster = np.full((height_px, width_px, 3), 255, np.uint8)
        zoom = width_px / 200
        for x, y, ticked in boxes:
            x0, y0, side = round(x * zoom), round(y * zoom), round(8 * zoom)
            square = raster[y0 : y0 + side, x0 : x0 + side]
            square[:2], square[-2:], square[:, :2], square[:, -2:] = 0, 0, 0, 0
            if ticked:
                for i in range(side):
                    square[i, max(0, i - 1) : i + 2] = square[side - 1 - i, max(0, i - 1) : i + 2] = 0
        return raster

    return Page(1, 200, 100, lambda: PageText(tuple(words), "ocr"), render)


def test_boxes_that_recognition_lost_are_seen_in_the_picture() -> None:
    words = [
        Word("性别", Box(10, 10, 30, 20)),
        Word("男", Box(60, 10, 70, 20)),
        Word("4女", Box(90, 10, 110, 20)),
    ]
    reader = PairReader()
    reader.feed(scan(words, [(51, 11, True), (91, 11, False)]))
    assert [(key.text, value.text) for key, value in reader.pairs()] == [("性别", "☑男"), ("性别", "□女")]


def test_characters_that_are_closed_are_no_boxes() -> None:
    words = [Word("6日", Box(40, 10, 56, 20)), Word("DATE", Box(80, 10, 110, 20))]
    page = scan(words, [(47, 11, True), (80, 11, False)])
    assert with_boxes(page).text.words == tuple(words)


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aB1:_□ 年姓名$()", max_size=30), max_size=6))
def test_any_page_can_be_read(lines: list[str]) -> None:
    pairs = read(*lines)
    printed = "".join("".join(lines).split())
    for key, value in pairs:
        assert key
        assert all(c in printed for c in value.replace(" ", ""))


def ruled(*lines: str) -> list[tuple[str, str]]:
    """What is read of a page on which a rule stands under every run between braces."""
    words, rules = [], []
    for row, line in enumerate(lines):
        top = row * LEADING
        for run in re.finditer(r"\{([^}]*)\}", line):
            rules.append(
                Box(
                    ADVANCE * width(line[: run.start() + 1]),
                    top + 11,
                    ADVANCE * width(line[: run.end() - 1]),
                    top + 11.5,
                )
            )
        for match in re.finditer(r"[^\s{}]+", line):
            x0, x1 = ADVANCE * width(line[: match.start()]), ADVANCE * width(line[: match.end()])
            words.append(Word(match.group(), Box(x0, top, x1, top + HEIGHT)))
    text = PageText(tuple(words), "text-layer")
    reader = PairReader()
    reader.feed(Page(1, 600, 800, lambda: text, blank, rules=lambda: rules))
    return [(key.text, value.text) for key, value in reader.pairs()]


def test_a_blank_holds_one_answer() -> None:
    assert ruled("Length   { 24.8    mm  }", "Width    { 12.1    mm  }") == [
        ("Length", "24.8 mm"),
        ("Width", "12.1 mm"),
    ]


def test_chinese_is_cut_where_a_blank_begins() -> None:
    assert ruled("民族{汉族}      籍贯{北京市}") == [("民族", "汉族"), ("籍贯", "北京市")]


def test_what_stands_on_no_rule_is_no_answer_where_answers_do() -> None:
    pairs = ruled(
        "日期  {2020.1.2}      金额  {1200.50}",
        "编号  {20200102}      电话  {5551234}",
        "专业职称    标准内",
    )
    assert [key for key, _ in pairs] == ["日期", "金额", "编号", "电话"]


def test_what_stands_on_rules_belongs_to_the_nearest_caption_in_sight() -> None:
    pairs = ruled(
        "日期  {2020.1.2}      金额  {1200.50}",
        "姓名          年龄          单位",
        "{王小明}      {34}          {邮电局}",
        "{李雷}        {28}          {中学}",
        "电话  {5551234}      编号  {20200102}",
    )
    assert set(pairs) == {
        ("日期", "2020.1.2"), ("金额", "1200.50"), ("姓名", "王小明"), ("姓名", "李雷"), ("年龄", "34"), ("年龄", "28"),
        ("单位", "邮电局"), ("单位", "中学"), ("电话", "5551234"), ("编号", "20200102"),
    }  # fmt: skip


def framed(
    lines: tuple[str, ...], down: tuple[int, ...], across: tuple[int, ...], leading: float
) -> list[tuple[str, str]]:
    """What is read of a page with rules down before these columns and across above these lines."""
    page = draw(*lines, leading=leading)
    height, right = leading * len(lines), ADVANCE * max(map(width, lines))
    rules = [Box(ADVANCE * x - 3.5, -4, ADVANCE * x - 3, height) for x in down]
    rules += [Box(-10, leading * y - 3.5, right + 10, leading * y - 3) for y in across]
    reader = PairReader()
    reader.feed(replace(page, rules=lambda: rules))
    return [(key.text, value.text) for key, value in reader.pairs()]


def test_an_answer_within_the_frame_of_its_caption() -> None:
    lines = ("Compound code", "          A32", "Molecular weight", "          200.29", "Comments")
    pairs = framed(lines, down=(0, 20), across=(0, 2, 4), leading=14)
    assert pairs == [("Compound code", "A32"), ("Molecular weight", "200.29")]


def test_lines_of_the_heading_of_a_framed_column_are_one() -> None:
    lines = ("Account   Budget", "No.       Year", "6450      30,000", "6460      28,000")
    pairs = framed(lines, down=(0, 9, 20), across=(0, 2, 3, 4), leading=14)
    assert set(pairs) == {
        ("Account No.", "6450"), ("Account No.", "6460"), ("Budget Year", "30,000"), ("Budget Year", "28,000")
    }  # fmt: skip


def test_a_rule_between_two_columns_parts_their_words() -> None:
    lines = ("Item  Price", "4711  20.00", "4712  18.00")
    pairs = framed(lines, down=(0, 5, 12), across=(0, 1, 2, 3), leading=20)
    assert set(pairs) == {("Item", "4711"), ("Item", "4712"), ("Price", "20.00"), ("Price", "18.00")}
