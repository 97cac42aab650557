"""Key-value pairs of forms: blanks on rules, and frames."""

from __future__ import annotations

import re
from dataclasses import replace

from docvl.document import Page, PageText, Word
from docvl.engines.layout.forms import PairReader
from docvl.geometry import Box
from tests.engines.layout.forms.typewriter import ADVANCE, HEIGHT, LEADING, blank, draw, width


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
