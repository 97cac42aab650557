"""Which lines of a table are one row: a cell may go on in the next line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docvl.engines.layout.grids.segments import Segment

# Lines this many heights apart are never one row.
APART = 1.0
# Lines that overlap by this share of their height are one row.
BESIDE = 0.4
_OPEN = ("-", ",", "/", "&", "(", "and", "of", "the", "for", "in", "to", "or", "und", "et", "de", ":")

Line = Mapping[int, Segment]


def body_rows(lines: Sequence[Line], right: Mapping[int, float], keys: frozenset[int]) -> list[list[int]]:
    """Group lines, by index, into rows.

    Args:
        lines: the segments by column; never without any.
        right: where the text of a column may reach to.
        keys: columns of values: each line with one of them is a row of its own.
    """
    rows: list[list[int]] = []
    held = False
    for index, line in enumerate(lines):
        anchored = any(column in keys for column in line)
        if rows and not (held and anchored) and _goes_on(lines[index - 1], line, right, keys):
            rows[-1].append(index)
            held = held or anchored
        else:
            rows.append([index])
            held = anchored
    return rows


def _goes_on(before: Line, line: Line, right: Mapping[int, float], keys: frozenset[int]) -> bool:
    """Whether a line goes on with cells of the line before it."""
    top, bottom = min(s.box.y0 for s in line.values()), max(s.box.y1 for s in before.values())
    height = min(s.box.height for s in (*before.values(), *line.values()))
    common = before.keys() & line.keys()
    if top - bottom > APART * height:
        return False
    if not common:
        return bottom - top > BESIDE * height
    if not keys and 0 in line:
        return all(_wraps(before[column], line[column], right[column]) for column in common)
    return any(_wraps(before[column], line[column], right[column]) for column in common)


def _wraps(before: Segment, after: Segment, right: float) -> bool:
    """Whether text was broken where it met the border: the first word below had no room above."""
    first, text, next_text = after.words[0], before.text, after.text
    if after.is_value:
        return False
    if text.endswith(_OPEN) or (next_text[0].islower() and text[-1] not in ".;:"):
        return True
    space = 0.25 * first.box.height
    return before.box.x1 + space + first.box.width > right
