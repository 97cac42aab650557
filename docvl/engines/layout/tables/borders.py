"""Where one column of a table ends and the next begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

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
        words: left to right.
        is_full: whether its runs are cells of all columns, one for each.
    """

    runs: tuple[Box, ...]
    words: tuple[Box, ...]
    is_full: bool


def lay_borders(captions: Sequence[Box], lines: Sequence[BodyLine]) -> list[float]:
    """The borders between columns, one fewer than there are captions.

    Args:
        captions: left to right.
        lines: of the body.
    """
    runs = [line.runs for line in lines]
    words = [word for line in lines for word in line.words]
    full = [line.runs for line in lines if line.is_full]
    return [
        _border(left, right, runs, words, [(line[n], line[n + 1]) for line in full])
        for n, (left, right) in enumerate(pairwise(captions))
    ]


def starts_of(low: float, high: float, lines: Sequence[Sequence[Box]]) -> list[float]:
    """The places between two borders where runs of several lines begin, the most usual first."""
    found = sorted(run.x0 for line in lines for run in line if low <= run.x0 < high)
    counts = {x: bisect_right(found, x + ALIGNED) - bisect_left(found, x - ALIGNED) for x in found}
    return sorted((x for x, count in counts.items() if count >= SEVERAL), key=lambda x: -counts[x])


def _border(left: Box, right: Box, lines: Sequence[Sequence[Box]], words: Sequence[Box], full: Sequence[Pair]) -> float:
    """The border between two captions: where it parts the body best, in the middle of the widest such gap.

    Where no gap is free of text, the place where the words of a column begin is as good.
    """
    low, high = left.center[0], right.center[0]
    cost = _Cost(left, right, lines, words, full)
    gaps = [(cost.at(x0, x1), x0 - x1, x0, x1) for x0, x1 in pairwise(cost.edges(low, high))]
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

    def __init__(
        self, left: Box, right: Box, lines: Sequence[Sequence[Box]], words: Sequence[Box], full: Sequence[Pair]
    ) -> None:
        """Take the captions, the body, and the neighbours in the lines that have a cell for every column."""
        low, high = left.center[0], right.center[0]
        self._left, self._right = left, right
        self._runs = [run for line in lines for run in line if run.x0 < high and run.x1 > low]
        self._stray = [word for word in words if word.x0 < high and word.x1 > low]
        pairs = [
            (a.x1, b.x1)
            for line in lines
            for a, b in pairwise(line)
            if a.x0 < high and a.x1 > left.x0 and b.x0 < right.x1 and b.x1 > low
        ]
        pairs += [(a.x1, b.x1) for a, b in full]
        self._firsts, self._seconds = sorted(a for a, _ in pairs), sorted(b for _, b in pairs)
        self._starts, self._ends = sorted(run.x0 for run in self._runs), sorted(run.x1 for run in self._runs)
        self._lefts = sorted(w.x0 for w in self._stray if w.overlap_x(left) > 0 >= w.overlap_x(right))
        self._rights = sorted(w.x1 for w in self._stray if w.overlap_x(right) > 0 >= w.overlap_x(left))

    def edges(self, low: float, high: float) -> list[float]:
        """Where text begins or ends between ``low`` and ``high``, with these two."""
        return sorted(
            {low, high, *(x for box in [*self._runs, *self._stray] for x in (box.x0, box.x1) if low < x < high)}
        )

    def at(self, x0: float, x1: float) -> int:
        """Of a border in the middle of ``x0`` and ``x1``, in lines that it treats wrongly.

        It cuts running text, leaves two cells in one column, puts words under the wrong caption, or cuts a caption.
        """
        x = (x0 + x1) / 2
        cuts = bisect_left(self._starts, x) - bisect_right(self._ends, x)
        parted = bisect_right(self._firsts, x) - bisect_right(self._seconds, x)
        misplaced = len(self._lefts) - bisect_left(self._lefts, x) + bisect_right(self._rights, x)
        beyond = x0 >= self._right.x0 or x1 <= self._left.x1
        return cuts + len(self._firsts) - parted + 2 * misplaced + beyond

    def aligned(self, start: float) -> bool:
        """Whether more words begin at ``start`` than stand across it."""
        across = sum(word.x0 < start - 2 * ALIGNED and word.x1 > start for word in self._stray)
        return sum(abs(word.x0 - start) <= ALIGNED for word in self._stray) > across


def _middle(x0: float, x1: float, low: float, high: float) -> float:
    """The middle of a gap, of its part between the captions where there is one."""
    a, b = max(x0, low), min(x1, high)
    return (a + b) / 2 if a < b else (x0 + x1) / 2
