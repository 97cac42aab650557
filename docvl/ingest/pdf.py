"""What docvl asks of a PDF library."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from docvl.geometry import Box, Projective

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN_SIZE = 1.0
"""Text smaller than this many points is not meant to be read."""

MAX_ATTACHMENT = 10_000_000
"""Bytes of an embedded file that is read; an invoice's XML has a few thousand."""


class Glyphs(NamedTuple):
    """A run of visible characters without white space.

    Attributes:
        text: as encoded; U+FFFD where the file gives no character.
        box: page points, as high as the font size.
        direction: how the line runs on the page as shown, degrees clockwise: 0, 90, 180 or 270.
    """

    text: str
    box: Box
    direction: int


TICKED = "☑"


def with_ticks(words: Iterable[Glyphs], fields: Sequence[tuple[Box, bool]]) -> list[Glyphs]:
    """The words of a page with a sign for every ticked field of a form.

    Ticks are drawn with letters of pictorial fonts: what a file says for them, such as ``4``, is dropped.

    Args:
        words: of the page.
        fields: the boxes of fields to be ticked, page points, and whether they are.
    """
    kept = [word for word in words if not any(box.holds(word.box.center) for box, _ in fields)]
    return [*kept, *(Glyphs(TICKED, box, 0) for box, ticked in fields if ticked)]


def clean(text: str) -> str:
    """Halves of UTF-16 pairs joined where they fit, U+FFFD for the others: JSON and Parquet refuse them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def named_or_read(path: Path) -> Path | bytes:
    """The path, or the bytes behind it where its name is not UTF-8, which neither library opens."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return path.read_bytes()
    return path


def quarter_turn(shown: Projective, x: float, y: float) -> int:
    """Direction of the vector (x, y), mapped by ``shown``, to the nearest of 0, 90, 180 and 270 degrees clockwise."""
    angle = math.atan2(shown.d * x + shown.e * y, shown.a * x + shown.b * y)
    return round(math.degrees(angle) / 90) % 4 * 90


def em_high(box: Box, origin: tuple[float, float], size: float, direction: int) -> Box:
    """``box`` brought to the font size across the line, around the baseline that runs through ``origin``.

    Boxes as high as the font's whole line overlap those of the rows above and below.
    """
    if direction % 180:
        start, end = _scaled(box.x0, box.x1, origin[0], size)
        return Box(start, box.y0, end, box.y1)
    start, end = _scaled(box.y0, box.y1, origin[1], size)
    return Box(box.x0, start, box.x1, end)


def _scaled(start: float, end: float, base: float, size: float) -> tuple[float, float]:
    factor = size / (end - start) if end > start else 1.0
    return base - (base - start) * factor, base + (end - base) * factor


class PdfPage(Protocol):
    """One page of an open file.

    Attributes:
        width: page points.
        height: page points.
        damaged: whether the library left something out when the page was read or drawn; known from then on.
    """

    width: float
    height: float
    damaged: bool

    def words(self) -> list[Glyphs]:
        """The visible text, in content order; hidden, transparent and off-page text is left out."""
        ...

    def images(self) -> list[Box]:
        """Where raster images stand, page points, cut to the page."""
        ...

    def rules(self) -> list[Box]:
        """The ruling lines that are drawn; see :func:`docvl.ingest.drawings.rules_of`."""
        ...

    def render(self, width_px: int, height_px: int, area: Box | None = None) -> NDArray[np.uint8]:
        """-> raster (height_px, width_px, 3), uint8, RGB, on white, annotations and form fields included.

        Args:
            width_px: of the raster.
            height_px: of the raster.
            area: part of the page to draw, page points; all of it by default.
        """
        ...


class PdfFile(Protocol):
    """An open file.

    Attributes:
        page_count: 1 or more.
        repaired: whether its structure was damaged and has been put together again.
        xfa: whether it holds an XFA form, which neither library shows.
    """

    page_count: int
    repaired: bool
    xfa: bool

    def page(self, index: int) -> PdfPage:
        """Load a page, counted from 0.

        Raises:
            CorruptError: this page is broken.
        """
        ...

    def attachments(self) -> dict[str, bytes]:
        """The embedded files that are named ``.xml``, by name; those over :data:`MAX_ATTACHMENT` are left out."""
        ...

    def close(self) -> None:
        """Free the file; its pages are dead from here on."""
        ...
