"""Words of a raster by OCR: find the lines, turn the page upright, read each line from the full resolution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.document import PageText, Word
from docvl.errors import DocvlError, EngineError
from docvl.geometry import Affine, Box
from docvl.ingest.ocr_models import LINE_PIXELS, configure_threads, models
from docvl.ingest.ocr_words import pieces
from docvl.ingest.orientation import extents, level, runs_down, skew, turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["configure_threads", "read"]

_FIRST_AREA = 640_000
_MAX_AREA = 4_000_000
_MAX_ZOOM = 2.0
"""Lines are looked for at _FIRST_AREA pixels (A4 at some 80 dpi); again, and larger, if they turn out small."""

_LINE_HEIGHT = 24.0
"""Height in pixels that a small line of the page should have when lines are looked for."""

_PADDING = 2.5
"""Pixels by which the detector's boxes stand off the text, above and below, at the scale of detection."""

_VOTERS = 16
_LEVEL_DEGREES = 0.1
_WARP_DEGREES = 5.0


class _View(NamedTuple):
    """The page image, perhaps turned; ``to_raster`` maps its pixels to those of the raster."""

    image: NDArray[np.uint8]  # (height, width, 3), BGR
    to_raster: Affine


class _Lines(NamedTuple):
    """Lines of a view; they are too high by ``padding`` pixels on either side."""

    quads: NDArray[np.float32]  # (n, 4, 2), pixels of the view; top left, top right, bottom right, bottom left
    padding: float


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
    except DocvlError:
        raise
    except Exception as error:
        raise EngineError(f"OCR failed on the page: {type(error).__name__}.") from error


def _read(raster: NDArray[np.uint8], scale_x: float, scale_y: float) -> PageText:
    view = _View(np.ascontiguousarray(raster[:, :, ::-1]), Affine())
    orientation, tilt = 0, 0.0
    lines = _find(view.image)
    if runs_down(lines.quads):
        view, orientation = _turn(view, 90), 90
        lines = _find(view.image)
    if _upside_down(view.image, lines.quads):
        view, lines, orientation = _turn(view, 180), _flip(lines, view.image), orientation + 180
    if abs(skew(lines.quads)) > _WARP_DEGREES:
        tilt = skew(lines.quads)
        view = _straighten(view, tilt)
        lines = _find(view.image)
    view, lines = _shrink(view, lines)
    rest = skew(lines.quads)
    rest = rest if abs(rest) > _LEVEL_DEGREES else 0.0
    height, width = view.image.shape[:2]
    scale = math.sqrt(scale_x * scale_y)
    to_view = Affine(1 / scale, 0, 0, 0, 1 / scale, 0).then(level(rest, width, height).to_tilted)
    words = tuple(_words(view.image, lines, to_view.inverse()))
    to_page = to_view.then(view.to_raster).then(Affine(scale_x, 0, 0, 0, scale_y, 0))
    return PageText(words, "ocr" if words else "blank", to_page, orientation % 360, round(tilt + rest, 3))


def _find(image: NDArray[np.uint8]) -> _Lines:
    """Look for lines at a low resolution, and at a higher one if they are small or none is seen."""
    pixels = image.shape[0] * image.shape[1]
    zoom = min(1.0, math.sqrt(_FIRST_AREA / pixels))
    lines = _detect(image, zoom)
    small = float(np.percentile(extents(lines.quads)[1] * zoom, 25)) if len(lines.quads) else _LINE_HEIGHT / 2
    finer = min(zoom * _LINE_HEIGHT / small, _MAX_ZOOM, math.sqrt(_MAX_AREA / pixels))
    return _detect(image, finer) if finer > 1.15 * zoom else lines


def _detect(image: NDArray[np.uint8], zoom: float) -> _Lines:
    import cv2

    height, width = (max(32, round(side * zoom)) for side in image.shape[:2])
    method = cv2.INTER_AREA if zoom < 1 else cv2.INTER_CUBIC
    found = models().detect(cv2.resize(image, (width, height), interpolation=method)).boxes
    quads = np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)
    return _Lines(quads * np.float32((image.shape[1] / width, image.shape[0] / height)), _PADDING / zoom)


