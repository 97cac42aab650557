"""Numbers of a record that confirm each other, whatever the schema calls them.

A slip of reading in one number rarely leaves another one as its sum or product, so numbers that fit are right more
often. This asks no rule of the schema: any three numbers will do.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any, NamedTuple

from docvl.schema import join

_Numbers = Mapping[str, Decimal]

# Printed figures are rounded to cents, each on its own.
_SLACK = Decimal("0.02")
# Wider rows are measurements rather than quantity, price and amount.
_MOST_COLUMNS = 12


class Leaf(NamedTuple):
    """A single value of a record.

    Attributes:
        pointer: into the data.
        field: the same with ``*`` for the index of a row, as in the schema.
        row: pointer of the row of the innermost list that it stands in; empty outside of lists.
        value: not None.
    """

    pointer: str
    field: str
    row: str
    value: Any


def leaves(value: Any, pointer: str = "", field: str = "", row: str = "") -> Iterator[Leaf]:
    """The single values of ``data`` that are not null, in its order."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, join(pointer, name), join(field, name), row)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            below = join(pointer, index)
            yield from leaves(inner, below, f"{field}/*", below)
    elif value is not None:
        yield Leaf(pointer, field, row, value)


def agreeing(found: Iterable[Leaf]) -> set[str]:
    """Pointers of the numbers that take part in a sum or a product that holds.

    Outside of lists three numbers of which two make the third by addition, signs aside; a column whose cells add up
    to a number outside of lists; in a row two numbers that make a third by multiplication.
    """
    singles: dict[str, Decimal] = {}
    columns: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    rows: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    for leaf in found:
        if isinstance(leaf.value, bool) or not isinstance(leaf.value, int | float) or not leaf.value:
            continue
        number = Decimal(str(leaf.value))
        if leaf.row:
            columns[leaf.field][leaf.pointer] = number
            rows[leaf.row][leaf.pointer] = number
        else:
            singles[leaf.pointer] = abs(number)
    return {
        *_sums(singles),
        *(pointer for column in columns.values() for pointer in _column(column, singles)),
        *(pointer for row in rows.values() for pointer in _products(row)),
    }


def _sums(numbers: _Numbers) -> Iterator[str]:
    ordered = sorted((number, pointer) for pointer, number in numbers.items())
    for (a, one), (b, other) in combinations(ordered, 2):
        for number, third in ordered[bisect_left(ordered, (a + b - _SLACK, "")) :]:
            if number > a + b + _SLACK:
                break
            if third not in (one, other):
                yield from (one, other, third)


def _column(cells: _Numbers, singles: _Numbers) -> Iterator[str]:
    total = abs(sum(cells.values(), Decimal(0)))
    equal = [pointer for pointer, number in singles.items() if abs(number - total) <= _SLACK]
    if equal:
        yield from (*cells, *equal)


def _products(cells: _Numbers) -> Iterator[str]:
    if len(cells) > _MOST_COLUMNS:
        return
    for (one, a), (other, b) in combinations(cells.items(), 2):
        for third, product in cells.items():
            if third not in (one, other) and abs(a * b - product) <= _SLACK:
                yield from (one, other, third)
