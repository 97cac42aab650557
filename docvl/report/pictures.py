"""Pages as small pictures for people."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

from docvl.document import Page
from docvl.record import Record

DPI = 110
"""Enough to read 7 point print on a screen."""

_LEAST, _MOST = 1.0e6, 2.4e6  # pixels of a picture: a receipt gets more than DPI gives it, a poster less
_QUALITY = 62  # of WebP; below it the strokes of small Chinese characters run together


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as shown, origin top left.

    Attributes:
        page: from 1.
        width: pixels.
        height: pixels.
        data: WebP.
    """

    page: int
    width: int
    height: int
    data: bytes


def pages_to_show(record: Record[Any]) -> set[int]:
    """The pages a reviewer needs, from 1: the record's own or the first, and those that carry evidence or issues."""
    pages = {evidence.page for evidence in record.fields.values()} | {issue.page for issue in record.issues}
    source = record.source
    first = source.page or (source.split.first_page if source.split else 1)
    return {first, *(page for page in pages if page is not None)}


def picture_of(page: Page) -> Picture:
    """Draw a page.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    from PIL import Image

    width, height = _size(page)
    file = io.BytesIO()
    Image.fromarray(page.render(width, height)).save(file, format="WEBP", quality=_QUALITY, method=4)
    return Picture(page.number, width, height, file.getvalue())


def _size(page: Page) -> tuple[int, int]:
    """Width and height in pixels, in the proportions of the page; an image is never blown up."""
    points = page.width * page.height
    scale = min(max(DPI / 72, math.sqrt(_LEAST / points)), math.sqrt(_MOST / points))
    if page.raster_size is not None:
        scale = min(scale, page.raster_size[0] / page.width, page.raster_size[1] / page.height)
    return max(1, round(page.width * scale)), max(1, round(page.height * scale))
