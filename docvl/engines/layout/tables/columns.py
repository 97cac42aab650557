"""The columns of a printed table, and what they can be told from besides their captions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from docvl.engines.layout.tables.cells import is_date
from docvl.geometry import Box
from docvl.values import read_dates, read_day

MONEY = frozenset(
    ["column_amount", "column_gross_amount", "column_price", "column_debit", "column_credit", "column_balance"]
)
# What a column that counts the rows may be taken for by its caption.
COUNTING = frozenset([None, "column_name", "column_article", "column_reference"])
# A number of more digits names something; it does not count rows.
COUNT_DIGITS = 4
# A column is one of dates when more than this share of its cells are.
DATES = 0.8
# Numbers that stand alone, or under the caption of a code, count rows when the first is no higher.
FIRST_COUNTS = 20
TEXTS = frozenset(["column_name", "column_description"])
NAMES = frozenset(["column_name", "column_description", "column_article", "column_specification"])

# Columns of numbers.
NUMBERS = MONEY | {"column_quantity", "column_unit_price", "column_tax_rate", "column_tax_amount"}
# What may stand in for a column that the table does not have, best first.
STAND_INS = {
    "column_name": ("column_description", "column_specification", "column_article"),
    "column_description": ("column_name", "column_specification", "column_article"),
    "column_unit_price": ("column_price",),
    "column_price": ("column_amount", "column_unit_price", "column_gross_amount"),
    "column_amount": ("column_price", "column_gross_amount"),
    "column_gross_amount": ("column_amount",),
    "column_date": ("column_value_date",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a printed header.

    Attributes:
        concept: lexicon key or pointer of a schema field; None when the caption is not known.
        box: of the caption, reading points.
        caption: its words, folded.
        stack: what each line of the caption means, top to bottom: the lines of a row may follow it.
        is_joint: whether the caption announces a name and a description, as in ``Name & Description``.
    """

    concept: str | None
    box: Box
    caption: tuple[str, ...] = ()
    stack: tuple[str | None, ...] = ()
    is_joint: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    """A table header; lines ``first`` to ``last``, inclusive, of the page; columns from left to right."""

    columns: tuple[Column, ...]
    first: int
    last: int

    @property
    def concepts(self) -> frozenset[str]:
        """What the columns are known to mean."""
        return frozenset(column.concept for column in self.columns if column.concept)


def tell_prices(columns: Sequence[Column]) -> Iterator[Column]:
    """Of two columns called the same, the last is the amount and the first the price of one unit.

    A last column that is just called net is the amount where no other is.
    """
    repeated = [column for column in columns if column.concept in ("column_price", "column_amount")]
    has_unit_price = any(column.concept == "column_unit_price" for column in columns)
    has_amount = any(column.concept == "column_amount" for column in columns)
    for column in columns:
        if len(repeated) > 1 and column in repeated and not has_unit_price:
            concept = (
                "column_amount" if column == repeated[-1] else "column_unit_price" if column == repeated[0] else None
            )
            yield replace(column, concept=concept)
        elif column is columns[-1] and column.caption == ("net",) and not has_amount:
            yield replace(column, concept="column_amount")
        else:
            yield column


def numbered(columns: Sequence[Column], rows: Iterable[Mapping[int, str]]) -> list[Column]:
    """The first column as the position where its cells count the rows, whatever its caption (``#``, ``Item``).

    Args:
        columns: left to right.
        rows: the texts of the lines below them by index of the column.
    """
    first, *others = columns
    if first.concept not in COUNTING or not any(column.concept in NAMES for column in others):
        return list(columns)
    texts = [text.rstrip(".)") for row in rows if (text := row.get(0))]
    counts = [int(text) for text in takewhile(_is_count, texts)]
    steps = {after - before for before, after in pairwise(counts)}
    named = first.concept in ("column_article", "column_reference") or not steps
    if not counts or not (steps <= {1} or steps <= {10}) or (named and counts[0] > FIRST_COUNTS):
        return list(columns)
    return [
        replace(first, concept="column_position", stack=()),
        *(replace(c, concept=None) if c.concept == "column_position" else c for c in others),
    ]


def dated(columns: Sequence[Column], rows: Sequence[Mapping[int, str]]) -> list[Column]:
    """Columns as dates where their cells are dates, whatever their captions.

    The first one where no other is called one: ``Buchung`` heads dates and texts. Beside a date the first one whose
    caption is that of amounts, or not known: ``Wert`` heads both.

    Args:
        columns: left to right.
        rows: the texts of the lines below them by index of the column.
    """
    if all(column.concept != "column_date" for column in columns):
        first, *others = columns
        if first.concept not in NAMES or not any(column.concept in NAMES for column in others):
            return list(columns)
        texts = [text for row in rows if (text := row.get(0))]
        dates = sum(map(is_date, texts))
        return [replace(first, concept="column_date", stack=()), *others] if 2 * dates > len(texts) else list(columns)
    if any(column.concept == "column_value_date" for column in columns):
        return list(columns)
    second = next((n for n, c in enumerate(columns) if c.concept in NUMBERS | {None} and _are_dates(rows, n)), None)
    return [replace(c, concept="column_value_date", stack=()) if n == second else c for n, c in enumerate(columns)]


def _are_dates(rows: Sequence[Mapping[int, str]], column: int) -> bool:
    """Whether a column holds days of the calendar and, but for a line or so, nothing else; ``46.20`` is none."""
    texts = [text for row in rows if (text := row.get(column))]
    days = sum(read_day(text) is not None or bool(read_dates(text)) for text in texts)
    return days > DATES * len(texts)


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= COUNT_DIGITS and text[0] != "0"
