"""Printed amounts, percentages and quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from docvl.values.currencies import CurrencyReading, currency_after, currency_before
from docvl.values.dates import read_dates
from docvl.values.normalize import Folded, fold
from docvl.values.numbers import Candidates, NumberStyle, Run, mend, runs
from docvl.values.reading import Reading, without_overlap

Kind = Literal["amount", "percent", "quantity", "exempt"]
Sign = Literal["", "-", "+", "()", "CR", "DR"]


@dataclass(frozen=True, slots=True)
class AmountReading(Reading):
    """A printed number with what belongs to it; the span covers sign, currency, unit and brackets.

    Attributes:
        kind: ``amount`` money or a bare number; ``percent``; ``quantity`` a number with a unit; ``exempt`` the words
            that stand in place of a tax rate (免税), without a number.
        candidates: each meaning with the decimal mark it assumes; the sign is applied, a percentage is not divided.
        group: printed thousands mark, or empty.
        places: printed decimals; 0 when it is not sure that there are any.
        sign: as printed; ``-``, ``()`` and ``CR`` make the value negative. On a bank statement CR may stand for money
            that came in: the caller decides by the kind of document.
        currency: as printed, or empty.
        currencies: ISO 4217 codes that it may stand for, likeliest first.
        unit: as printed, or empty.
        repaired: whether slips of OCR were mended.
    """

    kind: Kind
    candidates: Candidates
    group: str = ""
    places: int = 0
    sign: Sign = ""
    currency: str = ""
    currencies: tuple[str, ...] = ()
    unit: str = ""
    repaired: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether the number style of the document must decide."""
        return len(self.candidates) > 1


_UNITS = (
    "kg|mg|lbs?|oz|fl ?oz|[mck]m[23²³]?|m[23²³]|mm|ltr|litres?|liters?|[mc]l|gal|gallons?|kwh|mwh|hrs?|hours?|min|"
    "days?|months?|years?|pcs?|pieces?|pce|ea|each|units?|nos|pkts?|packs?|boxes|box|ctns?|sets?|doz|"
    "st(?:ü|ue)?c?ks?|st|std|stunden?|tage?|monate?|jahre?|pkg|paar|psch|pauschale|"
    "pièces?|unités?|heures?|jours?|mois|stuks?|uur|piezas?|unidades?|uds?|pz|"
    "千克|公斤|斤|克|千米|厘米|平方米|米|升|吨|个月|小时|[件个台只套箱次张瓶盒包天项本支条份辆把袋双根卷片人度]"
)
_LETTER = "A-Za-z\u00c0-\u024f"
_UNIT = re.compile(rf" ?((?:(?i:{_UNITS})\.?|[glmhuGL])(?![{_LETTER}])|[xX×*](?![{_LETTER}])|@)")
_TIMES_BEFORE = re.compile(r"(?<![A-Za-z0-9])[xX×*] ?$")
_TIMES_COUNT = re.compile(r" ?[xX×*] ?[0-9]+(?![0-9.,])")
_BRACKET = re.compile(r"(?<![0-9A-Za-z×*@])\($")  # 2 x(0,43) is a price each
_PERCENT = re.compile(r" ?%")
_MYRIAD = re.compile(r" ?([万亿])(?=元| |$|[^\u4e00-\u9fff])")
_POWERS = {"万": Decimal(10**4), "亿": Decimal(10**8)}
_CREDIT = re.compile(r" ?(C[Rr]|D[Rr])(?![A-Za-z])")
_SIGN_AFTER = re.compile(r"([-+])(?![0-9A-Za-z-])| ([-+])(?= *(?:$|\n))")
_SIGN_BEFORE = re.compile(r"(?<![0-9A-Za-z)-])([-+])$|(?:^|\n|\() ?([-+]) $")
_EXEMPT = re.compile(
    r"免征增值税|出口零税率|零税率|不征税|免税|(?<![A-Za-z])(?i:tax[ -]exempt|exempt|steuerfrei|exonéré)(?![A-Za-z])"
)
_PRICE_MARKS = frozenset({"ea", "each"})
_PREFIX_ONLY = frozenset({"$", "£", "¥", "₹", "RM", "Rs", "Rs."})
_NUMBER_NEXT = re.compile(r" ?[0-9]")
_CODE_BEFORE = re.compile(rf"(?:[{_LETTER}]\.?|[0-9{_LETTER})][-/_]|[#_&+]|[0-9] ?[:/])$")
_CODE_AFTER = re.compile(rf"[{_LETTER}#_]|[-/_:][0-9{_LETTER}]| ?[年月日号时点分秒期]")
_CLOCK_AFTER = re.compile(r" ?(?:[AaPp]\.?[Mm]|Uhr)(?![A-Za-z])")
_HAS_DIGIT = re.compile(r"[0-9]")
_LONGEST = 15  # digits; a longer number is an identifier


