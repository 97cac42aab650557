"""The lines of a page image: found, and the image turned so that they run level from left to right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from docvl.geometry import Projective
from docvl.ingest.ocr_models import LINE_PIXELS, models
from docvl.ingest.orientation import extents, level, runs_down, skew, turned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FIRST_AREA = 640_000
MAX_AREA = 4_000_000
_MAX_ZOOM = 2.0
_FINER, _MORE_LOOKS = 1.15, 2
"""Lines are looked for at _FIRST_AREA pixels (A4 at some 80 dpi); again, and larger, while they turn out small;
at no more than MAX_AREA (A4 at 200 dpi): more costs memory, and posters have large print."""

_LINE_HEIGHT = 24.0
"""Height in pixels that a small line of the page should have when lines are looked for."""

_PADDING = 2.5
"""Pixels by which the detector's boxes stand off the text, above and below, at the scale of detection."""

_INK = 0.25
"""Print is darker than paper by this share of the range; thin lines are grey."""

_RULE_LENGTH, _RULE_WIDTH = 2.5, 0.15
"""Of borders: how long they are at least and how wide at most, in heights of a line of print."""

_VOTERS, _MIN_MARGIN = 16, 0.15

_SEEN = 4 * LINE_PIXELS
"""Pixels of a line that the classifier of orientation sees, 192 x 48 of them; longer ones it would squeeze (PP-OCR)."""

_WARP_DEGREES = 5.0
_SQUARE = 1.05


class View(NamedTuple):
    """The page image, perhaps turned; ``to_raster`` maps its pixels to those of the raster."""

    image: NDArray[np.uint8]  # (height, width, 3), BGR
    to_raster: Projective


class Lines(NamedTuple):
    """Lines of a view; they are too high by ``padding`` pixels on either side."""

    quads: NDArray[np.float32]  # (n, 4, 2), pixels of the view; top left, top right, bottom right, bottom left
    padding: float


class Upright(NamedTuple):
    """A page whose lines run from left to right.

    Attributes:
        view: the image they were found in.
        lines: in the view; up to five degrees of tilt are left.
        orientation: how the content was turned, degrees clockwise: 0, 90, 180, 270.
        tilt: what was straightened, degrees clockwise.
    """

    view: View
    lines: Lines
    orientation: int
    tilt: float


def upright(raster: NDArray[np.uint8], aspect: float) -> Upright:
    """Find the lines of a page and turn it by them.

    Args:
        raster: (height, width, 3), uint8, RGB.
        aspect: width of a pixel divided by its height.
    """
    view = _squared(View(np.ascontiguousarray(raster[:, :, ::-1]), Projective()), aspect)
    orientation, tilt = 0, 0.0
    lines = _find(view.image)
    if runs_down(lines.quads):
        view, orientation = _turn(view, 90), 90
        lines = _find(view.image)
    if abs(skew(lines.quads)) > _WARP_DEGREES:
        tilt = skew(lines.quads)
        view = _straighten(view, tilt)
        lines = _find(view.image)
    if _upside_down(view.image, lines.quads):
        view, lines, orientation = _turn(view, 180), _flip(lines, view.image), orientation + 180
    return Upright(*_shrink(view, lines), orientation, tilt)


