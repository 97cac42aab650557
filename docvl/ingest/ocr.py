"""Words of a raster by OCR: find the lines, turn the page upright, read each line from the full resolution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.document import PageText, Word
from docvl.errors import DocvlError, EngineError
from docvl.geometry import Box, Projective
from docvl.ingest.ocr_lines import Lines, crop, upright, without_rules
from docvl.ingest.ocr_models import LINE_PIXELS, configure_threads, models
from docvl.ingest.ocr_words import inked_columns, words_of
from docvl.ingest.orientation import extents, skew
from docvl.ingest.perspective import flat

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["configure_threads", "read"]

_TALL = 1.5
_LEVEL_DEGREES = 0.1
_BLANK_CONTRAST = 16


class _Cut(NamedTuple):
    """A picture to recognise, and the line of the view that it may show."""

    line: int  # index of the line
    quad: NDArray[np.float32]  # (4, 2), corners in the order of reading
    image: NDArray[np.uint8]  # (LINE_PIXELS, width, 3), BGR


def read(raster: NDArray[np.uint8], scale_x: float, scale_y: float) -> PageText:
    """Read a page.

    Args:
        raster: (height, width, 3), uint8, RGB.
        scale_x: page points of a pixel.
        scale_y: page points of a pixel.

    Raises:
        EngineError: the models failed.
        MissingDependencyError: the models are not there.
    """
    try:
        return _read(raster, scale_x, scale_y)
    except (DocvlError, MemoryError):
        raise
    except Exception as error:
        raise EngineError(f"OCR failed on the page: {type(error).__name__}.") from error


def _read(raster: NDArray[np.uint8], scale_x: float, scale_y: float) -> PageText:
    if np.ptp(raster) < _BLANK_CONTRAST:
        return PageText((), "blank")
    page = upright(raster, scale_x / scale_y)
    rest = skew(page.lines.quads)
    rest = rest if abs(rest) > _LEVEL_DEGREES else 0.0
    canvas = flat(page.view.image, page.lines.quads, rest)
    to_page = canvas.to_tilted.then(page.view.to_raster).then(Projective(scale_x, 0, 0, 0, scale_y, 0))
    middle = to_page.near(canvas.width / 2, canvas.height / 2)
    points = math.sqrt(abs(middle.a * middle.e - middle.b * middle.d))  # of a pixel of the canvas
    shrink = Projective(1 / points, 0, 0, 0, 1 / points, 0)
    words = tuple(_words(page.view.image, page.lines, shrink.then(canvas.to_tilted).inverse()))
    skewed = round(page.tilt + rest, 3)
    return PageText(words, "ocr" if words else "blank", shrink.then(to_page), page.orientation % 360, skewed)


def _words(image: NDArray[np.uint8], lines: Lines, to_reading: Projective) -> list[Word]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    if not len(lines.quads):
        return []
    cuts = _cuts(without_rules(image, float(np.median(extents(lines.quads)[1]))), lines.quads)
    result = models().recognize(TextRecInput(img=[cut.image for cut in cuts], return_word_box=True))
    best: dict[int, int] = {}
    for index, (cut, score) in enumerate(zip(cuts, result.scores, strict=True)):
        if cut.line not in best or score > result.scores[best[cut.line]]:
            best[cut.line] = index
    words = []
    for index in best.values():
        cut, text, info = cuts[index], result.txts[index], result.word_results[index]
        for piece in words_of(text, info, cut.image):
            box = _box(cut.quad, (piece.start, piece.end), lines.padding, to_reading)
            words.append(Word(piece.text, box, round(piece.confidence, 4)))
    return words


def _cuts(image: NDArray[np.uint8], quads: NDArray[np.float32]) -> list[_Cut]:
    """One cut for a line; three for a tall one, which may run down, run up, or be stacked from upright characters."""
    width, height = extents(quads)
    tall = (height > _TALL * width) & (height > _TALL * np.median(height))
    cuts = []
    for index, quad in enumerate(quads):
        if tall[index]:
            down, up = np.roll(quad, -1, axis=0), np.roll(quad, 1, axis=0)
            cuts += [_Cut(index, down, _unstack(crop(image, down))), _Cut(index, down, crop(image, down))]
            cuts.append(_Cut(index, up, crop(image, up)))
        else:
            cuts.append(_Cut(index, quad, crop(image, quad)))
    return cuts


def _unstack(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A line that runs down -> its characters turned upright, one beside the other, if it is a stack of them."""
    marks = np.flatnonzero(np.diff(np.pad(inked_columns(line), 1).astype(np.int8)))
    starts, ends = marks[::2], marks[1::2]
    parted = starts[1:] - ends[:-1] > LINE_PIXELS // 8
    starts, ends = starts[np.append(True, parted)], ends[np.append(parted, True)]
    if len(starts) < 2 or (ends - starts).max() > 1.25 * LINE_PIXELS:
        edges = np.linspace(0, line.shape[1], 1 + max(1, round(line.shape[1] / LINE_PIXELS))).astype(int)
        starts, ends = edges[:-1], edges[1:]
    upright = []
    for start, end in zip(starts, ends, strict=True):
        middle = (start + end) // 2
        indices = np.clip(np.arange(middle - LINE_PIXELS // 2, middle + LINE_PIXELS // 2), start - 2, end + 1)
        upright.append(np.rot90(line[:, np.clip(indices, 0, line.shape[1] - 1)], -1))
    return np.ascontiguousarray(np.concatenate(upright, axis=1))


def _box(quad: NDArray[np.float32], span: tuple[float, float], padding: float, to_reading: Projective) -> Box:
    """The part of a line from ``span[0]`` to ``span[1]`` of its length, without the detector's padding."""
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    cut = min(0.25, padding / max(1.0, float(extents(quad[None])[1][0])))
    corners = []
    for part in span:
        upper, lower = quad[0] + part * top, quad[3] + part * bottom
        corners += [upper + cut * (lower - upper), lower - cut * (lower - upper)]
    points = [to_reading.point(float(x), float(y)) for x, y in corners]
    box = Box.hull(Box(x, y, x, y) for x, y in points)
    return Box(*(round(value, 1) + 0.0 for value in box))
