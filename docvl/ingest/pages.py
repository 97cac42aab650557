"""PDF pages and image frames as :class:`docvl.document.Page` objects."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol

from docvl.config import IngestOptions
from docvl.document import Page, PageText
from docvl.errors import DocumentError, LimitError
from docvl.ingest.addressed import speaks_to_models
from docvl.ingest.damage import of_pdf, with_remarks, within_memory
from docvl.ingest.image import MAX_PIXELS, ImageFile
from docvl.ingest.pdf_open import open_pdf
from docvl.ingest.pictures import Pictures
from docvl.ingest.text import read_image, read_pdf
from docvl.issues import Issue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_A4_POINTS = (595.0, 842.0)


class Pages(Protocol):
    """The pages of one open file.

    Attributes:
        count: pages in the file.
        issues: about the file as a whole.
    """

    count: int
    issues: tuple[Issue, ...]

    def page(self, number: int) -> Page:
        """Page ``number``, from 1; a broken one is made all the same and raises when it is read or drawn."""
        ...

    def attachments(self) -> dict[str, bytes]:
        """The XML files inside the file, by name."""
        ...

    def close(self) -> None:
        """Free the file."""
        ...


class PdfPages:
    """See :class:`Pages`."""

    def __init__(self, path: Path, options: IngestOptions) -> None:
        self._file = open_pdf(path, options)
        self._options = options
        self._pictures = Pictures()
        self.count = self._file.page_count
        self.issues = of_pdf(path, self._file)

    def page(self, number: int) -> Page:
        """See :class:`Pages`."""
        try:
            page = self._file.page(number - 1)
        except DocumentError as error:
            return broken(number, error)

        def read_text() -> PageText:
            with within_memory():
                text = read_pdf(page, number, self._options.dpi, self._pictures)
            remarked = with_remarks(text, number, repaired=self._file.repaired, damaged=page.damaged)
            return _watched(remarked, number)

        def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
            _check_pixels(width_px, height_px)
            with within_memory():
                return page.render(width_px, height_px)

        return Page(number, page.width, page.height, read_text, render, rules=page.rules)

    def attachments(self) -> dict[str, bytes]:
        """See :class:`Pages`."""
        return self._file.attachments()

    def close(self) -> None:
        """See :class:`Pages`."""
        self._file.close()


class ImagePages:
    """See :class:`Pages`."""

    def __init__(self, path: Path, options: IngestOptions) -> None:
        self._file = ImageFile(path)
        self.count = self._file.page_count
        self.issues: tuple[Issue, ...] = ()
        if self._file.frames_left_out:
            message = "Only the first frame of the animation is read."
            self.issues = (Issue(code="first-frame-only", severity="info", message=message),)

    def page(self, number: int) -> Page:
        """See :class:`Pages`."""
        try:
            size = self._file.size(number - 1)
        except DocumentError as error:
            return broken(number, error)

        def read_text() -> PageText:
            with within_memory():
                text = read_image(self._file.raster(number - 1), size)
            return _watched(with_remarks(text, number), number)

        def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
            _check_pixels(width_px, height_px)
            with within_memory():
                return self._file.scaled(number - 1, width_px, height_px)

        return Page(number, size.width, size.height, read_text, render, (size.width_px, size.height_px))

    def attachments(self) -> dict[str, bytes]:
        """See :class:`Pages`; images have none."""
        return {}

    def close(self) -> None:
        """See :class:`Pages`."""
        self._file.close()


def broken(number: int, error: DocumentError) -> Page:
    """A page that cannot be read, as large as A4."""

    def read_text() -> NoReturn:
        raise error

    def render(width_px: int, height_px: int) -> NoReturn:
        raise error

    return Page(number, *_A4_POINTS, read_text, render)


def _watched(text: PageText, number: int) -> PageText:
    """The text, with an issue where it is meant for a model."""
    if not speaks_to_models(word.text for word in text.words):
        return text
    message = "The page holds text that gives orders to a reading model; look at it before you trust the record."
    issue = Issue(code="speaks-to-models", severity="warning", message=message, page=number)
    return replace(text, issues=(*text.issues, issue))


def _check_pixels(width_px: int, height_px: int) -> None:
    if width_px * height_px > MAX_PIXELS:
        raise LimitError(f"A raster of {width_px} x {height_px} pixels is over the limit of {MAX_PIXELS}.")
