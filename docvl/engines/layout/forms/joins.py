"""Cells of a line that belong together though a colon, a wide space or a change of script parts them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.characters import BOX_SIGNS
from docvl.engines.layout.forms.vocabulary import is_cjk, spread_captions

# Words of an answer that a colon announces stand nearer than this many heights; other answers, of columns, farther.
ANSWER_GAP = 1.0
# A remark that ends with the colon of its caption stands nearer to it than this many heights.
REMARK_GAP = 1.5
# Characters of one caption may be spread over its cell ("姓    名"): up to this many heights between two of them.
SPREAD_GAP = 5.0
# ... and a unit from its number up to this many.
UNIT_GAP = 2.5
CURRENCY_SIGNS = ("$", "￥", "¥", "€", "£")
_UNIT = re.compile(
    r"[%％°‰]|[mck]?[mgl]|[mk]g/\w+|lbs?|oz|in|ft|hrs?|[元岁年月天日次人个名份页张万]+|平方米|公斤|厘米|小时"
)
# One character of a caption; answers of one character are others.
_SINGLE = re.compile(r"(?![男女是否有无元年月日岁汉优良中差])[㐀-鿿]")
_MONTH = re.compile(r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?", re.IGNORECASE)
_DATE_PART = re.compile(r"[\d年月日时分./-]+")


def join_row(row: list[Cell], borders: Borders) -> list[Cell]:
    """The cells of a line, left to right, with those put together that are parts of one caption or answer."""
    return _join_announced(_join_spread(_join_units(_join_dates(_join_colons(row)))), borders)


def _join_announced(row: list[Cell], borders: Borders) -> list[Cell]:
    """Put the words of an answer together that a colon announces; in Latin script, where spaces are of any width."""
    joined: list[Cell] = []
    announced = False
    for cell in row:
        if announced and _is_same_answer(joined[-1], cell, borders):
            joined[-1] = cell_of((*joined[-1].words, *cell.words))
        else:
            announced = bool(joined) and joined[-1].text.endswith(":")
            joined.append(cell)
    return joined


def _is_same_answer(left: Cell, right: Cell, borders: Borders) -> bool:
    both = left.text + right.text
    if (
        ":" in (left.text[-1], right.text[-1])
        or is_cjk(both)
        or not BOX_SIGNS.isdisjoint((left.text[-1], right.text[0]))
    ):
        return False
    numbers = left.text[-1].isdigit() and right.text[0].isdigit()
    parted = borders.part_words(left.words[-1].box, right.words[0].box)
    return _is_near(left, right, ANSWER_GAP) and not numbers and not parted


def _join_colons(row: list[Cell]) -> list[Cell]:
    """Give the caption at the left a colon that stands alone, set where the next column begins, or ends a remark."""
    joined: list[Cell] = []
    for cell in row:
        if joined and (cell.text in (":", "：") or _is_remark(joined[-1], cell)):
            joined[-1] = cell_of((*joined[-1].words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _is_remark(caption: Cell, cell: Cell) -> bool:
    remark = cell.text.startswith("(") and cell.text.endswith("):")
    return remark and not caption.text.endswith(":") and _is_near(caption, cell, REMARK_GAP)


def _join_dates(row: list[Cell]) -> list[Cell]:
    """Put dates together: a month with its day, and those written into the gaps of a printed 年 月 日."""
    joined: list[Cell] = []
    for cell in row:
        left = joined[-1] if joined else None
        if left and _is_near(left, cell) and _is_date_part(left, cell):
            joined[-1] = cell_of((*left.words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _is_date_part(left: Cell, right: Cell) -> bool:
    both = left.text + right.text
    if _MONTH.fullmatch(left.text):
        return right.text[0].isdigit() and right.box.x0 - left.box.x1 <= UNIT_GAP * left.height
    return bool(re.search("[年月日时分]", both)) and bool(_DATE_PART.fullmatch(both))


def _join_units(row: list[Cell]) -> list[Cell]:
    """Put a number together with the unit behind it or the currency sign before it."""
    joined: list[Cell] = []
    for cell in row:
        left = joined[-1] if joined else None
        if left and _is_near(left, cell, UNIT_GAP) and _is_measure(left.text, cell.text):
            joined[-1] = cell_of((*left.words, *cell.words))
        else:
            joined.append(cell)
    return joined


def _is_measure(left: str, right: str) -> bool:
    unit = left[-1].isdigit() and _UNIT.fullmatch(right)
    return bool(unit) or (left in CURRENCY_SIGNS and (right[0].isdigit() or right[0] in "-("))


def _is_near(left: Cell, right: Cell, gap: float = SPREAD_GAP) -> bool:
    return right.box.x0 - left.box.x1 <= gap * min(left.height, right.height)


def _join_spread(row: list[Cell]) -> list[Cell]:
    """Put captions together whose characters were spread out to fill a column."""
    joined: list[Cell] = []
    at = 0
    while at < len(row):
        end = next((end for end in range(min(at + 4, len(row)), at + 1, -1) if _is_spread(row[at:end])), at + 1)
        joined.append(cell_of([word for cell in row[at:end] for word in cell.words]))
        at = end
    return joined


def _is_spread(cells: Sequence[Cell]) -> bool:
    texts = [cell.text.rstrip(":：").lstrip("*") for cell in cells]
    if not all(_is_near(a, b) for a, b in pairwise(cells)):
        return False
    return "".join(texts) in spread_captions() or (len(texts) == 2 and all(_SINGLE.fullmatch(text) for text in texts))
