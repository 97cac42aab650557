"""A page in parts from top to bottom, each to be looked at alone, cut where the page is emptiest."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.document import Page
from docvl.plan.page import glance

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEEWAY = 0.5  # of a band's height, by which a cut may move to either side
_LEAST_INK = 20  # pixels of the look; fewer are dust


class Band(NamedTuple):
    """A part of a page.

    Attributes:
        page: shows the part alone; its words are those of the whole page.
        box: x0, y0, x1, y1 as fractions of the whole page as shown; None for the whole page itself.
    """

    page: Page
    box: tuple[float, float, float, float] | None


def bands(page: Page, count: int, *, dpi: int) -> list[Band]:
    """Cut a page into ``count`` parts and leave out those that show nothing; none for a blank page.

    Args:
        page: as shown; lines that run from top to bottom are cut.
        count: 1 or more; 1 gives the page itself.
        dpi: see :func:`docvl.plan.page_pixels`.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    from docvl.plan.ink import inked

    ink = inked(glance(page, dpi)).sum(axis=1)
    if count == 1:
        return [Band(page, None)] if ink.sum() >= _LEAST_INK else []
    cuts = [0, *(_cut(ink, number / count, _LEEWAY / count) for number in range(1, count)), len(ink)]
    return [
        Band(_part(page, top / len(ink), bottom / len(ink)), (0.0, _rounded(top, ink), 1.0, _rounded(bottom, ink)))
        for top, bottom in zip(cuts, cuts[1:], strict=False)
        if ink[top:bottom].sum() >= _LEAST_INK
    ]


def _cut(ink: NDArray[np.int64], at: float, leeway: float) -> int:
    """The row with least ink near the fraction ``at`` of the height; of equal ones that in the middle of most such."""
    rows = len(ink)
    start, end = round((at - leeway / 2) * rows), max(round((at + leeway / 2) * rows), 1)
    window = ink[start:end]
    empty = np.flatnonzero(window == window.min())
    runs = np.split(empty, np.flatnonzero(np.diff(empty) > 1) + 1)
    widest = max(runs, key=len)
    return start + int(widest[len(widest) // 2])


def _part(page: Page, top: float, bottom: float) -> Page:
    size = None
    if page.raster_size is not None:
        width, rows = page.raster_size
        size = (width, max(round(bottom * rows) - round(top * rows), 1))

    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        if (width_px, height_px) == size and page.raster_size is not None:
            whole = page.render(*page.raster_size)
        else:
            whole = page.render(width_px, max(round(height_px / (bottom - top)), height_px))
        start = min(round(top * len(whole)), len(whole) - height_px)
        return whole[start : start + height_px]

    height = page.height * (bottom - top)
    return replace(page, height=height, read_text=lambda: page.text, render=render, raster_size=size)


def _rounded(row: int, ink: NDArray[np.int64]) -> float:
    return round(row / len(ink), 4)
