"""Where the pictures of a page may hold words that its text layer lacks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.geometry import Box
from docvl.ingest.pdf import Glyphs, PdfPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LONG, _HIGH = 40.0, 8.0
"""Points of a picture that may hold a name, at least: a line of ten letters of 8 points, half as wide as high. Of its
connected parts each holds the ink of half of that."""

_MAX_SIDE = 2500
"""Pixels of the raster on which ink is looked for, which has one pixel for a point on all but posters."""

_CELL = 3
"""Side in pixels of the squares in which ink is looked at."""

_BESIDE, _BELOW = 8, 3
"""Squares belong together up to twice so many apart: as columns of a table beside each other, as lines below."""

_INK_LEVELS = 48
_ROOM = 0.25
"""Share of its height by which the ink of a word may stand out of its box, which is as high as the font size."""

_LEAST_GROUND = 0.1
"""Share of a picture that its most frequent colour takes at least: less is a photograph that fills its frame."""


class Area(NamedTuple):
    """A part of a page that may hold words.

    Attributes:
        box: page points.
        ground: (3,), uint8, RGB, the colour that the ink stands on.
        inked: square points that hold ink.
    """

    box: Box
    ground: NDArray[np.uint8]
    inked: float


def picture_areas(page: PdfPage, words: Sequence[Glyphs]) -> Iterator[Area]:
    """What is inked within the raster images of a page and outside of its words, in connected parts.

    Raises:
        CorruptError: the page cannot be drawn.
    """
    zoom = min(1.0, _MAX_SIDE / max(page.width, page.height))
    shape = math.ceil(page.height * zoom), math.ceil(page.width * zoom)
    frames = [frame for frame in _frames(page.images(), shape, zoom) if _is_large(frame, zoom)]
    if not frames:
        return
    raster = page.render(shape[1], shape[0])
    worded = _mask((_with_room(word.box) for word in words), shape, zoom)
    for frame in frames:
        yield from _inked_parts(raster[frame], worded[frame], (frame[1].start, frame[0].start), zoom)


Frame = tuple[slice, slice]
"""Rows and columns of a raster."""


def _with_room(box: Box) -> Box:
    room = _ROOM * box.height
    return Box(box.x0 - room, box.y0 - room, box.x1 + room, box.y1 + room)


def _is_large(frame: Frame, zoom: float) -> bool:
    sides = sorted(part.stop - part.start for part in frame)
    return bool(sides[0] >= _HIGH * zoom and sides[1] >= _LONG * zoom)


def _frames(images: list[Box], shape: tuple[int, int], zoom: float) -> list[Frame]:
    """Where images stand; those that touch are one, as programs cut pictures into strips."""
    return _parts(_mask(images, shape, zoom)) if images else []


def _mask(boxes: Iterable[Box], shape: tuple[int, int], zoom: float) -> NDArray[np.uint8]:
    """``shape``: 1 within the boxes, which are page points."""
    mask = np.zeros(shape, np.uint8)
    for box in boxes:
        x0, y0, x1, y1 = (value * zoom for value in box)
        mask[max(0, int(y0)) : max(0, math.ceil(y1)), max(0, int(x0)) : max(0, math.ceil(x1))] = 1
    return mask


def _parts(mask: NDArray[np.uint8]) -> list[Frame]:
    """The frames around the connected parts of a mask, from top to bottom."""
    import cv2

    _, _, found, _ = cv2.connectedComponentsWithStats(mask)
    return [np.s_[int(y) : int(y + high), int(x) : int(x + wide)] for x, y, wide, high, _ in found[1:]]


def _inked_parts(
    raster: NDArray[np.uint8], worded: NDArray[np.uint8], corner: tuple[int, int], zoom: float
) -> Iterator[Area]:
    """The areas of one frame, whose upper left corner stands at ``corner``, (x, y) in pixels."""
    import cv2

    # Edges, not what is dark: a coloured band is no print, the white letters on it are.
    edges = cv2.morphologyEx(raster, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)).max(axis=2)
    ink = (edges > _INK_LEVELS) & (worded == 0)
    # With room around it, so that what is dilated stands out evenly on all sides.
    cells = np.pad(_cells(ink), ((_BELOW, _BELOW), (_BESIDE, _BESIDE)))
    reached = cv2.dilate(cells, np.ones((2 * _BELOW + 1, 2 * _BESIDE + 1), np.uint8))
    for rows, columns in _parts(np.asarray(reached, np.uint8)):
        inked = float(cells[rows, columns].sum()) * (_CELL / zoom) ** 2
        frame = np.s_[
            rows.start * _CELL : (rows.stop - 2 * _BELOW) * _CELL,
            columns.start * _CELL : (columns.stop - 2 * _BESIDE) * _CELL,
        ]
        ground, share = _ground(raster[frame])
        if share >= _LEAST_GROUND and inked >= _LONG * _HIGH / 2:
            (rows, columns), (x, y) = frame, corner
            box = Box(x + columns.start, y + rows.start, x + columns.stop, y + rows.stop)
            yield Area(Box(*(value / zoom for value in box)), ground, inked)


def _cells(ink: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Whether there is ink in each square of ``_CELL`` pixels."""
    rows, columns = (math.ceil(length / _CELL) for length in ink.shape)
    full = np.pad(ink, ((0, rows * _CELL - ink.shape[0]), (0, columns * _CELL - ink.shape[1])))
    return np.asarray(full.reshape(rows, _CELL, columns, _CELL).max(axis=(1, 3)), np.uint8)


def _ground(raster: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
    """The most frequent colour, (3,), and its share of the raster."""
    bins = (raster >> 4).astype(np.int32) @ np.array((256, 16, 1), np.int32)
    counts = np.bincount(bins.ravel())
    usual = int(counts.argmax())
    return np.median(raster[bins == usual], axis=0).astype(np.uint8), float(counts[usual] / bins.size)
