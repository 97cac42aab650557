"""Tables whose ruling lines cross: the lines part the table into places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from docvl.document import Word
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.lines import Lines
from docvl.geometry import Box

# Lines of one table cross, or end this near to one another, in points.
REACH = 2.5
# A line parts two places when it runs along this share of their common side.
ALONG = 0.6
# Lines are one within 0.4 heights of a word: a row or column into which no word goes is less than so many times that.
LOWEST = 2.5
# A table has no more rows, nor columns, than this.
MOST = 300

# Areas behind cells show where these stand only together with lines along this share of the borders.
DRAWN = 0.5

Bools = NDArray[np.bool_]


def crossing(lines: Lines) -> Iterator[Lines]:
    """Groups of lines that hang together."""
    across, down = np.array(lines.across).reshape(-1, 4), np.array(lines.down).reshape(-1, 4)
    if not len(across) or not len(down):
        return
    left, top, right, bottom = (across[:, None, n] for n in range(4))
    meet = (left - REACH <= down[:, 2]) & (down[:, 0] <= right + REACH)
    meet &= (top - REACH <= down[:, 3]) & (down[:, 1] <= bottom + REACH)
    free = set(range(len(across)))
    while free:
        rows, columns, fresh = set[int](), set[int](), {min(free)}
        while fresh:
            rows |= fresh
            columns |= set(np.flatnonzero(meet[sorted(fresh)].any(axis=0)).tolist())
            fresh = set(np.flatnonzero(meet[:, sorted(columns)].any(axis=1)).tolist()) - rows
        free -= rows
        if columns:
            group = tuple(lines.across[n] for n in sorted(rows)), tuple(lines.down[n] for n in sorted(columns))
            yield Lines(*group, lines.edges)


def frame_of(lines: Lines, words: Sequence[Word], near: float) -> Frame | None:
    """The places that a group of lines parts, with the words in them; None when there are not two of them.

    Args:
        lines: that hang together.
        words: of the page.
        near: lines nearer than this are one border, points.
    """
    hull = Box.hull((*lines.across, *lines.down))
    xs = _borders((hull.x0, hull.x1), [box.center[0] for box in lines.down], near)
    ys = _borders((hull.y0, hull.y1), [box.center[1] for box in lines.across], near)
    if not (len(xs) + len(ys) - 2 > 2 and len(xs) <= MOST and len(ys) <= MOST) or min(len(xs), len(ys)) < 2:
        return None
    right = _parted(xs, ys, [(b.center[0], b.y0, b.y1) for b in lines.down])
    below = _parted(ys, xs, [(b.center[1], b.x0, b.x1) for b in lines.across])
    frame = Frame(tuple(xs), tuple(ys), {span: [] for span in _places(right, below.T)})
    home = {place: span for span in frame.cells for place in span.places}
    for word in words:
        x, y = word.box.center
        place = int(np.searchsorted(ys, y)) - 1, int(np.searchsorted(xs, x)) - 1
        if place in home:
            frame.cells[home[place]].append(word)
    return frame


def is_drawn(group: Lines, near: float) -> bool:
    """Whether most borders of columns are lines, not only edges of coloured areas."""
    xs = _merged([box.center[0] for box in group.down], near)
    drawn = _merged([box.center[0] for box in group.down if box not in group.edges], near)
    return len(drawn) >= DRAWN * len(xs)


def _borders(ends: tuple[float, float], lines: Sequence[float], near: float) -> list[float]:
    """Where lines are, and how far those that cross them reach, unless these stick out by less than a row is high."""
    low, high = min(lines), max(lines)
    out = [end for end, line in zip(ends, (low, high), strict=True) if abs(end - line) > LOWEST * near]
    return _merged([*lines, *out], near)


def _merged(values: Sequence[float], near: float) -> list[float]:
    """Borders, ascending; those nearer than ``near`` to the one before are one."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= near:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [(group[0] + group[-1]) / 2 for group in groups]


def _parted(borders: Sequence[float], ends: Sequence[float], lines: Sequence[tuple[float, float, float]]) -> Bools:
    """-> (len(ends) - 1, len(borders)): whether a line runs along a border between two ends."""
    ends_ = np.array(ends)
    found = np.zeros((len(ends) - 1, len(borders)), bool)
    cover = np.zeros((len(ends) - 1, len(borders)))
    for at, low, high in lines:
        index = int(np.abs(np.array(borders) - at).argmin())
        common = np.minimum(ends_[1:], high) - np.maximum(ends_[:-1], low)
        cover[:, index] += np.maximum(common, 0)
    found |= cover >= ALONG * np.diff(ends_)[:, None]
    return found


def _places(right: Bools, below: Bools) -> Iterator[Span]:
    """Rectangles of places that no line parts.

    Args:
        right: (rows, columns + 1), whether the border before a column is drawn.
        below: (rows + 1, columns), whether the border above a row is drawn.
    """
    rows, columns = right.shape[0], below.shape[1]
    taken = np.zeros((rows, columns), bool)
    for row in range(rows):
        for column in range(columns):
            if taken[row, column]:
                continue
            end = column + 1
            while end < columns and not right[row, end] and not taken[row, end]:
                end += 1
            bottom = row + 1
            while (
                bottom < rows
                and not below[bottom, column:end].any()
                and not right[bottom, column + 1 : end].any()
                and not taken[bottom, column:end].any()
            ):
                bottom += 1
            taken[row:bottom, column:end] = True
            yield Span(row, column, bottom - row, end - column)
