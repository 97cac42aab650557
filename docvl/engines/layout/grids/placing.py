"""The segments of a table over its columns."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from docvl.engines.layout.grids.columns import Column, borders, find_columns
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.headers import Piece, is_over
from docvl.engines.layout.grids.segments import Segment
from docvl.geometry import Box

# Of the texts of a column of values this share are values.
VALUES = 0.6
# Of the lines with text in a drawn place this share are parted where a column ends inside of it.
PARTED = 0.5
# A text reaches into a column by more than this share of its height.
INTO = 0.15
# Texts do not come nearer to the next column than so many heights where there is room.
GUTTER = 4.0
# Lines that part rows end within this many points of the sides of the table.
SHORTER = 12.0


class Placing:
    """Where the columns of a frame are, and over which of them each segment stands.

    Attributes:
        xs: borders of columns, ascending; reading points.
        pieces: one for each segment, by the place that drawn lines part.
        keys: columns of values; the first one with text is none of them.
        extents: where the text of each column begins and ends, reading points.
        middles: of the texts of each column.
    """

    def __init__(self, frame: Frame, segments: Sequence[Segment], rules: Sequence[Box]) -> None:
        """Find the columns.

        Args:
            frame: as it is drawn.
            segments: all its words.
            rules: lines across it; a short one below a caption shows what that spans.
        """
        short = [rule for rule in rules if max(rule.x0 - frame.xs[0], frame.xs[-1] - rule.x1) > SHORTER]
        columns = _supported(find_columns([s for s in segments if not is_over(s.box, short)], frame.xs), frame)
        self.xs = borders(columns, frame.xs)
        self._drawn = [self._nearest(x) for x in frame.xs]
        self.extents: Mapping[int, tuple[float, float]] = {
            self._at(column.middle): (column.x0, column.x1) for column in columns
        }
        self.middles = [(a + b) / 2 for a, b in pairwise(self.xs)]
        for index, (x0, x1) in self.extents.items():
            self.middles[index] = (x0 + x1) / 2
        own = {id(s): self._at(column.middle) for column in columns for s in column.members}
        self.pieces: dict[Span, list[Piece]] = defaultdict(list)
        for piece in _apart([self._piece(segment, own.get(id(segment))) for segment in segments]):
            self.pieces[piece.segments[0].home].append(piece)
        self.keys = self._keys()

    def columns(self, home: Span) -> tuple[int, int]:
        """The first column of a drawn place and the one after its last."""
        return self._drawn[home.column], self._drawn[home.column + home.columns]

    def is_whole(self, home: Span) -> bool:
        """Whether no column ends inside of a drawn place but where a line is drawn in other rows."""
        first, end = self.columns(home)
        return end - first == home.columns

    def room(self, column: int, segment: Segment) -> float:
        """How far to the right a text of a column may reach, reading points."""
        _, x1 = self.extents.get(column, (segment.box.x0, segment.box.x1))
        following = min((x0 for n, (x0, _) in self.extents.items() if n > column), default=x1)
        return max(x1, following - GUTTER * segment.box.height)

    def _at(self, x: float) -> int:
        return min(max(bisect(self.xs, x) - 1, 0), len(self.xs) - 2)

    def _nearest(self, x: float) -> int:
        return min(range(len(self.xs)), key=lambda index: abs(self.xs[index] - x))

    def _piece(self, segment: Segment, column: int | None) -> Piece:
        if column is not None:
            return Piece((segment,), column, column + 1)
        least = INTO * segment.box.height
        box = segment.box
        touched = [n for n, (x0, x1) in self.extents.items() if min(x1, box.x1) - max(x0, box.x0) > least]
        touched = touched or [self._at(segment.box.center[0])]
        first, end = self.columns(segment.home)
        low = min(max(min(touched), first), end - 1)
        return Piece((segment,), low, max(min(max(touched) + 1, end), low + 1))

    def _keys(self) -> frozenset[int]:
        held: dict[int, list[bool]] = defaultdict(list)
        for piece in (piece for pieces in self.pieces.values() for piece in pieces):
            if piece.end - piece.first == 1:
                held[piece.first].append(piece.segments[0].is_value)
        # One of them is the caption.
        return frozenset(
            n for n, values in held.items() if n > min(held) and sum(values) >= max(2, VALUES * (len(values) - 1))
        )


def _apart(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces of one line over columns of their own, as far as there are any: slanted captions overlap."""
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda p: (p.segments[0].line, p.segments[0].box.x0)):
        before = found[-1] if found and found[-1].segments[0].line == piece.segments[0].line else None
        if before and before.end > piece.first:
            found[-1] = before = Piece(before.segments, before.first, max(before.first + 1, piece.first))
            piece = Piece(piece.segments, min(max(piece.first, before.end), piece.end - 1), piece.end)
        found.append(piece)
    return found


def _supported(columns: Sequence[Column], frame: Frame) -> list[Column]:
    """The columns; what stands in one drawn place is parted only where several of its lines are."""
    kept: list[Column] = []
    for column in columns:
        if kept and not _parted(kept[-1], column, frame.xs):
            kept[-1].take(column)
        else:
            kept.append(column)
    return kept


def _parted(left: Column, right: Column, drawn: Sequence[float]) -> bool:
    if any(left.middle < x < right.middle for x in drawn):
        return True
    both, either = len(left.lines & right.lines), len(left.lines | right.lines)
    if _captioned(left, right):
        return True
    if len(drawn) == 2:
        return both > 1 or either < 3
    return both > 1 and both >= PARTED * either


def _captioned(left: Column, right: Column) -> bool:
    """Whether both have a caption in one line and only values below, as where a row is either debit or credit."""
    common = left.lines & right.lines
    if len(common) != 1 or min(left.lines | right.lines) not in common:
        return False
    below = [[s.is_value for s in column.members if s.line not in common] for column in (left, right)]
    return all(len(values) > 1 and all(values) for values in below)
