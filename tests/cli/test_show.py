"""Records as a person sees them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cli._console import plain
from cli._show import block
from docvl.document import Source
from docvl.issues import Issue
from docvl.record import EngineInfo, Evidence, JsonRecord

EVIDENCE = Evidence(raw="x", page=2, bbox=(0, 0, 1, 1), confidence=0.5, grounding="exact")
RECORD = JsonRecord(
    source=Source(path="in/a.pdf", pages=1),
    status="partial",
    data={
        "number": "A\x1b[31m",
        "seller": {"name": "杭州", "city": None},
        "tags": ["a", "b"],
        "rows": [{"text": "one", "n": 1}, {"text": "two", "n": None, "more": True}],
    },
    fields={"/number": EVIDENCE},
    issues=(Issue(code="doubtful", severity="warning", message="Look.", page=2, pointer="/rows/0/n"),),
    engine=EngineInfo(name="scripted"),
)


def _shown(record: JsonRecord) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as capture:
        console.print(block(record))
    return capture.get()


def test_a_block_shows_everything_once() -> None:
    shown = _shown(RECORD)
    for text in (
        "in/a.pdf  partial  1 page",
        "seller.name",
        "杭州",
        '["a", "b"]',
        "not found: seller.city",
        "one",
        "two",
    ):
        assert shown.count(text) == 1
    assert "doubtful (page 2, rows.0.n): Look." in shown
    (number,) = [line for line in shown.splitlines() if "number" in line]
    assert number.split() == ["number", "A\\x1b[31m", "2", "0.50"]


def test_a_failed_record_shows_why() -> None:
    issue = Issue(code="corrupt", severity="error", message="The file is empty.")
    record = JsonRecord(
        source=Source(path="b.pdf"), status="failed", data=None, issues=(issue,), engine=EngineInfo(name="scripted")
    )
    assert _shown(record).split() == ["b.pdf", "failed", "corrupt:", "The", "file", "is", "empty."]


@given(st.text())
def test_nothing_that_is_shown_steers_the_terminal(text: str) -> None:
    shown = str(plain(text))
    assert all(char == "\n" or char.isprintable() or char.isspace() for char in shown)
    assert "\x1b" not in shown


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\u202e", "\u200b", "\r", "\ud800", "\x07"])
def test_control_characters_are_written_out(char: str) -> None:
    assert str(plain(f"a{char}b")).isprintable()
