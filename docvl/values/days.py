"""Printed days without a year, as in the columns of account statements, and the periods that tell it.

``31.12.``, ``28 Dec``, ``12/28``, ``12月28日``; ``15 December 2025 to 14 January 2026``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from docvl.values.dates import DateOrder, DateReading, month_of, read_dates
from docvl.values.normalize import fold
from docvl.values.reading import Reading

_NUMERIC = re.compile(r"([0-9]{1,2})([-./])([0-9]{1,2})[.]?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|er|\.)?[ -]?([^\W\d_]{3,10})\.?")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,10})\.?[ -]?([0-9]{1,2})(?:st|nd|rd|th)?")
_CHINESE = re.compile(r"([0-9]{1,2}) ?月 ?([0-9]{1,2}) ?日?")
# What stands between the first and the last day of a period.
_TO = re.compile(r"\s*(?:to|through|thru|until|bis(?: zum)?|au|al|t/m|-|~|至|到)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DayReading(Reading):
    """A printed day of an unknown year.

    Attributes:
        candidates: month and day that it may mean, each with the order of day and month it assumes.
    """

    candidates: tuple[tuple[DateOrder, tuple[int, int]], ...]


def read_day(text: str) -> DayReading | None:
    """The day that ``text`` consists of, or None."""
    folded = fold(text.strip())
    found = [pair for pair in _pairs(folded.text) if _is_day(*pair[1])]
    if not found:
        return None
    start = text.index(text.strip())
    return DayReading(start, start + len(text.strip()), text.strip(), tuple(found))


def read_period(text: str) -> tuple[DateReading, DateReading] | None:
    """The first and the last day of the first period in ``text``: two full dates with nothing but "to" between them."""
    dates = [reading for reading in read_dates(text) if reading.precision == "day"]
    pairs = pairwise(dates)
    return next(((a, b) for a, b in pairs if _TO.fullmatch(fold(text[a.end : b.start]).text)), None)


def _pairs(text: str) -> list[tuple[DateOrder, tuple[int, int]]]:
    if match := _NUMERIC.fullmatch(text):
        first, second = int(match[1]), int(match[3])
        day_first = [(DateOrder.DMY, (second, first))]
        return day_first if match[2] == "." else [*day_first, (DateOrder.MDY, (first, second))]
    if match := _CHINESE.fullmatch(text):
        return [(DateOrder.YMD, (int(match[1]), int(match[2])))]
    if (match := _DAY_FIRST.fullmatch(text)) and (month := month_of(match[2])):
        return [(DateOrder.DMY, (month, int(match[1])))]
    if (match := _MONTH_FIRST.fullmatch(text)) and (month := month_of(match[1])):
        return [(DateOrder.MDY, (month, int(match[2])))]
    return []


def _is_day(month: int, day: int) -> bool:
    return _on(2024, month, day) is not None


def _on(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def resolve_day(reading: DayReading, order: DateOrder, period: Sequence[date]) -> date | None:
    """The date that a day means in a document about ``period``.

    Args:
        reading: the day.
        order: of day and month in the document; a day that cannot be read in it is read in the other.
        period: the first and the last day that the document is about, or the last alone: then the day is the latest
            one that is not after it.

    Returns:
        The date in the period, else the one nearest to it; None where no year has that day.
    """
    known = dict(reading.candidates)
    wanted = (order, *DateOrder) if order != DateOrder.YMD else (DateOrder.YMD, DateOrder.MDY, DateOrder.DMY)
    month, day = next(known[choice] for choice in wanted if choice in known)
    first, last = min(period), max(period)
    years = range(first.year - 1, last.year + 2)
    dates = [found for year in years if (found := _on(year, month, day))]
    if len(period) == 1:
        dates = [found for found in dates if found <= last]
    return min(dates, key=lambda found: max((first - found).days, (found - last).days, 0), default=None)
