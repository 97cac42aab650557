"""Which answer belongs to which caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.looks import ends_with_colon, is_cjk, is_number, is_option
from docvl.engines.layout.forms.reading import Reading, heading_of
from docvl.engines.layout.forms.rows import Row

# Lines of one answer stand closer than this many heights.
LINE_GAP = 0.9
# An answer stands at most this many heights below its caption.
REACH_DOWN = 4.0
# ... and, if no colon announces it, begins this near to where the caption begins.
CAPTION_INDENT = 1.5


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
    for row, reading in zip(rows, readings, strict=True):
        if reading.kind == "headings":
            headings |= {cell: Field(cell) for cell in row.cells}
            fields += [headings[cell] for cell in row.cells]
            open_ends = _lower(open_ends, [], row)
        elif reading.kind == "body":
            fields += _link_body(row, reading, headings)
            open_ends = _lower(open_ends, [], row)
        else:
            found, ends = _link_fields(row, reading, open_ends)
            fields += found
            open_ends = _lower(open_ends, ends, row)
    return [(f.caption, cell_of([w for c in answer for w in c.words])) for f in fields for answer in f.answers]


def _link_body(row: Row, reading: Reading, headings: dict[Cell, Field]) -> list[Field]:
    assert reading.headings is not None
    caption = Field(row.cells[0]) if reading.captions[0] and not is_cjk(row.cells[0].text) else None
    for cell, is_caption in zip(row.cells, reading.captions, strict=True):
        if is_caption:
            continue
        heading = heading_of(cell, reading.headings)
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
            current.answers.append([cell])
            ends.append(_Below(cell, current, current.answers[-1]))
        elif (end := _above(cell, open_ends)) is not None:
            ends.append(_extend(cell, end))
    return fields, ends


def _extend(cell: Cell, end: _Below) -> _Below:
    close = cell.box.y0 - end.cell.box.y1 <= LINE_GAP * cell.height
    if end.answer is not None and close and not is_number(cell.text) and not is_option(cell.text):
        end.answer.append(cell)
        return _Below(cell, end.field, end.answer)
    end.field.answers.append([cell])
    return _Below(cell, end.field, end.field.answers[-1])


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
        return True
    begins_together = abs(end.cell.box.x0 - cell.box.x0) <= CAPTION_INDENT * cell.height
    close = cell.box.y0 - end.cell.box.y1 <= 2 * LINE_GAP * cell.height
    return not end.field.answers and (ends_with_colon(end.cell) or (begins_together and close))


def _lower(before: Sequence[_Below], ends: Sequence[_Below], row: Row) -> list[_Below]:
    """The open ends below ``row``: those it adds and those of earlier rows that it does not cover."""

    def covered(end: _Below) -> bool:
        return any(cell.box.overlap_x(end.cell.box) > 0 for cell in row.cells)

    return [*(end for end in before if not covered(end)), *ends]