def _turn(view: _View, degrees: int) -> _View:
    """The view whose content is turned clockwise by ``degrees``, turned back."""
    height, width = view.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(view.image, degrees // 90))
    return _View(image, turned(degrees, width, height).then(view.to_raster))


def _flip(lines: _Lines, image: NDArray[np.uint8]) -> _Lines:
    size = np.float32((image.shape[1], image.shape[0]))
    return _Lines(np.roll(size - lines.quads, 2, axis=1), lines.padding)


def _straighten(view: _View, degrees: float) -> _View:
    import cv2

    height, width = view.image.shape[:2]
    canvas = level(degrees, width, height)
    matrix = np.float64(canvas.to_tilted).reshape(2, 3)
    size = (math.ceil(canvas.width), math.ceil(canvas.height))
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    image = cv2.warpAffine(view.image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return _View(np.asarray(image, np.uint8), canvas.to_tilted.then(view.to_raster))


def _shrink(view: _View, lines: _Lines) -> tuple[_View, _Lines]:
    """Bring large print near the recogniser's line height; cutting lines out would else skip pixels."""
    import cv2

    factor = 2 * LINE_PIXELS / float(np.median(extents(lines.quads)[1])) if len(lines.quads) else 1.0
    if factor >= 1:
        return view, lines
    height, width = view.image.shape[:2]
    size = max(1, round(width * factor)), max(1, round(height * factor))
    x, y = size[0] / width, size[1] / height
    image = cv2.resize(view.image, size, interpolation=cv2.INTER_AREA)
    to_raster = Affine(1 / x, 0, 0, 0, 1 / y, 0).then(view.to_raster)
    return _View(np.asarray(image, np.uint8), to_raster), _Lines(lines.quads * np.float32((x, y)), lines.padding * y)


def _upside_down(image: NDArray[np.uint8], quads: NDArray[np.float32]) -> bool:
    """One vote for the page, by its longest lines: single short lines are often judged wrong."""
    if not len(quads):
        return False
    width, height = extents(quads)
    longest = np.argsort(-width / height, kind="stable")[:_VOTERS]
    votes = models().classify([_crop(image, quads[index]) for index in longest]).cls_res
    return sum(score if label == "180" else -score for label, score in votes) > 0


def _crop(image: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The line within ``quad`` -> (LINE_PIXELS, width, 3)."""
    import cv2

    width, height = (float(side[0]) for side in extents(quad[None]))
    out = max(LINE_PIXELS // 4, math.ceil(LINE_PIXELS * width / height))
    target = np.float32([[0, 0], [out, 0], [out, LINE_PIXELS], [0, LINE_PIXELS]])
    matrix = cv2.getPerspectiveTransform(quad, target)
    crop = cv2.warpPerspective(
        image, matrix, (out, LINE_PIXELS), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(crop, np.uint8)


def _words(image: NDArray[np.uint8], lines: _Lines, to_reading: Affine) -> list[Word]:
    from rapidocr.ch_ppocr_rec import TextRecInput

    if not len(lines.quads):
        return []
    crops = [_crop(image, quad) for quad in lines.quads]
    result = models().recognize(TextRecInput(img=crops, return_word_box=True))
    words = []
    for quad, crop, text, info in zip(lines.quads, crops, result.txts, result.word_results, strict=True):
        columns = [column for word in info.word_cols for column in word]
        if columns:
            for piece in pieces(text, columns, info.confs, info.line_txt_len, crop):
                span = piece.start / info.line_txt_len, piece.end / info.line_txt_len
                words.append(Word(piece.text, _box(quad, span, lines.padding, to_reading), round(piece.confidence, 4)))
    return words


def _box(quad: NDArray[np.float32], span: tuple[float, float], padding: float, to_reading: Affine) -> Box:
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
