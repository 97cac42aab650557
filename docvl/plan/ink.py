"""What can be seen of a page's text without reading it: whether there is ink, and how high the lines are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BLOCK = 32  # pixels a side in which the paper counts as evenly lit
_CONTRAST = 40  # grey levels between paper and ink; show-through and shadows stay below
_LETTER_INK = 20  # fewer dark pixels on a page are dust
_STRIP = 96  # pixels; narrow, so that lines of a tilted page stay apart
_LEAST_LINE, _MOST_LINE = 4, 96  # pixels; rules are lower, pictures are higher
_INK_OF_TEXT = 0.75  # of its height: capitals and figures have 0.7 of it, Chinese characters 0.85
_SMALL_SHARE = 0.1  # of the lines found; the estimate is coarse and must not follow its outliers


class Ink(NamedTuple):
    """What a raster shows.

    Attributes:
        blank: nothing but paper.
        text_height: pixels of the raster, ascender to descender, of its smaller text; None where no lines are seen.
    """

    blank: bool
    text_height: float | None


def measure(raster: NDArray[np.uint8]) -> Ink:
    """Look at a page.

    Args:
        raster: (height, width, 3), uint8, RGB; best at some 150 dpi.
    """
    mask = inked(raster)
    if np.count_nonzero(mask) < _LETTER_INK:
        return Ink(blank=True, text_height=None)
    heights, weights = _lines(mask)
    if not heights.size:
        return Ink(blank=False, text_height=None)
    order = np.argsort(heights, kind="stable")
    reached = np.cumsum(weights[order])
    line = heights[order][np.searchsorted(reached, _SMALL_SHARE * reached[-1])]
    return Ink(blank=False, text_height=float(line) / _INK_OF_TEXT)


def inked(raster: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels that stand out from their surroundings, dark on light or light on dark.

    Args:
        raster: as for :func:`measure`.

    Returns:
        (height, width), bool.
    """
    grey = raster @ np.array([0.25, 0.5, 0.25], dtype=np.float32)
    height, width = grey.shape
    padded = np.pad(grey, ((0, -height % _BLOCK), (0, -width % _BLOCK)), mode="edge")
    blocks = padded.reshape(padded.shape[0] // _BLOCK, _BLOCK, -1, _BLOCK)
    paper = np.median(blocks[:, ::2, :, ::2], axis=(1, 3), keepdims=True)
    mask: NDArray[np.bool_] = (np.abs(blocks - paper) > _CONTRAST).reshape(padded.shape)[:height, :width]
    # A speck of dust has no neighbour.
    return mask & (_shifted(mask, 1) | _shifted(mask, -1))


def _shifted(mask: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    moved = np.roll(mask, by, axis=0)
    moved[0 if by > 0 else -1] = False
    return moved


def _lines(mask: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Runs of inked rows in vertical strips of the page -> their heights in pixels and their ink, both (n,)."""
    height, width = mask.shape
    padded = np.pad(mask, ((1, 1), (0, -width % _STRIP)))
    ink = padded.reshape(height + 2, -1, _STRIP).sum(axis=2).T  # (strips, height + 2)
    edges = np.diff((ink > 0).astype(np.int8), axis=1)
    strips, starts = np.nonzero(edges == 1)
    ends = np.nonzero(edges == -1)[1]
    sums = np.cumsum(ink, axis=1)
    heights, weights = ends - starts, sums[strips, ends] - sums[strips, starts]
    # A run of text holds about one letter's ink at least, and leaves paper between its strokes.
    text = (heights >= _LEAST_LINE) & (heights <= _MOST_LINE) & (weights >= 3 * heights)
    text &= 2 * weights <= heights * _STRIP
    return heights[text], weights[text]
