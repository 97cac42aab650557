"""The sides of a sheet of paper in a photo: the first straight edges that one meets on the way out of the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SIZE = 800
"""Pixels of the longer side of the image that edges are looked for in."""

_STEP = 24
"""Difference of levels, of the channel that shows it best, between what lies on either side of the sheet's edge."""

_BESIDE, _ALONG = 10, 9
"""Pixels off the edge and along it over which levels are averaged: a thin line is no edge, nor is a speck."""

_RAYS = 48
_LEAST_HEIGHT = 60.0
"""Pixels of text beside which a side is looked for: along less its direction is not known well."""

_OFF = 1.5
"""Pixels that an edge may lie off the straight line."""

_ON_LINE = 0.6
"""Share of the rays that must end on it."""

_APART = 0.3
"""Distance of two rays that give a line to try, as a share of the height of the text."""


class Sides(NamedTuple):
    """The sides that were found, each as its two ends, (2, 2), pixels, as (x, y); those across from left to right."""

    left: NDArray[np.float64] | None
    right: NDArray[np.float64] | None
    top: NDArray[np.float64] | None
    bottom: NDArray[np.float64] | None


def sides(image: NDArray[np.uint8], quads: NDArray[np.float32]) -> Sides:
    """Look for the sides of the sheet that lines of text stand on.

    Args:
        image: (height, width, 3), uint8.
        quads: (n, 4, 2), n > 0, pixels: the lines.
    """
    zoom = min(1.0, _SIZE / max(image.shape[:2]))
    small = np.asarray(cv2.resize(image, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA), np.uint8)
    hull = np.asarray(cv2.convexHull(quads.reshape(-1, 2) * np.float32(zoom))[:, 0], np.float64)
    left, right = _both(small, hull, zoom)
    top, bottom = _both(np.ascontiguousarray(small.transpose(1, 0, 2)), hull[:, ::-1], zoom)
    return Sides(left, right, *(None if side is None else side[:, ::-1] for side in (top, bottom)))


def _both(image: NDArray[np.uint8], hull: NDArray[np.float64], zoom: float) -> list[NDArray[np.float64] | None]:
    """The sides to the left and right of the text, from top to bottom."""
    if np.ptp(hull[:, 1]) < _LEAST_HEIGHT:
        return [None, None]
    edges = _edges(image)
    rows = np.linspace(max(0.0, hull[:, 1].min()), min(len(edges) - 1.0, hull[:, 1].max()), _RAYS).astype(int)
    found = []
    for outwards in (-1, 1):
        ends = [(end, row) for row in rows if (end := _end(edges[row], hull, row, outwards)) is not None]
        line = _straight(np.array(ends, np.float64).reshape(-1, 2), float(np.ptp(rows)))
        found.append(None if line is None else line / zoom)
    return found


def _edges(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(height, width): how much what lies to the left differs from what lies to the right."""
    soft = cv2.blur(image, (_BESIDE, _ALONG), anchor=(0, _ALONG // 2)).astype(np.float32)
    change = np.zeros(image.shape[:2], np.float32)
    change[:, _BESIDE:] = np.abs(soft[:, _BESIDE:] - soft[:, :-_BESIDE]).max(axis=2)
    return change


def _end(edges: NDArray[np.float32], hull: NDArray[np.float64], row: int, outwards: int) -> int | None:
    """Where a ray from the text in a row, to the left (-1) or right (1), meets the first edge."""
    after = np.roll(hull, -1, axis=0)
    crosses = (hull[:, 1] - row) * (after[:, 1] - row) <= 0
    crosses &= hull[:, 1] != after[:, 1]
    (x0, y0), (x1, y1) = hull[crosses].T, after[crosses].T
    if not len(x0):
        return None
    start = max(outwards * (x0 + (row - y0) * (x1 - x0) / (y1 - y0))) + _BESIDE
    way = edges[max(0, int(start)) :] if outwards > 0 else edges[: max(0, int(1 - start))][::-1]
    met = np.flatnonzero(way > _STEP)
    if not len(met):
        return None
    steps = int(met[0]) + int(way[met[0] : met[0] + 2 * _BESIDE].argmax())
    return max(0, int(start)) + steps if outwards > 0 else int(1 - start) - 1 - steps


def _straight(ends: NDArray[np.float64], height: float) -> NDArray[np.float64] | None:
    """The line that most rays end on, if they are enough, as its two ends."""
    first, second = np.triu_indices(len(ends), 1)
    far = ends[second, 1] - ends[first, 1] > _APART * height
    first, second = first[far], second[far]
    if not len(first):
        return None
    slope = (ends[second, 0] - ends[first, 0]) / (ends[second, 1] - ends[first, 1])
    foot = ends[first, 0] - slope * ends[first, 1]
    on = np.abs(ends[:, 0] - foot[:, None] - slope[:, None] * ends[:, 1]) < _OFF
    best = on[on.sum(axis=1).argmax()]
    if best.sum() < _ON_LINE * _RAYS:
        return None
    slope, foot = np.polyfit(ends[best, 1], ends[best, 0], 1)
    y = ends[best, 1][[0, -1]]
    return np.stack((foot + slope * y, y), axis=1)
