"""Where the columns of a table stand: segments one below another make a column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from docvl.engines.layout.grids.segments import Segment

# Segments of two columns may reach over one another by this share of the narrower one.
OVER = 0.25
# Texts over two columns make them one where there are so many times as many of them as lines that part the two.
OUTVOTED = 2
# This share of the texts of a table stand in one column each.
PLACED = 0.8
# Running text has at least this many words in a line, and fills this share of its column, in at least so many lines.
PROSE_WORDS, PROSE_FILL, PROSE_LINES = 5, 0.7, 3


@dataclass(slots=True)
class Column:
    """Segments one below another.

    Attributes:
        x0: reading points.
        x1: reading points.
        members: in no promised order.
    """

    x0: float
    x1: float
    members: list[Segment] = field(default_factory=list)

    @property
    def middle(self) -> float:
        """Reading points."""
        return (self.x0 + self.x1) / 2

    @property
    def lines(self) -> set[int]:
        """The lines it has text in."""
        return {segment.line for segment in self.members}

    def covers(self, segment: Segment) -> bool:
        """Whether a segment stands under or over it."""
        common = min(self.x1, segment.box.x1) - max(self.x0, segment.box.x0)
        return common > OVER * min(self.x1 - self.x0, segment.box.width)

    def take(self, other: Column) -> None:
        """Make one column of two."""
        self.x0, self.x1 = min(self.x0, other.x0), max(self.x1, other.x1)
        self.members += other.members


def find_columns(segments: Sequence[Segment], drawn: Sequence[float] = ()) -> list[Column]:
    """The columns, left to right.

    Two columns differ when a border is drawn between them, or some line has text in both. The narrowest segments come
    first: what reaches over several columns is a cell that spans them, or text that overflows.

    Args:
        segments: in any order.
        drawn: borders, ascending.
    """
    columns: list[Column] = []
    wide: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.box.width, s.line, s.box.x0)):
        under = [column for column in columns if column.covers(segment)]
        if len(under) > 1 and _differ(under, drawn):
            wide.append(segment)
            continue
        if any(segment.line in column.lines for column in under):
            continue
        merged = Column(segment.box.x0, segment.box.x1, [segment])
        for column in under:
            merged.take(column)
        columns = [column for column in columns if column not in under] + [merged]
    columns = _outvoted(columns, wide, drawn)
    columns.sort(key=lambda column: column.middle)
    return _without_strays(_one_where_nothing_parts(columns, drawn))


def _outvoted(columns: list[Column], wide: Sequence[Segment], drawn: Sequence[float]) -> list[Column]:
    """The columns; those that many texts reach over, and few lines part, are one: a caption with a wide space."""
    voters: dict[tuple[int, ...], list[Segment]] = defaultdict(list)
    for segment in wide:
        voters[tuple(n for n, column in enumerate(columns) if column.covers(segment))].append(segment)
    merged: set[int] = set()
    found: list[Column] = []
    for over, held in sorted(voters.items(), key=lambda item: -len(item[1])):
        parts = [columns[n] for n in over]
        middles = sorted(part.middle for part in parts)
        lines = {line for part in parts for line in part.lines}
        free = len(over) > 1 and not merged & set(over) and not any(middles[0] < x < middles[-1] for x in drawn)
        if free and len({segment.line for segment in held} - lines) >= OUTVOTED * len(lines):
            merged |= set(over)
            whole = Column(held[0].box.x0, held[0].box.x1, [])
            for part in [*parts, *(Column(s.box.x0, s.box.x1, [s]) for s in held)]:
                whole.take(part)
            found.append(whole)
    return [*(column for n, column in enumerate(columns) if n not in merged), *found]


def _differ(columns: Sequence[Column], drawn: Sequence[float]) -> bool:
    lines = [line for column in columns for line in column.lines]
    middles = sorted(column.middle for column in columns)
    return len(set(lines)) < len(lines) or any(middles[0] < x < middles[-1] for x in drawn)


def _one_where_nothing_parts(columns: Sequence[Column], drawn: Sequence[float]) -> list[Column]:
    """Neighbours that no line has both of are one column: its caption stands left, its numbers right."""
    kept: list[Column] = []
    for column in columns:
        if kept and not _differ([kept[-1], column], drawn):
            kept[-1].take(column)
        else:
            kept.append(column)
    return kept


def _without_strays(columns: list[Column]) -> list[Column]:
    """Leave out what has text in a single line: it stands over the gap between two columns."""
    lines = set().union(*(column.lines for column in columns)) if columns else set()
    few = len(lines) < 4
    return [column for column in columns if few or len(column.lines) > 1]


def is_prose(column: Column) -> bool:
    """Whether most of its lines are full of running text."""
    width = column.x1 - column.x0
    full = [
        len(s.words) >= PROSE_WORDS and s.box.width >= PROSE_FILL * width and not s.is_value for s in column.members
    ]
    return len(full) >= PROSE_LINES and sum(full) >= 0.5 * len(full)


def borders(columns: Sequence[Column], drawn: Sequence[float]) -> list[float]:
    """The borders of columns, ascending: those that are drawn, and one in each gap where none is.

    Args:
        columns: left to right.
        drawn: ascending, those at the left and right edge included.
    """
    new = [(a.x1 + b.x0) / 2 for a, b in pairwise(columns) if not any(a.middle < x < b.middle for x in drawn)]
    return sorted([*drawn, *new])
