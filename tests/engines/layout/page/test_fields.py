"""Captions and answers stay together, whatever stands beside them."""

from __future__ import annotations

import re
from pathlib import Path

import pymupdf as untyped_pymupdf
import pytest

import docvl
from docvl.document import Word
from docvl.engines.layout.page.fields import bridges
from docvl.geometry import Box

pymupdf = untyped_pymupdf

FIELDS = {"Invoice number:": "HV-17", "Invoice date:": "14 March 2026", "Due date:": "13 April 2026", "Order:": "P-7"}
ADDRESS = ["Harbour Supplies Ltd", "18 Quayside Road", "Bristol BS1 6TY", "United Kingdom"]
ITEMS = [
    ("Item", "Description", "Quantity", "Price", "Amount"),
    ("1", "Oak worktop, oiled", "3", "189.50", "568.50"),
    ("2", "Brass cabinet handle", "48", "6.25", "300.00"),
    ("3", "Soft-close hinge", "60", "2.40", "144.00"),
    ("4", "Sealant, clear, 310 ml", "12", "7.95", "95.40"),
]


def right(page: object, x: float, y: float, text: str) -> None:
    width = pymupdf.get_text_length(text, fontsize=10)
    page.insert_text((x - width, y), text, fontsize=10)  # type: ignore[attr-defined]


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    """An address on the left, fields with answers set to the right beside it, a table below both."""
    with pymupdf.open() as document:
        page = document.new_page()
        for row, line in enumerate(ADDRESS):
            page.insert_text((60, 75 + 19 * row), line, fontsize=10)
        for row, (caption, answer) in enumerate(FIELDS.items()):
            page.insert_text((330, 80 + 14 * row), caption, fontsize=10)
            right(page, 535, 80 + 14 * row, answer)
        for row, cells in enumerate(ITEMS):
            for x, cell in zip((60, 100, 320, 420, 500), cells, strict=True):
                page.insert_text((x, 200 + 16 * row), cell, fontsize=10)
        document.save(tmp_path / "letter.pdf")
    return tmp_path / "letter.pdf"


def test_each_answer_follows_its_caption(letter: Path) -> None:
    (transcript,) = docvl.transcribe(letter, workers=1)
    texts = [block.text for block in transcript.blocks]
    for caption, answer in FIELDS.items():
        assert f"{caption} {answer}" in texts
    assert [block.kind for block in transcript.blocks][-1] == "table"
    assert texts.index("Order: P-7") < len(texts) - 1


def words(*rows: str) -> list[Word]:
    """Rows of words in a fixed pitch; two spaces and more are a gap."""
    return [
        Word(match[0], Box(6.0 * match.start(), 14.0 * row, 6.0 * match.end(), 14.0 * row + 10))
        for row, text in enumerate(rows)
        for match in re.finditer(r"\S+", text)
    ]


def test_spaces_between_captions_and_answers_are_bridged() -> None:
    found = bridges(words("Name:       Ann Lee", "Town:       Bath", "and so on   and on"))
    assert found == [Box(30.0, 0.0, 72.0, 10.0), Box(30.0, 14.0, 72.0, 24.0)]


@pytest.mark.parametrize(
    "rows",
    [
        ("we did as follows:   They did not", "go on with it and    agree at all."),
        ("Name:       Town:", "Ann Lee     Bath"),
        ("Name:       Ann", *([""] * 6), "Town:       Bath"),
        (),
    ],
)
def test_other_spaces_are_none(rows: tuple[str, ...]) -> None:
    assert bridges(words(*rows)) == []
