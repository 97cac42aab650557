"""The order in which one document prints day, month and year."""

from __future__ import annotations

from collections.abc import Iterable

from docvl.values.dates import DateOrder, DateReading

_YEAR_FIRST_LANGUAGES = frozenset({"zh", "ja", "ko", "hu"})
_MONTH_FIRST_CURRENCIES = frozenset({"USD", "PHP"})


def decide_order(
    readings: Iterable[DateReading], languages: Iterable[str] = (), currencies: Iterable[str] = ()
) -> DateOrder:
    """The order in which one document prints its all-numeric dates.

    Its unambiguous numeric dates decide; then the language (``zh`` year first; any but English day first), then for
    English the currency (``USD``: month first), then whether it writes Nov 21 or 21 Nov; at last day first, the order
    of most countries.

    Args:
        readings: all dates of the document.
        languages: ISO 639 codes, likeliest first; only the first counts.
        currencies: ISO 4217 codes, likeliest first; only the first counts.
    """
    readings = tuple(readings)
    language = next((code.lower()[:2] for code in languages), "")
    currency = next(iter(currencies), "")
    votes = [vote for reading in readings if (vote := _vote(reading, language))]
    if votes:
        return _most(votes)
    if language in _YEAR_FIRST_LANGUAGES:
        return DateOrder.YMD
    if language not in ("", "en"):
        return DateOrder.DMY
    if currency:
        return DateOrder.MDY if currency in _MONTH_FIRST_CURRENCIES else DateOrder.DMY
    days = (reading for reading in readings if reading.precision == "day")
    named = [reading.candidates[0][0] for reading in days if reading.style == "named"]
    return _most(named) if named else DateOrder.DMY


def _vote(reading: DateReading, language: str) -> DateOrder | None:
    if reading.style != "numeric":
        return None
    orders = {order for order, _ in reading.candidates}
    if len(orders) > 1 and language not in _YEAR_FIRST_LANGUAGES:
        orders.discard(DateOrder.YMD)  # a two-digit year in front is an East Asian habit
    return orders.pop() if len(orders) == 1 else None


def _most(votes: list[DateOrder]) -> DateOrder:
    return max(DateOrder, key=votes.count)  # a tie goes to the order named first in DateOrder
