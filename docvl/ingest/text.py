"""Where the words of a page come from: its text layer, OCR, or both."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from docvl.document import PageText, Word
from docvl.geometry import Box
from docvl.ingest.image import MAX_PIXELS, FrameSize
from docvl.ingest.ink import seen_words, unread_areas
from docvl.ingest.orientation import turned
from docvl.ingest.pdf import Glyphs, PdfPage
from docvl.ingest.pictures import Pictures
from docvl.ingest.quality import agree, judge
from docvl.issues import Issue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read_pdf(page: PdfPage, number: int, dpi: int, pictures: Pictures) -> PageText:
    """The words of a PDF page, by OCR where its text layer is missing, of no use, or leaves images unread.

    Args:
        page: to read.
        number: of the page, from 1.
        dpi: at which it is drawn for OCR.
        pictures: of the file.

    Raises:
        CorruptError: the page cannot be read or drawn.
        EngineError: OCR failed.
    """
    written = page.words()
    glyphs = seen_words(page, written)
    if not glyphs:
        return _by_ocr(page, number, dpi)
    words = [run.text for run in glyphs]
    verdict = judge(words)
    seen = _by_ocr(page, number, dpi) if verdict != "good" else None
    if seen and (verdict == "garbage" or not agree(words, [word.text for word in seen.words])):
        message = "The text layer does not say what the page shows; the page was read by OCR."
        return _with(seen, Issue(code="garbage-text-layer", severity="warning", message=message, page=number))
    layer = from_layer(glyphs, page.width, page.height)
    if len(glyphs) < len(written):
        message = f"{len(written) - len(glyphs)} words of the text layer are not seen on the page and were left out."
        layer = _with(layer, Issue(code="hidden-text", severity="info", message=message, page=number))
    if any("\ufffd" in word for word in words):
        message = "Some characters of the text layer are not mapped to any text."
        layer = _with(layer, Issue(code="unmapped-characters", severity="info", message=message, page=number))
    unread = unread_areas(page, glyphs)
    if unread:
        return _merged(layer, seen or _by_ocr(page, number, dpi), unread, number)
    shown = pictures.words(page, glyphs, layer.orientation, dpi)
    return replace(_with(layer, _mixed(len(shown), number)), words=layer.words + tuple(shown)) if shown else layer


def read_image(raster: NDArray[np.uint8], size: FrameSize) -> PageText:
    """The words of an image page.

    Raises:
        EngineError: OCR failed.
    """
    from docvl.ingest.ocr import read

    return read(raster, size.width / size.width_px, size.height / size.height_px)


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


def _by_ocr(page: PdfPage, number: int, dpi: int) -> PageText:
    from docvl.ingest.ocr import read

    zoom = min(dpi / 72, math.sqrt(MAX_PIXELS / (page.width * page.height)))
    width_px, height_px = max(1, int(page.width * zoom)), max(1, int(page.height * zoom))
    text = read(page.render(width_px, height_px), page.width / width_px, page.height / height_px)
    if zoom * 72 > dpi - 1:
        return text
    message = f"The page is so large that it was drawn at {round(zoom * 72)} dpi."
    return _with(text, Issue(code="resolution-lowered", severity="info", message=message, page=number))


def _merged(layer: PageText, seen: PageText, areas: list[Box], number: int) -> PageText:
    """The layer with the words that OCR saw within ``areas`` and the layer does not have."""
    known = [layer.to_page.box(word.box) for word in layer.words]
    extra = [word for word in seen.words if _is_new(seen.to_page.box(word.box), known, areas)]
    if not extra:
        return layer
    base, added, other = layer, extra, seen
    if sum(len(word.text) for word in extra) > sum(len(word.text) for word in layer.words):
        base, added, other = replace(seen, words=tuple(extra)), list(layer.words), layer
    move = other.to_page.then(base.to_page.inverse())
    words = base.words + tuple(Word(word.text, _rounded(move.box(word.box)), word.confidence) for word in added)
    return replace(base, words=words, issues=(*base.issues, _mixed(len(extra), number)))


def _mixed(count: int, number: int) -> Issue:
    message = f"{count} words that only images show were added by OCR."
    return Issue(code="mixed-text", severity="info", message=message, page=number)


def _is_new(box: Box, known: list[Box], areas: list[Box]) -> bool:
    x, y = box.center
    if not any(area.x0 <= x <= area.x1 and area.y0 <= y <= area.y1 for area in areas):
        return False
    return not any(box.overlap_x(other) > 0 and box.overlap_y(other) > 0.3 * box.height for other in known)


def _with(text: PageText, issue: Issue) -> PageText:
    return replace(text, issues=(*text.issues, issue))


def _rounded(box: Box) -> Box:
    return Box(*(round(value, 1) + 0.0 for value in box))
