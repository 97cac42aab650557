"""Ruling lines put together from the pieces they are drawn in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from docvl.engines.layout.ruling import Ruling
from docvl.geometry import Box

# Pieces of one line are no further apart, and no further out of line, than this, in points.
GAP, LEVEL = 3.0, 1.5
# Lines shorter than this many points are marks.
SHORTEST = 6.0
# Of a drawing with more lines than this the longest count.
MOST = 2000


class Lines(NamedTuple):
    """Whole lines as thin boxes, reading points.

    Attributes:
        across: from left to right.
        down: from top to bottom.
        edges: those of them that are only the edges of coloured areas.
    """

    across: tuple[Box, ...]
    down: tuple[Box, ...]
    edges: frozenset[Box] = frozenset()


def lines_of_ruling(ruling: Ruling) -> Lines:
    """Join pieces that go on in one another; pieces that stay short are left out."""
    drawn, edges = ([box for box in ruling.horizontal if (box.height > 0) is solid] for solid in (True, False))
    upright, sides = ([_turned(box) for box in ruling.vertical if (box.width > 0) is solid] for solid in (True, False))
    across, faint = _joined(drawn), _joined(edges)
    down, dim = map(_turned, _joined(upright)), [_turned(box) for box in _joined(sides)]
    return Lines((*across, *faint), (*down, *dim), frozenset([*faint, *dim]))


def _turned(box: Box) -> Box:
    return Box(box.y0, box.x0, box.y1, box.x1)


def _joined(pieces: Iterable[Box]) -> list[Box]:
    """Lines from left to right."""
    levels: list[list[Box]] = []
    for piece in sorted(pieces, key=lambda box: (box.center[1], box.x0)):
        if levels and piece.center[1] - levels[-1][0].center[1] <= LEVEL:
            levels[-1].append(piece)
        else:
            levels.append([piece])
    found: list[Box] = []
    for level in levels:
        line: Box | None = None
        for piece in sorted(level):
            if line and piece.x0 - line.x1 <= GAP:
                line = Box.hull((line, piece))
            else:
                found += [line] if line else []
                line = piece
        found += [line] if line else []
    long = [line for line in found if line.width >= SHORTEST]
    return sorted(sorted(long, key=lambda line: -line.width)[:MOST], key=lambda line: (line.center[1], line.x0))
