"""Filled areas in the picture of a page: coloured headers of tables, every other row of them, coloured cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from docvl.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

# An area is at least this wide and high, in heights of the usual line of print.
WIDE, HIGH = 2.0, 0.6
# Pixels of a line of print in the picture that is searched: the grain of a scan is averaged out.
LINE_PIXELS = 12
# Neighbours in an area differ by no more levels (of 255); colours that differ by no more from paper are paper.
EVEN = 8
# A colour varies by this share of what it differs from paper, but by no more levels than this: around white letters.
VARIES, MOST = 0.4, 40
# Colours looked at: pages are printed in few, photographs in many.
COLOURS = 8
# Of each side of an area this share is seen, within so many pixels; print in it leaves this share of it.
SIDE, RIM, LEFT = 0.9, 2, 0.4
# An area over this share of both sides of the page is its background.
BACKGROUND = 0.95


def filled_areas(raster: NDArray[np.uint8], line: float) -> Iterator[Box]:
    """The upright rectangles of one colour, other than paper, in pixels; those of the most frequent colours first.

    Args:
        raster: (height, width, 3), uint8.
        line: height of the usual line of print, pixels.
    """
    import cv2

    scale = min(1.0, LINE_PIXELS / line)
    small = np.asarray(cv2.resize(raster, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    paper, *colours = _colours(small)
    for colour in colours:
        distance = float(np.abs(colour - paper).max())
        if distance > EVEN:
            varies = min(VARIES * distance, MOST)
            mask = np.asarray(cv2.inRange(small, colour - varies, colour + varies), np.uint8)
            yield from (Box(*(side / scale for side in area)) for area in _rectangles(mask, line * scale))


def _colours(raster: NDArray[np.uint8]) -> list[NDArray[np.float64]]:
    """The most frequent colours of even places, (3,); the first is that of the paper."""
    import cv2

    ring = np.ones((3, 3), np.uint8)
    even = cv2.absdiff(cv2.dilate(raster, ring), cv2.erode(raster, ring)).max(axis=2) <= EVEN
    pixels = raster[even] if even.any() else raster.reshape(-1, 3)
    found: list[NDArray[np.float64]] = []
    while len(pixels) and len(found) < COLOURS:
        coarse = pixels.astype(np.int64) >> 4
        bins = (coarse[:, 0] << 8) | (coarse[:, 1] << 4) | coarse[:, 2]
        common = bins == np.bincount(bins).argmax()
        colour = np.median(pixels[common], axis=0)
        found.append(colour)
        pixels = pixels[~common & (np.abs(pixels - colour).max(axis=1) > EVEN)]
    return found


def _rectangles(mask: NDArray[np.uint8], line: float) -> Iterator[Box]:
    import cv2

    height, width = mask.shape
    *_, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    for x, y, w, h, area in stats[1:].tolist():
        large = w >= WIDE * line and h >= HIGH * line and area >= LEFT * w * h
        if (
            large
            and not (w > BACKGROUND * width and h > BACKGROUND * height)
            and _is_square(mask[y : y + h, x : x + w])
        ):
            yield Box(x, y, x + w, y + h)


def _is_square(mask: NDArray[np.uint8]) -> bool:
    """Whether all four sides are seen."""
    sides = mask[:RIM], mask[-RIM:], mask[:, :RIM].T, mask[:, -RIM:].T
    return all(side.any(axis=0).mean() >= SIDE for side in sides)
