from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Page, PageText, Word
from docvl.engines.layout import LayoutEngine
from docvl.errors import CorruptError
from docvl.geometry import Box
from docvl.ingest.orientation import turned
from docvl.transcript import Block
from tests.engines.layout.grids.sheet import prose, write
from tests.engines.layout.pages import page_of


def blocks(*pages: str) -> list[Block]:
    return transcribe(page_of(text, number=number) for number, text in enumerate(pages, start=1))


def transcribe(pages: Iterable[Page]) -> list[Block]:
    return [block for page in LayoutEngine().transcribe(pages) for block in page.blocks]


def made(words: Iterable[Word], *, picture: bool = False, source: str = "ocr", number: int = 1) -> Page:
    text = PageText(tuple(words), "ocr" if source == "ocr" else "text-layer")
    blank = np.full((800, 600, 3), 255, np.uint8)
    size = (600, 800) if picture else None
    return Page(number, 600.0, 800.0, lambda: text, lambda width_px, height_px: blank, size)


PROSE = """
The lines of a paragraph are joined into one text, as they would be read
by somebody who reads it aloud, and words that were broken at the end of
a line are made whole again. It ends before the edge.
"""


def test_lines_become_a_paragraph() -> None:
    (block,) = blocks(PROSE)
    assert (block.kind, block.page, block.level) == ("paragraph", 1, None)
    assert block.text == " ".join(PROSE.split())
    assert block.bbox == (0.0, 0.05, 0.6, 0.095)


def test_hyphens_at_the_end_of_lines_are_undone() -> None:
    text = (
        "They spoke of a well-known matter and of nothing else for a long, un-\nusual time, of a well-\nknown matter."
    )
    assert [block.text for block in blocks(text)][0].startswith(
        "They spoke of a well-known matter and of nothing else for a long, unusual time"
    )
    assert blocks("It was a well-known fact in all of the land, and not less of a well-\nknown one in town.")[
        0
    ].text == ("It was a well-known fact in all of the land, and not less of a well-known one in town.")


def test_chinese_has_no_stray_spaces() -> None:
    lines = ["公司董事会监事会及董事监事高级", "管理人员保证 2018 年季度报告内", "容的真实准确。"]
    words = []
    for row, line in enumerate(lines):
        at = 40.0
        for part in line.split(" "):
            words.append(Word(part, Box(at, 40 + 16 * row, at + 10 * len(part), 50 + 16 * row)))
            at += 10 * len(part) + 3
    (block,) = transcribe([made(words, source="text-layer")])
    assert block.text == "公司董事会监事会及董事监事高级管理人员保证2018年季度报告内容的真实准确。"


def test_an_indented_line_begins_a_paragraph() -> None:
    text = PROSE.strip() + "\n   " + PROSE.strip().replace("\n", "\n")
    assert len(blocks(text)) == 2


def test_headings_lists_and_captions() -> None:
    text = f"""
2.1 Removal of sulphur

{PROSE.strip()}

• first of the things
• second of the things

Table 3. Recoveries of the compounds
"""
    kinds = [(block.kind, block.level, block.text) for block in blocks(text)]
    assert kinds[0] == ("heading", 2, "2.1 Removal of sulphur")
    assert [kind for kind, _, _ in kinds[1:]] == ["paragraph", "list-item", "list-item", "caption"]
    assert kinds[2][2] == "• first of the things"


def test_larger_print_is_a_heading() -> None:
    page = page_of(PROSE)
    title = Word("Summary", Box(0, 10, 80, 28))
    words = (title, *page.text.words)
    first, second = transcribe([replace(page, read_text=lambda: PageText(words, "text-layer"))])
    assert (first.kind, first.level, first.text) == ("heading", 1, "Summary")
    assert second.kind == "paragraph"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("IBAN: DE44 5001 0517 5407 3249 31", "paragraph"),
        ("BIC: NLBKDEH1XXX", "paragraph"),
        ("ORDER DATE: 14 MAR 2026", "paragraph"),
        ("PART TWO: THE YEARS UP TO 1914", "heading"),
        ("RESULTS OF 2025", "heading"),
    ],
)
def test_a_caption_with_its_value_is_no_heading(line: str, kind: str) -> None:
    assert [block.kind for block in blocks(f"{line}\n\n{PROSE.strip()}")] == [kind, "paragraph"]


