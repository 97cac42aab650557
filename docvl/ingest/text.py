"""Where the words of a page come from: its text layer or OCR."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from docvl.document import PageText, Word
from docvl.geometry import Box
from docvl.ingest.image import MAX_PIXELS, FrameSize
from docvl.ingest.orientation import turned
from docvl.ingest.pdf import Glyphs, PdfPage
from docvl.issues import Issue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read_pdf(page: PdfPage, number: int, dpi: int) -> PageText:
    """The words of a PDF page, by OCR where its text layer is missing or of no use.

    Raises:
        CorruptError: the page cannot be read or drawn.
    """
    glyphs = page.words()
    if not glyphs:
        return _by_ocr(page, number, dpi, ())
    return from_layer(glyphs, page.width, page.height)


def read_image(raster: NDArray[np.uint8], size: FrameSize, number: int) -> PageText:
    """The words of an image page."""
    from docvl.ingest.ocr import read

    return read(raster, size.width / size.width_px, size.height / size.height_px)


def _by_ocr(page: PdfPage, number: int, dpi: int, issues: tuple[Issue, ...]) -> PageText:
    from docvl.ingest.ocr import read

    zoom = min(dpi / 72, math.sqrt(MAX_PIXELS / (page.width * page.height)))
    width_px, height_px = max(1, int(page.width * zoom)), max(1, int(page.height * zoom))
    return read(page.render(width_px, height_px), page.width / width_px, page.height / height_px)


def from_layer(glyphs: list[Glyphs], width: float, height: float) -> PageText:
    """Turn a text layer upright by the direction that most of its characters run in."""
    votes: Counter[int] = Counter()
    for run in glyphs:
        votes[run.direction] += len(run.text)
    orientation = votes.most_common(1)[0][0]
    to_page = turned(orientation, width, height)
    to_reading = to_page.inverse()
    words = tuple(Word(run.text, _rounded(to_reading.box(run.box))) for run in glyphs)
    return PageText(words, "text-layer", to_page, orientation)


def _rounded(box: Box) -> Box:
    return Box(*(round(value, 1) + 0.0 for value in box))
