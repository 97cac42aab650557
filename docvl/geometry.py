"""Boxes and maps of the plane.

Frames, all with the origin at the top left and y pointing down:

- *page points*: 1/72 inch on the page as shown, that is after its own rotation (PDF ``/Rotate``, EXIF);
- *reading points*: 1/72 inch on the page turned upright, deskewed and flattened, so that lines run left to right;
- *fractions*: page points divided by the width and height of the page, 0 to 1. Evidence uses these.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self


class Box(NamedTuple):
    """An axis-aligned rectangle; the frame is said where the box is made."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """Horizontal extent, in the unit of the frame."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """Vertical extent, in the unit of the frame."""
        return self.y1 - self.y0

    @property
    def center(self) -> tuple[float, float]:
        """Midpoint as (x, y)."""
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @classmethod
    def hull(cls, boxes: Iterable[Box]) -> Self:
        """The smallest box around ``boxes``, which must not be empty."""
        x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
        return cls(min(x0s), min(y0s), max(x1s), max(y1s))

    def overlap_x(self, other: Box) -> float:
        """Length of the common horizontal extent; negative is the gap between the two."""
        return min(self.x1, other.x1) - max(self.x0, other.x0)

    def overlap_y(self, other: Box) -> float:
        """Length of the common vertical extent; negative is the gap between the two."""
        return min(self.y1, other.y1) - max(self.y0, other.y0)

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether ``point``, as (x, y), lies inside or on the edge."""
        x, y = point
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1

    def fractions(self, width: float, height: float) -> Box:
        """The box divided by the page size and cut to the page: 0 <= x0 <= x1 <= 1, likewise y."""

        def cut(value: float) -> float:
            return round(min(max(value, 0.0), 1.0), 4)

        return Box(cut(self.x0 / width), cut(self.y0 / height), cut(self.x1 / width), cut(self.y1 / height))


class Projective(NamedTuple):
    """The map x' = (a x + b y + c) / w, y' = (d x + e y + f) / w, w = g x + h y + 1.

    Projective where g and h are 0: turns, tilts and scales; otherwise a plane seen at an angle (a homography).
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0
    g: float = 0.0
    h: float = 0.0

    @property
    def rows(self) -> tuple[tuple[float, float, float], ...]:
        """The 3 x 3 matrix for columns (x, y, 1)."""
        return (self.a, self.b, self.c), (self.d, self.e, self.f), (self.g, self.h, 1.0)

    @classmethod
    def of_rows(cls, rows: Iterable[Iterable[float]]) -> Self:
        """The map of a 3 x 3 matrix.

        Raises:
            ZeroDivisionError: the last element is 0: the map takes the origin to infinity.
        """
        *values, last = (value for row in rows for value in row)
        return cls(*(value / last for value in values))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The image of one point."""
        w = self.g * x + self.h * y + 1.0
        return (self.a * x + self.b * y + self.c) / w, (self.d * x + self.e * y + self.f) / w

    def box(self, box: Box) -> Box:
        """The axis-aligned hull of the image of ``box``."""
        corners = ((x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1))
        return Box.hull(Box(*self.point(x, y), *self.point(x, y)) for x, y in corners)

    def then(self, after: Projective) -> Projective:
        """This map followed by ``after``."""
        columns = tuple(zip(*self.rows, strict=True))
        return Projective.of_rows([[_dot(row, column) for column in columns] for row in after.rows])

    def inverse(self) -> Projective:
        """The map that undoes this one.

        Raises:
            ZeroDivisionError: the map is singular.
        """
        a, b, c, d, e, f, g, h = self
        adjugate = (e - f * h, c * h - b, b * f - c * e), (f * g - d, a - c * g, c * d - a * f)
        return Projective.of_rows((*adjugate, (d * h - e * g, b * g - a * h, a * e - b * d)))

    def near(self, x: float, y: float) -> Projective:
        """The affine map that is like this one close to a point."""
        w = self.g * x + self.h * y + 1.0
        to_x, to_y = self.point(x, y)
        a, b = (self.a - self.g * to_x) / w, (self.b - self.h * to_x) / w
        d, e = (self.d - self.g * to_y) / w, (self.e - self.h * to_y) / w
        return Projective(a, b, to_x - a * x - b * y, d, e, to_y - d * x - e * y)


IDENTITY = Projective()


def _dot(row: Iterable[float], column: Iterable[float]) -> float:
    return sum(one * other for one, other in zip(row, column, strict=True))
