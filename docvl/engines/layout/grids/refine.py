"""Rows and columns that no ruling line parts, found by how the words of a table stand."""

from __future__ import annotations

from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.grids.columns import Column, borders, find_columns
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.headers import Piece, is_over, joined, levels, spanned
from docvl.engines.layout.grids.lines import Lines
from docvl.engines.layout.grids.rows import body_rows
from docvl.engines.layout.grids.segments import Segment, cut
from docvl.geometry import Box

# Of the texts of a column of values this share are values.
VALUES = 0.6
# A drawn border that parts this share of the rows holds in all of them.
DRAWN = 0.5

Placed = list[tuple[Span, list[Segment]]]


def refine(frame: Frame, lines: Lines, gap: float) -> Frame:
    """Part the places of a frame where its words stand in rows and columns.

    Args:
        frame: with its words.
        lines: the ruling lines of the page.
        gap: the widest space within running text, in heights of a word.
    """
    segments = cut(frame, gap)
    rules = [rule for rule in lines.across if frame.ys[0] < rule.center[1] < frame.ys[-1]]
    columns = _supported(find_columns([s for s in segments if not is_over(s.box, rules)]), frame)
    xs = borders(columns, frame.xs)
    return _Refined(frame, segments, columns, xs, rules).frame()


def _supported(columns: list[Column], frame: Frame) -> list[Column]:
    """The columns; what stands in one drawn place is parted only where several of its lines are."""
    kept: list[Column] = []
    for column in columns:
        if kept and not _parted(kept[-1], column, frame):
            kept[-1].take(column)
        else:
            kept.append(column)
    return kept


def _parted(left: Column, right: Column, frame: Frame) -> bool:
    middle = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
    if any(middle[0] < x < middle[1] for x in frame.xs):
        return True
    both = left.lines & right.lines
    if len(frame.xs) == 2:
        return len(both) > 1 or len(left.lines | right.lines) < 3
    return len(both) > 1 and len(both) >= 0.5 * len(left.lines | right.lines)


