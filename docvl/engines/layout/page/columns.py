"""The order in which the parts of a page are read: columns left to right, each from top to bottom.

A gutter is a strip without words that runs past several lines of text. The page is cut at the one that runs past the
most lines, into what stands above it, to its left, to its right and below it, and each part is cut again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from docvl.geometry import Box

# All lengths in heights of a line.
_STEP = 0.1
_GUTTER = 0.3
_WIDTHS = ((8, 0.3), (4, 0.7), (2, 2.0))
"""How wide a gutter must be that runs past so many lines: a few spaces may stand one below the other by chance."""

_TALL, _HUGE = 3.0, 8.0
"""What is higher is no line of text: what runs down the page, and what is too large for print."""

_SLACK = 0.1
"""How much of the width of what runs down the page may be blank around it."""

_LARGE, _LARGE_SPACE = 1.3, 1.0
"""From which height on words are large print, and the space within large print, of its own height."""
_APART = 1.2
_LONG = 6.0

_MIN_LONG = 0.6
"""Share of the text of a column that stands in long lines."""


class Boxed(Protocol):
    """Anything with a place on the page."""

    @property
    def box(self) -> Box:
        """Reading points."""
        ...


T = TypeVar("T", bound=Boxed)


class Gutter(NamedTuple):
    """A free strip at ``x`` from ``top`` to ``bottom``, and how many lines have text on both of its sides."""

    lines: int
    x: float
    top: float
    bottom: float


def in_columns(items: Sequence[T], number: Callable[[Sequence[T]], int | None] = lambda _: None) -> list[list[T]]:
    """Part items into columns, in the order of reading; inside of a column they stand in no promised order.

    Every item is in exactly one column.

    Args:
        items: of a page or a part of it.
        number: that with which the text of items begins, if any. Where pieces that stand side by side, in several
            rows, are numbered row by row, they are read so.
    """
    gutter = _best_gutter(items) if len(items) > 1 else None
    if gutter is None:
        return [list(items)] if items else []
    above, left, right, below = parts = _cut(items, gutter)
    if max(map(len, parts)) == len(items):
        return [list(items)]
    if all(item.box.height > _TALL * item.box.width for item in right):
        left, right = right, left  # a title that runs down on the right is read first
    order = [above, *_by_number(left, right, number), below]
    return [column for part in order if part for column in in_columns(part, number)]


def _cut(items: Sequence[T], gutter: Gutter) -> tuple[list[T], list[T], list[T], list[T]]:
    """What stands above, to the left and to the right of a gutter, and below it."""
    parts: tuple[list[T], list[T], list[T], list[T]] = ([], [], [], [])
    for item in items:
        x, y = item.box.center
        parts[0 if y < gutter.top else 3 if y > gutter.bottom else 1 if x < gutter.x else 2].append(item)
    return parts


def _by_number(left: Sequence[T], right: Sequence[T], number: Callable[[Sequence[T]], int | None]) -> list[Sequence[T]]:
    """Two columns, or their numbered pieces row by row where these count so."""
    rows: list[tuple[list[T], list[T]]] = []
    numbers: list[int] = []
    for row in _rows([*left, *right]):
        held = {id(item) for item in row}
        pieces = [item for item in left if id(item) in held], [item for item in right if id(item) in held]
        first, second = number(pieces[0]), number(pieces[1])
        if first is not None and second is not None:
            rows.append(pieces)
            numbers += [first, second]
        elif rows:
            rows[-1][0].extend(pieces[0])
            rows[-1][1].extend(pieces[1])
        else:
            return [left, right]
    if len(rows) < 2 or any(b <= a for a, b in pairwise(numbers)):
        return [left, right]
    return [piece for row in rows for piece in row]


def _rows(items: Sequence[T]) -> list[list[T]]:
    """Items parted wherever nothing stands all the way across."""
    rows: list[list[T]] = []
    bottom = -np.inf
    for item in sorted(items, key=lambda item: item.box.y0):
        if item.box.y0 > bottom:
            rows.append([])
        rows[-1].append(item)
        bottom = max(bottom, item.box.y1)
    return rows


def _best_gutter(items: Sequence[T]) -> Gutter | None:
    height = median(item.box.height for item in items)
    boxes = np.array([item.box for item in items], dtype=np.float64)
    strips = _strips(boxes, height)
    found = sorted(_gutters(boxes, strips, height), reverse=True)
    return next((gutter for gutter in found if _parts_text(boxes, gutter, height)), None)


def _strips(boxes: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """(n, 2): upper and lower edge of each line of text, wherever it stands on the page, top to bottom."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    usual = boxes[(heights <= _TALL * height) | ((heights <= _HUGE * height) & (heights <= widths))]
    usual = usual[np.argsort(usual[:, 1] + usual[:, 3], kind="stable")]
    strips: list[list[float]] = []
    for _, y0, _, y1 in usual.tolist():
        if strips and abs((y0 + y1) - sum(strips[-1])) < 0.8 * min(y1 - y0, strips[-1][1] - strips[-1][0]):
            continue
        strips.append([y0, y1])
    return np.array(strips).reshape(-1, 2)


