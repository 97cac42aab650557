"""Days without a year and the periods that tell it."""

from __future__ import annotations

from datetime import date

import pytest

from docvl.values import DateOrder, read_day, read_period, resolve_day

WINTER = (date(2025, 12, 15), date(2026, 1, 14))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31.12.", date(2025, 12, 31)),
        ("28 Dec", date(2025, 12, 28)),
        ("Jan 2nd", date(2026, 1, 2)),
        ("12/28", date(2025, 12, 28)),
        ("1月3日", date(2026, 1, 3)),
        ("20.12.", date(2025, 12, 20)),
    ],
)
def test_a_day_falls_into_the_period(text: str, expected: date) -> None:
    reading = read_day(text)
    assert reading is not None
    assert resolve_day(reading, DateOrder.DMY, WINTER) == expected


@pytest.mark.parametrize("text", ["46.20", "31.02.", "12", "3 pcs", ""])
def test_what_is_no_day(text: str) -> None:
    assert read_day(text) is None


def test_without_a_period_the_latest_day_before_the_last_date() -> None:
    reading = read_day("12/11")
    assert reading is not None
    assert resolve_day(reading, DateOrder.DMY, [date(2026, 1, 10)]) == date(2025, 11, 12)
    assert resolve_day(reading, DateOrder.MDY, [date(2026, 1, 10)]) == date(2025, 12, 11)


def test_a_period_is_two_days_with_nothing_but_to_between_them() -> None:
    assert read_period("from 1 May 2026 to 31 May 2026") is not None
    assert read_period("issued 1 May 2026, due 31 May 2026") is None
