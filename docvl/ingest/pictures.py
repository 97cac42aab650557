"""Words that only pictures show on a page with a text layer: letterheads, footers, tables pasted as images."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from docvl.document import Word
from docvl.errors import CorruptError
from docvl.geometry import Box
from docvl.ingest.image import MAX_PIXELS
from docvl.ingest.orientation import turned
from docvl.ingest.pdf import Glyphs, PdfPage
from docvl.ingest.picture_areas import Area, picture_areas

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from docvl.ingest.ocr_upright import Line

_MARGIN = 6
"""Points of plain ground around what is read: the detector misses print at the edge of an image."""

_LEGIBLE = 0.8
"""Least confidence of a line."""

_PRINT = 1 / 3
"""Share of what is inked that lines of print take at least: a picture of words, not one with words in it. Names in
logos and tables take half and more; labels of charts and products, a line below a code, a quarter at most."""

_REMEMBERED = 64
"""Pictures of a file whose words are kept."""


class Pictures:
    """Reads the pictures on the pages of one file; one that stands on many of them is read once."""

    def __init__(self) -> None:
        """Start a file."""
        self._read: dict[bytes, list[Line]] = {}

    def words(self, page: PdfPage, glyphs: Sequence[Glyphs], orientation: int, dpi: int) -> list[Word]:
        """The words of the pictures on a page; none where it cannot be drawn.

        Args:
            page: with a text layer.
            glyphs: of its text layer, as seen.
            orientation: of the text layer, degrees clockwise: pictures are taken to stand as it does.
            dpi: at which pictures are drawn.

        Returns:
            Words in reading points, with a confidence below 1.

        Raises:
            EngineError: OCR failed.
        """
        try:
            return list(self._found(page, glyphs, orientation, dpi))
        except CorruptError:
            return []

    def _found(self, page: PdfPage, glyphs: Sequence[Glyphs], orientation: int, dpi: int) -> Iterator[Word]:
        zoom = min(dpi / 72, math.sqrt(MAX_PIXELS / (page.width * page.height)))
        to_reading = turned(orientation, page.width, page.height).inverse()
        for area in picture_areas(page, glyphs):
            raster, box = _drawn(page, area, glyphs, zoom)
            upright = np.ascontiguousarray(np.rot90(raster, orientation // 90))
            least = _PRINT * area.inked * zoom**2
            lines = [line.words for line in self._lines(upright, least) if _says_something(line)]
            if sum(word.box.width * word.box.height for line in lines for word in line) >= least:
                origin = to_reading.box(box)
                yield from (_moved(word, origin, zoom) for line in lines for word in line)

    def _lines(self, raster: NDArray[np.uint8], least: float) -> list[Line]:
        from docvl.ingest.ocr_upright import read_lines

        key = hashlib.sha256(f"{raster.shape} {least}".encode() + raster.tobytes()).digest()
        if key not in self._read:
            if len(self._read) == _REMEMBERED:
                del self._read[next(iter(self._read))]
            self._read[key] = read_lines(raster, least)
        return self._read[key]


def _drawn(page: PdfPage, area: Area, glyphs: Sequence[Glyphs], zoom: float) -> tuple[NDArray[np.uint8], Box]:
    """The area without the words of the text layer, in a margin of plain ground; and its place, page points."""
    margin = round(_MARGIN * zoom)
    # On whole pixels: the same picture at the same place of another page gives the same raster.
    x0, y0 = int(area.box.x0 * zoom), int(area.box.y0 * zoom)
    width, height = math.ceil(area.box.x1 * zoom) - x0, math.ceil(area.box.y1 * zoom) - y0
    inner = page.render(width, height, Box(x0 / zoom, y0 / zoom, (x0 + width) / zoom, (y0 + height) / zoom))
    for glyph in glyphs:
        left, top, right, bottom = (value * zoom for value in glyph.box)
        rows = slice(max(0, int(top) - y0), max(0, math.ceil(bottom) - y0))
        inner[rows, max(0, int(left) - x0) : max(0, math.ceil(right) - x0)] = area.ground
    raster = np.empty((height + 2 * margin, width + 2 * margin, 3), np.uint8)
    raster[:] = area.ground
    raster[margin:-margin, margin:-margin] = inner
    x0, y0 = x0 - margin, y0 - margin
    return raster, Box(x0 / zoom, y0 / zoom, (x0 + width + 2 * margin) / zoom, (y0 + height + 2 * margin) / zoom)


def _says_something(line: Line) -> bool:
    """Whether a line is legible and more than one letter, which drawings are often taken for."""
    text = "".join(word.text for word in line.words)
    return line.confidence >= _LEGIBLE and (sum(map(str.isalnum, text)) > 1 or text.isdigit())


def _moved(word: Word, origin: Box, zoom: float) -> Word:
    """A word of a picture, pixels, as one of the page; ``origin`` and it are reading points."""
    x0, y0, x1, y1 = (value / zoom for value in word.box)
    x, y = origin.x0, origin.y0
    box = Box(*(round(value, 1) + 0.0 for value in (x + x0, y + y0, x + x1, y + y1)))
    return Word(word.text, box, round(word.confidence, 4))