def _gutters(boxes: NDArray[np.float64], strips: NDArray[np.float64], height: float) -> list[Gutter]:
    """The longest gutter at each place across the page, where several lines have text on both sides."""
    xs = np.arange(boxes[:, 0].min(), boxes[:, 2].max(), _STEP * height)
    blocked = np.zeros((len(strips), len(xs)), dtype=bool)
    first, last = np.full(len(strips), np.inf), np.full(len(strips), -np.inf)
    inset = 0.2 * (strips[:, 1] - strips[:, 0])
    upright = boxes[:, 3] - boxes[:, 1] > np.maximum(_TALL * height, boxes[:, 2] - boxes[:, 0])
    slack = (upright * _SLACK * (boxes[:, 2] - boxes[:, 0]))[:, None] * (1, 0, -1, 0)
    for x0, y0, x1, y1 in [*(boxes + slack).tolist(), *_bridges(boxes, height)]:
        rows = (strips[:, 0] + inset < y1) & (strips[:, 1] - inset > y0)
        start, end = np.searchsorted(xs, (x0 - _GUTTER * height / 2, x1 + _GUTTER * height / 2))
        blocked[rows, start:end] = True
        first[rows], last[rows] = np.minimum(first[rows], x0), np.maximum(last[rows], x1)
    both = ~blocked & (first[:, None] < xs) & (last[:, None] > xs)
    runs = []
    for column in np.flatnonzero(both.sum(axis=0) >= 2).tolist():
        edges = np.flatnonzero(np.diff(np.pad(~blocked[:, column], 1).astype(np.int8)))
        for start, end in edges.reshape(-1, 2).tolist():
            lines = int(both[start:end, column].sum())
            if lines >= 2:
                runs.append((lines, start, end, column))
    return [_gutter(run, xs, strips) for run in _widest(runs)]


def _bridges(boxes: NDArray[np.float64], height: float) -> list[Box]:
    """The spaces between words of large print, which are as wide as gutters."""
    large = [Box(*box) for box in boxes.tolist() if box[3] - box[1] > _LARGE * height]
    return [
        Box(before.x1, before.y0, after.x0, before.y1)
        for before in large
        for after in large
        if before.overlap_y(after) > 0.5 * max(before.height, after.height)
        and 0 < after.x0 - before.x1 < _LARGE_SPACE * min(before.height, after.height)
    ]


def _widest(runs: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, float]]:
    """Neighbouring runs of the same extent as one in their middle, where they are wide enough."""
    merged: list[tuple[int, int, int, float]] = []
    group: list[tuple[int, int, int, int]] = []
    for before, run in pairwise([*sorted(runs, key=lambda r: (r[1], r[2], r[3])), (0, -1, -1, -1)]):
        group.append(before)
        if (run[1], run[2], run[3]) != (before[1], before[2], before[3] + 1):
            width = _GUTTER + (len(group) - 1) * _STEP
            if any(before[0] >= lines and width >= least for lines, least in _WIDTHS):
                merged.append((*before[:3], (group[0][3] + before[3]) / 2))
            group = []
    return merged


def _gutter(run: tuple[int, int, int, float], xs: NDArray[np.float64], strips: NDArray[np.float64]) -> Gutter:
    lines, start, end, column = run
    x = float(np.interp(column, np.arange(len(xs)), xs))
    return Gutter(lines, x, float(strips[start:end, 0].min()), float(strips[start:end, 1].max()))


def _parts_text(boxes: NDArray[np.float64], gutter: Gutter, height: float) -> bool:
    """Whether what stands on both sides is text that runs on from line to line, not rows that the gutter would tear."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    inside = boxes[(middle >= gutter.top) & (middle <= gutter.bottom)]
    centers = (inside[:, 0] + inside[:, 2]) / 2
    return all(_is_prose(side, height) for side in (inside[centers < gutter.x], inside[centers >= gutter.x]))


def _is_prose(boxes: NDArray[np.float64], height: float) -> bool:
    """Whether most of the text, by its length, stands in lines of several words without wide gaps."""
    strips = _strips(boxes, height)
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    widths: list[float] = []
    for top, bottom in strips.tolist():
        line = boxes[(middle >= top) & (middle <= bottom)]
        line = line[np.argsort(line[:, 0], kind="stable")]
        start, end = float(line[0, 0]), float(line[0, 2])
        for x0, _, x1, _ in line[1:].tolist():
            if x0 - end > _APART * height:
                widths.append(end - start)
                start = x0
            end = max(end, x1)
        widths.append(end - start)
    return sum(width for width in widths if width >= _LONG * height) >= _MIN_LONG * sum(widths)
