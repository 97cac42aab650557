"""Which lines of a table are one row: a cell may go on in the next line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from docvl.engines.layout.grids.segments import Segment
from docvl.geometry import Box

# Lines this many heights apart are never one row.
APART = 1.0
# Lines that overlap by this share of their height are one row.
BESIDE = 0.4
# Lines of one row are this much nearer than rows.
NEARER = 0.85
_OPEN = ("-", ",", "/", "&", "(", "and", "of", "the", "for", "in", "to", "or", "und", "et", "de", ":")

Line = Mapping[int, Segment]


def body_rows(lines: Sequence[Line], right: Mapping[int, float], keys: frozenset[int]) -> list[list[int]]:
    """Group lines, by index, into rows.

    Args:
        lines: the segments by column; never without any.
        right: where the text of a column may reach to.
        keys: columns of values: each line with one of them is a row of its own.
    """
    anchored = [any(column in keys for column in line) for line in lines]
    near = _near(lines, anchored)
    rows: list[list[int]] = []
    held = False
    for index, line in enumerate(lines):
        before = lines[index - 1]
        if (
            rows
            and not (held and anchored[index])
            and (_pitch(before, line) < near if near else _goes_on(before, line, right, keys))
        ):
            rows[-1].append(index)
            held = held or anchored[index]
        else:
            rows.append([index])
            held = anchored[index]
    return rows


def _near(lines: Sequence[Line], anchored: Sequence[bool]) -> float | None:
    """Lines nearer than this are one row; None where nothing shows in the distances."""
    pairs = [(_pitch(*pair), all(both)) for pair, both in zip(pairwise(lines), pairwise(anchored), strict=True)]
    usual = [pitch for pitch, both in pairs if both]
    if len(usual) < 2:
        return None
    near = NEARER * min(usual)
    return near if any(pitch < near for pitch, both in pairs if not both) else None


def _pitch(before: Line, line: Line) -> float:
    top, bottom = (Box.hull(segment.box for segment in held.values()) for held in (before, line))
    return bottom.center[1] - top.center[1]


def _goes_on(before: Line, line: Line, right: Mapping[int, float], keys: frozenset[int]) -> bool:
    """Whether a line goes on with cells of the line before it."""
    top, bottom = min(s.box.y0 for s in line.values()), max(s.box.y1 for s in before.values())
    height = min(s.box.height for s in (*before.values(), *line.values()))
    common = before.keys() & line.keys()
    if top - bottom > APART * height:
        return False
    if not common:
        return bottom - top > BESIDE * height
    return all(_wraps(before[column], line[column], right[column]) for column in common)


def _wraps(before: Segment, after: Segment, right: float) -> bool:
    """Whether text was broken where it met the border: the first word below had no room above."""
    first, text, next_text = after.words[0], before.text, after.text
    if after.is_value:
        return False
    if text.endswith(_OPEN) or (next_text[0].islower() and text[-1] not in ".;:"):
        return True
    space = 0.25 * first.box.height
    return before.box.x1 + space + first.box.width > right