@lru_cache(maxsize=4096)
def read_numbers(text: str, style: NumberStyle | None = None) -> tuple[AmountReading, ...]:
    """Every number in ``text`` of any kind, by position; spans do not overlap.

    Digits of dates, times, addresses, phone numbers and codes are left out as far as their surroundings tell.

    Args:
        text: as printed.
        style: of the document, when known: it says whether a space parts thousands, as in ``3 120.00``.
    """
    folded = fold(text)
    found: list[Reading] = [
        AmountReading(*folded.origin(match.start(), match.end()), "exempt", ())
        for match in _EXEMPT.finditer(folded.text)
    ]
    if _HAS_DIGIT.search(folded.text):
        found += (reading for reading in read_dates(text) if reading.style != "compact")
        found += _numbers(folded, style)
    return tuple(reading for reading in without_overlap(found) if isinstance(reading, AmountReading))


def read_amounts(text: str, style: NumberStyle | None = None) -> tuple[AmountReading, ...]:
    """The amounts of money and bare numbers among :func:`read_numbers`."""
    return tuple(reading for reading in read_numbers(text, style) if reading.kind == "amount")


def read_percentages(text: str, style: NumberStyle | None = None) -> tuple[AmountReading, ...]:
    """The percentages among :func:`read_numbers`, and the words that stand in place of one."""
    return tuple(reading for reading in read_numbers(text, style) if reading.kind in ("percent", "exempt"))


def read_quantities(text: str, style: NumberStyle | None = None) -> tuple[AmountReading, ...]:
    """The numbers with a unit among :func:`read_numbers`: 2 Stk, 3.000 kg, 1 x."""
    return tuple(reading for reading in read_numbers(text, style) if reading.kind == "quantity")


def resolve(reading: AmountReading, style: NumberStyle | None = None) -> Decimal | None:
    """The number that ``reading`` means in a document of that style; None for an exemption."""
    marks = dict(reading.candidates)
    mark = (style or NumberStyle()).decimal
    return marks[mark] if mark in marks else next(iter(marks.values()), None)


def _numbers(folded: Folded, style: NumberStyle | None) -> Iterator[AmountReading]:
    text, mended = mend(folded.text)
    done = 0  # the end of the number before, with its currency
    for run in runs(folded, text, style):
        found = _Around(text, run, done)
        if found.is_number():
            done = found.end
            repaired = run.repaired or any(place in mended for place in range(run.start, run.end))
            yield found.reading(folded, repaired)


