"""What a whole document says about how its values are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from docvl import values
from docvl.engines.layout.phrases import Line, PageLines, Snippet
from docvl.engines.layout.reading import Read
from docvl.engines.layout.spans import Span
from docvl.schema import Node, Schema
from docvl.values import (
    AmountReading,
    CurrencyReading,
    DateOrder,
    DateReading,
    DayReading,
    IdentifierReading,
    NumberStyle,
    Reading,
    TimeReading,
)

# Enough lines to know how a document writes; long statements need not be read twice in full.
MOST_LINES = 400
_CJK = re.compile(r"[㐀-鿿]")
_YES_NO = {"yes": True, "true": True, "ja": True, "oui": True, "是": True, "x": True, "√": True, "☑": True, "☒": True}
_YES_NO |= {"sí": True, "si": True, "sì": True, "sim": True, "não": False, "nee": False}
_YES_NO |= {"no": False, "false": False, "nein": False, "non": False, "否": False, "☐": False, "□": False}
# Short words that only one of the languages has, to tell which one a page is written in.
_STOPWORDS = {
    "de": frozenset(
        "der die das und für mit von zu nicht rechnung betrag wir ihre ihr bitte auf bei sie datum".split()
    ),
    "fr": frozenset("le la les des du de et pour vous votre nous facture montant est sur par client date".split()),
    "en": frozenset("the of and to for your you invoice amount is on by this with please date total".split()),
}
# Letters that only one of them has.
_LETTERS = {"de": frozenset("äöüß"), "fr": frozenset("àâçèêîôûœ")}


@dataclass
class Context:
    """Collects readings page by page, then decides.

    Attributes:
        stated: the order of day, month and year that the schema itself states, or None.
    """

    stated: DateOrder | None = None
    _dates: list[DateReading] = field(default_factory=list)
    _period: tuple[DateReading, ...] = ()
    _amounts: list[AmountReading] = field(default_factory=list)
    _money: dict[str, Snippet] = field(default_factory=dict)
    _currencies: Counter[str] = field(default_factory=Counter)
    _loose: dict[str, list[tuple[Read, Snippet]]] = field(default_factory=lambda: {"date": [], "time": []})
    _languages: Counter[str] = field(default_factory=Counter)
    _lines: int = 0
    _decided: tuple[DateOrder, NumberStyle] | None = None

    def feed(self, page: PageLines, *, first: bool) -> None:
        """Take note of the dates, amounts, currencies and words of a page; of the first one, also of loose dates."""
        for line in page.lines[: MOST_LINES - self._lines]:
            self._lines += 1
            self._note_language(line.text)
            self._note_dates(page, line, first=first)
            self._note_amounts(page, line)

    def language(self) -> str:
        """ISO 639 code of the language most words are in, or empty."""
        ranked = self._languages.most_common(1)
        return ranked[0][0] if ranked else ""

    def date(self, reading: DateReading) -> str | None:
        """ISO 8601 form of a printed date; None when no day is printed."""
        resolved = values.resolve_date(reading, self._decide()[0])
        return resolved.isoformat() if resolved is not None else None

    def amount(self, read: Read) -> Decimal | None:
        """The value of a printed amount; None when ``read`` is not one."""
        if not isinstance(read.reading, AmountReading):
            return None
        return values.resolve_amount(read.reading, self._decide()[1])

    def amounts(self, read: Read) -> tuple[Decimal, ...]:
        """Every value that a printed amount may have, whichever mark is the decimal one."""
        return tuple(value for _, value in read.reading.candidates) if isinstance(read.reading, AmountReading) else ()

    def value(self, read: Read, node: Node) -> Any:
        """What ``read`` means in the field ``node``: str, Decimal or bool; None when it does not fit."""
        if node.choices:
            return _choice(read.text, node.choices)
        if node.kind in ("number", "integer"):
            amount = self.amount(read)
            return None if amount is None or (node.kind == "integer" and amount != int(amount)) else amount
        if node.kind == "boolean":
            return _YES_NO.get(values.comparison_key(read.text))
        return self._text(read, node)

    def _text(self, read: Read, node: Node) -> str | None:
        if isinstance(read.reading, DateReading) and node.format in ("date", "date-time"):
            return self._moment(read, read.reading)
        if isinstance(read.reading, DayReading):
            return self._day(read.reading) if node.format in ("date", "date-time") else read.text
        if isinstance(read.reading, TimeReading) and (node.format == "time" or "24" in node.description):
            has_seconds = node.format == "time" or bool(read.reading.value.second) or read.text.count(":") > 1
            return read.reading.value.isoformat("seconds" if has_seconds else "minutes")
        if isinstance(read.reading, IdentifierReading):
            return read.reading.value
        if isinstance(read.reading, CurrencyReading):
            return values.choose_currency(read.reading.codes, languages=[self.language()])
        if read.kind == "identifier" and read.text.replace(" ", "").isdigit():
            return read.text.replace(" ", "")
        return read.text or None

    def _moment(self, read: Read, reading: DateReading) -> str | None:
        """A date, and the time of day where one was read with it, as local time: no document prints its zone."""
        day = self.date(reading)
        clock = next(iter(values.read_times(read.text)), None) if read.kind == "moment" else None
        return f"{day}T{clock.value.isoformat()}" if day is not None and clock is not None else day

    def _day(self, reading: DayReading) -> str | None:
        """A day without its year in the period that the document states, else before the last date that it states."""
        order = self._decide()[0]
        dates = (values.resolve_date(known, order) for known in self._period or self._dates)
        known = [found for found in dates if found is not None]
        found = values.resolve_day(reading, order, known if self._period else [max(known)]) if known else None
        return None if found is None else found.isoformat()

    def is_money(self, read: Read) -> bool:
        """Whether an amount is written as this document writes sums of money: with decimals, if most have them."""
        if not isinstance(read.reading, AmountReading) or not is_bare(read.reading):
            return True
        with_decimals = sum(reading.places == 2 for reading in self._amounts)
        return 2 * with_decimals < sum(not is_bare(reading) for reading in self._amounts)

    def currency(self) -> tuple[str, Snippet, float] | None:
        """The currency most amounts are in: ISO 4217 code, where it stands first, its share of all marks."""
        if not self._currencies:
            return None
        code, count = max(self._currencies.items(), key=lambda item: (item[1], item[0]))
        return code, self._money[code], 0.5 + 0.4 * count / self._currencies.total()

    def loose(self, kind: Literal["date", "time"]) -> Sequence[tuple[Read, Snippet]]:
        """The first full date of each line of the first page, or the time of day that stands beside it."""
        return self._loose[kind]

    def _decide(self) -> tuple[DateOrder, NumberStyle]:
        if self._decided is None:
            languages = [self.language()] if self.language() else []
            currencies = [code for code, _ in self._currencies.most_common(1)]
            order = self.stated or values.decide_order(self._dates, languages, currencies)
            self._decided = order, values.decide_style(self._amounts, languages)
        return self._decided

    def _note_language(self, text: str) -> None:
        self._languages["zh"] += len(_CJK.findall(text))
        words = text.casefold().split()
        for language, known in _STOPWORDS.items():
            self._languages[language] += sum(word in known for word in words)
        for language, letters in _LETTERS.items():
            self._languages[language] += sum(not letters.isdisjoint(word) for word in words)
        self._languages += Counter()  # drops the languages with no vote

    def _note_dates(self, page: PageLines, line: Line, *, first: bool) -> None:
        dates = values.read_dates(line.text)
        self._dates += dates
        self._period = self._period or (values.read_period(line.text) if len(dates) > 1 else None) or ()
        full = [reading for reading in dates if reading.precision == "day" and reading.style != "compact"]
        if first and full:
            self._keep_loose("date", full[0], page, line)
            for reading in values.read_times(line.text)[:1]:
                self._keep_loose("time", reading, page, line)

    def _keep_loose(self, kind: Literal["date", "time"], reading: Reading, page: PageLines, line: Line) -> None:
        self._loose[kind].append((Read.of(kind, reading), Span(page, line.words).cut(reading.start, reading.end)))

    def _note_amounts(self, page: PageLines, line: Line) -> None:
        self._amounts += values.read_amounts(line.text)
        for reading in values.read_currencies(line.text):
            code = values.choose_currency(reading.codes)
            if code is not None:
                self._currencies[code] += 1
                if code not in self._money:
                    self._money[code] = Span(page, line.words).cut(reading.start, reading.end)


def is_bare(reading: AmountReading) -> bool:
    """Whether a number has neither decimals nor a currency nor groups: it may count or name anything."""
    return not (reading.places or reading.currency or reading.group)


def _choice(text: str, choices: tuple[Any, ...]) -> Any:
    """The one of ``choices`` that ``text`` spells, apart from case, width and spaces."""
    key = values.comparison_key(text)
    return next((choice for choice in choices if values.comparison_key(str(choice)) == key), None)


def stated_order(schema: Schema) -> DateOrder | None:
    """The order of dates that a schema's descriptions state ("written day first"), or None."""
    text = " ".join(node.description for node in schema.root.walk()).casefold()
    if "day first" in text or "day-first" in text:
        return DateOrder.DMY
    return DateOrder.MDY if "month first" in text or "month-first" in text else None
