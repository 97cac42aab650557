"""What the text of a cell looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from statistics import median

from docvl.engines.layout.phrases import Line

_NUMBER = re.compile(r"\d{1,3}(?:[ .,'’]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+")
_DATE = re.compile(r"\d{1,4}[-./年]\d{1,2}[-./月](?:\d{2,4})?|\d{1,2}[. ]?[a-zA-Zäûé]{3,9}[. ]?\d{2,4}")
_SHORT_DATE = re.compile(r"\d{1,2}[-./]\d{1,2}[.]?|\d{1,2}[ -]?[A-Za-z]{3}")
_SENTENCE = re.compile(r":|\d\s+[-–]\s")
_LETTER = re.compile(r"[^\W\d_]")
_LABELLED = re.compile(r"^[^\d:：]{2,40}[:：](?!//)|^[•*·▪]\s|^[-–]\s[^\W\d]|^\(?\d{8,14}\)?(?:\s*\(?[A-Z]{3,5}\)?)?$")
# Letters of a currency, a unit or a mark beside a number.
MAX_LETTERS = 9
MAX_LETTERS_BEFORE = 4
# Words closer than this many word heights are running text where a space is narrow ...
WORD_GAP = 0.45
# ... and closer than this many usual spaces where it is wide, as in typewriter print.
SPACES = 1.25
# A gap wider than this many word heights is no space.
WIDEST_SPACE = 1.0


def word_gap(lines: Sequence[Line]) -> float:
    """The widest gap within running text on a page, as a share of the word height."""
    pairs = [(a.box, b.box) for line in lines for p in line.phrases for a, b in zip(p.words, p.words[1:], strict=False)]
    gaps = [gap for a, b in pairs if 0 < (gap := (b.x0 - a.x1) / min(a.height, b.height)) < WIDEST_SPACE]
    return max(WORD_GAP, SPACES * median(gaps)) if gaps else WORD_GAP


def is_scanned(lines: Sequence[Line]) -> bool:
    """Whether some words were recognised, not taken from a text layer."""
    return any(word.confidence < 1 for line in lines for word in line.words)


def is_number(text: str) -> bool:
    """Whether ``text`` is one number, perhaps with a currency, a unit, a sign or a percent mark."""
    text = unicodedata.normalize("NFKC", text)
    runs = list(_NUMBER.finditer(text))
    if not 1 <= len(runs) <= 2 or _SENTENCE.search(text) or _DATE.search(text):
        return False
    before = len(_LETTER.findall(text[: runs[0].start()]))
    return before <= MAX_LETTERS_BEFORE and len(_LETTER.findall(text)) <= MAX_LETTERS


def is_date(text: str) -> bool:
    """Whether ``text`` is a date, with or without its year."""
    text = unicodedata.normalize("NFKC", text).strip()
    return bool(_DATE.match(text) or _SHORT_DATE.fullmatch(text))


def is_position(text: str) -> bool:
    """Whether ``text`` numbers a row: ``3``, ``01.02``, ``10.``."""
    return bool(re.fullmatch(r"\d{1,6}(?:\.\d{1,4}){0,3}[.)]?", text.strip()))


def is_note(text: str) -> bool:
    """Whether a line below a name says something else of the item: ``GTIN: ...``, a bullet, a bare long number."""
    return bool(_LABELLED.match(unicodedata.normalize("NFKC", text).strip()))