COLUMNS = """
the first column has lines of some    column without a full stop and here
words that run on from one to the     it goes on with words that are read
next and end at its lower edge in     after the first one and has as many
the middle of a sentence of the one   lines of words down to the end here.
"""


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    (block,) = blocks(COLUMNS)
    assert "sentence of the one column without a full stop" in block.text


def test_a_paragraph_goes_on_overleaf() -> None:
    first = "The lines of a paragraph go on to the next page where the sentence is\n"
    first += "broken off by the end of the page, and then they are joined to what is"
    second = "said there. This is its end.\n\nAnother paragraph begins below it, with a line of words of its own."
    found = blocks(first, second)
    assert [block.page for block in found] == [1, 2]
    assert found[0].text.endswith("joined to what is said there. This is its end.")
    assert found[0].bbox is not None and found[0].bbox[3] < 0.1


def _numbered(number: int) -> str:
    lines = [f"Annual report of the company{' ' * 40}{number}", "", "", *PROSE.strip().splitlines()]
    lines += [f"{number}{line}" if line else "" for line in PROSE.strip().splitlines()]
    lines += [""] * (55 - len(lines))
    return "\n".join([*lines, f"{' ' * 30}Page {number} of 3"])


def test_running_lines_are_told_apart() -> None:
    found = blocks(*map(_numbered, (1, 2, 3)))
    for number in (1, 2, 3):
        kinds = [block.kind for block in found if block.page == number]
        assert kinds[0] == "header" and kinds[-1] == "footer"
        assert set(kinds[1:-1]) == {"paragraph"}


def test_captions_that_repeat_are_no_headers() -> None:
    pages = [f"Table {number}. Figures of the year\n\n\n{PROSE.strip()}" for number in (1, 2)]
    assert not any(block.kind == "header" for block in blocks(*pages))


def test_a_picture_by_itself_is_read_whole() -> None:
    words = page_of(_numbered(1)).text.words
    assert {block.kind for block in transcribe([made(words, picture=True)])} == {"paragraph"}
    assert {block.kind for block in transcribe([made(words)])} > {"paragraph"}


def test_a_large_initial_begins_its_line() -> None:
    page = page_of(
        "   he moped and sighed and wandered\n   about the house with a look of\nan injured puppy and more words."
    )
    cap = Word("S", Box(0, 40, 13, 63))
    found = transcribe([made((*page.text.words, cap), source="text-layer")])
    assert found[0].text.startswith("She moped and sighed")


def test_accents_that_stand_before_their_letters() -> None:
    assert blocks("We also thank J´an Min´aˇc for the ofﬁce.")[0].text == "We also thank Ján Mináč for the office."


def test_a_blank_page_says_nothing() -> None:
    (page,) = LayoutEngine().transcribe([made([])])
    assert page.blocks == () and page.issues == ()


def test_what_ocr_made_up_is_left_out() -> None:
    words = [Word("Invoice", Box(40, 40, 90, 50), 0.98), Word("沙國", Box(300, 500, 340, 520), 0.1)]
    (page,) = LayoutEngine().transcribe([made(words)])
    assert [block.text for block in page.blocks] == ["Invoice"]
    assert [(issue.code, issue.page) for issue in page.issues] == [("illegible-words", 1)]
    assert page.usage.ocr_pages == 1


def test_a_broken_page_has_an_issue_and_the_others_are_read() -> None:
    def broken() -> NoReturn:
        raise CorruptError("The text of the page cannot be read.")

    pages = [page_of(PROSE), replace(page_of("", number=2), read_text=broken), page_of(PROSE, number=3)]
    found = list(LayoutEngine().transcribe(pages))
    assert [page.page for page in found] == [1, 2, 3]
    assert [len(page.blocks) for page in found] == [1, 0, 1]
    assert [issue.severity for issue in found[1].issues] == ["error"]


def test_boxes_are_those_of_the_page_as_shown() -> None:
    words = page_of("upper line of the page").text.words
    text = PageText(words, "ocr", turned(180, 600, 800), 180)
    page = replace(made([]), read_text=lambda: text)
    (block,) = transcribe([page])
    assert block.bbox is not None and block.bbox[1] > 0.9


