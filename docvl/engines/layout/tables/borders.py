"""Where one column of a table ends and the next begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docvl.engines.layout.tables.columns import NUMBERS, TEXTS, Column
from docvl.geometry import Box

# Words begin where a column does when they are within this many points of it.
ALIGNED = 2.0
# At least this many lines begin at one place where a column begins.
SEVERAL = 3
Pair = tuple[Box, Box]


@dataclass(frozen=True, slots=True)
class BodyLine:
    """Where the text of one line stands.

    Attributes:
        runs: of running text, left to right.
        numbers: for each run whether it is a number.
        words: left to right.
    """

    runs: tuple[Box, ...]
    numbers: tuple[bool, ...]
    words: tuple[Box, ...]

    def fills(self, columns: Sequence[Column]) -> bool:
        """Whether its runs are cells of all ``columns``, one for each."""
        return len(self.runs) == len(columns) and all(
            is_number if column.concept in NUMBERS else column.concept not in TEXTS or not is_number
            for column, is_number in zip(columns, self.numbers, strict=True)
        )


def lay_borders(columns: Sequence[Column], lines: Sequence[BodyLine]) -> list[float]:
    """The borders between columns, one fewer than there are columns.

    Args:
        columns: left to right.
        lines: of the body.
    """
    full = [line.runs for line in lines if line.fills(columns)]
    return [
        _border(_Cost(left, right, lines, [(runs[n], runs[n + 1]) for runs in full]), left.box, right.box, lines)
        for n, (left, right) in enumerate(pairwise(columns))
    ]


def starts_of(low: float, high: float, lines: Sequence[BodyLine]) -> list[float]:
    """The places between two borders where runs of several lines begin, the most usual first."""
    found = sorted(run.x0 for line in lines for run in line.runs if low <= run.x0 < high)
    counts = {x: bisect_right(found, x + ALIGNED) - bisect_left(found, x - ALIGNED) for x in found}
    return sorted((x for x, count in counts.items() if count >= SEVERAL), key=lambda x: -counts[x])


def _border(cost: _Cost, left: Box, right: Box, lines: Sequence[BodyLine]) -> float:
    """The border between two captions: where it parts the body best, in the middle of the widest such gap.

    Where no gap is free of text, the place where the words of a column begin is as good.
    """
    gaps = [(cost.at(x0, x1), x0 - x1, x0, x1) for x0, x1 in pairwise(cost.edges())]
    if not gaps:
        return (left.x1 + right.x0) / 2
    best, _, x0, x1 = min(gaps)
    if best > 0:
        for start in (right.x0, *starts_of(left.x1, right.x1, lines)[:1]):
            x = start - ALIGNED
            if x > left.x0 and cost.at(x, x) <= best and cost.aligned(start):
                return x
    return _middle(x0, x1, left.x1, right.x0)


class _Cost:
    """What speaks against a border between two captions."""

    def __init__(self, left: Column, right: Column, lines: Sequence[BodyLine], full: Sequence[Pair]) -> None:
        """Take two columns, the body, and the neighbours in the lines that have a cell for every column."""
        self._low, self._high = left.box.center[0], right.box.center[0]
        self._left, self._right = left.box, right.box
        found = [
            (run, is_number)
            for line in lines
            for run, is_number in zip(line.runs, line.numbers, strict=True)
            if self._is_between(run)
        ]
        self._runs = [run for run, _ in found]
        self._stray = [word for line in lines for word in line.words if self._is_between(word)]
        pairs = [
            (a.x1, b.x1)
            for line in lines
            for a, b in pairwise(line.runs)
            if a.x0 < self._high and a.x1 > self._left.x0 and b.x0 < self._right.x1 and b.x1 > self._low
        ]
        pairs += [(a.x1, b.x1) for a, b in full]
        self._firsts, self._seconds = sorted(a for a, _ in pairs), sorted(b for _, b in pairs)
        self._starts, self._ends = sorted(run.x0 for run in self._runs), sorted(run.x1 for run in self._runs)
        overlaps = [(w, w.overlap_x(self._left), w.overlap_x(self._right)) for w in self._stray]
        self._lefts = sorted(word.x0 for word, before, after in overlaps if before > 0 >= after)
        self._rights = sorted(word.x1 for word, before, after in overlaps if after > 0 >= before)
        numbers = sorted(run.center[0] for run, is_number in found if is_number)
        self._left_numbers = numbers if left.concept in NUMBERS and right.concept in TEXTS else []
        self._right_numbers = numbers if right.concept in NUMBERS and left.concept in TEXTS else []

    def _is_between(self, box: Box) -> bool:
        return box.x0 < self._high and box.x1 > self._low

    def edges(self) -> list[float]:
        """Where text begins or ends between the middles of the captions, with these two."""
        sides = (x for box in [*self._runs, *self._stray] for x in (box.x0, box.x1) if self._low < x < self._high)
        return sorted({self._low, self._high, *sides})

    def at(self, x0: float, x1: float) -> int:
        """Of a border in the middle of ``x0`` and ``x1``, in lines that it treats wrongly.

        It cuts running text, leaves two cells in one column, puts words under the wrong caption or numbers into a
        column of text, or cuts a caption.
        """
        x = (x0 + x1) / 2
        cuts = bisect_left(self._starts, x) - bisect_right(self._ends, x)
        parted = bisect_right(self._firsts, x) - bisect_right(self._seconds, x)
        misplaced = len(self._lefts) - bisect_left(self._lefts, x) + bisect_right(self._rights, x)
        misread = len(self._left_numbers) - bisect_left(self._left_numbers, x) + bisect_left(self._right_numbers, x)
        beyond = x0 >= self._right.x0 or x1 <= self._left.x1
        return cuts + len(self._firsts) - parted + 2 * misplaced + misread + beyond

    def aligned(self, start: float) -> bool:
        """Whether more words begin at ``start`` than stand across it."""
        across = sum(word.x0 < start - 2 * ALIGNED and word.x1 > start for word in self._stray)
        return sum(abs(word.x0 - start) <= ALIGNED for word in self._stray) > across


def _middle(x0: float, x1: float, low: float, high: float) -> float:
    """The middle of a gap, of its part between the captions where there is one."""
    a, b = max(x0, low), min(x1, high)
    return (a + b) / 2 if a < b else (x0 + x1) / 2
