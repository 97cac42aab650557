"""The order in which the parts of a page are read: columns left to right, each from top to bottom.

A gutter is a strip without words that runs past several lines of text. The page is cut at the one that runs past the
most lines, into what stands above it, to its left, to its right and below it, and each part is cut again.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from docvl.geometry import Box

# All lengths in heights of a line.
_STEP = 0.25
_GUTTER = 0.7
_WIDE_GUTTER = 2.0
_FEW_LINES = 4
_TALL = 3.0
_NARROW = 5.0
_FULL_SHARE = 0.7
_MIN_FULL = 0.4
_APART = 2.0


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


def in_columns(items: Sequence[T]) -> list[list[T]]:
    """Part items into columns, in the order of reading; inside of a column they stand in no promised order.

    Every item is in exactly one column.
    """
    if len(items) < 2:
        return [list(items)] if items else []
    gutter = _best_gutter(items)
    if gutter is None:
        return [list(items)]
    parts: tuple[list[T], list[T], list[T], list[T]] = ([], [], [], [])
    for item in items:
        x, y = item.box.center
        parts[0 if y < gutter.top else 3 if y > gutter.bottom else 1 if x < gutter.x else 2].append(item)
    if max(map(len, parts)) == len(items):
        return [list(items)]
    return [column for part in parts if part for column in in_columns(part)]


def _best_gutter(items: Sequence[T]) -> Gutter | None:
    height = median(item.box.height for item in items)
    boxes = np.array([item.box for item in items], dtype=np.float64)
    strips = _strips(boxes, height)
    found = sorted(_gutters(boxes, strips, height), reverse=True)
    return next((gutter for gutter in found if _parts_text(boxes, gutter, height)), None)


def _strips(boxes: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """(n, 2): upper and lower edge of each line of text, wherever it stands on the page, top to bottom."""
    usual = boxes[boxes[:, 3] - boxes[:, 1] <= _TALL * height]
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
    for x0, y0, x1, y1 in boxes.tolist():
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
    return [_gutter(run, xs, strips) for run in _widest(runs, _FEW_LINES, _WIDE_GUTTER / _STEP)]


def _widest(runs: list[tuple[int, int, int, int]], few: int, wide: float) -> list[tuple[int, int, int, float]]:
    """Neighbouring runs of the same extent as one in their middle; those past a few lines only where they are wide."""
    merged: list[tuple[int, int, int, float]] = []
    group: list[tuple[int, int, int, int]] = []
    for before, run in pairwise([*sorted(runs, key=lambda r: (r[1], r[2], r[3])), (0, -1, -1, -1)]):
        group.append(before)
        if (run[1], run[2], run[3]) != (before[1], before[2], before[3] + 1):
            if before[0] >= few or len(group) >= wide:
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
    strips = _strips(boxes, height)
    if not len(strips):
        return True  # tables and pictures alone
    left, right = float(boxes[:, 0].min()), float(boxes[:, 2].max())
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    widths, dense = [], 0
    for top, bottom in strips.tolist():
        line = boxes[(middle >= top) & (middle <= bottom)]
        line = line[np.argsort(line[:, 0], kind="stable")]
        widths.append(float(line[:, 2].max() - line[:, 0].min()))
        dense += bool((line[1:, 0] - line[:-1, 2] < _APART * height).all())
    full = sum(width >= _FULL_SHARE * (right - left) for width in widths)
    return right - left >= _NARROW * height and dense >= 0.6 * len(widths) and full >= _MIN_FULL * len(widths)
