"""Lines of print on a raster that is known to stand upright: a part of a page whose orientation its text layer tells.

A picture of a few words says too little to be turned by: the classifier of orientation judges single short lines wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import cv2
import numpy as np

from docvl.document import Word
from docvl.errors import DocvlError, EngineError
from docvl.geometry import Box
from docvl.ingest.ocr_lines import crop
from docvl.ingest.ocr_models import models
from docvl.ingest.ocr_words import pieces
from docvl.ingest.orientation import extents

if TYPE_CHECKING:
    from numpy.typing import NDArray

_COARSE = 0.5
"""Resolution of the first look: where it finds no line, as in a photograph, there is no second one."""

_MAX_AREA = 4_000_000
"""Pixels in which lines are looked for at most: A4 at 200 dpi. More cost memory, and posters have large print."""

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

    if _area(_detect(image, _COARSE)) < least:
        return []
    quads = _detect(image, 1.0)
    if not len(quads):
        return []
    cuts = [crop(image, quad) for quad in quads]
    result = models().recognize(TextRecInput(img=cuts, return_word_box=True))
    found = zip(quads, cuts, result.txts, result.scores, result.word_results, strict=True)
    return [Line(tuple(_words(quad, cut, text, info)), float(score)) for quad, cut, text, score, info in found]


def _words(quad: NDArray[np.float32], cut: NDArray[np.uint8], text: str, info: Any) -> Iterator[Word]:
    """The words of a line: where it stands, what it looks like, what the recogniser says of it."""
    columns = [column for word in info.word_cols for column in word]
    for piece in pieces(text, columns, info.confs, info.line_txt_len, cut) if columns else ():
        box = _box(quad, piece.start / info.line_txt_len, piece.end / info.line_txt_len)
        yield Word(piece.text, box, min(piece.confidence, _SURE))


def _detect(image: NDArray[np.uint8], zoom: float) -> NDArray[np.float32]:
    """(n, 4, 2): corners of lines, pixels of the image."""
    zoom *= min(1.0, math.sqrt(_MAX_AREA / (image.shape[0] * image.shape[1])))
    height, width = (max(32, round(side * zoom)) for side in image.shape[:2])
    found = models().detect(cv2.resize(image, (width, height), interpolation=cv2.INTER_AREA)).boxes
    quads = np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)
    return _level(quads * np.array((image.shape[1] / width, image.shape[0] / height), np.float32))


def _level(quads: NDArray[np.float32]) -> NDArray[np.float32]:
    """The lines that are wider than high, and level by half their height."""
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
