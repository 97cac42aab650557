"""What the text of a cell looks like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from statistics import median
from typing import Self

from docvl.document import Word
from docvl.engines.layout.lexicon import concepts, tokens
from docvl.engines.layout.phrases import Line
from docvl.geometry import Box
from docvl.values import AmountReading, read_dates, read_numbers

# A day without its year, as in the columns of statements.
_SHORT_DATE = re.compile(
    r"\d{1,2}[-./]\d{1,2}[.]?|\d{1,2}[ -]?[^\W\d]{3,4}\.?|[^\W\d]{3,4}\.? ?\d{1,2}|\d{1,2}月\d{1,2}日?"
)
# A code of a unit beside its number, of UN/ECE Recommendation 20: C62, H87.
_UNIT_CODE = re.compile(r"\b[A-Z]\d\d\b")
_SENTENCE = re.compile(r"[:：]|\d\s+[-–]\s")
_DIGIT = re.compile(r"\d")
_CODE = re.compile(r"[A-Z\d][A-Z\d./_-]{2,}")
_LETTER = re.compile(r"[^\W\d_]")
_LABELLED = re.compile(r"^[^\d:：]{2,40}[:：](?!//)|^[•*·▪]\s|^[-–]\s[^\W\d]|^\(?\d{8,14}\)?(?:\s*\(?[A-Z]{3,5}\)?)?$")
# Signs of currency that may stand apart from their numbers.
SIGNS = frozenset("$€£¥￥₹")
# Letters of a currency, a unit or a mark beside a number.
MAX_LETTERS = 9
MAX_LETTERS_BEFORE = 4
# Words closer than this many word heights are running text where a space is narrow ...
WORD_GAP = 0.45
# ... and closer than this many usual spaces where it is wide, as in typewriter print.
SPACES = 1.25
# A gap wider than this many word heights is no space.
WIDEST_SPACE = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of one line: running text, or all that stands in one column.

    Attributes:
        words: left to right.
        text: the words joined by spaces.
        box: reading points.
        wide: running text that reaches into further columns: a remark, not a value.
    """

    words: tuple[Word, ...]
    text: str
    box: Box
    wide: bool = False

    @classmethod
    def of(cls, words: Sequence[Word]) -> Self:
        """Join words, left to right."""
        if len(words) == 1:
            return cls((words[0],), words[0].text, words[0].box)
        return cls(tuple(words), " ".join(word.text for word in words), Box.hull(word.box for word in words))


def word_gap(lines: Sequence[Line]) -> float:
    """The widest gap within running text on a page, as a share of the word height."""
    pairs = [(a.box, b.box) for line in lines for p in line.phrases for a, b in zip(p.words, p.words[1:], strict=False)]
    gaps = [gap for a, b in pairs if 0 < (gap := (b.x0 - a.x1) / min(a.height, b.height)) < WIDEST_SPACE]
    return max(WORD_GAP, SPACES * median(gaps)) if gaps else WORD_GAP


def runs_of(line: Line, gap: float) -> list[Cell]:
    """The words of a line in runs of running text; ``gap``: see :func:`word_gap`."""
    runs: list[list[Word]] = []
    for word in line.words:
        last = runs[-1][-1].box if runs else None
        if last is None or word.box.x0 - last.x1 > gap * min(last.height, word.box.height):
            runs.append([])
        runs[-1].append(word)
    return list(map(Cell.of, _with_signs(runs)))


def _with_signs(runs: list[list[Word]]) -> list[list[Word]]:
    """Give signs of currency at the left edge of a column to the numbers that follow them."""
    joined: list[list[Word]] = []
    for run in runs:
        if joined and len(joined[-1]) == 1 and joined[-1][0].text in SIGNS and run[0].text[:1].isdigit():
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def is_scanned(lines: Sequence[Line]) -> bool:
    """Whether some words were recognised, not taken from a text layer."""
    return any(word.confidence < 1 for line in lines for word in line.words)


def is_number(text: str) -> bool:
    """Whether ``text`` is one number, perhaps with a currency, a unit, a sign or a percent mark."""
    return bool(_numbers(text))


def is_money(text: str) -> bool:
    """Whether ``text`` is one number and no percentage."""
    return any(reading.kind != "percent" for reading in _numbers(text))


@lru_cache(4096)
def _numbers(text: str) -> tuple[AmountReading, ...]:
    """The number, or the two of a sum, that a cell consists of; nothing where it says something else."""
    if _SENTENCE.search(text):
        return ()
    readings = read_numbers(text)
    if not 1 <= len(readings) <= 2:
        return ()
    rest = _UNIT_CODE.sub("", text[: readings[0].start] + text[readings[-1].end :])
    before = len(_LETTER.findall(text[: readings[0].start]))
    fits = before <= MAX_LETTERS_BEFORE and len(_LETTER.findall(rest)) <= MAX_LETTERS and not _DIGIT.search(rest)
    return readings if fits else ()


def is_date(text: str) -> bool:
    """Whether ``text`` is a date, with or without its year."""
    text = text.strip()
    return bool(_SHORT_DATE.fullmatch(text)) or any(reading.start == 0 for reading in read_dates(text))


def is_position(text: str) -> bool:
    """Whether ``text`` numbers a row: ``3``, ``01.02``, ``10.``."""
    return bool(re.fullmatch(r"\d{1,6}(?:\.\d{1,4}){0,3}[.)]?", text.strip()))


def is_note(text: str) -> bool:
    """Whether a line below a name says something else of the item: ``GTIN: ...``, a bullet, a number of its own."""
    return bool(_LABELLED.match(unicodedata.normalize("NFKC", text).strip())) or _is_numbered(text)


def _is_numbered(text: str) -> bool:
    """Whether a line is a number of the item behind its caption: ``Art.-Nr. 40-1182``, ``Lot 0426``."""
    *caption, number = text.split() or [""]
    return any(map(str.isdigit, number)) and len(number) > 2 and tokens(" ".join(caption)) in _numbers_of_items()


@cache
def _numbers_of_items() -> frozenset[tuple[str, ...]]:
    return frozenset(label for key in ("column_article", "column_lot") for label in concepts()[key].labels)


def is_code(text: str) -> bool:
    """Whether text is a code and no name: one word with digits and no small letter, such as ``TENT-2P``."""
    return _CODE.fullmatch(text) is not None and any(map(str.isdigit, text))
