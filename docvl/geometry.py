"""Boxes and affine maps.

Frames, all with the origin at the top left and y pointing down:

- *page points*: 1/72 inch on the page as shown, that is after its own rotation (PDF ``/Rotate``, EXIF);
- *reading points*: 1/72 inch on the page turned upright and deskewed, so that lines run left to right;
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


class Affine(NamedTuple):
    """The map x' = a x + b y + c, y' = d x + e y + f."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The image of one point."""
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def box(self, box: Box) -> Box:
        """The axis-aligned hull of the image of ``box``."""
        corners = ((x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1))
        return Box.hull(Box(*self.point(x, y), *self.point(x, y)) for x, y in corners)

    def then(self, after: Affine) -> Affine:
        """This map followed by ``after``."""
        return Affine(
            after.a * self.a + after.b * self.d,
            after.a * self.b + after.b * self.e,
            after.a * self.c + after.b * self.f + after.c,
            after.d * self.a + after.e * self.d,
            after.d * self.b + after.e * self.e,
            after.d * self.c + after.e * self.f + after.f,
        )

    def inverse(self) -> Affine:
        """The map that undoes this one.

        Raises:
            ZeroDivisionError: the map is singular.
        """
        det = self.a * self.e - self.b * self.d
        a, b, d, e = self.e / det, -self.b / det, -self.d / det, self.a / det
        return Affine(a, b, -(a * self.c + b * self.f), d, e, -(d * self.c + e * self.f))


IDENTITY = Affine()