def crop(image: NDArray[np.uint8], quad: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The line within ``quad`` -> (LINE_PIXELS, width, 3)."""
    width, height = (float(side[0]) for side in extents(quad[None]))
    out = max(LINE_PIXELS // 4, math.ceil(LINE_PIXELS * width / height))
    target = np.array([[0, 0], [out, 0], [out, LINE_PIXELS], [0, LINE_PIXELS]], np.float32)
    matrix = cv2.getPerspectiveTransform(quad, target)
    size = (out, LINE_PIXELS)
    cut = cv2.warpPerspective(image, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def without_rules(image: NDArray[np.uint8], height: float) -> NDArray[np.uint8]:
    """The image without long thin upright lines, such as borders of cells, which are read as ``1``, ``|`` and ``]``.

    Args:
        image: (height, width, 3), uint8, dark print on light paper.
        height: of a usual line of print, pixels.
    """
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    paper, black = float(np.percentile(grey, 90)), float(grey.min())
    thick = max(2, round(_RULE_WIDTH * height)) + 1
    # Darker than what is on both sides of it: in a photo the paper itself is dark where a shadow lies.
    stands_out = cv2.morphologyEx(grey, cv2.MORPH_BLACKHAT, np.ones((1, 2 * thick + 1), np.uint8))
    ink = (stands_out > _INK * (paper - black)).astype(np.uint8)
    long = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(3, round(_RULE_LENGTH * height)), 1), np.uint8))
    wide = cv2.morphologyEx(long, cv2.MORPH_OPEN, np.ones((1, thick), np.uint8))
    thin = cv2.subtract(long, wide)
    if not thin.any():
        return image
    seam = cv2.dilate(thin, np.ones((1, 3), np.uint8)) > 0
    around = cv2.dilate(image, np.ones((1, 2 * thick + 3), np.uint8))
    return np.where(seam[:, :, None], around, image).astype(np.uint8)


def _find(image: NDArray[np.uint8]) -> Lines:
    """Look for lines at a low resolution, and at higher ones while they are small or none is seen.

    Boxes of small lines are padding for the most part: how small they are shows at the second look.
    """
    pixels = image.shape[0] * image.shape[1]
    zoom = min(1.0, math.sqrt(_FIRST_AREA / pixels))
    lines = detect(image, zoom)
    for _ in range(_MORE_LOOKS):
        small = float(np.percentile(extents(lines.quads)[1] * zoom, 25)) if len(lines.quads) else _LINE_HEIGHT / 2
        finer = min(zoom * _LINE_HEIGHT / small, _MAX_ZOOM, math.sqrt(MAX_AREA / pixels))
        if finer <= _FINER * zoom:
            break
        zoom, lines = finer, detect(image, finer)
    return lines


def detect(image: NDArray[np.uint8], zoom: float) -> Lines:
    """The lines of an image (height, width, 3), BGR, looked for at ``zoom`` times its size."""
    height, width = (max(32, round(side * zoom)) for side in image.shape[:2])
    found = models().detect(_resized(image, width, height)).boxes
    quads = np.zeros((0, 4, 2), np.float32) if found is None else np.asarray(found, np.float32)
    return Lines(quads * np.array((image.shape[1] / width, image.shape[0] / height), np.float32), _PADDING / zoom)


def _resized(image: NDArray[np.uint8], width: int, height: int) -> NDArray[np.uint8]:
    method = cv2.INTER_AREA if width < image.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def _scale(view: View, x: float, y: float) -> View:
    height, width = view.image.shape[:2]
    size = max(1, round(width * x)), max(1, round(height * y))
    to_raster = Projective(width / size[0], 0, 0, 0, height / size[1], 0).then(view.to_raster)
    return View(_resized(view.image, *size), to_raster)


def _squared(view: View, aspect: float) -> View:
    """The view with square pixels: fax has twice as many dots across as down."""
    if 1 / _SQUARE < aspect < _SQUARE:
        return view
    return _scale(view, max(aspect, 1.0), max(1 / aspect, 1.0))


def _shrink(view: View, lines: Lines) -> tuple[View, Lines]:
    """Bring large print near the recogniser's line height; cutting lines out would else skip pixels."""
    factor = 2 * LINE_PIXELS / float(np.median(extents(lines.quads)[1])) if len(lines.quads) else 1.0
    if factor >= 1:
        return view, lines
    return _scale(view, factor, factor), Lines(lines.quads * np.float32(factor), lines.padding * factor)


def _turn(view: View, degrees: int) -> View:
    """The view whose content is turned clockwise by ``degrees``, turned back."""
    height, width = view.image.shape[:2]
    image = np.ascontiguousarray(np.rot90(view.image, degrees // 90))
    return View(image, turned(degrees, width, height).then(view.to_raster))


def _flip(lines: Lines, image: NDArray[np.uint8]) -> Lines:
    size = np.array((image.shape[1], image.shape[0]), np.float32)
    return Lines(np.roll(size - lines.quads, 2, axis=1), lines.padding)


def _straighten(view: View, degrees: float) -> View:
    height, width = view.image.shape[:2]
    canvas = level(degrees, width, height)
    matrix = np.array(canvas.to_tilted.rows[:2], np.float64)
    size = (math.ceil(canvas.width), math.ceil(canvas.height))
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    image = cv2.warpAffine(view.image, matrix, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return View(np.asarray(image, np.uint8), canvas.to_tilted.then(view.to_raster))


def _upside_down(image: NDArray[np.uint8], quads: NDArray[np.float32]) -> bool:
    """One vote for the page, by its longest lines: single short lines are often judged wrong."""
    if not len(quads):
        return False
    width, height = extents(quads)
    longest = np.argsort(-width / height, kind="stable")[:_VOTERS]
    votes = models().classify([_middle(crop(image, quads[index])) for index in longest]).cls_res
    return float(sum(score if label == "180" else -score for label, score in votes)) > _MIN_MARGIN * len(votes)


def _middle(line: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """As much of a line as the classifier sees."""
    start = max(0, line.shape[1] - _SEEN) // 2
    return line[:, start : start + _SEEN]