class _Around:
    """What stands around one run of digits: the span grows as its parts are recognised."""

    def __init__(self, text: str, run: Run, done: int) -> None:
        self.text = text
        self.run = run
        self.start = run.start
        self.end = run.end
        self.kind: Kind = "amount"
        self.sign: Sign = ""
        self.currency: CurrencyReading | None = None
        self.unit = ""
        self.power = Decimal(1)
        self._lead(done)
        if percent := _PERCENT.match(text, run.end):
            self.kind, self.end = "percent", percent.end()
            return
        self._trail()
        self._measure(done)
        self._brackets()

    def _lead(self, done: int) -> None:
        """A sign and a currency before the digits, in either order."""
        inner = self.start > done and self.text[self.start - 1] in "+-"
        currency = currency_before(self.text, self.start - inner)
        if currency and currency.start >= done:
            self.currency = currency
            if inner:
                self._sign(self.text[self.start - 1])
            self.start = currency.start
        if not self.sign:
            before = _SIGN_BEFORE.search(self.text, max(self.start - 3, done), self.start)
            if before:
                self._sign(before[1] or before[2])
                self.start = before.start(1) if before[1] else before.start(2)

    def _sign(self, char: str) -> None:
        self.sign = "-" if char == "-" else "+"

    def _trail(self) -> None:
        """Myriads, a sign, a currency and a credit mark after the digits."""
        if myriad := _MYRIAD.match(self.text, self.end):
            self.power, self.end = _POWERS[myriad[1]], myriad.end()
        exact = self.run.places > 0
        if exact and not self.sign and (after := _SIGN_AFTER.match(self.text, self.end)):
            self._sign(after[1] or after[2])
            self.end = after.end()
        currency = currency_after(self.text, self.end)
        if currency and self._owns(currency):
            self.currency, self.end = self.currency or currency, currency.end
            if len(self.currency.codes) > len(currency.codes):
                self.currency = currency  # $12.00 CAD: the code is the exact one
        if (exact or self.run.group) and not self.sign and (credit := _CREDIT.match(self.text, self.end)):
            self.sign = "CR" if credit[1][0] == "C" else "DR"
            self.end = credit.end()

    def _owns(self, currency: CurrencyReading) -> bool:
        """Whether a currency after the digits is theirs, not that of a number that follows."""
        if _NUMBER_NEXT.match(self.text, currency.end):
            return not self.currency and self.run.places > 0 and currency.text not in _PREFIX_ONLY
        return not self.currency or currency.text.isalpha()

    def _measure(self, done: int) -> None:
        """A unit after the digits, or a multiplication sign before them."""
        if self.currency or self.sign not in ("", "-"):
            return
        priced = self.run.places == 2
        if unit := _UNIT.match(self.text, self.end):
            is_price = unit[1].lower() in _PRICE_MARKS or _TIMES_COUNT.match(self.text, self.end)
            if not (priced and (is_price or unit[1] in "GL")):  # 12.50 G: a tax class
                self.kind, self.unit, self.end = "quantity", unit[1], unit.end()
        elif not priced and (times := _TIMES_BEFORE.search(self.text, max(self.start - 3, done), self.start)):
            self.kind, self.unit, self.start = "quantity", times.group().strip(), times.start()

    def _brackets(self) -> None:
        """Accounting brackets; a plain whole number in brackets is more often a note than a debt."""
        money = self.currency or self.run.places or self.run.group
        closed = self.text[self.end : self.end + 1] == ")"
        opened = _BRACKET.search(self.text, max(self.start - 2, 0), self.start)
        if money and closed and opened and not self.sign and self.kind == "amount":
            self.sign, self.start, self.end = "()", self.start - 1, self.end + 1

    def is_number(self) -> bool:
        """Whether the digits count something and are no part of a code, a date or a time."""
        digits = self.text[self.run.start : self.run.end]
        if sum(map(str.isdigit, digits)) > _LONGEST or _CLOCK_AFTER.match(self.text, self.run.end):
            return False
        if self.run.places == 2:
            return self.text[max(self.run.start - 1, 0)] not in "vV"
        if digits.isdigit() and digits[0] == "0" and len(digits) > 1:
            return False
        before = self.start == self.run.start or self.sign == "+"
        if before and not self.currency and _CODE_BEFORE.search(self.text, max(self.run.start - 3, 0), self.run.start):
            return self.kind == "percent"
        after = self.end == self.run.end and not self.currency
        return not (after and _CODE_AFTER.match(self.text, self.end))

    def reading(self, folded: Folded, repaired: bool) -> AmountReading:
        """The reading of what was found."""
        factor = -self.power if self.sign in ("-", "()", "CR") else self.power
        currency = self.currency
        return AmountReading(
            *folded.origin(self.start, self.end),
            self.kind,
            tuple((mark, value * factor) for mark, value in self.run.candidates),
            self.run.group,
            self.run.places,
            self.sign,
            currency.text if currency else "",
            currency.codes if currency else (),
            self.unit,
            repaired,
        )
