"""Which answer belongs to which caption."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.looks import ends_with_colon, is_number, is_option
from docvl.engines.layout.forms.reading import Reading, heading_of
from docvl.engines.layout.forms.rows import Row
from docvl.engines.layout.forms.vocabulary import is_cjk

# What these announce is no field but a note to the reader.
_ASIDE = re.compile(r"(注|附|附件|附表|说明|note)\s*\d*\s*[:：]?", re.IGNORECASE)
# Phrases of one answer stand closer than this many heights.
RUN_GAP = 1.5
# Lines of one answer stand closer than this many heights.
LINE_GAP = 0.9
# An answer stands at most this many heights below its caption.
REACH_DOWN = 3.0
# An option stands at most this many heights above or below the middle of its caption.
REACH_OPTION = 3.5
# ... and, if no colon announces it, begins this near to where the caption begins.
CAPTION_INDENT = 1.5
# The further lines of an answer begin this near to where the line above begins.
ANSWER_INDENT = 3.0


@dataclass
class Field:
    """A caption and the answers that were found for it; the answers grow by their further lines."""

    caption: Cell
    answers: list[list[Cell]] = field(default_factory=list)


@dataclass
class _Below:
    """What stands above the next row: the last cells seen, each with the answer or the field it belongs to."""

    cell: Cell
    field: Field
    answer: list[Cell] | None


def link(rows: Sequence[Row], readings: Sequence[Reading]) -> list[tuple[Cell, Cell]]:
    """-> (caption, answer), in reading order of the captions."""
    fields: list[Field] = []
    headings: dict[Cell, Field] = {}
    open_ends: list[_Below] = []
    captions: list[Field] = []
    options: list[Cell] = []
    for row, reading in zip(rows, readings, strict=True):
        if _is_choice(row, reading):
            options += row.cells
        elif reading.kind == "headings":
            headings |= {cell: Field(cell) for cell in row.cells}
            fields += [headings[cell] for cell in row.cells]
            open_ends = _lower(open_ends, [], row)
        elif reading.kind == "body" and reading.headings:
            fields += _link_body(row, reading, reading.headings, headings)
            open_ends = _lower(open_ends, [], row)
        else:
            found, ends = _link_fields(row, reading, open_ends)
            fields += found
            captions += found
            open_ends = _lower(open_ends, ends, row)
    for option in options:
        _link_option(option, captions)
    return [
        (f.caption, cell_of([word for cell in answer for word in cell.words]))
        for f in fields
        if not _ASIDE.fullmatch(f.caption.text)
        for answer in f.answers
    ]


def _is_choice(row: Row, reading: Reading) -> bool:
    """Whether the row offers options and its caption stands in another row."""
    return not any(reading.captions) and any(is_option(cell.text) for cell in row.cells)


def _link_option(option: Cell, captions: Sequence[Field]) -> None:
    """Give an option to the caption at its left that is nearest in height: it stands in the middle of its options."""

    def distance(field: Field) -> float:
        return abs(field.caption.box.center[1] - option.box.center[1])

    left = [f for f in captions if f.caption.box.x1 <= option.box.x0 and distance(f) <= REACH_OPTION * option.height]
    if left:
        min(left, key=distance).answers.append([option])


def _link_body(row: Row, reading: Reading, table: Row, headings: dict[Cell, Field]) -> list[Field]:
    caption = Field(row.cells[0]) if reading.captions[0] and not is_cjk(row.cells[0].text) else None
    for cell, is_caption in zip(row.cells, reading.captions, strict=True):
        if is_caption:
            continue
        heading = heading_of(cell, table)
        if heading is not None:
            headings[heading].answers.append([cell])
        if caption is not None:
            caption.answers.append([cell])
    return [caption] if caption else []


def _link_fields(row: Row, reading: Reading, open_ends: Sequence[_Below]) -> tuple[list[Field], list[_Below]]:
    fields: list[Field] = []
    ends: list[_Below] = []
    current: Field | None = None
    for cell, is_caption in zip(row.cells, reading.captions, strict=True):
        if is_caption:
            current = Field(cell)
            fields.append(current)
            ends.append(_Below(cell, current, None))
        elif current is not None:
            if current.answers and _runs_on(current.answers[-1][-1], cell):
                current.answers[-1].append(cell)
            else:
                current.answers.append([cell])
            ends.append(_Below(cell, current, current.answers[-1]))
        elif (end := _above(cell, open_ends)) is not None:
            ends.append(_extend(cell, end))
    return fields, ends


def _runs_on(left: Cell, right: Cell) -> bool:
    """Whether two answers side by side are one, written with a wider space."""
    gap = right.box.x0 - left.box.x1
    text = right.text
    return gap <= RUN_GAP * right.height and not is_cjk(text) and not is_option(text) and not is_number(text)


def _extend(cell: Cell, end: _Below) -> _Below:
    if end.answer is not None and _goes_on(end.cell, cell):
        end.answer.append(cell)
        return _Below(cell, end.field, end.answer)
    end.field.answers.append([cell])
    return _Below(cell, end.field, end.field.answers[-1])


def _goes_on(upper: Cell, lower: Cell) -> bool:
    """Whether the lower cell is the next line of the upper one."""
    if is_number(lower.text) or is_option(lower.text):
        return False
    return lower.box.y0 - upper.box.y1 <= LINE_GAP * lower.height


def _above(cell: Cell, open_ends: Sequence[_Below]) -> _Below | None:
    """What the cell continues or answers: the lowest open end above it, or a caption above and to the left."""
    reach = [e for e in open_ends if cell.box.y0 - e.cell.box.y1 <= REACH_DOWN * cell.height]
    over = [e for e in reach if e.cell.box.overlap_x(cell.box) > 0]
    aside = [e for e in reach if e.cell.box.x0 <= cell.box.x0]
    chosen = over or aside
    chosen = [e for e in chosen if _is_open(e, cell)]
    return max(chosen, key=lambda e: (e.cell.box.y1, e.cell.box.x1), default=None)


def _is_open(end: _Below, cell: Cell) -> bool:
    """Whether the cell may be the next line of the answer, or the answer below its caption."""
    if end.answer is not None:
        return abs(end.cell.box.x0 - cell.box.x0) <= ANSWER_INDENT * cell.height
    begins_together = abs(end.cell.box.x0 - cell.box.x0) <= CAPTION_INDENT * cell.height
    close = cell.box.y0 - end.cell.box.y1 <= 2 * LINE_GAP * cell.height
    return not end.field.answers and (ends_with_colon(end.cell) or (begins_together and close))


def _lower(before: Sequence[_Below], ends: Sequence[_Below], row: Row) -> list[_Below]:
    """The open ends below ``row``: those it adds and those of earlier rows that it does not cover."""

    def covered(end: _Below) -> bool:
        return any(cell.box.overlap_x(end.cell.box) > 0 for cell in row.cells)

    return [*(end for end in before if not covered(end)), *ends]
