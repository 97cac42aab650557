"""What a model writes as Markdown, read as blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.decoding.markdown import read_markdown
from docvl.transcript import Block


def read(text: str) -> list[Block]:
    return list(read_markdown(text, page=2, bbox=(0, 0, 1, 0.5), confidence=0.5))


def said(text: str) -> list[tuple[str, int | None, str]]:
    return [(block.kind, block.level, block.text) for block in read(text)]


def cells(text: str) -> list[tuple[int, int, int, int, str, bool]]:
    (table,) = read(text)
    assert table.kind == "table"
    return [(cell.row, cell.column, cell.rows, cell.columns, cell.text, cell.header) for cell in table.cells]


def test_headings_paragraphs_and_lists() -> None:
    text = "# A *b*\n\nOne\nline with `code`, [a link](x) and \\*no mark\\*\n\n- x\n- y\n  1. z\n\n## C"
    assert said(text) == [
        ("heading", 1, "A b"),
        ("paragraph", None, "One line with code, a link and *no mark*"),
        ("list-item", 1, "- x"),
        ("list-item", 1, "- y"),
        ("list-item", 2, "1. z"),
        ("heading", 2, "C"),
    ]


def test_every_block_has_the_place_and_the_confidence_of_the_answer() -> None:
    assert {(block.page, block.bbox, block.confidence) for block in read("a\n\nb")} == {(2, (0, 0, 1, 0.5), 0.5)}


def test_chinese_lines_are_joined_without_spaces() -> None:
    assert said("发票\n号码 12\n34") == [("paragraph", None, "发票号码 12 34")]


def test_a_plain_table() -> None:
    assert cells("| A | B |\n|---|---|\n| 1<br>2 | a\\|b |") == [
        (0, 0, 1, 1, "A", True),
        (0, 1, 1, 1, "B", True),
        (1, 0, 1, 1, "1\n2", False),
        (1, 1, 1, 1, "a|b", False),
    ]


def test_cells_that_span_push_others_aside() -> None:
    html = "<table><tr><th colspan='2'>H</th></tr>\n\n<tr><td rowspan=2>x<td>y</tr><tr><td>w &amp; v</td></tr></table>"
    assert cells(html) == [
        (0, 0, 1, 2, "H", True),
        (1, 0, 2, 1, "x", False),
        (1, 1, 1, 1, "y", False),
        (2, 1, 1, 1, "w & v", False),
    ]


def test_a_cut_table_and_an_absurd_span() -> None:
    assert cells("<table><tr><td>a</td><td rowspan=99999999>b") == [
        (0, 0, 1, 1, "a", False),
        (0, 1, 100, 1, "b", False),
    ]


def test_text_around_a_table_stays() -> None:
    assert [block.text for block in read("before <table><tr><td>a</td></tr></table> after")] == ["before", "a", "after"]


@pytest.mark.parametrize("text", ["```markdown\n# A\n\nb\n```", "```\n# A\n\nb\n```", "# A\n\nb"])
def test_a_wrapped_answer_is_what_stands_in_it(text: str) -> None:
    assert said(text) == [("heading", 1, "A"), ("paragraph", None, "b")]


def test_pictures_and_tags_are_left_out() -> None:
    assert said("![a logo](x.png)\n\n<b>bold</b>\n\n<!-- note -->\n\n---") == [("paragraph", None, "bold")]


def test_control_characters_are_left_out() -> None:
    assert said("a\x1b[31mb\x0bc\r\nd\x00") == [("paragraph", None, "a[31mbc d")]


@pytest.mark.parametrize("text", ["", " \n\n", "---", "<table></table>"])
def test_nothing_makes_no_block(text: str) -> None:
    assert read(text) == []


@given(st.text(alphabet=st.sampled_from("ab12 \n\t#*-|`<>/tabledrh=\"'&;![]()\\\\1.发"), max_size=120))
def test_whatever_is_written_is_read(text: str) -> None:
    for block in read(text):
        assert block.text.strip()


@given(st.lists(st.text(alphabet="abc发票", min_size=1, max_size=8), min_size=1, max_size=20))
def test_words_stay_in_order(words: list[str]) -> None:
    joined = "".join(block.text.replace(" ", "") for block in read(" ".join(words)))
    assert joined == "".join(words)
