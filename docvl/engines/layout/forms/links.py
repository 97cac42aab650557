"""Which answer belongs to which caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.dates import take_dates
from docvl.engines.layout.forms.ends import End, Field, attach, goes_on, lower
from docvl.engines.layout.forms.looks import ends_with_colon, is_number, is_option, is_person, is_plain_caption
from docvl.engines.layout.forms.reading import Reading, heading_of
from docvl.engines.layout.forms.rows import Row
from docvl.engines.layout.forms.vocabulary import is_cjk

# What these announce is no field but a note to the reader.
_NOTE = re.compile(r"(注|附|附件|附表|说明|note)\s*\d*\s*[:：]?", re.IGNORECASE)
# Phrases of one answer stand closer than this many heights.
RUN_GAP = 1.5
# A colon announces one answer, and others beside it that are closer than this many heights; what is farther off is a
# column or a stamp of its own.
FAR = 4.0
# An answer set off from its caption by small letters begins within this many heights behind it.
BEHIND = 3.0
# Fields of a list begin, and so do their answers, within this many heights of one line; so many show that it is one.
COLUMN_SHIFT = 0.7
COLUMN_FIELDS = 2
# An option stands at most this many heights above or below the middle of its caption.
REACH_OPTION = 3.5


def link(rows: Sequence[Row], readings: Sequence[Reading], borders: Borders) -> list[tuple[Cell, Cell]]:
    """-> (caption, answer), in reading order of the captions, then of the answers."""
    linker = _Linker(borders)
    for row, reading in zip(rows, readings, strict=True):
        linker.feed(row, reading)
    return linker.pairs()


class _Linker:
    """Takes the rows of a page from the top."""

    def __init__(self, borders: Borders) -> None:
        self._borders = borders
        self._fields: list[Field] = []
        self._headings: dict[Cell, Field] = {}
        self._ends: list[End] = []
        self._choices: list[Row] = []
        self._loose: list[Cell] = []
        self._unowned: list[Cell] = []
        self._place: dict[int, int] = {}

    def feed(self, row: Row, reading: Reading) -> None:
        """Take the next row."""
        self._place |= {id(cell): len(self._place) + index for index, cell in enumerate(row.cells)}
        ends: list[End] = []
        if _is_choice(row, reading):
            self._choices.append(row)
            return
        if reading.kind == "headings":
            plain = any(is_plain_caption(cell) for cell in row.cells)
            self._headings |= {cell: self._field(cell, plain) for cell in row.cells}
        elif reading.kind == "body" and reading.headings:
            self._link_body(row, reading, reading.headings)
        else:
            ends = self._link_fields(row, reading)
        self._ends = lower(self._ends, ends, row.cells)

    def pairs(self) -> list[tuple[Cell, Cell]]:
        """Every caption with each of its answers, in reading order."""
        for row in self._choices:
            self._link_choice(row)
        take_dates(self._fields, self._unowned)
        return [
            (field.caption, cell_of([word for cell in answer for word in cell.words]))
            for field in sorted(self._fields, key=lambda field: self._place[id(field.caption)])
            if not _NOTE.fullmatch(field.caption.text)
            if field.plain or _show_themselves(field.answers) or self._in_column(field) or _is_set_off(field)
            for answer in sorted(field.answers, key=lambda answer: self._place[id(answer[0])])
        ]

    def _in_column(self, field: Field) -> bool:
        """Whether the field stands in a list of fields: caption and answer begin where those of others begin."""
        if len(field.answers) != 1:
            return False
        column = [other for other in self._fields if other.plain and other.answers and _is_aligned(field, other)]
        return len(column) >= COLUMN_FIELDS

    def _field(self, caption: Cell, plain: bool | None = None) -> Field:
        field = Field(caption, is_plain_caption(caption) if plain is None else plain)
        self._fields.append(field)
        return field

    def _link_body(self, row: Row, reading: Reading, table: Row) -> None:
        """A cell of a table answers its heading and, in Latin script, the caption of its row.

        In Chinese forms the first cell without a heading names a part of the form.
        """
        side = self._field(row.cells[0]) if reading.captions[0] and not is_cjk(row.cells[0].text) else None
        for cell, is_caption in zip(row.cells, reading.captions, strict=True):
            if is_caption:
                continue
            heading = heading_of(cell, table)
            if heading is not None:
                self._headings[heading].answers.append([cell])
            if side is not None:
                side.answers.append([cell])

    def _link_fields(self, row: Row, reading: Reading) -> list[End]:
        """An answer belongs to the caption at its left, or goes on with what is above it."""
        ends: list[End] = []
        loose: list[Cell] = []
        current: Field | None = None
        names: Field | None = None
        for cell, is_caption in zip(row.cells, reading.captions, strict=True):
            if is_caption:
                current = self._field(cell)
                ends.append(End(cell, current))
            elif current is not None and not _is_beyond(current, cell):
                if current.answers and _runs_on(current.answers[-1][-1], cell):
                    current.answers[-1].append(cell)
                else:
                    current.answers.append([*self._lines_before(cell), cell])
                ends.append(End(cell, current, current.answers[-1]))
            elif (end := attach(cell, self._ends, self._borders)) is not None:
                ends.append(end)
                names = end.field if is_person(cell.text) else None
            elif names is not None and is_person(cell.text):
                names.answers.append([cell])  # a list of names in columns
                ends.append(End(cell, names, names.answers[-1]))
            else:
                loose.append(cell)
        self._loose = loose
        self._unowned += loose
        return ends

    def _lines_before(self, cell: Cell) -> list[Cell]:
        """The line right above that belongs to nothing else: captions stand at the middle of answers of two lines."""
        return [line for line in self._loose if goes_on(line, cell) and abs(line.box.x0 - cell.box.x0) < cell.height]

    def _link_choice(self, row: Row) -> None:
        """Give options to the caption at their left that is nearest in height: it stands amid its options."""
        first, *others = row.cells

        def distance(field: Field) -> float:
            return abs(field.caption.box.center[1] - first.box.center[1])

        left = [field for field in self._fields if field.plain and field.caption.box.x1 <= first.box.x0]
        nearest = min(left, key=distance, default=None)
        if nearest is not None and distance(nearest) <= REACH_OPTION * first.height:
            nearest.answers += [[option] for option in row.cells]
        elif not is_option(first.text):
            self._field(first).answers += [[option] for option in others]


def _is_choice(row: Row, reading: Reading) -> bool:
    """Whether the row offers options and its caption stands in another row."""
    first, *others = (is_option(cell.text) for cell in row.cells)
    if not any(reading.captions):
        return first or any(others)
    return not is_plain_caption(row.cells[0]) and bool(others) and all(others)


def _is_aligned(one: Field, other: Field) -> bool:
    reach = COLUMN_SHIFT * one.caption.height
    captions = abs(one.caption.box.x0 - other.caption.box.x0)
    return captions <= reach and abs(one.answers[0][0].box.x0 - other.answers[0][0].box.x0) <= reach


def _is_set_off(field: Field) -> bool:
    """Whether the caption is in capitals and its one answer, close behind it, is not."""
    if len(field.answers) != 1 or not field.caption.text.isupper():
        return False
    caption, answer = field.caption, field.answers[0][0]
    return not answer.text.isupper() and 0 <= answer.box.x0 - caption.box.x1 <= BEHIND * caption.height


def _show_themselves(answers: Sequence[list[Cell]]) -> bool:
    """Whether the answers show what they are, where the caption does not: words beside words may be anything."""
    numbers = sum(is_number(answer[0].text) for answer in answers)
    return numbers > 1 or any(is_option(answer[0].text) for answer in answers)


def _is_beyond(field: Field, cell: Cell) -> bool:
    """Whether a cell stands too far off to be another answer of a field that a colon announces."""
    if not field.answers or not ends_with_colon(field.caption) or is_option(cell.text) or is_person(cell.text):
        return False
    return cell.box.x0 - field.answers[-1][-1].box.x1 > FAR * cell.height


def _runs_on(left: Cell, right: Cell) -> bool:
    """Whether two answers side by side are one, written with a wider space."""
    close = right.box.x0 - left.box.x1 <= RUN_GAP * right.height
    return close and not is_number(right.text) and not is_option(left.text) and not is_option(right.text)
