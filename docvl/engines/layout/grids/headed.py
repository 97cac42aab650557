"""Tables below a coloured header, with no lines below it: the header shows where they begin and how wide they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf

from docvl.document import Word
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.lines import Lines
from docvl.engines.layout.grids.segments import lines_in
from docvl.engines.layout.grids.stacks import FULL, LONG, is_spread
from docvl.geometry import Box

# The first line is at most this many heights below the header;
APART = 2.0
# ... others so many times as far from one another as those above them, or as they are high.
LOOSER = 1.5
# Edges of one area meet within so many points.
LEVEL = 2.0
# A header is at most so many heights of its words deep; deeper areas are frames around text.
DEEPEST = 6.0


def headed(lines: Lines, words: Sequence[Word], gap: float) -> Iterator[Frame]:
    """Frames of a single column: the coloured header, and what stands below it in columns.

    Args:
        lines: of the page.
        words: of the page, those in other tables left out.
        gap: the widest space within running text, in heights of a word.
    """
    for area in _areas(lines):
        beside = [word for word in words if area.x0 <= word.box.center[0] <= area.x1]
        header = [word for word in beside if area.y0 < word.box.center[1] < area.y1]
        if _names_columns(header, area, gap):
            below = (rule.y0 for rule in lines.across if rule.y0 > area.y1 + LEVEL and rule.overlap_x(area) > 0)
            end = min(below, default=inf)
            body = _body([word for word in beside if area.y1 < word.box.center[1] < end], area, gap)
            if body and is_spread([segment for line in lines_in([*header, *body], gap) for segment in line]):
                ys = area.y0, area.y1, max(word.box.y1 for word in body)
                yield Frame((area.x0, area.x1), ys, {Span(0, 0): header, Span(1, 0): body})


def _areas(lines: Lines) -> Iterator[Box]:
    """Coloured areas, from top to bottom."""
    tops = [rule for rule in lines.across if rule in lines.edges and rule.width >= LONG]
    for side in (rule for rule in lines.down if rule in lines.edges):
        for top in tops:
            if abs(top.x0 - side.x0) <= LEVEL and abs(top.y0 - side.y0) <= LEVEL:
                yield Box(top.x0, top.y0, top.x1, side.y1)


def _names_columns(words: Sequence[Word], area: Box, gap: float) -> bool:
    if not words or area.height > DEEPEST * max(word.box.height for word in words):
        return False
    return any(len(line) > 1 for line in lines_in(words, gap))


def _body(words: Sequence[Word], header: Box, gap: float) -> list[Word]:
    """The words of the lines close below one another, down to one that runs across or stands farther off."""
    found: list[Word] = []
    bottom, usual = header.y1, 0.0
    for line in lines_in(words, gap):
        box = Box.hull(segment.box for segment in line)
        space, height = box.y0 - bottom, min(segment.box.height for segment in line)
        across = len(line) == 1 and box.width >= FULL * header.width
        if across or space > (LOOSER * max(usual, height) if found else APART * height):
            break
        usual = max(usual, space)
        found += [word for segment in line for word in segment.words]
        bottom = box.y1
    return found
