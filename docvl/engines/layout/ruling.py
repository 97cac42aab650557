"""Ruling lines of a page: borders of cells, and blanks to be filled in; from drawings or from the picture.

The edges of filled areas count as such lines without thickness.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.document import Page
from docvl.engines.layout.areas import filled_areas
from docvl.geometry import Box, Projective

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Pixels of a usual line of print in the picture that is searched; the picture itself is not enlarged.
LINE_PIXELS = 20
MAX_PIXELS = 16_000_000
# A rule is at least this long, across and down, and at most this thick, in heights of the usual line of print.
ACROSS, DOWN, THICK = 0.75, 2.0, 0.35
# Pieces of one rule are up to this many heights apart, and as many times their length out of level.
BROKEN, TILTED = 0.3, 0.02
# Thin lines are grey: ink is what is darker than paper by this share of the range.
FAINT = 0.25
# So many of 100 pixels are darker than paper.
PAPER = 90
# Strokes of print are no rules: these stand within this part of the height of words, from their top.
WITHIN_PRINT = (0.1, 0.85)
# ... or anywhere in it, if they are not longer than so many of its heights
LETTER = 1.1
# ... but not where they run under a whole word, somewhere in this part of its height;
UNDER, WHOLE = (0.7, 1.3), 0.85
# ... and rules of so many heights are struck through words.
STRIKES = 8.0


class Ruling(NamedTuple):
    """The ruling lines of a page as thin boxes, reading points, in no promised order."""

    horizontal: tuple[Box, ...] = ()
    vertical: tuple[Box, ...] = ()


def find_ruling(page: Page) -> Ruling:
    """The ruling lines of a page: of a scan those in its picture, else those that are drawn.

    Raises:
        DocumentError: the page cannot be read.
    """
    text = page.text
    if text.source == "ocr":
        return _pictured(page)
    to_reading = text.to_page.inverse()
    boxes = [to_reading.box(box) for box in page.rules()]
    across = [box for box in boxes if box.width > box.height]
    return Ruling(tuple(across), tuple(box for box in boxes if box.width <= box.height))


def _pictured(page: Page) -> Ruling:
    words = [word.box for word in page.text.words]
    line = median([word.height for word in words] or [0.0])
    if line <= 0:
        return Ruling()
    raster, scale, (x, y) = _upright(page, LINE_PIXELS / line)
    to_points = Projective(1 / scale, 0, x, 0, 1 / scale, y)
    ink = _ink(raster)
    across = [to_points.box(run) for run in _runs(ink, ACROSS, line * scale)]
    down = [Box(y0, x0, y1, x1) for x0, y0, x1, y1 in _runs(np.ascontiguousarray(ink.T), DOWN, line * scale)]
    kept = (rule for rule in across if rule.width > STRIKES * line or not _is_print(rule, words))
    areas = [to_points.box(area) for area in filled_areas(raster, line * scale)]
    tops_and_bottoms = (Box(area.x0, y, area.x1, y) for area in areas for y in (area.y0, area.y1))
    sides = (Box(x, area.y0, x, area.y1) for area in areas for x in (area.x0, area.x1))
    return Ruling((*kept, *tops_and_bottoms), (*map(to_points.box, down), *sides))


def _is_print(rule: Box, words: Sequence[Box]) -> bool:
    """Whether it is the strokes of letters."""
    places = [(w, (rule.center[1] - w.y0) / w.height) for w in words if w.overlap_x(rule) > 0 and w.height > 0]
    if any(UNDER[0] <= place <= UNDER[1] and word.overlap_x(rule) >= WHOLE * word.width for word, place in places):
        return False
    top, bottom = WITHIN_PRINT
    return any(top < place < (bottom if rule.width > LETTER * word.height else 1.0) for word, place in places)


def _upright(page: Page, scale: float) -> tuple[NDArray[np.uint8], float, tuple[float, float]]:
    """-> raster (height, width, 3) of the page turned upright; pixels of a point; reading point of its corner."""
    import cv2

    text = page.text
    drawn = page.raster_size[0] / page.width if page.raster_size else scale
    scale = min(max(scale, min(drawn, 2 * scale)), (MAX_PIXELS / (page.width * page.height)) ** 0.5)
    raster = page.render(max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    upright = text.to_page.inverse().box(Box(0, 0, page.width, page.height))
    corner = upright.x0, upright.y0
    to_pixels = Projective(1 / scale, 0, corner[0], 0, 1 / scale, corner[1]).then(text.to_page)
    matrix = np.array(to_pixels.then(Projective(scale, 0, 0, 0, scale, 0)).rows, np.float64)
    size = (max(1, round(upright.width * scale)), max(1, round(upright.height * scale)))
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    white = (255, 255, 255)
    return (
        np.asarray(cv2.warpPerspective(raster, matrix, size, flags=flags, borderValue=white), np.uint8),
        scale,
        corner,
    )


def _ink(raster: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(height, width, 3) -> (height, width), 0 or 1."""
    import cv2

    grey = cv2.cvtColor(raster, cv2.COLOR_RGB2GRAY)
    paper, black = float(np.percentile(grey, PAPER)), float(grey.min())
    return np.asarray(grey < paper - FAINT * (paper - black), np.uint8)


def _runs(ink: NDArray[np.uint8], least: float, line: float) -> list[Box]:
    """Long thin runs of ink from left to right, at least ``least`` heights of a line long, in pixels."""
    import cv2

    length, thick = max(8, round(least * line)), max(2.0, THICK * line)
    # A rule that is a little out of level goes on one pixel higher or lower.
    level = cv2.dilate(ink, np.ones((2, 1), np.uint8))
    found = cv2.bitwise_and(cv2.morphologyEx(level, cv2.MORPH_OPEN, np.ones((1, length), np.uint8)), ink)
    *_, stats, _ = cv2.connectedComponentsWithStats(found, connectivity=8)
    pieces = [
        Box(x, y, x + width, y + height)
        for x, y, width, height, area in stats[1:].tolist()
        if area <= thick * width and height <= thick + TILTED * width
    ]
    return [box for box in _joined(pieces, BROKEN * line, thick) if box.width >= length]


def _joined(pieces: Iterable[Box], gap: float, thick: float) -> list[Box]:
    """Pieces of rules put together where they go on in one line."""
    rules: list[Box] = []
    for piece in sorted(pieces):
        home = next((n for n, rule in enumerate(rules) if _goes_on(rule, piece, gap, thick)), None)
        if home is None:
            rules.append(piece)
        else:
            rules[home] = Box.hull((rules[home], piece))
    return rules


def _goes_on(rule: Box, piece: Box, gap: float, thick: float) -> bool:
    both = Box.hull((rule, piece))
    return both.height <= thick + TILTED * both.width and -gap <= piece.x0 - rule.x1 <= gap
