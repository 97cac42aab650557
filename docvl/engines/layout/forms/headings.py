"""Headings of tables that are broken into several lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.looks import ends_with_colon, is_number
from docvl.engines.layout.forms.reading import Reading
from docvl.engines.layout.forms.rows import Row

# Lines of one heading stand closer than this many heights.
LINE_GAP = 0.8


def join_headings(rows: Sequence[Row], readings: Sequence[Reading]) -> tuple[list[Row], list[Reading]]:
    """Give every heading the lines printed right above it; a line over two headings belongs to neither."""
    new_rows: list[Row] = []
    new_readings: list[Reading] = []
    joined: dict[int, Row] = {}
    for row, reading in zip(rows, readings, strict=True):
        if reading.kind == "headings":
            whole = row
            while new_rows and (taller := _under(new_rows[-1], new_readings[-1], whole)):
                whole = taller
                del new_rows[-1], new_readings[-1]
            joined[id(row)] = whole
            row, reading = whole, replace(reading, captions=(True,) * len(whole.cells), headings=whole)
        elif reading.headings is not None:
            reading = replace(reading, headings=joined[id(reading.headings)])
        new_rows.append(row)
        new_readings.append(reading)
    return new_rows, new_readings


def _under(above: Row, reading: Reading, headings: Row) -> Row | None:
    """The headings with the line above them, if all of that line belongs to headings."""
    close = headings.box.y0 - above.box.y1 <= LINE_GAP * above.cells[0].height
    if not close or len(above.cells) < 2 or reading.kind == "body":
        return None
    if any(is_number(cell.text) or ends_with_colon(cell) for cell in above.cells):
        return None
    lines: dict[int, list[Cell]] = {index: [cell] for index, cell in enumerate(headings.cells)}
    for cell in above.cells:
        below = [i for i, heading in enumerate(headings.cells) if heading.box.overlap_x(cell.box) > 0]
        if len(below) != 1:
            return None
        lines[below[0]].insert(-1, cell)
    return Row(tuple(cell_of([word for line in lines[i] for word in line.words]) for i in sorted(lines)))
