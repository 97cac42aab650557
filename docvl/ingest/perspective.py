"""A page seen at an angle: how it lies in a photo, from its lines of text and the sides of the sheet.

Lines that are parallel on the page meet in a photo, at the vanishing point of their direction. Two such points, of what
runs across and of what runs down, are all it takes to see the page from above, but for its height by its width
(Hartley and Zisserman, Multiple View Geometry in Computer Vision, 2nd ed., section 2.7).

The frame here: origin at the middle of the image, x to the right, y down, 1 is half of its longer side.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from docvl.geometry import Box, Projective
from docvl.ingest.orientation import Deskew, extents, level
from docvl.ingest.sheet_sides import sides

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONG = 8.0
"""Length of a line, in its heights, from which on its direction is known well."""

_LEAST_LINES = 8
_ROUNDS = 10
_RIDGE = 1e-9
"""Keeps what strokes in one row leave open at 0, and its error large."""

_LEAST, _MOST = 0.01, 0.4
"""Convergence from which on the page is taken to be seen at an angle, and the most that is believed."""

_CERTAIN = 4.0
"""Standard errors by which lines of text must converge where the sheet's own sides are not seen."""

_SLANT, _MOST_SLANT = math.radians(0.7), math.radians(10)
"""The same of what runs down, against the upright of what runs across."""

_AGREES = math.radians(1)
"""Greatest difference between the sides of the sheet and the lines that stand on it."""


class _Strokes(NamedTuple):
    """Straight pieces, n of them, that are parallel on the page."""

    x: NDArray[np.float64]  # of the middle
    y: NDArray[np.float64]
    angle: NDArray[np.float64]  # radians clockwise from the x axis
    length: NDArray[np.float64]

    @classmethod
    def between(cls, starts: NDArray[np.float64], ends: NDArray[np.float64]) -> Self:
        """From points (n, 2) to points (n, 2)."""
        (x, y), run = (starts + ends).T / 2, (ends - starts).T
        return cls(x, y, np.arctan2(run[1], run[0]), np.hypot(*run))

    @property
    def lever(self) -> NDArray[np.float64]:
        """By how much each angle grows with the convergence of all."""
        return np.asarray(self.x * np.sin(self.angle) - self.y * np.cos(self.angle))


class _Bearing(NamedTuple):
    """Where parallel strokes run: towards the vanishing point (cos angle, sin angle) / convergence."""

    angle: float
    convergence: float

    def off(self, strokes: _Strokes) -> NDArray[np.float64]:
        """By how much the angle of each is another, radians."""
        return np.asarray(strokes.angle - self.angle - self.convergence * strokes.lever)


def flat(image: NDArray[np.uint8], quads: NDArray[np.float32], tilt: float) -> Deskew:
    """The canvas on which a page lies flat and its lines are level.

    A page that is seen from above, for all that can be told, is turned by its tilt alone.

    Args:
        image: (height, width, 3), uint8: the page, its lines running from left to right.
        quads: (n, 4, 2), pixels: its lines.
        tilt: of the lines, degrees clockwise.
    """
    height, width = image.shape[:2]
    if not len(quads):
        return level(tilt, width, height)
    middle, half = np.array((width / 2, height / 2)), max(width, height) / 2
    left, right, top, bottom = (None if side is None else (side - middle) / half for side in sides(image, quads))
    across = _across(top, bottom, _lines((quads - middle) / half), math.radians(tilt))
    down = _down(left, right, across.angle)
    if max(abs(across.convergence), abs(down.convergence)) < _LEAST and abs(down.angle - across.angle) < _SLANT:
        return level(tilt, width, height)
    return _canvas(across, down, width, height)


def _lines(quads: NDArray[np.float64]) -> _Strokes:
    width, height = extents(quads.astype(np.float32))
    long = quads[width > _LONG * height]
    return _Strokes.between((long[:, 0] + long[:, 3]) / 2, (long[:, 1] + long[:, 2]) / 2)


def _across(
    top: NDArray[np.float64] | None, bottom: NDArray[np.float64] | None, lines: _Strokes, tilt: float
) -> _Bearing:
    """By the upper and lower side, else by the lines, else by the tilt alone."""
    if top is not None and bottom is not None:
        by_sides, _ = _bearing(_Strokes.between(*np.stack((top, bottom), axis=1)))
        agrees = not len(lines.x) or float(np.median(np.abs(by_sides.off(lines)))) < _AGREES
        if agrees and abs(by_sides.convergence) < _MOST:
            return by_sides
    if len(lines.x) >= _LEAST_LINES:
        by_lines, error = _bearing(lines)
        if _CERTAIN * error < abs(by_lines.convergence) < _MOST:
            return by_lines
    return _Bearing(tilt, 0.0)


def _down(left: NDArray[np.float64] | None, right: NDArray[np.float64] | None, upright: float) -> _Bearing:
    """By the sides to the left and right, else upright to what runs across."""
    if left is not None and right is not None:
        starts, stops = np.stack((left, right), axis=1)
        # A quarter turn back: what runs down runs across.
        bearing, _ = _bearing(_Strokes.between(starts[:, ::-1] * (1, -1), stops[:, ::-1] * (1, -1)))
        if abs(bearing.convergence) < _MOST and abs(bearing.angle - upright) < _MOST_SLANT:
            return bearing
    return _Bearing(upright, 0.0)


def _bearing(strokes: _Strokes) -> tuple[_Bearing, float]:
    """By least squares, robust (Cauchy's weights); and the standard error of the convergence."""
    terms = np.stack((np.ones_like(strokes.x), strokes.lever), axis=1)
    weight = strokes.length**2
    trust = np.ones_like(weight)
    for _ in range(_ROUNDS):
        normal = terms.T @ (terms * (weight * trust)[:, None]) + _RIDGE * np.eye(2)
        bearing = _Bearing(*np.linalg.solve(normal, terms.T @ (weight * trust * strokes.angle)).tolist())
        off = np.abs(bearing.off(strokes)) * strokes.length
        spread = max(1.4826 * float(np.median(off)), 1e-6)
        trust = 1 / (1 + (off / (2.4 * spread)) ** 2)
    return bearing, spread * math.sqrt(float(np.linalg.inv(normal)[1, 1]))


def _canvas(across: _Bearing, down: _Bearing, width: float, height: float) -> Deskew:
    """The canvas that holds the whole image as it is from above, as large at the middle as there."""
    half = max(width, height) / 2
    unit = Projective(1 / half, 0, -width / 2 / half, 0, 1 / half, -height / 2 / half)
    seen = Projective(
        math.cos(across.angle), -math.sin(down.angle), 0, math.sin(across.angle), math.cos(down.angle), 0,
        across.convergence, down.convergence,
    )  # fmt: skip
    above = unit.then(seen.inverse()).then(Projective(half, 0, 0, 0, half, 0))
    box = above.box(Box(0, 0, width, height))
    return Deskew(above.then(Projective(c=-box.x0, f=-box.y0)).inverse(), box.width, box.height)
