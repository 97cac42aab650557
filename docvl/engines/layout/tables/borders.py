"""Where one column of a table ends and the next begins."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from docvl.geometry import Box

# Words begin where a column does when they are within this many points of it.
ALIGNED = 2.0
# At least this many lines begin at one place where a column begins.
SEVERAL = 3


def lay_borders(captions: Sequence[Box], lines: Sequence[Sequence[Box]], words: Sequence[Box]) -> list[float]:
    """The borders between columns: one fewer than there are captions.

    Args:
        captions: left to right.
        lines: for each line of the body its runs of running text, left to right.
        words: all words of the body.
    """
    return [_border(left, right, lines, words) for left, right in pairwise(captions)]


def starts_of(low: float, high: float, lines: Sequence[Sequence[Box]]) -> list[float]:
    """The places between two borders where runs of several lines begin, the most usual first."""
    found = sorted(run.x0 for line in lines for run in line if low <= run.x0 < high)
    counts = {x: bisect_right(found, x + ALIGNED) - bisect_left(found, x - ALIGNED) for x in found}
    return sorted((x for x, count in counts.items() if count >= SEVERAL), key=lambda x: -counts[x])


def _border(left: Box, right: Box, lines: Sequence[Sequence[Box]], words: Sequence[Box]) -> float:
    """The border between two captions: where it parts the body best, in the middle of the widest such gap."""
    low, high = left.center[0], right.center[0]
    runs = [run for line in lines for run in line if run.x0 < high and run.x1 > low]
    pairs = [
        (a.x1, b.x1)
        for line in lines
        for a, b in pairwise(line)
        if a.x0 < high and a.x1 > left.x0 and b.x0 < right.x1 and b.x1 > low
    ]
    stray = [word for word in words if word.x0 < high and word.x1 > low]
    lefts = sorted(word.x0 for word in stray if word.overlap_x(left) > 0 >= word.overlap_x(right))
    rights = sorted(word.x1 for word in stray if word.overlap_x(right) > 0 >= word.overlap_x(left))
    starts, ends = sorted(run.x0 for run in runs), sorted(run.x1 for run in runs)
    befores, afters = sorted(a for a, _ in pairs), sorted(b for _, b in pairs)
    edges = sorted({low, high, *(x for run in [*runs, *stray] for x in (run.x0, run.x1) if low < x < high)})
    best, border = (float("inf"), 0.0), (left.x1 + right.x0) / 2
    for x0, x1 in pairwise(edges):
        x = (x0 + x1) / 2
        cuts = bisect_left(starts, x) - bisect_right(ends, x)
        joined = len(pairs) - (bisect_right(befores, x) - bisect_right(afters, x))
        beyond = x0 >= right.x0 or x1 <= left.x1
        misplaced = len(lefts) - bisect_left(lefts, x) + bisect_right(rights, x)
        cost = cuts + joined + 2 * misplaced + beyond
        if (cost, x0 - x1) < best:
            best, border = (cost, x0 - x1), _middle(x0, x1, left.x1, right.x0)
    return border if best[0] < 1 else _aligned(left, right, lines, words) or border


def _aligned(left: Box, right: Box, lines: Sequence[Sequence[Box]], words: Sequence[Box]) -> float | None:
    """The border before a column whose words begin where its caption does, or where most of its runs do."""
    for start in (right.x0, *starts_of(left.x1, right.x1, lines)[:1]):
        if start - ALIGNED <= left.x0:
            continue
        aligned = sum(abs(word.x0 - start) <= ALIGNED for word in words)
        crossing = sum(word.x0 < start - 2 * ALIGNED and word.x1 > start for word in words)
        if aligned > crossing:
            return start - ALIGNED
    return None


def _middle(x0: float, x1: float, low: float, high: float) -> float:
    """The middle of a gap, of its part between the captions where there is one."""
    a, b = max(x0, low), min(x1, high)
    return (a + b) / 2 if a < b else (x0 + x1) / 2