class _Refined:
    """A frame in the making."""

    def __init__(
        self,
        frame: Frame,
        segments: Sequence[Segment],
        columns: Sequence[Column],
        xs: Sequence[float],
        rules: Sequence[Box],
    ) -> None:
        self._frame, self._xs = frame, xs
        self._rules = rules
        self._home_of_old = [_index(xs, x) for x in frame.xs]
        own = {id(s): self._column((c.x0 + c.x1) / 2) for c in columns for s in c.members}
        self._reach = [(c.x0, c.x1, self._column((c.x0 + c.x1) / 2)) for c in columns]
        self._pieces: dict[Span, list[Piece]] = defaultdict(list)
        for segment in segments:
            first, end = (own[id(segment)],) * 2 if id(segment) in own else self._range(segment)
            self._pieces[segment.home].append(Piece((segment,), first, end + 1 if id(segment) in own else end))
        self._middles = [(a + b) / 2 for a, b in pairwise(xs)]
        for x0, x1, column in self._reach:
            self._middles[column] = (x0 + x1) / 2
        self._keys = self._value_columns()

    def _column(self, x: float) -> int:
        return min(max(bisect(self._xs, x) - 1, 0), len(self._xs) - 2)

    def _range(self, segment: Segment) -> tuple[int, int]:
        """The columns that a segment reaches over."""
        low = 0.15 * segment.box.height
        touched = [n for x0, x1, n in self._reach if min(x1, segment.box.x1) - max(x0, segment.box.x0) > low]
        touched = touched or [self._column(segment.box.center[0])]
        first, end = self._old(segment.home)
        return max(min(touched), first), min(max(touched) + 1, end)

    def _old(self, home: Span) -> tuple[int, int]:
        """The columns of a drawn place."""
        return self._home_of_old[home.column], self._home_of_old[home.column + home.columns]

    def _value_columns(self) -> frozenset[int]:
        """Columns that mostly hold values, the first one left out."""
        held: dict[int, list[bool]] = defaultdict(list)
        for pieces in self._pieces.values():
            for piece in pieces:
                if piece.end - piece.first == 1:
                    held[piece.first].append(piece.segments[0].is_value)
        first = min(held, default=0)
        return frozenset(
            n for n, values in held.items() if n > first and sum(values) >= max(2, VALUES * (len(values) - 1))
        )

    def frame(self) -> Frame:
        """Put the rows together."""
        ys, cells, headers = [self._frame.ys[0]], defaultdict[Span, list[Segment]](list), 0
        starts: list[int] = []
        for band in range(len(self._frame.ys) - 1):
            starts.append(len(ys) - 1)
            placed, heights = self._band(band)
            first = len(ys) - 1
            for span, held in placed:
                cells[span._replace(row=span.row + first)] += held
            ys += [*heights, self._frame.ys[band + 1]]
        starts.append(len(ys) - 1)
        for home in self._frame.cells:
            if home.rows > 1:
                column, end = self._old(home)
                span = Span(starts[home.row], column, starts[home.row + home.rows] - starts[home.row], end - column)
                cells[span] += [s for piece in self._pieces[home] for s in piece.segments]
        words = {span: [word for s in held for word in s.words] for span, held in cells.items()}
        return Frame(tuple(self._xs), tuple(ys), _covered(words, len(ys) - 1, len(self._xs) - 1), headers)

    def _band(self, band: int) -> tuple[Placed, list[float]]:
        """The cells of a band between drawn borders, rows from 0, and the borders between its rows."""
        homes = [home for home in self._frame.cells if home.row == band and home.rows == 1]
        pieces = [piece for home in homes for piece in self._pieces[home]]
        if not pieces:
            return [], []
        groups = self._rows(pieces, band)
        if groups is None:
            return self._stack(homes, pieces)
        placed = [
            (Span(row, first, 1, end - first), [s for piece in held for s in piece.segments])
            for row, group in enumerate(groups)
            for first, end, held in self._cells(group, homes)
        ]
        boxes = [Box.hull(piece.box for piece in group) for group in groups]
        return placed, [(a.y1 + b.y0) / 2 for a, b in pairwise(boxes)]

    def _rows(self, pieces: Sequence[Piece], band: int) -> list[list[Piece]] | None:
        """The rows of a band; None when its lines are those of captions, or of cells drawn one by one."""
        lines: dict[int, dict[int, Piece]] = defaultdict(dict)
        for piece in pieces:
            lines[piece.segments[0].line][piece.first] = piece
        valued = Counter(piece.first for piece in pieces if piece.first in self._keys and piece.segments[0].is_value)
        order = sorted(lines)
        if len(order) == 1:
            return [[*lines[order[0]].values()]]
        if max(valued.values(), default=0) < 2 and ((band == 0 and len(self._frame.ys) > 2) or len(self._frame.xs) > 2):
            return None
        right = {n: x1 for _, x1, n in self._reach}
        plain = [{n: piece.segments[0] for n, piece in lines[index].items()} for index in order]
        for line in plain:
            for n in line:
                right.setdefault(n, line[n].box.x1)
        rows = body_rows(plain, right, self._keys)
        return [[piece for n in row for piece in pieces if piece.segments[0].line == order[n]] for row in rows]

    def _cells(self, group: Sequence[Piece], homes: Sequence[Span]) -> list[tuple[int, int, list[Piece]]]:
        """The cells of one row: first column, column after the last, pieces."""
        found: list[tuple[int, int, list[Piece]]] = []
        for piece in sorted(group, key=lambda p: (p.first, p.box.y0)):
            if found and piece.first < found[-1][1]:
                first, end, held = found[-1]
                found[-1] = first, max(end, piece.end), [*held, piece]
            else:
                found.append((piece.first, piece.end, [piece]))
        return [self._kept_whole(*cell, homes) for cell in found]

    def _kept_whole(
        self, first: int, end: int, held: list[Piece], homes: Sequence[Span]
    ) -> tuple[int, int, list[Piece]]:
        """A cell that is alone in its drawn place keeps that, where its borders are drawn in other rows as well."""
        home = held[0].segments[0].home
        low, high = self._old(home)
        lines = Counter(piece.segments[0].line for piece in self._pieces[home])
        alone = max(lines.values()) == 1
        inner = range(home.column + 1, home.column + home.columns)
        parts = home.columns < len(self._frame.xs) - 1 or all(self._share(column) >= DRAWN for column in inner)
        if alone and parts and high - low == home.columns:
            return low, high, held
        return first, end, held

    def _share(self, border: int) -> float:
        """The share of rows that a drawn border parts."""
        rows = len(self._frame.ys) - 1
        parted = {
            row for span in self._frame.cells if span.column == border for row in range(span.row, span.row + span.rows)
        }
        return len(parted) / rows

    def _stack(
        self, homes: Sequence[Span], pieces: Sequence[Piece]
    ) -> tuple[list[tuple[Span, list[Segment]]], list[float]]:
        """A band of captions, or of cells that hold several lines each."""
        if all(self._old(home)[1] - self._old(home)[0] == home.columns for home in homes) and len(homes) > 1:
            return [
                (
                    Span(0, self._old(home)[0], 1, self._old(home)[1] - self._old(home)[0]),
                    [s for piece in self._pieces[home] for s in piece.segments],
                )
                for home in homes
            ], []
        captions = joined([spanned(piece, self._rules, self._middles) for piece in pieces], self._rules)
        rows = levels(captions)
        placed = [
            (Span(top, piece.first, end - top, piece.end - piece.first), list(piece.segments))
            for piece, (top, end) in zip(captions, rows, strict=True)
        ]
        depth = max(end for _, end in rows)
        bottoms = [
            max(p.box.y1 for p, (_, end) in zip(captions, rows, strict=True) if end <= level)
            for level in range(1, depth)
        ]
        return placed, bottoms


def _index(xs: Sequence[float], x: float) -> int:
    return min(range(len(xs)), key=lambda n: abs(xs[n] - x))


def _covered(cells: Mapping[Span, list[Word]], rows: int, columns: int) -> dict[Span, list[Word]]:
    """The cells, those that would overlap cut back, and an empty one for each place without any."""
    owner: dict[tuple[int, int], Span] = {}
    found: dict[Span, list[Word]] = {}
    for span in sorted((span for span in cells if cells[span]), key=lambda s: (s.row, s.column)):
        places = span.places
        free = [place for place in places if place not in owner]
        if not free:
            found[owner[places[0]]] += cells[span]
            continue
        kept = span if len(free) == len(places) else Span(*free[0])
        owner |= dict.fromkeys(kept.places, kept)
        found[kept] = list(cells[span])
    empty = [span for span in cells if not cells[span] and not any(place in owner for place in span.places)]
    for span in [*empty, *(Span(row, column) for row in range(rows) for column in range(columns))]:
        if not any(place in owner for place in span.places):
            owner |= dict.fromkeys(span.places, span)
            found[span] = []
    return found
