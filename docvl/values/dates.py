"""Printed dates.

A printed date such as 05/06/18 has several readings; which one holds is decided for the document as a whole
(:mod:`docvl.values.order`) and then applied (:func:`resolve`). Two-digit years follow POSIX ``strptime``: 69 to 99 are
1969 to 1999, 00 to 68 are 2000 to 2068. Years from 1900 to 2099 are read; a date that is not in the calendar never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Literal

from docvl.values.chinese import parse_number
from docvl.values.normalize import Folded, fold, without_accents
from docvl.values.reading import Reading, without_overlap

Style = Literal["numeric", "iso", "named", "chinese", "compact"]
Precision = Literal["day", "month"]


class DateOrder(StrEnum):
    """The order of day, month and year in an all-numeric date."""

    DMY = "dmy"
    MDY = "mdy"
    YMD = "ymd"


@dataclass(frozen=True, slots=True)
class DateReading(Reading):
    """A printed date.

    Attributes:
        style: ``numeric`` day, month and year in digits, year last or of two digits; ``iso`` four-digit year first;
            ``named`` with the name of a month; ``chinese`` with 年 and 月; ``compact`` eight digits without a mark,
            which may as well be another number.
        precision: ``month`` when no day is printed.
        candidates: the dates it may mean with the order each assumes; for a month its first day.
    """

    style: Style
    precision: Precision
    candidates: tuple[tuple[DateOrder, date], ...]

    @property
    def ambiguous(self) -> bool:
        """Whether the orders lead to different dates."""
        return len({value for _, value in self.candidates}) > 1


# A four-digit year may run into a time of day when OCR lost the space: 12/03/201821:13.
_CLOCK = r"(?=[0-9]{1,2}:[0-9]{2})"
_YEAR = rf"((?:19|20)[0-9]{{2}}(?![0-9:])|[0-9]{{2}}(?![0-9:])|(?:19|20)[0-9]{{2}}{_CLOCK}|[0-9]{{2}}{_CLOCK})"
_LONG_YEAR = r"((?:19|20)[0-9]{2})"
_LAST_DAY = rf"([0-9]{{1,2}}(?![0-9])|[0-9]{{2}}{_CLOCK})"
_GAP = r" {0,2}"

_NUMERIC = re.compile(rf"(?<![0-9])([0-9]{{1,2}}){_GAP}([-/.]){_GAP}([0-9]{{1,2}}){_GAP}\2{_GAP}'?{_YEAR}")
_SPACED = re.compile(rf"(?<![0-9.,/-])(?<![0-9] )([0-9]{{2}})( )([0-9]{{2}}) {_LONG_YEAR}(?! ?[0-9]|[.,/-])")
_ISO = re.compile(rf"(?<![0-9]){_LONG_YEAR}{_GAP}([-/.]){_GAP}([0-9]{{1,2}}){_GAP}\2{_GAP}{_LAST_DAY}")
_COMPACT = re.compile(r"(?<![0-9A-Za-z.,/-])((?:19|20)[0-9]{2})([01][0-9])([0-3][0-9])(?![0-9A-Za-z%]|[.,/-][0-9])")
_CHINESE = re.compile(
    rf"(?<![0-9])((?:19|20)?[0-9]{{2}}){_GAP}年{_GAP}([0-9]{{1,2}}){_GAP}月"
    rf"(?:{_GAP}([0-9]{{1,2}}){_GAP}[日号曰]|([0-9]{{1,2}})(?![0-9年月.,]))?"
)
_NUMERALS = "〇零○一二三四五六七八九十廿卅壹贰叁肆伍陆柒捌玖拾"
_WRITTEN = re.compile(rf"([{_NUMERALS}]{{4}})年([元正]|[{_NUMERALS}]{{1,3}})月(?:([{_NUMERALS}]{{1,4}})[日号])?")

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{3,}")
_BEFORE = re.compile(
    rf"(?<![0-9])(?:(?P<year>{_LONG_YEAR[1:-1]})|(?P<day>[0-3]?[0-9])(?:st|nd|rd|th|er|[.\u00ba\u00aa])?)"
    r"(?: ?(?:de|(?:day )?of) ?|[ ./-]{0,3})$"
)
_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_ONES = "first second third fourth fifth sixth seventh eighth ninth".split()
_ORDINALS = [
    *_ONES, *_TEENS.split(), "twentieth", *(f"twenty-{one}" for one in _ONES), "thirtieth", "thirty-first"
]  # fmt: skip
_ORDINAL_BEFORE = re.compile(
    rf"\b(?P<ordinal>{'|'.join(sorted((word.replace('-', '[- ]') for word in _ORDINALS), key=len, reverse=True))})"
    r" (?:day )?of $",
    re.IGNORECASE,
)
_JOIN = r"\.?(?: (?:de|del|of) |[ ,./'-]{0,3})"
_YEAR_AFTER = re.compile(rf"{_JOIN}{_YEAR}(?![.:][0-9]|[ ,.]{{1,2}}(?:19|20)[0-9]{{2}}(?![0-9]))")
_DAY_YEAR_AFTER = re.compile(
    rf"\.?(?P<mark>[ ./-]{{0,2}})([0-3]?[0-9])(?:st|nd|rd|th)?"
    rf"(?:[ ,.'/-]{{0,3}}{_LONG_YEAR}(?![0-9])|(?:, ?| ?'|(?=[/-])(?P=mark)){_YEAR}"
    r"(?![.:][0-9]|_| [0-9]{2}(?![0-9:.])))"
)
_DAY_AFTER = re.compile(rf"\.?[ ./-]{{0,2}}{_LAST_DAY}")
_LONG_YEAR_AFTER = re.compile(rf"{_JOIN}{_LONG_YEAR}(?![0-9])|\.? ?'([0-9]{{2}})(?![0-9])")
# Months of one language, everyday words of another: "1 set 12 pcs", "cut out 20 x 15".
_WORDS_TOO = frozenset({"set", "out", "ago", "gen"})

_LOCALES = ("en", "de", "de_AT", "fr", "es", "it", "nl", "pt")
_MORE_MONTHS = {"sept": 9, "mrz": 3, "maerz": 3}


@cache
def _months() -> dict[str, int]:
    from babel import Locale  # loads locale data, about 50 ms

    table = dict(_MORE_MONTHS)
    for code in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in Locale.parse(code).months[context][width].items():
                    word = name.rstrip(".").casefold()
                    table[word] = table[without_accents(word)] = number
    return table


def month_of(word: str) -> int | None:
    """The number of the month that ``word`` names, in full or in short; None where it names none."""
    return _months().get(word.casefold())


def read_dates(text: str) -> tuple[DateReading, ...]:
    """Every date in ``text``, by position; spans do not overlap."""
    folded = fold(text)
    found: list[DateReading] = []
    if any(char in folded.text for char in "0123456789"):
        found += _numeric(folded)
        found += _iso(folded)
        found += _named(folded)
        found += _compact(folded)
    if "年" in folded.text:
        found += _chinese(folded)
    return without_overlap(found)


def _date(year: int, month: int, day: int) -> date | None:
    if year < 100:
        year += 1900 if year >= 69 else 2000
    try:
        return date(year, month, day) if 1900 <= year <= 2099 else None
    except ValueError:
        return None


def _reading(
    folded: Folded,
    start: int,
    end: int,
    style: Style,
    candidates: Iterable[tuple[DateOrder, date | None]],
    precision: Precision = "day",
) -> Iterator[DateReading]:
    possible = tuple((order, value) for order, value in candidates if value is not None)
    if possible:
        yield DateReading(*folded.origin(start, end), style, precision, possible)


def _runs_on(text: str, start: int, end: int, mark: str) -> bool:
    """Whether the same mark goes on before or after, as in an address 10.0.0.1 or a number RE-2024-01-15."""
    before = text[max(start - 2, 0) : start]
    after = text[end : end + 2]
    return (len(before) == 2 and before[1] == mark and before[0].isalnum()) or (
        len(after) == 2 and after[0] == mark and after[1].isdigit()
    )


def _numeric(folded: Folded) -> Iterator[DateReading]:
    for pattern in (_NUMERIC, _SPACED):
        for match in pattern.finditer(folded.text):
            first, mark, second, year = match.groups()
            if not _runs_on(folded.text, match.start(), match.end(), mark) and _is_shaped(match):
                a, b, c = int(first), int(second), int(year)
                candidates = [(DateOrder.DMY, _date(c, b, a)), (DateOrder.MDY, _date(c, a, b))]
                if mark == "." and candidates[0][1]:
                    del candidates[1]  # nobody prints month first with dots when another reading exists
                if len(first) == len(second) == len(year) == 2:
                    candidates.append((DateOrder.YMD, _date(a, b, c)))
                yield from _reading(folded, match.start(), match.end(), "numeric", candidates)


def _is_shaped(match: re.Match[str]) -> bool:
    """Whether three short numbers look like a date: sizes 10 - 12 - 18 and versions v1.2.10 do not."""
    first, mark, second, year = match.groups()
    if len(year) == 4:
        return True
    if mark == ".":
        return len(first) == len(second) == 2 and match.string[max(match.start() - 1, 0)] not in "vV"
    return mark == "/" or " " not in match.group()


def _iso(folded: Folded) -> Iterator[DateReading]:
    for match in _ISO.finditer(folded.text):
        year, mark, month, day = match.groups()
        if not _runs_on(folded.text, match.start(), match.end(), mark):
            value = _date(int(year), int(month), int(day))
            yield from _reading(folded, match.start(), match.end(), "iso", [(DateOrder.YMD, value)])


def _compact(folded: Folded) -> Iterator[DateReading]:
    for match in _COMPACT.finditer(folded.text):
        value = _date(int(match[1]), int(match[2]), int(match[3]))
        yield from _reading(folded, match.start(), match.end(), "compact", [(DateOrder.YMD, value)])


def _chinese(folded: Folded) -> Iterator[DateReading]:
    for match in _CHINESE.finditer(folded.text):
        day = match[3] or match[4]
        parts = (int(match[1]), int(match[2]), int(day) if day else None)
        yield from _chinese_reading(folded, match, parts)
    for match in _WRITTEN.finditer(folded.text):
        year = parse_number(match[1])
        month = 1 if match[2] in "元正" else parse_number(match[2])
        written_day = parse_number(match[3]) if match[3] else None
        if year is not None and month is not None and (written_day is not None or not match[3]):
            yield from _chinese_reading(folded, match, (year, month, written_day))


def _chinese_reading(folded: Folded, match: re.Match[str], parts: tuple[int, int, int | None]) -> Iterator[DateReading]:
    year, month, day = parts
    precision: Precision = "month" if day is None else "day"
    value = _date(year, month, 1 if day is None else day)
    yield from _reading(folded, match.start(), match.end(), "chinese", [(DateOrder.YMD, value)], precision)


def _named(folded: Folded) -> Iterator[DateReading]:
    for match in _WORD.finditer(folded.text):
        beside = folded.text[max(match.start() - 9, 0) : match.start()] + folded.text[match.end() : match.end() + 9]
        if any(char in beside for char in "0123456789"):
            month = month_of(match.group())
            if month is not None:
                yield from _around_month(folded, match, month)


def _day_of(before: re.Match[str]) -> int:
    """The day before the name of a month; 0 where a year stands there."""
    if before.re is _ORDINAL_BEFORE:
        return _ORDINALS.index(before["ordinal"].casefold().replace(" ", "-")) + 1
    return int(before["day"] or 0)


def _around_month(folded: Folded, word: re.Match[str], month: int) -> Iterator[DateReading]:
    """The first of: 21 Nov 2026, Nov 21 2026, 2026 Nov 21, Nov 2026 that stands around the name of the month."""
    text, start, end = folded.text, word.start(), word.end()
    before = _BEFORE.search(text, max(start - 14, 0), start) or _ORDINAL_BEFORE.search(text, max(start - 26, 0), start)
    if before and (day := _day_of(before)):
        after = _YEAR_AFTER.match(text, end)
        if after and (len(after[1]) == 4 or word.group().casefold() not in _WORDS_TOO):
            value = _date(int(after[1]), month, day)
            found = tuple(_reading(folded, before.start(), after.end(), "named", [(DateOrder.DMY, value)]))
            if found:
                yield from found
                return
    after = _DAY_YEAR_AFTER.match(text, end)
    if after:
        value = _date(int(after[3] or after[4]), month, int(after[2]))
        yield from _reading(folded, start, after.end(), "named", [(DateOrder.MDY, value)])
        return
    if before and before.re is _BEFORE and before["year"]:
        after = _DAY_AFTER.match(text, end)
        if after:
            value = _date(int(before["year"]), month, int(after[1]))
            yield from _reading(folded, before.start(), after.end(), "named", [(DateOrder.YMD, value)])
            return
    after = _LONG_YEAR_AFTER.match(text, end)
    if after:
        value = _date(int(after[1] or after[2]), month, 1)
        yield from _reading(folded, start, after.end(), "named", [(DateOrder.DMY, value)], "month")


def resolve(reading: DateReading, order: DateOrder = DateOrder.DMY) -> date | None:
    """The date that ``reading`` means in a document of that order; None when no day is printed.

    An order that the reading cannot have gives way to one that it can.
    """
    if reading.precision == "month":
        return None
    candidates = dict(reading.candidates)
    return next(candidates[choice] for choice in (order, *DateOrder) if choice in candidates)
