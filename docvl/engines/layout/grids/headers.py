"""Captions of columns: lines that go on below are one cell, captions of several columns span them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from docvl.engines.layout.grids.segments import Segment
from docvl.geometry import Box

# A caption goes on in the next line when the gap between them is at most this many heights.
LEADING = 0.9
# A line below a caption shows what it spans, within this many heights of it.
UNDER = 1.0
# Such a line is this much longer than its caption.
LONGER = 1.3
# Captions stand in the middle over their columns, within this many heights.
OFF = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Segments that are one cell, and the columns they stand over.

    Attributes:
        segments: never empty.
        first: column, from 0.
        end: column after the last.
    """

    segments: tuple[Segment, ...]
    first: int
    end: int

    @property
    def box(self) -> Box:
        """Reading points."""
        return Box.hull(segment.box for segment in self.segments)

    def over(self, other: Piece) -> bool:
        """Whether both stand over a common column."""
        return self.first < other.end and other.first < self.end


def spanned(piece: Piece, under: Iterable[Box], middles: Sequence[float]) -> Piece:
    """The piece over the columns that a line below it shows.

    Args:
        piece: a caption.
        under: partial lines of the header.
        middles: of the columns, left to right.
    """
    for rule in under:
        if _is_under(rule, piece.box):
            below = [n for n, middle in enumerate(middles) if rule.x0 <= middle <= rule.x1]
            if 1 < len(below) < len(middles):
                return Piece(piece.segments, below[0], below[-1] + 1)
    return piece


def is_over(box: Box, rules: Iterable[Box]) -> bool:
    """Whether a text stands in the middle over a line that is much longer: a caption of several columns."""
    return any(
        _is_under(rule, box) and rule.width > LONGER * box.width and abs(rule.center[0] - box.center[0]) <= box.height
        for rule in rules
    )


def _is_under(rule: Box, box: Box) -> bool:
    near = -0.3 * box.height <= rule.y0 - box.y1 <= UNDER * box.height
    return near and rule.x0 - 2 <= box.center[0] <= rule.x1 + 2 and rule.width >= 0.8 * box.width


def joined(pieces: Sequence[Piece], lines: Iterable[Box]) -> list[Piece]:
    """Captions whose lines are put together, unless a ruling line parts them."""
    rules = list(lines)
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.box.y0, p.first)):
        above = next((other for other in reversed(found) if other.over(piece)), None)
        same = above and (above.first, above.end) == (piece.first, piece.end)
        if above and same and _goes_on(above.box, piece.box, rules):
            found[found.index(above)] = Piece((*above.segments, *piece.segments), piece.first, piece.end)
        else:
            found.append(piece)
    return found


def _goes_on(above: Box, below: Box, rules: Iterable[Box]) -> bool:
    if below.y0 - above.y1 > LEADING * min(above.height, below.height):
        return False
    return not any(above.center[1] < rule.center[1] < below.center[1] and rule.overlap_x(below) > 0 for rule in rules)


def widened(captions: Sequence[Piece], extents: Mapping[int, tuple[float, float]]) -> list[Piece]:
    """Captions over others, each brought to all columns in whose middle it stands, up to the next one beside it.

    Args:
        captions: whose lines are put together.
        extents: where the text of each column begins and ends.
    """
    return [_widened(piece, captions, extents) for piece in captions]


def _widened(piece: Piece, captions: Sequence[Piece], extents: Mapping[int, tuple[float, float]]) -> Piece:
    box = piece.box
    below = {n for other in captions if other.box.y0 > box.center[1] for n in range(other.first, other.end)}
    if piece.end - piece.first > 1 or piece.first not in below:
        return piece
    beside = [other for other in captions if other is not piece and other.box.overlap_y(box) > 0]
    free = below.intersection(extents) - {n for other in beside for n in range(other.first, other.end)}
    low, high = piece.first, piece.end
    while low - 1 in free:
        low -= 1
    while high in free:
        high += 1
    spans = [
        Piece(piece.segments, first, end) for first in range(low, piece.first + 1) for end in range(piece.end, high + 1)
    ]
    fitting = [span for span in spans if abs(_middle(span, extents) - box.center[0]) <= OFF * box.height]
    return max(fitting, key=lambda span: span.end - span.first, default=piece)


def _middle(piece: Piece, extents: Mapping[int, tuple[float, float]]) -> float:
    held = [extents[n] for n in range(piece.first, piece.end) if n in extents]
    return (min(x0 for x0, _ in held) + max(x1 for _, x1 in held)) / 2 if held else float("inf")


def levels(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """The first row and the row after the last of each piece, from 0: every piece goes up to the one above it."""
    height = [0] * len(pieces)
    order = sorted(range(len(pieces)), key=lambda n: -pieces[n].box.center[1])
    for n in order:
        below = [height[m] + 1 for m in order if m != n and _is_above(pieces[n], pieces[m])]
        height[n] = max(below, default=0)
    depth = max(height) + 1
    found = []
    for n, piece in enumerate(pieces):
        above = [depth - height[m] for m, other in enumerate(pieces) if m != n and _is_above(other, piece)]
        found.append((max(above, default=0), depth - height[n]))
    return found


def _is_above(piece: Piece, other: Piece) -> bool:
    return piece.over(other) and piece.box.center[1] < other.box.center[1]
