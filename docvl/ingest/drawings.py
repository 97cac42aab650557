"""Ruling lines among the vector drawings of a PDF page: thin strokes, thin areas, and the edges of filled areas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

from docvl.geometry import Box

THIN = 3.0
"""An area up to this many points wide or high is drawn to be seen as a line."""

# Lines that leave the horizontal or vertical by more than this many points are no ruling lines.
_STRAIGHT = 1.0
# Areas nearer than this many points touch.
_TOUCHING = 1.0
# All channels at least this bright: white on white.
_WHITE = 0.99
# An area over this share of both sides of the page is its background.
_BACKGROUND = 0.95

Point = tuple[float, float]


class Path(NamedTuple):
    """A path as drawn.

    Attributes:
        lines: its subpaths as points, page points; one that is closed ends where it began. Curves are left out.
        width: of the stroke, points; None when it is not stroked in a visible colour.
        fill: colour channels, 0 to 1; None when it is not filled.
    """

    lines: list[list[Point]]
    width: float | None
    fill: tuple[float, ...] | None


class _Area(NamedTuple):
    fill: tuple[float, ...]
    box: Box


def is_white(colour: Iterable[float]) -> bool:
    """Whether a colour, channels 0 to 1, cannot be told from paper."""
    return all(channel >= _WHITE for channel in colour)


def rules_of(paths: Iterable[Path], width: float, height: float) -> list[Box]:
    """The ruling lines of a page as thin boxes, page points, cut to the page; edges of areas have no thickness.

    Areas of one colour that touch are one area: nothing is seen between them.

    Args:
        paths: in any order.
        width: of the page, points.
        height: of the page, points.
    """
    rules: list[Box] = []
    areas: list[_Area] = []
    for path in paths:
        if path.width is not None:
            rules += _strokes(path.lines, path.width / 2)
        if path.fill is not None and not is_white(path.fill):
            for box in map(_filled, path.lines):
                if box and min(box.width, box.height) <= THIN:
                    rules.append(box)
                elif box and not (box.width > _BACKGROUND * width and box.height > _BACKGROUND * height):
                    areas.append(_Area(path.fill, box))
    for area in _united(areas):
        rules += _edges(area.box)
    cut = (Box(max(b.x0, 0.0), max(b.y0, 0.0), min(b.x1, width), min(b.y1, height)) for b in rules)
    seen = (Box(*(round(side, 1) for side in b)) for b in cut if b.width >= 0 and b.height >= 0)
    return list(dict.fromkeys(seen))


def _strokes(lines: list[list[Point]], half: float) -> Iterator[Box]:
    for (ax, ay), (bx, by) in (pair for line in lines for pair in pairwise(line)):
        x0, x1, y0, y1 = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
        if y1 - y0 <= _STRAIGHT and half <= THIN:
            yield Box(x0, y0 - half, x1, y1 + half)
        elif x1 - x0 <= _STRAIGHT and half <= THIN:
            yield Box(x0 - half, y0, x1 + half, y1)


def _filled(line: list[Point]) -> Box | None:
    """The box of a subpath that is a rectangle, or so thin that its form is not seen."""
    if len(line) < 2:
        return None
    box = Box.hull(Box(x, y, x, y) for x, y in line)
    corners = [point for point, _ in groupby([*line, line[0]])]
    square = all(min(abs(ax - bx), abs(ay - by)) <= _STRAIGHT for (ax, ay), (bx, by) in pairwise(corners))
    return box if (square and len(corners) == 5) or min(box.width, box.height) <= THIN else None


def _united(areas: list[_Area]) -> list[_Area]:
    """Areas of one colour joined where they stand below one another, or side by side, with the same extent."""
    for place, touch in ((_column, _touch_down), (_row, _touch_across)):
        joined: list[_Area] = []
        for area in sorted(set(areas), key=place):
            last = joined[-1] if joined else area
            if joined and place(last)[:3] == place(area)[:3] and touch(last.box, area.box):
                joined[-1] = _Area(area.fill, Box.hull([last.box, area.box]))
            else:
                joined.append(area)
        areas = joined
    return areas


def _column(area: _Area) -> tuple[tuple[float, ...], int, int, float]:
    return area.fill, round(area.box.x0), round(area.box.x1), area.box.y0


def _row(area: _Area) -> tuple[tuple[float, ...], int, int, float]:
    return area.fill, round(area.box.y0), round(area.box.y1), area.box.x0


def _touch_down(before: Box, after: Box) -> bool:
    return after.y0 - before.y1 <= _TOUCHING


def _touch_across(before: Box, after: Box) -> bool:
    return after.x0 - before.x1 <= _TOUCHING


def _edges(box: Box) -> Iterator[Box]:
    x0, y0, x1, y1 = box
    yield from (Box(x0, y0, x1, y0), Box(x0, y1, x1, y1), Box(x0, y0, x0, y1), Box(x1, y0, x1, y1))
