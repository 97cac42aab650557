"""Typed reading: from a stretch of text to the values of a kind that stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

from docvl import values
from docvl.engines.layout.lexicon import ValueKind
from docvl.values.reading import Reading


@dataclass(frozen=True, slots=True)
class Read:
    """A part of a text read as a value of some kind.

    Attributes:
        kind: of what.
        start: index of its first character.
        end: index after its last.
        reading: what the reader of that kind made of it; None where the text itself is the value.
        text: as printed.
    """

    kind: ValueKind
    start: int
    end: int
    reading: Reading | None
    text: str

    @classmethod
    def whole(cls, kind: ValueKind, text: str) -> Self:
        """All of ``text`` as the value."""
        return cls(kind, 0, len(text), None, text)

    @classmethod
    def of(cls, kind: ValueKind, reading: Reading) -> Self:
        """What a reader found, where it found it."""
        return cls(kind, reading.start, reading.end, reading, reading.text)


# A number of a document: no white space inside, at least one digit, perhaps a short prefix in capitals before it.
# and a long number may be printed in groups of digits.
_IDENTIFIER = re.compile(
    r"(?<!\S)[A-Z]{1,4}\d{0,4}(?: \d{2,}(?!\S)){2,}|"
    r"(?<!\w)\d{3,}(?: \d{3,}(?!\S))+|(?:(?<!\S)[A-Z]{1,4} )?[^\W_][\w\-/.+#]*"
)
# A word of a number that is written in several: it holds a digit, or is a few capitals.
_CODE_WORD = re.compile(r"(?<!\S)(?=\S*\d|[A-Z]{1,3}(?!\S))\+?[^\W_][\w\-/.+#*]*(?=[\s,;)]|$)")
_NUMBER_SIGN = re.compile(r"(?i:\b(?:no|nr|num|number|nummer|numéro|n)\b\s?[.:°º]?|№|#)\s*$")
# The end of a name: "Harbour Crossing Phase 2".
_COUNTED = re.compile(r"[^\W\d_]{2,} [^\W\d_]*[a-z]{2,} \d{1,2}$")
# A number in groups of digits that is too long for two, or has a currency, and nothing beside it.
_GROUPED = re.compile(r"\D{0,4}\d{1,3}(?:(?: \d{3}){2,}(?:[.,]\d{1,4})?\D{0,8}|(?: \d{3})+(?:[.,]\d{1,4})? ?[€$£¥])")
_PARTED_DATE = re.compile(
    r"(?<!\d)(?:1 ?9|2 ?0) ?\d ?\d ?[-/.年] ?(?:0 ?[1-9]|1 ?[0-2]|[1-9]) ?"
    r"[-/.月] ?(?:[0-2] ?\d|3 ?[01]|[1-9])(?! ?\d)日?"
)
_DIGITS = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d{1,2})?")
_BRACKETED = re.compile(r"[(（][^)）]*[)）]?")
# Digits that are left of an account number where the others are masked.
ACCOUNT_DIGITS = 3
_DATED = re.compile(r"[\s,]+(?:le|den|am|el|il|on|the)?\s*$", re.IGNORECASE)
# Characters at most between a date and its time of day: ", at ".
_DATE_TO_TIME = 5
_EDGE = " \t:：;；,，.|=·-–—_"


def read(kind: ValueKind, text: str) -> tuple[Read, ...]:
    """The values of ``kind`` in ``text``, in order of position."""
    reader = _READERS.get(kind)
    if reader is not None:
        return tuple(Read.of(kind, reading) for reading in reader(text))
    if kind in _ANNOUNCED:
        return _announced(*_ANNOUNCED[kind], text)
    if kind == "identifier":
        return _identifiers(text)
    if kind == "mention":
        return next(((found,) for found in _identifiers(text) if found.start == 0), None) or _whole(kind, text)
    if kind == "code":
        return _code(text) or _whole(kind, text)
    if kind == "moment":
        return _moments(text)
    return _whole(kind, text)


def _dates(text: str) -> tuple[Reading, ...]:
    """Dates; recognition may have parted the digits of the first: ``20 2 6-11-08``."""
    parted = _PARTED_DATE.search(text)
    if parted is None or " " not in parted[0]:
        return values.read_dates(text)
    found = values.read_dates(parted[0].replace(" ", ""))
    return tuple(replace(date, start=parted.start(), end=parted.end()) for date in found[:1])


def read_cell(kind: ValueKind, text: str) -> tuple[Read, ...]:
    """The values of ``kind`` in a cell of a table: digits in groups are one number there."""
    return read(kind, text.replace(" ", "\u00a0") if _DIGITS.fullmatch(text) else text)


def _identifiers(text: str) -> tuple[Read, ...]:
    """Words that can be a document's number: they hold a digit and are not a date; those after "No." first."""
    taken = [r for r in values.read_dates(text) if r.style != "compact"]
    found = []
    for match in _IDENTIFIER.finditer(text):
        start, end = match.start(), match.start() + len(match.group().rstrip(".-/#+"))
        if not any(c.isdigit() for c in match.group()) or any(r.start < end and start < r.end for r in taken):
            continue
        if text[start - 1 : start] not in ("(", "（") and not _COUNTED.search(text[:end]):
            found.append(Read("identifier", start, end, None, text[start:end]))
    return tuple(sorted(found, key=lambda found: not _NUMBER_SIGN.search(text, 0, found.start)))


