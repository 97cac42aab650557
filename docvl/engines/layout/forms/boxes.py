"""Boxes to be ticked, found in the picture of a page.

Recognition loses most of them or takes them for characters; a text layer has only those that are characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from docvl.document import Page, Word
from docvl.engines.layout.forms.characters import BOX_SIGNS, char_boxes
from docvl.engines.layout.forms.vocabulary import is_cjk
from docvl.geometry import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

OPEN, TICKED = "□", "☑"
# Pixels of a usual line of print in the picture that is searched.
LINE_PIXELS = 28
MAX_PIXELS = 16_000_000
# The side of a box, in heights of the usual line and in pixels.
SMALLEST, LARGEST, LEAST_PIXELS = 0.3, 1.6, 6
# Width by height, at most; or height by width.
SQUARE = 1.4
# A side of a box is drawn over this share of its length, within this share of the box from its edge.
DRAWN, EDGE = 0.9, 0.15
# Around a box nothing is printed within this share of its height and width.
CLEAR = 0.15
# Thin lines are grey: ink is also what is darker than paper by this share of the range.
FAINT = 0.2
# A box is ticked where this share of its inside is inked.
INKED = 0.06
# Characters that are drawn as boxes; what stands at their place is no box to be ticked.
_CLOSED = frozenset("口日曰目田国國回四因困园圆图圖围圍固团囚圈圃白百自旦中区西面")
_MISREAD = frozenset("0123456789ODQXxVv")


class Mark(NamedTuple):
    """A box to be ticked; ``box`` in reading points."""

    box: Box
    ticked: bool


def with_boxes(page: Page) -> Page:
    """The page with a word for every box to be ticked, and with the characters that boxes were taken for replaced.

    Raises:
        DocumentError: the page cannot be read.
    """
    text = page.text
    words = list(text.words)
    for mark in _marks(page) if words else ():
        _place(mark, words)
    marked = replace(text, words=tuple(words))
    return page.with_text(marked)


def _marks(page: Page) -> list[Mark]:
    """The boxes of a page, by rows from the top."""
    line = median(word.box.height for word in page.text.words)
    if line <= 0:
        return []
    limit = (MAX_PIXELS / (page.width * page.height)) ** 0.5
    drawn = page.raster_size[0] / page.width if page.raster_size else 0.0
    scale = min(max(LINE_PIXELS / line, drawn), limit)
    raster = page.render(max(1, round(page.width * scale)), max(1, round(page.height * scale)))
    to_reading = page.text.to_page.inverse()
    return [
        Mark(to_reading.box(Box(*(side / scale for side in box))), ticked)
        for box, ticked in _squares(raster, line * scale)
    ]


def _squares(raster: NDArray[np.uint8], line: float) -> Iterator[tuple[Box, bool]]:
    """Squares about as high as a line, whose four sides are drawn, in pixels; and whether there is ink inside."""
    import cv2

    grey = cv2.cvtColor(raster, cv2.COLOR_RGB2GRAY)
    otsu, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    paper, black = (float(np.percentile(grey, share)) for share in (90, 0.5))
    found: list[Box] = []
    for threshold in (otsu, paper - FAINT * (paper - black)):
        ink = (grey <= threshold).astype(np.uint8)
        *_, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
        for x, y, width, height, _ in stats[1:].tolist():
            box = Box(x, y, x + width, y + height)
            low, high = sorted((width, height))
            if low < max(SMALLEST * line, LEAST_PIXELS) or high > min(LARGEST * line, SQUARE * low):
                continue
            square = ink[y : y + height, x : x + width]
            if not _is_alone(ink, x, y, width, height):
                continue
            if _is_framed(square) and not any(other.holds(box.center) for other in found):
                found.append(box)
                yield box, _is_inked(square)


def _is_alone(ink: NDArray[np.uint8], x: int, y: int, width: int, height: int) -> bool:
    """Whether nothing is printed close above, below and at the left: else the square is a part of a character."""
    above, left = max(2, round(CLEAR * height)), max(1, round(CLEAR * width))
    top, bottom = ink[max(0, y - above) : y, x : x + width], ink[y + height : y + height + above, x : x + width]
    side = ink[y : y + height, max(0, x - left) : x]
    return not (top.any() or bottom.any() or side.any())


def _is_framed(square: NDArray[np.uint8]) -> bool:
    """Whether ink runs along all four sides."""
    edge = max(2, round(EDGE * min(square.shape)))
    sides = (square[:edge].T, square[-edge:].T, square[:, :edge], square[:, -edge:])
    return all(float(side.any(axis=1).mean()) >= DRAWN for side in sides)


def _is_inked(square: NDArray[np.uint8]) -> bool:
    edge = max(3, round(2 * EDGE * min(square.shape)))
    return float(square[edge:-edge, edge:-edge].mean()) > INKED


def _place(mark: Mark, words: list[Word]) -> None:
    """Put a box among the words: as a word, or in place of the character it was taken for."""
    sign = TICKED if mark.ticked else OPEN
    middle = mark.box.center
    home = next((i for i, word in enumerate(words) if word.box.holds(middle)), None)
    if home is None:
        words.append(Word(sign, mark.box))
        return
    word = words[home]
    chars = char_boxes(word)
    at = max(range(len(chars)), key=lambda i: chars[i].overlap_x(mark.box))
    near = [at, *range(max(0, at - 1), min(len(chars), at + 2))]
    taken = next((i for i in near if word.text[i] in BOX_SIGNS), None)
    if taken is None and any(word.text[i] in _CLOSED for i in near):
        return
    if taken is None and at == 0 and word.text[0] in _MISREAD and (is_cjk(word.text) or len(word.text) == 1):
        taken = 0
    if taken is not None:
        words[home] = replace(word, text=word.text[:taken] + sign + word.text[taken + 1 :])
    elif is_cjk(word.text) and middle[0] < chars[0].center[0]:
        words[home] = replace(word, text=sign + word.text)
