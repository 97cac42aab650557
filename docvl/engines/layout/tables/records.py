"""From the rows of a table to what each field of a list says, with its place on the page."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from docvl.document import Word
from docvl.engines.layout.phrases import Line, PageLines, Snippet
from docvl.engines.layout.tables.arithmetic import (
    AMOUNT,
    PRICE,
    QUANTITY,
    is_price_of_unit,
    makes,
    numbers_of,
    tell_columns,
)
from docvl.engines.layout.tables.cells import Cell, is_code, is_number
from docvl.engines.layout.tables.columns import NAMES, STAND_INS, Column
from docvl.engines.layout.tables.rows import SLOTS, Row, before_dash, join, text_of, value_of
from docvl.engines.layout.targets import Target
from docvl.values import read_numbers

# The two columns of a statement that share its amounts. They stand in for one column of amounts, each figure as it is
# printed: a sign that is not printed would be an invention. A schema that has them apart gets each amount once.
SIDES = frozenset(["column_credit", "column_debit"])
UNIT = "column_unit"
# Signs of multiplication behind a quantity.
TIMES = frozenset("xX×*")
Record = dict[str, Snippet]


class Recorder:
    """Reads the fields of one list from the rows of one table on one page."""

    def __init__(
        self,
        page: PageLines,
        columns: Sequence[Column],
        rows: Sequence[Row],
        targets: Sequence[Target],
        below: Sequence[Line],
    ) -> None:
        """Find out where the table states what ``targets`` ask for; ``below`` are the lines below it."""
        self._page = page
        self._columns = columns
        self._told = tell_columns(columns, rows)
        self._coded = {n for n, column in enumerate(columns) if column.concept in NAMES and _is_coded(rows, n)}
        wanted = frozenset(target.concept for target in targets)
        if wanted >= {PRICE, AMOUNT}:
            self._told |= self._single_price(rows, below)
        self._places = [(target, self._places_of(target.concept, wanted)) for target in targets]

    def _single_price(self, rows: Sequence[Row], below: Sequence[Line]) -> dict[str, int]:
        """What the only column of prices states: it is not both the price of one unit and the amount."""
        concepts = [column.concept for column in self._columns]
        if "column_price" not in concepts or {PRICE, AMOUNT} & {*concepts}:
            return {}
        sums = {value for line in below for read in read_numbers(line.text) for _, value in read.candidates}
        return {PRICE if is_price_of_unit(self._columns, rows, sums) else AMOUNT: concepts.index("column_price")}

    def record(self, row: Row) -> Record:
        """The snippets of a row by the names of their fields."""
        found = {}
        for target, places in self._places:
            snippets = (self._snippet(row, place, target.concept) for place in places)
            snippet = next(filter(None, snippets), None)
            if snippet is None and target.concept == UNIT and not places:
                snippet = self._unit_beside(row)
            if snippet:
                found[target.node.name] = snippet
        return found

    def _unit_beside(self, row: Row) -> Snippet | None:
        """The unit that stands in the column of quantities, where none has a column of its own: ``5 Karton``."""
        column = self._told.get(QUANTITY)
        cell = None if column is None else value_of(row, column, SLOTS[QUANTITY])
        words = cell.words if cell else ()
        unit = words[1:]
        counted = bool(unit) and is_number(words[0].text) and words[0].text[-1].isdigit()
        is_unit = counted and all(word.text[0].isalpha() and word.text not in TIMES for word in unit)
        return self._page.snippet(unit) if is_unit else None

    def _places_of(self, wanted: str, all_wanted: frozenset[str]) -> list[tuple[int, int]]:
        """Where the table states a concept, best first: (column, lines of its cells that say something else)."""
        told = self._told.get(wanted)
        direct = [(n, 0) for n, column in enumerate(self._columns) if n == told or column.concept == wanted]
        if direct:
            return sorted(direct, key=lambda place: place[0] != told)
        stacked = [(n, column.stack.index(wanted)) for n, column in enumerate(self._columns) if wanted in column.stack]
        if stacked:
            return stacked
        found = {column.concept for column in self._columns}
        if "column_price" in {self._columns[n].concept for n in self._told.values()}:
            found.discard("column_price")
        other = next(({other} for other in STAND_INS.get(wanted, ()) if other in found), None)
        stands_in = other or (SIDES if wanted == AMOUNT and not SIDES & all_wanted else frozenset())
        return [(n, 0) for n, column in enumerate(self._columns) if column.concept in stands_in]

    def _snippet(self, row: Row, place: tuple[int, int], wanted: str) -> Snippet | None:
        column, skip = place
        concept = wanted if self._told.get(wanted) == column else self._columns[column].concept
        concept = self._columns[column].stack[skip] if skip else concept
        if concept in SLOTS:
            cell = value_of(row, column, SLOTS[concept])
            words = cell.words if cell else self._price(row, column) if wanted == PRICE else ()
            return self._page.snippet(words) if words else None
        return self._text(text_of(row, column, skip or int(column in self._coded)), column, wanted)

    def _text(self, cells: Sequence[Cell], column: int, wanted: str) -> Snippet | None:
        if not cells:
            return None
        words, text = join(cells)
        if self._columns[column].is_joint and wanted == "column_name" and len(short := before_dash(words)) < len(words):
            return self._page.snippet(short)
        return self._page.snippet(words, text)

    def _price(self, row: Row, column: int) -> Sequence[Word]:
        """Of several prices of one row, such as gross, discount and net, the one that makes its amount."""
        if not {QUANTITY, AMOUNT} <= self._told.keys():
            return ()
        sums = list(product(numbers_of(row, self._told[QUANTITY]), numbers_of(row, self._told[AMOUNT])))
        for word in (word for line in row.lines if column in line.cells for word in line.cells[column].words):
            prices = (value for reading in read_numbers(word.text) for _, value in reading.candidates)
            if any(makes(price, *pair) for price in prices for pair in sums):
                return (word,)
        return ()


def _is_coded(rows: Sequence[Row], column: int) -> bool:
    """Whether every name of a column stands below a code: the number of the article, which needs no column."""
    texts = [[line.cells[column].text for line in row.lines if column in line.cells] for row in rows]
    return len(texts) > 1 and all(len(lines) > 1 and is_code(lines[0]) for lines in texts)
