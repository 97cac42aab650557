"""The grid for a page of a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from docvl.config import PlanOptions
from docvl.document import Page, Word
from docvl.plan.grid import TILE_PX, Grid, plan_grid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from docvl.plan.ink import Ink

_POINTS_PER_INCH = 72
_SMALL_PRINT = 0.02
"""Share of the characters that may be smaller than what must stay legible: superscripts, and specks taken for text."""

_LOST_PX = 6
"""Text lower than this in a scan is lost; a larger picture of it does not bring it back."""

_GLANCE_PIXELS = 2_250_000  # A4 at 150 dpi: enough to see the lines of a page


def plan_page(
    page: Page, options: PlanOptions, *, words: tuple[Word, ...] | None = None, tile_size: int = TILE_PX
) -> Grid:
    """The grid for a page, by :func:`docvl.plan.plan_grid`.

    Under ``policy="document"`` the smallest text that must stay legible is told from ``words`` and, without words,
    from a look at the pixels; a blank page gets a grid of no tiles at all.

    Args:
        page: an image counts as many pixels as it has, a PDF page as many as ``options.dpi`` gives it.
        options: ``min_tiles``, ``max_tiles``, ``policy``, ``dpi``.
        words: those of :attr:`Page.text`; None where they have not been read, as reading may mean OCR.
        tile_size: side of a tile, pixels.

    Raises:
        DocumentError: the pixels are needed and the page cannot be drawn.
        ConfigError: see :func:`docvl.plan.plan_grid`.
    """
    width, height = page_pixels(page, options.dpi)
    text_height = None
    if options.policy == "document":
        if words:
            text_height = _smallest(words) * height / page.height
        else:
            ink = _ink(page, options.dpi, height)
            if ink.blank:
                return Grid(0, 0, tile_size)
            # Where reading found no words and no lines are seen there is nothing to read: a picture is shown whole.
            text_height = ink.text_height or (height if words is not None else None)
        if text_height is not None and page.raster_size is not None:
            text_height = max(text_height, _LOST_PX)
    return plan_grid(
        width,
        height,
        min_tiles=options.min_tiles,
        max_tiles=options.max_tiles,
        policy=options.policy,
        tile_size=tile_size,
        text_height=text_height,
    )


def page_pixels(page: Page, dpi: int) -> tuple[int, int]:
    """Width and height in pixels: of an image as it is, of a PDF page at ``dpi``."""
    if page.raster_size is not None:
        return page.raster_size
    zoom = dpi / _POINTS_PER_INCH
    return max(1, round(page.width * zoom)), max(1, round(page.height * zoom))


def _smallest(words: tuple[Word, ...]) -> float:
    """Height in points that all but a small share of the characters reach."""
    heights = sorted((max(word.box.height, 1.0), len(word.text)) for word in words)
    left_out = _SMALL_PRINT * sum(count for _, count in heights)
    for height, count in heights:
        left_out -= count
        if left_out < 0:
            return height
    return heights[-1][0]


def glance(page: Page, dpi: int) -> NDArray[np.uint8]:
    """A small drawing of the page that shows its lines, (height, width, 3), uint8, RGB.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    width, height = page_pixels(page, dpi)
    zoom = min(1.0, math.sqrt(_GLANCE_PIXELS / (width * height)))
    return page.render(max(1, round(width * zoom)), max(1, round(height * zoom)))


def _ink(page: Page, dpi: int, height: int) -> Ink:
    """What the page shows; heights in pixels of the page where it has a height of ``height``."""
    from docvl.plan.ink import measure

    raster = glance(page, dpi)
    ink = measure(raster)
    return ink if ink.text_height is None else ink._replace(text_height=ink.text_height * height / len(raster))
