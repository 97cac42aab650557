"""Gutters between columns: strips without words that run past several lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

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

_WORD_SPACE = 0.7
_FEW_SPACES, _SPACE, _END_SPACE = 3, 1.05, 1.3
"""A space is no wider than so many times the usual one of its line, where that has enough of them to tell; at the
ends of a gutter, where titles are, less is believed."""

_APART = 1.2
_LONG = 6.0

_MIN_LONG = 0.6
"""Share of the text of a column that stands in long lines."""


class Gutter(NamedTuple):
    """A free strip at ``x`` from ``top`` to ``bottom``, and how many lines have text on both of its sides."""

    lines: int
    x: float
    top: float
    bottom: float


def best_gutter(places: Sequence[Box]) -> Gutter | None:
    """The gutter that parts most lines of text, of those that do not tear rows apart."""
    height = median(box.height for box in places)
    boxes = np.array(places, dtype=np.float64)
    strips = _strips(boxes, height)
    found = sorted((_trimmed(boxes, gutter, strips) for gutter in _gutters(boxes, strips, height)), reverse=True)
    return next((gutter for gutter in found if gutter.lines > 1 and _parts_text(boxes, gutter, height)), None)


def _trimmed(boxes: NDArray[np.float64], gutter: Gutter, strips: NDArray[np.float64]) -> Gutter:
    """The longest part of a gutter that no line runs across, with no more than one of its spaces there."""
    inside = [strip for strip in strips.tolist() if strip[0] >= gutter.top and strip[1] <= gutter.bottom]
    spaces = [_space(boxes, strip, gutter.x) for strip in inside]
    parts = [list(part) for free, part in groupby(range(len(inside)), lambda n: spaces[n] > _SPACE) if free]
    part = max(parts, key=len, default=[])
    while part and spaces[part[0]] < _END_SPACE:
        part = part[1:]
    while part and spaces[part[-1]] < _END_SPACE:
        part = part[:-1]
    if not part:
        return gutter._replace(lines=0)
    top, bottom = min(inside[n][0] for n in part), max(inside[n][1] for n in part)
    return gutter._replace(lines=gutter.lines - len(inside) + len(part), top=top, bottom=bottom)


def _space(boxes: NDArray[np.float64], strip: Sequence[float], x: float) -> float:
    """How wide the space at ``x`` is, in usual spaces of its line; infinite where there are too few to tell."""
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    line = sorted(boxes[(middle > strip[0]) & (middle < strip[1])].tolist())
    spaces = [(after[0] - before[2], before[2] <= x <= after[0]) for before, after in pairwise(line)]
    others = [space for space, here in spaces if not here and 0 < space < _WORD_SPACE * (strip[1] - strip[0])]
    if len(others) < _FEW_SPACES:
        return np.inf
    return min((space / median(others) for space, here in spaces if here), default=np.inf)


def _strips(boxes: NDArray[np.float64], height: float) -> NDArray[np.float64]:
    """(n, 2): upper and lower edge of each line of text, wherever it stands on the page, top to bottom."""
    widths, heights = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    lines = (heights <= _TALL * height) | ((heights <= _HUGE * height) & (heights <= widths))
    # A table stands for a line in its middle: no gutter runs on behind it that does not run past it.
    tables = boxes[~lines & (heights <= widths)]
    middles = (tables[:, 1] + tables[:, 3]) / 2
    tables[:, 1], tables[:, 3] = middles - height / 2, middles + height / 2
    usual = np.concatenate([boxes[lines], tables])
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
