"""The rows between two drawn borders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from docvl.engines.layout.grids.grid import Span
from docvl.engines.layout.grids.headers import LEADING, Piece, joined, levels, spanned, widened
from docvl.engines.layout.grids.placing import Placing
from docvl.engines.layout.grids.rows import body_rows
from docvl.engines.layout.grids.segments import Segment, is_year
from docvl.geometry import Box

Cell = tuple[Span, list[Segment]]


class Rows(NamedTuple):
    """Cells whose rows count from 0, and where each row but the last ends, reading points."""

    cells: list[Cell]
    ends: list[float]


class Band:
    """What stands between two drawn borders that run across a table."""

    def __init__(
        self, placing: Placing, homes: Sequence[Span], rules: Sequence[Box], keeps: Callable[[Span], bool]
    ) -> None:
        """Take the drawn places of the band.

        Args:
            placing: of the table.
            homes: from left to right.
            rules: lines across the table.
            keeps: whether a place with a single line of text is one cell, however many columns it spans.
        """
        self._placing, self._homes, self._rules, self._keeps = placing, homes, rules, keeps
        self._pieces = [piece for home in homes for piece in placing.pieces[home]]

    def rows(self, captions: bool, several: bool) -> Rows:
        """Part the band.

        Args:
            captions: whether it may begin with captions of columns.
            several: whether other bands follow, so that captions may be all there is.
        """
        lines: dict[int, list[Piece]] = defaultdict(list)
        for piece in self._pieces:
            lines[piece.segments[0].line].append(piece)
        order = [lines[index] for index in sorted(lines)]
        if not order:
            return Rows([], [])
        if len(order) == 1:
            return self._body(order)
        one = captions and self._ends_in_values(order)
        if self._values() < 2 and not one and (len(self._homes) > 1 or (captions and several)):
            return self._drawn() if self._is_drawn() else self._captions(self._pieces)
        head = self._head(order) if captions and self._placing.keys else 0
        if head == 0:
            return self._body(order)
        above = self._captions([piece for line in order[:head] for piece in line])
        below = self._body(order[head:])
        end = (_hull(order[head - 1]).y1 + _hull(order[head]).y0) / 2
        moved = [(span._replace(row=span.row + len(above.ends) + 1), held) for span, held in below.cells]
        return Rows([*above.cells, *moved], [*above.ends, end, *below.ends])

    def _values(self) -> int:
        """How many values the column with the most of them has."""
        keys = self._placing.keys
        counts = Counter(piece.first for piece in self._pieces if piece.first in keys and piece.segments[0].is_value)
        return max(counts.values(), default=0)

    def _ends_in_values(self, order: Sequence[Sequence[Piece]]) -> bool:
        """Whether the first row follows its captions with no line between them."""
        last = [piece for piece in order[-1] if piece.first in self._placing.keys]
        stated = [piece.segments[0].is_value and not is_year(piece.segments[0].text) for piece in last]
        return len(last) > 1 and all(stated) and not any(p.segments[0].is_value for line in order[:-1] for p in line)

    def _is_drawn(self) -> bool:
        return len(self._homes) > 1 and all(map(self._placing.is_whole, self._homes))

    def _drawn(self) -> Rows:
        """One row of cells as they are drawn, each with all its lines."""
        cells = []
        for home in self._homes:
            first, end = self._placing.columns(home)
            held = [segment for piece in self._placing.pieces[home] for segment in piece.segments]
            cells.append((Span(0, first, 1, end - first), held))
        return Rows(cells, [])

    def _head(self, order: Sequence[Sequence[Piece]]) -> int:
        """How many lines there are before the first one with values, titles of sections left out."""
        keys = self._placing.keys
        valued = [any(p.first in keys and p.segments[0].is_value for p in line) for line in order]
        head = valued.index(True) if True in valued else 0
        while head > 1 and len(order[head - 1]) == 1 and self._opens(order[: head - 1], order[head - 1][0]):
            head -= 1
        return head if head > 1 else 0

    def _opens(self, above: Sequence[Sequence[Piece]], piece: Piece) -> bool:
        """Whether a text in the first column goes on with nothing above it."""
        over = [p.box for line in above for p in line if p.first == 0]
        gap = min((piece.box.y0 - box.y1 for box in over), default=float("inf"))
        return piece.first == 0 and gap > LEADING * piece.box.height

    def _body(self, order: Sequence[Sequence[Piece]]) -> Rows:
        plain = [{piece.first: piece.segments[0] for piece in line} for line in order]
        right = {n: self._placing.room(n, segment) for line in plain for n, segment in line.items()}
        groups = [[piece for n in row for piece in order[n]] for row in body_rows(plain, right, self._placing.keys)]
        cells = [cell for row, group in enumerate(groups) for cell in self._cells(row, group)]
        return Rows(cells, [(_hull(a).y1 + _hull(b).y0) / 2 for a, b in pairwise(groups)])

    def _cells(self, row: int, group: Sequence[Piece]) -> list[Cell]:
        found: list[tuple[int, int, list[Segment]]] = []
        for piece in sorted(group, key=lambda p: (p.first, p.box.y0)):
            if found and piece.first < found[-1][1]:
                first, end, held = found[-1]
                found[-1] = first, max(end, piece.end), [*held, *piece.segments]
            else:
                found.append((piece.first, piece.end, [*piece.segments]))
        return [(self._span(row, first, end, held[0].home), held) for first, end, held in found]

    def _span(self, row: int, first: int, end: int, home: Span) -> Span:
        lines = Counter(piece.segments[0].line for piece in self._placing.pieces[home])
        if max(lines.values()) == 1 and self._placing.is_whole(home) and self._keeps(home):
            first, end = self._placing.columns(home)
        return Span(row, first, 1, end - first)

    def _captions(self, pieces: Sequence[Piece]) -> Rows:
        whole = joined([spanned(piece, self._rules, self._placing.middles) for piece in pieces], self._rules)
        captions = widened(whole, self._placing.extents)
        rows = levels(captions)
        cells = [
            (Span(top, caption.first, end - top, caption.end - caption.first), list(caption.segments))
            for caption, (top, end) in zip(captions, rows, strict=True)
        ]
        bottoms = [(end, caption.box.y1) for caption, (_, end) in zip(captions, rows, strict=True)]
        depth = max(end for end, _ in bottoms)
        return Rows(cells, [max(y for end, y in bottoms if end <= level) for level in range(1, depth)])


def _hull(pieces: Sequence[Piece]) -> Box:
    return Box.hull(piece.box for piece in pieces)