def _code(text: str) -> tuple[Read, ...]:
    """The number that a text begins with, of one word or of several: ``LK23 ZRT``, ``65 040687 A 512``."""
    begin = len(text) - len(text.lstrip(_EDGE))
    dates = [reading for reading in values.read_dates(text) if reading.style != "compact"]
    end = begin
    for match in _CODE_WORD.finditer(text, begin):
        if match.start() > end + 1 or any(date.start < match.end() and match.start() < date.end for date in dates):
            break
        end = match.end()
    found = text[begin:end].rstrip(_EDGE)
    return (Read("code", begin, begin + len(found), None, found),) if any(map(str.isdigit, found)) else ()


def _whole(kind: ValueKind, text: str) -> tuple[Read, ...]:
    start = len(text) - len(text.lstrip(_EDGE))
    if kind == "city":
        text = _before_date(text)
    end = len(text.rstrip(" \t:：;；,，|=_"))
    return (Read(kind, start, end, None, text[start:end]),) if end > start and _may_be(kind, text[start:end]) else ()


def _moments(text: str) -> tuple[Read, ...]:
    """Dates, each with the time of day right behind it, if there is one."""
    clocks = values.read_times(text)
    found = []
    for date in _dates(text):
        behind = (clock.end for clock in clocks if 0 <= clock.start - date.end <= _DATE_TO_TIME)
        end = next(behind, date.end)
        found.append(Read("moment", date.start, end, date, text[date.start : end]))
    return tuple(found)


def _before_date(text: str) -> str:
    """A place without the date that follows it: ``Lille, le 1er mai 2026``."""
    first = next(iter(values.read_dates(text)), None)
    return text if first is None or first.start == 0 else _DATED.sub("", text[: first.start])


def _may_be(kind: ValueKind, text: str) -> bool:
    """Whether text holds what its kind must: a name letters outside of brackets, an address of mail its sign."""
    if kind == "name":
        return sum(map(str.isalpha, _BRACKETED.sub("", text))) > 1
    if kind == "email":
        return "@" in text
    return kind != "account" or sum(map(str.isdigit, text)) >= ACCOUNT_DIGITS


def _announced(find: Callable[[str], tuple[Reading, ...]], label: str, text: str) -> tuple[Read, ...]:
    """Identifiers that their label announces: a broken checksum is no reason to doubt what they are."""
    shift = len(label)
    return tuple(
        Read("identifier", r.start - shift, r.end - shift, r, r.text) for r in find(label + text) if r.start >= shift
    )


def _percentages(text: str) -> tuple[Reading, ...]:
    """Percentages; bare numbers where none has its sign, as under a header ``VAT %``."""
    return values.read_percentages(text) or values.read_amounts(text)


def _counts(text: str) -> tuple[Reading, ...]:
    """Numbers with or without a unit, percentages where there is nothing else; digits in groups are one where alone."""
    if _GROUPED.fullmatch(text):
        text = text.replace(" ", "\u00a0")  # spaces at which no line breaks part no numbers
    counts = tuple(reading for reading in values.read_numbers(text) if reading.kind in ("amount", "quantity"))
    return counts or values.read_percentages(text)


_READERS: dict[ValueKind, Callable[[str], tuple[Reading, ...]]] = {
    "date": _dates,
    "time": values.read_times,
    "amount": values.read_amounts,
    "percent": _percentages,
    "quantity": _counts,
    "currency": values.read_currencies,
    "words_amount": values.read_capital_amounts,
}
_ANNOUNCED: dict[ValueKind, tuple[Callable[[str], tuple[Reading, ...]], str]] = {
    "iban": (values.find_ibans, "IBAN: "),
    "bic": (values.find_bics, "BIC: "),
}
