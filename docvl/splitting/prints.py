"""What single lines of a page say: numbers of clauses and rows, amounts, identifiers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docvl.engines.layout.lexicon import fold
from docvl.engines.layout.phrases import Line

_CLAUSE = re.compile(r"(?:§|art(?:icle|ikel)?\.?|clause|section)?\s*(\d{1,2})(?:[.)]|\s|:)(?:\d+\.?\s)?", re.IGNORECASE)
_CLAUSE_ZH = re.compile(r"第\s*([一二三四五六七八九十]{1,3}|\d{1,2})\s*条")
_HAN = {char: number for number, char in enumerate("一二三四五六七八九", start=1)}
_AMOUNT = re.compile(r"[-+(]?[^\w\s]?\s?\d{1,3}(?:[., ']?\d{3})*[.,]\d{2}\)?-?(?:\s?[€$£¥%])?")
_ID = re.compile(r"(?=\S*\d)[\w/.#-]{3,}")
DATE = re.compile(r"^(?:\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?|\d{1,2}\.? [^\W\d]{3,9}|\d{1,2}\.\d{1,2}\.)")
"""A line of a table of bookings begins so."""
GAP = re.compile(r"[_.…]{4,}|[□☐☑☒]|\[\s?[xX]?\s?\]")
"""To be filled in, or ticked."""


def identifier(texts: Sequence[str]) -> str | None:
    """The first text with a digit, by its letters and digits; captions such as ``No.`` may stand before it."""
    for text in texts:
        folded = fold(text).strip(":：#.,;()")
        if _ID.fullmatch(folded):
            return re.sub(r"\W", "", folded)
    return None


def masked(text: str) -> str:
    """Folded, digits as ``#``: what pages of one document share but for the page number."""
    return re.sub(r"\d+", "#", fold(text))


def ends_in_amount(text: str) -> bool:
    """Whether the last word is an amount with two decimals."""
    return bool(text) and _AMOUNT.fullmatch(text.split()[-1]) is not None


def clause(text: str) -> int | None:
    """The number of the clause that the line begins, as in ``3. Scope``, ``§ 3 Haftung`` or ``第三条``."""
    match = _CLAUSE_ZH.match(text)
    if match:
        return _han(match[1])
    match = _CLAUSE.match(text)
    rest = text[match.end() :] if match else ""
    return int(match[1]) if match and rest[:1].isalpha() and not ends_in_amount(text) else None


def _han(text: str) -> int:
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    return (_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(ones, 0)


def counted_rows(texts: Sequence[str]) -> tuple[int, int] | None:
    """The longest run of leading numbers that counts up by one: rows of a table, clauses of a contract."""
    numbers = [number for text in texts if (number := _leading(text)) is not None]
    best: tuple[int, int] | None = None
    start = 0
    for index, number in enumerate(numbers):
        if index and number not in (numbers[index - 1], numbers[index - 1] + 1):
            start = index
        run = (numbers[start], number)
        if best is None or run[1] - run[0] > best[1] - best[0]:
            best = run
    return best if best is not None and best[1] > best[0] else None


def _leading(text: str) -> int | None:
    number = clause(text)
    if number is not None:
        return number
    first = text.split()[0].rstrip(".)") if text.split() else ""
    return int(first) if first.isdecimal() and len(first) <= 3 and len(text.split()) >= 3 else None


def table_captions(lines: Sequence[Line]) -> Iterator[str]:
    """Lines of four phrases and more without a digit."""
    for line in lines:
        if len(line.phrases) >= 4 and not any(char.isdigit() for char in line.text):
            yield fold(line.text)
