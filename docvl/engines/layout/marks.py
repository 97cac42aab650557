"""What stands at the ends of a line: bullets, numbers of lists and sections, captions, full stops."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

MarkKind = Literal["bullet", "number", "letter", "section", "chinese"]

_BULLETS = "•·●○◦▪▫■□◆◇►▶➢➤✓✔❖‣⁃∙"
_NUMBER = r"\d{1,3}"
_PATTERNS: tuple[tuple[MarkKind, re.Pattern[str]], ...] = (
    ("bullet", re.compile(rf"[{_BULLETS}]\s*(?=\S)|[-–—*]\s+(?=\S)")),
    ("section", re.compile(rf"{_NUMBER}(?:\.{_NUMBER}){{1,3}}\.?\s+(?=[^\W\d_])|§\s?{_NUMBER}\s")),
    ("number", re.compile(rf"[(（]{_NUMBER}[)）]\s*|\[{_NUMBER}\]\s*|{_NUMBER}(?:[.)）]\s+|[、．]\s*)(?=\S)|[①-⑳]\s*")),
    ("letter", re.compile(r"[(（][a-zA-Z][)）]\s+|[a-zA-Z][.)]\s+(?=\S)|[(（][ivx]{1,4}[)）]\s+|[ivx]{1,4}[.)]\s+")),
    (
        "chinese",
        re.compile(
            r"[一二三四五六七八九十百]{1,3}[、．.]\s*|[(（][一二三四五六七八九十]{1,3}[)）]\s*|第[一二三四五六七八九十百\d]{1,4}[章节節条條部分篇]\s*"
        ),
    ),
)
_CAPTION = re.compile(
    r"(?:table|tab\.|figure|fig\.|exhibit|chart|tabelle|abbildung|abb\.|tableau)\s*\d+[a-z]?(?:\.\d+)*\s*(?:[.:：|–-]|\s|$)"
    r"|[表图圖]\s*\d+(?:[.\-–]\d+)*\s*(?:[：:]|\s|$)?",
    re.IGNORECASE,
)

SENTENCE_ENDS = tuple('.!?:;…。！？：；”’"」』)）')
"""What may end the last line of a paragraph."""


class Mark(NamedTuple):
    """A mark with which a line begins.

    Attributes:
        kind: ``chinese`` for 一、 and 第一章.
        text: with the white space behind it.
    """

    kind: MarkKind
    text: str


def marker(text: str) -> Mark | None:
    """The mark with which ``text`` begins, where anything follows it."""
    for kind, pattern in _PATTERNS:
        found = pattern.match(text)
        if found and found.end() < len(text):
            return Mark(kind, found.group())
    return None


def is_caption(text: str) -> bool:
    """Whether the text begins as a caption of a table or a figure does."""
    return _CAPTION.match(text) is not None
