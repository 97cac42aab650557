"""What a page shows, against what its text layer says: words without ink, ink without words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from docvl.errors import CorruptError
from docvl.geometry import Box
from docvl.ingest.pdf import Glyphs, PdfPage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ZOOM = 1.5
_MAX_SIDE = 2500
_MIN_CONTRAST = 70
"""Least difference of levels (0 to 7 * 255) within the box of a word that is seen."""

_GRID = 64
_CELL_PIXELS = 6
_INK_LEVELS = 48
_THIN_WORDS, _FULL_WORDS = 20, 150
_PICTURE = 0.4
_PICTURE_IF_THIN = 0.1
"""Share of the page that images without text over them must cover to be read by OCR."""

_INK_OF_PICTURE = 0.5
_INK_BESIDE = 4.0
"""Ink, as a multiple of that of the words, that must be in such images, or anywhere on a page with few words."""


def seen_words(page: PdfPage, words: list[Glyphs]) -> list[Glyphs]:
    """The words that leave ink: not white on white, not under a picture or a bar that covers them.

    Pages that cannot be drawn, or not at a useful size, keep all.
    """
    side = max(page.width, page.height)
    if not words or side > _MAX_SIDE:
        return words
    zoom = min(_ZOOM, _MAX_SIDE / side)
    try:
        raster = page.render(math.ceil(page.width * zoom), math.ceil(page.height * zoom))
    except CorruptError:
        return words
    # One number for a colour, so that red on green of the same grey differs.
    colours = raster.astype(np.int16) @ np.array((2, 4, 1), np.int16)

    def is_seen(word: Glyphs) -> bool:
        x0, y0, x1, y1 = (value * zoom for value in word.box)
        inside = colours[max(0, int(y0)) : math.ceil(y1), max(0, int(x0)) : math.ceil(x1)]
        return inside.size == 0 or int(inside.max()) - int(inside.min()) >= _MIN_CONTRAST

    return [word for word in words if is_seen(word)]


def unread_areas(page: PdfPage, words: list[Glyphs]) -> list[Box]:
    """Where the page may show words that its text layer lacks, page points; empty if that is too little to matter."""
    if len(words) >= _FULL_WORDS:
        return []
    images = page.images()
    worded = _cells(page, [word.box for word in words])
    pictured = _cells(page, images) & ~worded
    thin = len(words) < _THIN_WORDS
    large = pictured.mean() >= (_PICTURE_IF_THIN if thin else _PICTURE)
    if not (large or thin):
        return []
    ink = _ink(page)
    written = ink[worded].sum()
    if large and ink[pictured].sum() >= _INK_OF_PICTURE * written:
        return images
    return [Box(0, 0, page.width, page.height)] if thin and ink[~worded].sum() > _INK_BESIDE * written else []


def _cells(page: PdfPage, boxes: list[Box]) -> NDArray[np.bool_]:
    """(_GRID, _GRID): the parts of the page that the boxes touch."""
    cells = np.zeros((_GRID, _GRID), dtype=np.bool_)
    x, y = _GRID / page.width, _GRID / page.height
    for box in boxes:
        rows = slice(max(0, math.floor(box.y0 * y)), math.ceil(box.y1 * y))
        cells[rows, max(0, math.floor(box.x0 * x)) : math.ceil(box.x1 * x)] = True
    return cells


def _ink(page: PdfPage) -> NDArray[np.float64]:
    """(_GRID, _GRID): share of pixels that differ from the paper."""
    side = _GRID * _CELL_PIXELS
    raster = page.render(side, side).astype(np.int16)
    darkest = np.minimum(np.minimum(raster[:, :, 0], raster[:, :, 1]), raster[:, :, 2])
    ink = np.abs(darkest - np.median(darkest[::4, ::4])) > _INK_LEVELS
    # Two sums over one axis are many times faster than one over both.
    columns = ink.reshape(side, _GRID, _CELL_PIXELS).sum(axis=2)
    return np.asarray(columns.reshape(_GRID, _CELL_PIXELS, _GRID).sum(axis=1) / _CELL_PIXELS**2)
