"""Lines of print on a raster that is known to stand upright: a part of a page whose orientation its text layer tells.

A picture of a few words says too little to be turned by: the classifier of orientation judges single short lines wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from docvl.document import Word
from docvl.errors import DocvlError, EngineError
from docvl.geometry import Box
from docvl.ingest.ocr_lines import MAX_AREA, crop, detect
from docvl.ingest.ocr_models import models
from docvl.ingest.ocr_words import words_of
from docvl.ingest.orientation import extents

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COARSE = 0.5
"""Resolution of the first look: where it finds no line, as in a photograph, there is no second one."""

_SURE = 0.9999
"""Highest confidence of a word that was seen: 1 is for text layers."""


class Line(NamedTuple):
    """A line of print.

    Attributes:
        words: pixels of the raster.
        confidence: 0 to 1, of the line as a whole.
    """

    words: tuple[Word, ...]
    confidence: float


def read_lines(raster: NDArray[np.uint8], least: float) -> list[Line]:
    """The lines that run from left to right; others are left out.

    Args:
        raster: (height, width, 3), uint8, RGB; a usual line of print is some 20 pixels high.
        least: pixels that the boxes of the lines must cover at a first look, or nothing is read.

    Raises:
        EngineError: the models failed.
        MissingDependencyError: the models are not there.
    """
    try:
        return _read(np.ascontiguousarray(raster[:, :, ::-1]), least)
    except (DocvlError, MemoryError):
        raise
    except Exception as error:
        raise EngineError(f"OCR failed on a picture: {type(error).__name__}.") from error


def _read(image: NDArray[np.uint8], least: float) -> list[Line]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    if _area(_level(image, _COARSE)) < least:
        return []
    quads = _level(image, 1.0)
    if not len(quads):
        return []
    cuts = [crop(image, quad) for quad in quads]
    result = models().recognize(TextRecInput(img=cuts, return_word_box=True))
    found = zip(quads, cuts, result.txts, result.scores, result.word_results, strict=True)
    return [Line(tuple(_words(quad, cut, text, info)), float(score)) for quad, cut, text, score, info in found]


def _words(quad: NDArray[np.float32], cut: NDArray[np.uint8], text: str, info: Any) -> Iterator[Word]:
    """The words of a line: where it stands, what it looks like, what the recogniser says of it."""
    for piece in words_of(text, info, cut):
        yield Word(piece.text, _box(quad, piece.start, piece.end), min(piece.confidence, _SURE))


def _level(image: NDArray[np.uint8], zoom: float) -> NDArray[np.float32]:
    """(n, 4, 2), pixels of the image: the lines that are wider than high, and level by half their height."""
    zoom *= min(1.0, math.sqrt(MAX_AREA / (image.shape[0] * image.shape[1])))
    quads = detect(image, zoom).quads
    width, height = extents(quads)
    rise = np.abs(quads[:, 1, 1] - quads[:, 0, 1])
    return np.asarray(quads[(width > height) & (rise < height / 2)], np.float32)


def _area(quads: NDArray[np.float32]) -> float:
    """In pixels, of all lines."""
    width, height = extents(quads)
    return float((width * height).sum())


def _box(quad: NDArray[np.float32], start: float, end: float) -> Box:
    """The part of a line between two shares of its length.

    The detector's boxes stand off the print, which makes them about as high as the font size, as those of text layers.
    """
    x0, x1 = float(quad[[0, 3], 0].mean()), float(quad[[1, 2], 0].mean())
    y0, y1 = float(quad[:2, 1].mean()), float(quad[2:, 1].mean())
    return Box(x0 + start * (x1 - x0), y0, x0 + end * (x1 - x0), y1)
