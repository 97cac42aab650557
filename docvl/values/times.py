"""Printed times of day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from docvl.values.dates import read_dates
from docvl.values.normalize import fold
from docvl.values.reading import Reading, without_overlap


@dataclass(frozen=True, slots=True)
class TimeReading(Reading):
    """A printed time of day."""

    value: time


_HAS_DIGIT = re.compile(r"[0-9]")
_TIME = re.compile(
    r"(?:(?P<noon>上午|下午|晚上|中午|凌晨) ?)?(?<![0-9.,/])(?<![0-9]:)(?P<hour>[0-9]{1,2}) ?(?P<mark>[:.hH时時点])"
    r" ?(?P<minute>[0-9]{2})(?: ?[:.分'] ?(?P<second>[0-9]{2})(?![0-9])(?: ?秒)?)?(?![0-9])(?P<fen>分)?"
    r"(?: ?(?P<half>[AaPp])\.? ?[Mm](?![A-Za-z])| ?(?P<oclock>Uhr|hrs?|h)(?![A-Za-z]))?(?![:.,]?[0-9])"
)
_HOUR_ONLY = re.compile(r"(?<![0-9.,:/-])(?P<hour>[0-9]{1,2}) ?(?P<half>[AaPp])\.?[Mm](?![A-Za-z])")


def read_times(text: str) -> tuple[TimeReading, ...]:
    """Every time of day in ``text``: 21:13, 9:04:16AM, 9.38 PM, 14h30, 14.30 Uhr, 下午3:05, 5 pm."""
    masked = text  # a date may run into the time behind it
    for reading in read_dates(text):
        masked = masked[: reading.start] + " " * len(reading.text) + masked[reading.end :]
    folded = fold(masked)
    if not _HAS_DIGIT.search(folded.text):
        return ()
    found = []
    for pattern in (_TIME, _HOUR_ONLY):
        for match in pattern.finditer(folded.text):
            value = _time(match.groupdict())
            if value is not None:
                start, end, _ = folded.origin(match.start(), match.end())
                found.append(TimeReading(start, end, text[start:end], value))
    return without_overlap(found)


def _time(parts: dict[str, str | None]) -> time | None:
    half = (parts["half"] or "").lower()
    if parts.get("mark") == "." and not (half or parts["oclock"]):
        return None  # 9.38 is a number, 9.38 PM a time
    hour, minute, second = int(parts["hour"] or 0), int(parts.get("minute") or 0), int(parts.get("second") or 0)
    if half == "p" or parts.get("noon") in ("下午", "晚上"):
        hour += 12 if hour < 12 else 0
    elif half == "a" and hour == 12:
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
