"""What the rows above leave open: answers that may go on, captions that may be answered below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.looks import ends_with_colon, is_number, is_option, is_person

# Lines of one answer stand closer than this many heights.
LINE_GAP = 1.2
# ... are of one size, up to this ratio of heights
SIZE_RATIO = 1.5
# ... and begin this near to where the line above begins.
ANSWER_INDENT = 2.0
# An answer stands at most this many heights below its caption, or below the answer before it.
REACH_DOWN = 2.5
# ... and, if no colon announces it, begins this near to where the caption begins.
CAPTION_INDENT = 1.5


@dataclass
class Field:
    """A caption and its answers, each a list of cells that grows by further lines.

    Attributes:
        caption: the caption.
        plain: whether it shows that it is one: by a colon, or by its words or those of the headings beside it.
        answers: its answers.
    """

    caption: Cell
    plain: bool
    answers: list[list[Cell]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class End:
    """The lowest cell of a field, seen from the row below.

    Attributes:
        cell: the cell.
        field: what it belongs to.
        answer: the answer it is the last line of; None for a caption.
    """

    cell: Cell
    field: Field
    answer: list[Cell] | None = None


def attach(cell: Cell, ends: Sequence[End], borders: Borders) -> End | None:
    """Put a cell without a caption on its row to what it goes on or answers; None where nothing is open."""
    end = max(
        (e for e in ends if _is_open(e, cell, borders)), key=lambda e: (e.cell.box.y1, e.cell.box.x1), default=None
    )
    if end is None:
        return None
    if end.answer is not None and not is_person(cell.text):
        end.answer.append(cell)
        return End(cell, end.field, end.answer)
    end.field.answers.append([cell])
    return End(cell, end.field, end.field.answers[-1])


def lower(ends: Sequence[End], new: Sequence[End], cells: Sequence[Cell]) -> list[End]:
    """The ends below a row of ``cells``: its own and those of earlier rows that it does not cover."""

    def covered(end: End) -> bool:
        return any(cell.box.overlap_x(end.cell.box) > 0 for cell in cells)

    return [*(end for end in ends if not covered(end)), *new]


def _is_open(end: End, cell: Cell, borders: Borders) -> bool:
    """Whether the cell may be the next line of the answer, or the answer below the caption."""
    gap = cell.box.y0 - end.cell.box.y1
    indent = abs(cell.box.x0 - end.cell.box.x0)
    over = end.cell.box.overlap_x(cell.box) > 0
    if gap > REACH_DOWN * cell.height:
        return False
    if end.answer is not None:
        return over and goes_on(end.cell, cell) and indent <= ANSWER_INDENT * cell.height
    if end.field.answers:
        return False
    if borders.together(end.cell.box, cell.box):
        return True
    if ends_with_colon(end.cell):
        return over or end.cell.box.x0 <= cell.box.x0
    return over and indent <= CAPTION_INDENT * cell.height and gap <= LINE_GAP * cell.height


def goes_on(upper: Cell, below: Cell) -> bool:
    """Whether the lower cell looks like the next line of the upper one."""
    close = below.box.y0 - upper.box.y1 <= LINE_GAP * below.height
    alike = 1 / SIZE_RATIO < below.height / upper.height < SIZE_RATIO
    return close and alike and not is_number(below.text) and not is_option(below.text)