def test_pages_stream() -> None:
    seen: list[int] = []

    def pages() -> Iterable[Page]:
        for number in range(1, 6):
            seen.append(number)
            yield page_of(PROSE, number=number)

    stream = LayoutEngine().transcribe(pages())
    assert next(iter(stream)).page == 1
    assert len(seen) <= 3


tokens = st.lists(st.integers(1, 12), min_size=1, max_size=60)


@settings(deadline=None)
@given(tokens, st.integers(0, 10_000))
def test_no_word_is_lost_or_doubled(lengths: list[int], seed: int) -> None:
    random = np.random.default_rng(seed)
    words = []
    for index, length in enumerate(lengths):
        x, y, size = random.uniform(0, 500), random.uniform(0, 780), random.uniform(6, 24)
        text = f"w{index}" + "x" * length
        words.append(Word(text, Box(x, y, x + len(text) * size / 2, y + size)))
    said = Counter(token for block in transcribe([made(words, source="text-layer")]) for token in block.text.split())
    assert said == Counter(word.text for word in words)


def test_a_numbered_line_alone_is_a_heading() -> None:
    text = f"{PROSE.strip()}\n\n4. Response Options\n\n{PROSE.strip()}"
    assert [block.kind for block in blocks(text)] == ["paragraph", "heading", "paragraph"]
    listed = f"{PROSE.strip()}\n\n1. Response options\n2. Recall periods\n\n{PROSE.strip()}"
    assert [block.kind for block in blocks(listed)] == ["paragraph", "list-item", "list-item", "paragraph"]


def test_items_set_in_are_items_of_the_one_before() -> None:
    text = "1. first of the things\n   a) a part of it\n   b) another part\n2. second of the things"
    assert [(block.kind, block.level) for block in blocks(text)] == [("list-item", level) for level in (1, 2, 2, 1)]


def test_the_last_row_of_a_list_is_no_footer() -> None:
    body = "\n".join(f"{row}       A thing that is for sale, number {row}, in its own box" for row in range(3, 58))
    page = blocks(PROSE, body)
    assert not any(block.kind == "footer" for block in page)


def test_footnotes_stand_between_a_paragraph_and_its_end_overleaf() -> None:
    first = "The lines of a paragraph go on to the next page where the sentence is\n"
    first += "broken off by the end of the page, and then they are joined to what is"
    second = "said there. This is its end.\n\nAnother paragraph begins below it, with a line of words of its own."
    page = page_of(first)
    note = Word("1Smaller.", Box(0, 90, 32, 97))
    pages = [
        replace(page, read_text=lambda: PageText((*page.text.words, note), "text-layer")),
        page_of(second, number=2),
    ]
    assert [(block.page, block.text[:9]) for block in transcribe(pages)] == [
        (1, "The lines"),
        (1, "1Smaller."),
        (2, "Another p"),
    ]


def test_columns_of_text_are_no_table() -> None:
    lines = [
        f"the left one has words of line {n:2} here     and the right column has line {n:2} there" for n in range(20)
    ]
    lines[16:] = ["1) one      two      three                   4) four     five     six"] * 3
    found = blocks("\n".join(lines))
    assert not any(block.kind == "table" for block in found)


def test_an_address_and_the_dates_beside_it_are_read_one_after_the_other() -> None:
    address = ["Northgate Builders", "7 Canal Road", "York YO1 7EP", "England"]
    fields = [("Number", "BW-20931"), ("Date", "12 March 2026"), ("Due", "11 April 2026"), ("Customer", "C-7781")]
    words = prose(5, 60, 300, 440)
    for row, (line, (name, value)) in enumerate(zip(address, fields, strict=True)):
        words += [
            *write(line, 60, 103 + 13 * row),
            *write(name, 340, 100 + 16 * row),
            *write(value, 430, 100 + 16 * row),
        ]
    texts = " ".join(block.text for block in transcribe([made(words, source="text-layer")]))
    order = [texts.index(text) for text in (*address, *(f"{name} {value}" for name, value in fields))]
    assert order == sorted(order)
