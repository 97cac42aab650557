"""Which column states what, told by arithmetic: quantity times price is the amount."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from itertools import product

from docvl.engines.layout.tables.columns import Column
from docvl.engines.layout.tables.rows import SLOTS, Row, value_of
from docvl.values import read_numbers

QUANTITY, PRICE, AMOUNT = "column_quantity", "column_unit_price", "column_amount"
# Prices are rounded to this share of their last usual place.
ROUNDING = Decimal("0.0051")
# Of several prices the one without tax and after discounts is the likely one where arithmetic does not tell.
NET = frozenset(["net", "netto"])


def tell_columns(columns: Sequence[Column], rows: Sequence[Row]) -> dict[str, int]:
    """The columns of quantity, price of one unit and amount, of which a table may have several or none with a caption.

    Args:
        columns: left to right.
        rows: of one page.

    Returns:
        Index of the column by concept; a concept that no column states is left out.
    """
    known = {concept: _columns_of(concept, columns) for concept in (QUANTITY, PRICE, AMOUNT)}
    unknown = [n for n, column in enumerate(columns) if column.concept not in SLOTS]
    # A column that is called just price is that of one unit where arithmetic says so.
    places = known | {PRICE: known[PRICE] or _columns_of("column_price", columns)}
    best: tuple[int, tuple[int, ...]] = (0, ())
    for triple in product(*(found or unknown for found in places.values())):
        if len(set(triple)) == len(triple):
            held = [row for row in rows if _holds(row, triple)]
            telling = any(abs(number) != 1 for row in held for number in numbers_of(row, triple[0]))
            if telling or not set(triple) & set(unknown):
                best = max(best, (len(held), triple), key=lambda choice: choice[0])
    support, triple = best
    told = {concept: found[0] for concept, found in known.items() if found}
    return told | dict(zip(known, triple, strict=True)) if 2 * support > len(rows) else told


def is_price_of_unit(columns: Sequence[Column], rows: Sequence[Row], sums: Collection[Decimal]) -> bool:
    """Whether the only column of prices states what one unit costs: with the quantities it makes the sum below.

    Args:
        columns: left to right.
        rows: of one page.
        sums: numbers that stand below the table.
    """
    prices, quantities = _columns_of("column_price", columns), _columns_of(QUANTITY, columns)
    if not (prices and quantities):
        return False
    cells = [(numbers_of(row, prices[0])[:1], numbers_of(row, quantities[0])[:1]) for row in rows]
    total = sum((price[0] * (quantity[0] if quantity else 1) for price, quantity in cells if price), Decimal(0))
    return total in sums and sum((price[0] for price, _ in cells if price), Decimal(0)) not in sums


def before_sum(columns: Sequence[Column], rows: Sequence[Row]) -> Sequence[Row]:
    """The rows above one that states nothing but the sum of them, a total whose caption is not known."""
    total = Decimal(0)
    amounts = _columns_of(AMOUNT, columns)
    for count, row in enumerate(rows if amounts else ()):
        values = numbers_of(row, amounts[0])
        if count > 1 and total in values and total and row.slots < rows[0].slots:
            return rows[:count]
        total += values[0] if values else 0
    return rows


def makes(price: Decimal, quantity: Decimal, amount: Decimal) -> bool:
    """Whether a price of one unit makes the amount, signs apart and up to its rounding."""
    return abs(abs(quantity * price) - abs(amount)) <= ROUNDING * (abs(quantity) + 1)


def numbers_of(row: Row, column: int) -> list[Decimal]:
    """What the value of a row in a column may be: one number, or several where its decimal mark is not certain."""
    cell = value_of(row, column, None)
    readings = read_numbers(cell.text) if cell else ()
    return [value for reading in readings[-1:] for _, value in reading.candidates]


def _columns_of(concept: str, columns: Sequence[Column]) -> list[int]:
    found = [n for n, column in enumerate(columns) if column.concept == concept]
    return sorted(found, key=lambda n: not NET & set(columns[n].caption))


def _holds(row: Row, triple: Sequence[int]) -> bool:
    quantities, prices, amounts = (numbers_of(row, column) for column in triple)
    return any(makes(price, quantity, amount) for price, quantity, amount in product(prices, quantities, amounts))
