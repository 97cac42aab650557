"""The way one document prints its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Literal

from docvl.values.amounts import AmountReading
from docvl.values.numbers import NumberStyle


def decide_style(readings: Iterable[AmountReading], languages: Iterable[str] = ()) -> NumberStyle:
    """The number style of one document.

    Its unambiguous numbers decide, those with two decimals or with groups before the others; where there are none, the
    habit of its first language as CLDR gives it; at last 1,234.50.
    """
    decimals: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for reading in readings:
        mark = reading.candidates[0][0] if len(reading.candidates) == 1 else ""
        if mark:
            decimals[mark] += 100 if reading.places == 2 or reading.group else 1
            groups[mark + reading.group] += bool(reading.group)
    usual = _habit(next(iter(languages), ""))
    decimal: Literal[".", ","] = usual.decimal
    if decimals["."] != decimals[","]:
        decimal = "." if decimals["."] > decimals[","] else ","
    own = [(votes, key[1]) for key, votes in groups.items() if votes and key[0] == decimal]
    if own:
        return NumberStyle(decimal, max(own)[1])
    return usual if usual.decimal == decimal else NumberStyle(decimal, "," if decimal == "." else ".")


@cache
def _habit(language: str) -> NumberStyle:
    from babel import Locale, UnknownLocaleError

    try:
        symbols = Locale.parse(language.replace("-", "_")).number_symbols["latn"]
    except (UnknownLocaleError, ValueError):
        return NumberStyle()
    group = {"\u2019": "'", "\u00a0": " ", "\u202f": " "}.get(symbols["group"], symbols["group"])
    return NumberStyle("," if symbols["decimal"] == "," else ".", group)
