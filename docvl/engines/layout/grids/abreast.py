"""Blocks of text that stand side by side, each with lines of its own: an address, and beside it dates and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from docvl.engines.layout.grids.segments import Segment
from docvl.geometry import Box

# A row stands on one line: its texts are no more out of level than this share of their height.
LEVEL = 0.2
# A block has at least so many lines, at most so many heights from one to the next.
LEAST, CLOSE = 3, 2.0
# Blocks are at least so many heights apart.
APART = 1.0


def gap_between(lines: Sequence[Sequence[Segment]]) -> float | None:
    """Where two blocks stand beside one another: reading points, across; None where lines are rows of one table.

    Lines of two blocks are level by chance, those of a table are but for cells that have more lines than others, or
    fewer: on one side of such cells the lines stand far apart.

    Args:
        lines: from the top, each from left to right.
    """
    found = [x for x in _free(lines) if _are_blocks(*_sides(lines, x))]
    return found[0] if found else None


def _free(lines: Sequence[Sequence[Segment]]) -> list[float]:
    """The middles of the strips without text, left to right."""
    segments = sorted((segment for line in lines for segment in line), key=lambda segment: segment.box.x0)
    least = APART * median(segment.box.height for segment in segments)
    strips: list[float] = []
    end = segments[0].box.x1
    for segment in segments:
        if segment.box.x0 - end >= least:
            strips.append((end + segment.box.x0) / 2)
        end = max(end, segment.box.x1)
    return strips


def _sides(lines: Sequence[Sequence[Segment]], x: float) -> tuple[dict[int, Box], dict[int, Box]]:
    """What stands left and right of ``x``, by line."""
    left, right = ([[s for s in line if (s.box.x0 > x) is side] for line in lines] for side in (False, True))
    one, other = (
        {n: Box.hull(segment.box for segment in line) for n, line in enumerate(part) if line} for part in (left, right)
    )
    return one, other


def _are_blocks(left: dict[int, Box], right: dict[int, Box]) -> bool:
    common = left.keys() & right.keys()
    level = [n for n in common if abs(left[n].center[1] - right[n].center[1]) <= LEVEL * left[n].height]
    return 2 * len(level) < min(len(left), len(right)) and all(map(_is_block, (left, right)))


def _is_block(side: dict[int, Box]) -> bool:
    boxes = [side[n] for n in sorted(side)]
    if len(boxes) < LEAST:
        return False
    pitch = median(below.center[1] - above.center[1] for above, below in pairwise(boxes))
    return pitch <= CLOSE * median(box.height for box in boxes)
