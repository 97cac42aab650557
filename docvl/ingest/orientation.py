"""How the content lies on a page: quarter turns and tilt, from the quadrilaterals of its lines."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.geometry import Projective

if TYPE_CHECKING:
    from numpy.typing import NDArray

Quads = "NDArray[np.float32]"
"""(n, 4, 2): corners top left, top right, bottom right, bottom left, as (x, y)."""

_SLENDER = 1.5


def turned(orientation: int, width: float, height: float) -> Projective:
    """The map from the upright content to the page as shown.

    Args:
        orientation: degrees clockwise that the content is turned: 0, 90, 180 or 270.
        width: of the page as shown.
        height: of the page as shown.
    """
    return {
        0: Projective(),
        90: Projective(0, -1, width, 1, 0, 0),
        180: Projective(-1, 0, width, 0, -1, height),
        270: Projective(0, 1, 0, -1, 0, height),
    }[orientation]


class Deskew(NamedTuple):
    """A canvas on which the lines of a tilted one are level.

    Attributes:
        to_tilted: maps the level canvas to the tilted one.
        width: of the level canvas, which holds the whole of the tilted one.
        height: likewise.
    """

    to_tilted: Projective
    width: float
    height: float


def level(skew: float, width: float, height: float) -> Deskew:
    """The level canvas for a width x height one that is tilted by ``skew`` degrees clockwise."""
    cos, sin = math.cos(math.radians(skew)), math.sin(math.radians(skew))
    new_width = width * cos + height * abs(sin)
    new_height = height * cos + width * abs(sin)
    c = width / 2 - cos * new_width / 2 + sin * new_height / 2
    f = height / 2 - sin * new_width / 2 - cos * new_height / 2
    return Deskew(Projective(cos, -sin, c, sin, cos, f), new_width, new_height)


def extents(quads: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Length along the line and across it, (n,) each, in the unit of ``quads`` (n, 4, 2)."""
    width = np.linalg.norm(quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3], axis=1) / 2
    height = np.linalg.norm(quads[:, 3] - quads[:, 0] + quads[:, 2] - quads[:, 1], axis=1) / 2
    return width.astype(np.float32), height.astype(np.float32)


def runs_down(quads: NDArray[np.float32]) -> bool:
    """Whether most text, by area, stands in boxes higher than wide: the page is turned by 90 or 270 degrees."""
    width, height = extents(quads)
    area = width * height
    return bool(area[height > _SLENDER * width].sum() > area[width > _SLENDER * height].sum())


def skew(quads: NDArray[np.float32]) -> float:
    """Tilt of the page, degrees clockwise: the median over its lines, the longer the heavier; 0 without long lines."""
    width, height = extents(quads)
    long = width > 3 * height
    if not long.any():
        return 0.0
    run = (quads[:, 1] - quads[:, 0] + quads[:, 2] - quads[:, 3])[long]
    angles = np.degrees(np.arctan2(run[:, 1], run[:, 0]))
    order = np.argsort(angles, kind="stable")
    weight = np.cumsum(width[long][order])
    return float(angles[order][np.searchsorted(weight, weight[-1] / 2)])
