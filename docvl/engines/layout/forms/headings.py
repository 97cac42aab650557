"""Headings of tables that are broken into several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docvl.engines.layout.forms.blanks import FormWord
from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.looks import ends_with_colon, is_number
from docvl.engines.layout.forms.reading import ALIGNED, Reading, heading_of
from docvl.engines.layout.forms.rows import Row

# Lines of one heading stand closer than this many heights.
LINE_GAP = 0.8
# The body of the table begins so many times farther below the last line than that stands below the one before, which
# counts as this many heights at least: lines overlap where columns are not level.
APART, LEAST_GAP = 2.0, 0.25


def join_headings(rows: Sequence[Row], readings: Sequence[Reading]) -> tuple[list[Row], list[Reading]]:
    """Give every heading the lines printed right above and below it; a line over two headings belongs to neither."""
    new_rows: list[Row] = []
    new_readings: list[Reading] = []
    joined: dict[int, Row] = {}
    for index, (row, reading) in enumerate(zip(rows, readings, strict=True)):
        if reading.kind == "headings":
            whole = row
            while new_rows and (taller := _under(new_rows[-1], new_readings[-1], whole)):
                whole = taller
                del new_rows[-1], new_readings[-1]
            joined[id(row)] = whole
            row, reading = whole, _heads(reading, whole)
        elif reading.headings is not None:
            above = joined[id(reading.headings)]
            if new_rows[-1] is above and _is_last_line(row, above, rows[index + 1 : index + 2]):
                row = joined[id(reading.headings)] = _over(above, row)
                reading = _heads(new_readings.pop(), row)
                del new_rows[-1]
            else:
                reading = replace(reading, headings=above)
        new_rows.append(row)
        new_readings.append(reading)
    return new_rows, new_readings


def _heads(reading: Reading, headings: Row) -> Reading:
    return replace(reading, captions=(True,) * len(headings.cells), headings=headings)


def _under(above: Row, reading: Reading, headings: Row) -> Row | None:
    """The headings with the line above them, if most of that line belongs to headings; the rest are others."""
    close = headings.box.y0 - above.box.y1 <= LINE_GAP * above.cells[0].height
    if not close or len(above.cells) < 2 or reading.kind == "body":
        return None
    if any(is_number(cell.text) or ends_with_colon(cell) for cell in above.cells):
        return None
    lines: dict[int, list[FormWord]] = {id(heading): [] for heading in headings.cells}
    alone: list[Cell] = []
    for cell in above.cells:
        below = [heading for heading in headings.cells if heading.box.overlap_x(cell.box) > 0]
        parts = _split(cell, below)
        if below and not parts:
            return None
        alone += [] if below else [cell]
        for heading, words in parts:
            lines[id(heading)] += words
    if 2 * len(alone) >= len(above.cells):
        return None
    whole = [cell_of((*lines[id(heading)], *heading.words)) for heading in headings.cells]
    return Row(tuple(sorted([*whole, *alone], key=lambda c: c.box.x0)))


def _is_last_line(row: Row, headings: Row, following: Sequence[Row]) -> bool:
    """Whether the first row below headings is their last line: words or remarks, apart from the rows below."""
    height = row.cells[0].height
    gap = max(row.box.y0 - headings.box.y1, LEAST_GAP * height)
    apart = all(after.box.y0 - row.box.y1 > APART * gap for after in following)
    below = [cell for cell in row.cells if heading_of(cell, headings)]
    if not following or not apart or gap > LINE_GAP * height or 2 * len(below) <= len(row.cells):
        return False
    words = sum(cell.text.startswith("(") or not is_number(cell.text) for cell in below)
    return 2 * words > len(below) if len(row.cells) > 1 else below[0].text.startswith("(")


def _over(headings: Row, row: Row) -> Row:
    """The headings with the line below them; one over several cells that does not part is none of theirs.

    What stands below none is a heading too: of the captions of the rows.
    """
    cells = [cell for cell in row.cells if heading_of(cell, headings) is None]
    for heading in headings.cells:
        below = [cell for cell in row.cells if heading_of(cell, headings) is heading]
        cells += [cell_of((*words, *cell.words)) for cell, words in _split(heading, below)] or below or [heading]
    return Row(tuple(sorted(cells, key=lambda c: c.box.x0)))


def _split(cell: Cell, below: Sequence[Cell]) -> list[tuple[Cell, list[FormWord]]]:
    """Which words of a line stand over which of the cells below, in line with them; none where the line spans cells."""
    if len(below) < 2:
        return [(other, list(cell.words)) for other in below]
    nearest = [max(below, key=lambda other: other.box.overlap_x(word.box)) for word in cell.words]
    parts = [(other, [w for w, near in zip(cell.words, nearest, strict=True) if near is other]) for other in below]
    return parts if all(words and _is_in_line(cell_of(words), other) for other, words in parts) else []


def _is_in_line(upper: Cell, lower: Cell) -> bool:
    one, other = upper.box, lower.box
    shift = min(abs(one.x0 - other.x0), abs(one.x1 - other.x1), abs(one.center[0] - other.center[0]))
    return shift < ALIGNED * lower.height
