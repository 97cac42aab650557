"""Dates above their captions, as on the lines that people sign: "12-10-84" and below it "Date"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.ends import Field
from docvl.engines.layout.forms.looks import is_number

# A date stands at most so many heights of its caption above it, and reaches so many of its own into it.
ABOVE, INTO = 1.2, 0.5
LEAST_DIGITS = 3


def take_dates(fields: Sequence[Field], loose: Iterable[Cell]) -> None:
    """Give captions that end with "date", and have no answer, the date right above them.

    It may have been taken for an answer of what stands at its left, which is a caption of the signature.

    Args:
        fields: all fields of the page; they are changed.
        loose: cells that belong to none.
    """
    free = list(loose)
    for field in fields:
        if field.answers or field.caption.text.rstrip(":. ").lower().split()[-1:] != ["date"]:
            continue
        owner = next((other for other in fields for answer in other.answers if _is_above(answer, field.caption)), None)
        if owner is not None:
            field.answers = [answer for answer in owner.answers if _is_above(answer, field.caption)]
            owner.answers = [answer for answer in owner.answers if answer not in field.answers]
        else:
            field.answers = [[cell] for cell in free if _is_above([cell], field.caption)][:1]


def _is_above(answer: Sequence[Cell], caption: Cell) -> bool:
    """Whether an answer is a date right above a caption."""
    cell = answer[0]
    if len(answer) > 1 or not is_number(cell.text) or sum(map(str.isdigit, cell.text)) < LEAST_DIGITS:
        return False
    gap = caption.box.y0 - cell.box.y1
    return cell.box.overlap_x(caption.box) > 0 and -INTO * cell.height < gap < ABOVE * caption.height
