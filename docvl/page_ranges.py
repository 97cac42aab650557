"""Ranges of pages as a user writes them: ``1-3,7`` or ``5-``."""

from __future__ import annotations


def parse_ranges(text: str) -> tuple[tuple[int, int | None], ...]:
    """Read ``1-3,7,9-`` as inclusive ranges ((1, 3), (7, 7), (9, None)).

    Raises:
        ValueError: not of that form, a page below 1, or a range that runs backwards.
    """
    ranges = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        if not first.isdecimal() or not (last.isdecimal() or (dash and not last)) and dash:
            raise ValueError(f"{part.strip()!r} is not a page or a range such as 3, 1-4 or 5-")
        start = int(first)
        end = int(last) if last else None if dash else start
        if start < 1 or (end is not None and end < start):
            raise ValueError(f"{part.strip()!r} must count from 1 and run upwards")
        ranges.append((start, end))
    return tuple(ranges)


def has_page(text: str, page: int) -> bool:
    """Whether ``page`` (from 1) lies in one of the ranges.

    Raises:
        ValueError: as :func:`parse_ranges`.
    """
    return any(first <= page and (last is None or page <= last) for first, last in parse_ranges(text))
