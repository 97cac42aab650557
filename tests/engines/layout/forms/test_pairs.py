"""Key-value pairs of forms: captions and their answers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Page, PageText, Word
from docvl.engines.layout.forms import PairReader
from docvl.geometry import Box
from tests.engines.layout.forms.typewriter import blank, draw, read, set_out


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


def test_fields_of_a_list_show_one_another() -> None:
    lines = ("Media Type        Print", "Cover Shade       Green", "Issue Date        May", "Green tea  Blue")
    assert read(*lines) == [("Media Type", "Print"), ("Cover Shade", "Green"), ("Issue Date", "May")]


def test_an_answer_at_the_middle_of_a_caption_of_two_lines() -> None:
    assert read("企业联系", "            5551234", "电话", leading=12) == [("企业联系电话", "5551234")]


def test_a_month_and_its_day_are_one_date() -> None:
    assert read("Date:  March  27, 1984") == [("Date:", "March 27, 1984")]


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


@settings(deadline=None)
@given(st.lists(st.text(alphabet="aB1:_□ 年姓名$()", max_size=30), max_size=6))
def test_any_page_can_be_read(lines: list[str]) -> None:
    pairs = read(*lines)
    printed = "".join("".join(lines).split())
    for key, value in pairs:
        assert key
        assert all(c in printed for c in value.replace(" ", ""))
