"""The rows of a table body: which lines belong to which row, and what its cells say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from docvl.document import Word
from docvl.engines.layout.tables.bands import CutLine
from docvl.engines.layout.tables.cells import Cell, is_date, is_money, is_note, is_number, is_position
from docvl.engines.layout.tables.columns import NAMES, Column

# Columns that share a slot exclude each other in one row: an amount is either a debit or a credit.
SLOTS = {
    "column_position": "position", "column_date": "date", "column_value_date": "value date",
    "column_quantity": "quantity", "column_unit_price": "unit price", "column_price": "price",
    "column_amount": "money", "column_debit": "money", "column_credit": "money",
    "column_gross_amount": "gross", "column_balance": "balance",
    "column_tax_rate": "tax rate", "column_tax_amount": "tax",
}  # fmt: skip
LOOKS: dict[str, Callable[[str], bool]] = {
    "position": is_position, "date": is_date, "value date": is_date, "quantity": is_money, "unit price": is_money,
    "price": is_money, "money": is_money, "gross": is_money, "balance": is_money, "tax": is_money,
}  # fmt: skip
# Of several columns for these only the first is meant.
ONCE = frozenset(["position", "date", "value date"])
# What makes a line a row, best first.
AMOUNTS = ("money", "gross", "price")
CORE = frozenset(["money", "gross", "price", "quantity", "unit price"])
# A line belongs to a row whose last values stand at most this many line heights above.
ROW_REACH = 3.0
# A value is usual for a table when more than this share of its rows have it.
USUAL = 0.6
# Lines of one wrapped text stand closer than this many line heights.
WRAP_GAP = 0.75
# Print of one size: heights of words differ by less than this share; those that were recognised vary more.
SAME_SIZE, SCANNED_SIZE = 0.1, 0.3
# A gap parts the texts of two rows when it is wider than the others by this many line heights.
WIDER = 0.1
CJK = re.compile(r"[㐀-鿿（）、，]")


@dataclass
class Row:
    """One row while it is put together.

    Attributes:
        values: lines that hold its numbers, top to bottom.
        slots: what those say.
        texts: lines of text only, that belong to it.
    """

    values: list[CutLine] = field(default_factory=list)
    slots: set[str] = field(default_factory=set)
    texts: list[CutLine] = field(default_factory=list)

    @property
    def lines(self) -> list[CutLine]:
        """All lines, top to bottom."""
        return sorted([*self.values, *self.texts], key=lambda line: line.box.center[1])


class RowBuilder:
    """Puts lines into rows for one table."""

    def __init__(self, columns: Sequence[Column], usual: frozenset[str] = frozenset()) -> None:
        """Prepare for one page.

        Args:
            columns: in the order in which :class:`CutLine` counts them.
            usual: what most rows of the same table stated on the page before.
        """
        self.usual = usual
        self._slot: dict[int, str] = {}
        for n, column in enumerate(columns):
            slot = SLOTS.get(column.concept or "")
            if slot and (slot not in ONCE or slot not in self._slot.values()):
                self._slot[n] = slot
        self._named = [n for n, c in enumerate(columns) if c.concept in NAMES]
        self._primary = next((slot for slot in AMOUNTS if slot in self._slot.values()), "unit price")

    def slots(self, line: CutLine) -> set[str]:
        """What the values of a line say; empty for a line of text."""
        return {
            slot
            for n, slot in self._slot.items()
            if (cell := line.cells.get(n)) and not cell.wide and LOOKS.get(slot, is_number)(cell.text)
        }

    def is_summary(self, line: CutLine) -> bool:
        """Whether a line states an amount under a caption that stands where rows have numbers."""
        if self.slots(line) != {self._primary} or any(n in line.cells for n in self._named):
            return False
        return any(n in line.cells and not is_number(line.cells[n].text) for n in self._slot)

    def build(self, lines: Sequence[CutLine]) -> list[Row]:
        """Group the lines of a body, top to bottom, into rows."""
        rows: list[Row] = []
        texts: list[tuple[int, CutLine]] = []
        for line in lines:
            slots = self.slots(line)
            is_named = self._is_named(line) or any(after == len(rows) and self._is_named(text) for after, text in texts)
            if rows and slots and self._continues(rows[-1], line, slots):
                rows[-1].values.append(line)
                rows[-1].slots |= slots
            elif self._starts(slots) and (is_named or not rows or "position" in slots):
                rows.append(Row([line], set(slots)))
            else:
                texts.append((len(rows), line))
        self._deal(rows, texts)
        rows = _joined(rows)
        self.usual |= _usual(rows)
        return [row for row in rows if self._is_whole(row)]

    def _is_whole(self, row: Row) -> bool:
        """Whether a row states enough of what rows of its table do: an amount for a name, or nearly all."""
        named = any(self._is_named(line) for line in row.lines)
        return (named and self._primary in row.slots) or len(self.usual - row.slots) < (3 if named else 2)

    def _is_named(self, line: CutLine) -> bool:
        cells = [line.cells[n] for n in self._named if n in line.cells]
        return any(not cell.wide and not is_note(cell.text) for cell in cells) or not self._named

    def _starts(self, slots: set[str]) -> bool:
        return self._primary in slots or len(slots & CORE) >= 2 or bool(slots & {"position", "date"})

    def _continues(self, row: Row, line: CutLine, slots: set[str]) -> bool:
        gap = line.box.y0 - row.values[-1].box.y1
        return not slots & row.slots and gap < ROW_REACH * line.height

    def _deal(self, rows: Sequence[Row], texts: Sequence[tuple[int, CutLine]]) -> None:
        """Give lines of text to the row above or below: the widest gap between two rows parts their texts."""
        for after in range(len(rows) + 1 if rows else 0):
            block = [line for number, line in texts if number == after]
            if after == 0:
                rows[0].texts.extend(_touching(block, rows[0].values[0]))
            elif after == len(rows):
                rows[after - 1].texts.extend(block)
            else:
                cut = _widest_gap([rows[after - 1].values[-1], *block, rows[after].values[0]])
                rows[after - 1].texts.extend(block[:cut])
                rows[after].texts.extend(block[cut:])


def _usual(rows: Sequence[Row]) -> frozenset[str]:
    """What most rows state."""
    slots = {slot for row in rows for slot in row.slots}
    return frozenset(slot for slot in slots if sum(slot in row.slots for row in rows) > USUAL * len(rows))


def _joined(rows: Sequence[Row]) -> list[Row]:
    """Give numbers that stand alone, centred beside tall rows, to the row they stand in."""
    joined: list[Row] = []
    for row in rows:
        if joined and not row.slots & CORE and not row.slots & joined[-1].slots:
            joined[-1].texts += row.lines
        elif row.slots & CORE:
            joined.append(row)
    return joined


def _touching(block: Sequence[CutLine], line: CutLine) -> list[CutLine]:
    """The lines at the end of ``block`` that stand close above ``line``."""
    touching: list[CutLine] = []
    for above in reversed(block):
        below = touching[0] if touching else line
        if below.box.y0 - above.box.y1 > WRAP_GAP * above.height:
            break
        touching.insert(0, above)
    return touching


def _widest_gap(lines: Sequence[CutLine]) -> int:
    """How many lines after the first stand before the widest gap; all where none is much wider than the rest."""
    gaps = [below.box.y0 - above.box.y1 for above, below in zip(lines, lines[1:], strict=False)]
    widest = max(range(len(gaps)), key=lambda n: gaps[n])
    others = [gap for n, gap in enumerate(gaps) if n != widest]
    height = lines[widest].height
    return widest if others and gaps[widest] - max(others) > WIDER * height else len(others)


def value_of(row: Row, column: int, slot: str | None) -> Cell | None:
    """The first cell of a column of values."""
    looks = LOOKS.get(slot or "", is_number)
    cells = [line.cells[column] for line in row.values if column in line.cells]
    return next((cell for cell in cells if looks(cell.text)), None)


def text_of(row: Row, column: int, skip: int = 0) -> list[Cell]:
    """The cells of a column of text, line by line: the first with what wraps from it; remarks are left out.

    Args:
        row: the row.
        column: index of the column.
        skip: how many lines at the top say something else.
    """
    cells = [line.cells[column] for line in row.lines if column in line.cells][skip:]
    told = [cell for cell in cells if not is_note(cell.text)]
    beside = [cell for line in row.values if (cell := line.cells.get(column)) in told and not cell.wide]
    if told and told[0].wide and beside:
        told = told[told.index(beside[0]) :]
    kept = told[:1]
    for cell in cells[cells.index(told[0]) + 1 :] if told else []:
        if not _wraps(kept[-1], cell):
            break
        kept.append(cell)
    return kept or cells[:1]


def _wraps(above: Cell, cell: Cell) -> bool:
    """Whether a cell goes on with the text of the one above: close to it, in print of the same size."""
    height, size = cell.words[0].box.height, above.words[0].box.height
    slack = SCANNED_SIZE if cell.words[0].confidence < 1 else SAME_SIZE
    if cell.wide or is_note(cell.text) or abs(height - size) > slack * size:
        return False
    return cell.box.y0 - above.box.y1 <= WRAP_GAP * height


def before_dash(words: Sequence[Word]) -> Sequence[Word]:
    """The words before a free-standing dash."""
    dash = next((n for n, word in enumerate(words) if word.text in ("-", "–", "—") and n), len(words))
    return words[:dash]


def join(cells: Sequence[Cell]) -> tuple[list[Word], str]:
    """The words of cells and their text; no space where Chinese text wraps."""
    text = cells[0].text
    for cell in cells[1:]:
        ends = text[-1] + cell.text[0]
        chinese = CJK.search(ends) or (CJK.search(text) and CJK.search(cell.text) and not ends.isalnum())
        text += cell.text if chinese else f" {cell.text}"
    return [word for cell in cells for word in cell.words], text
