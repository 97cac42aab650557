"""What docvl asks of a PDF library, and the choice between the two it knows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from docvl.config import IngestOptions
from docvl.errors import ConfigError
from docvl.geometry import Box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HIDDEN_SIZE = 1.0
"""Text smaller than this many points is not meant to be read."""

NEAR_WHITE, MIN_CONTRAST = 0xE6, 24
"""Text whose darkest channel is lighter than the first is hidden unless levels around it differ by the second."""

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


def clean(text: str) -> str:
    """Halves of UTF-16 pairs joined where they fit, U+FFFD for the others: JSON and Parquet refuse them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class PdfPage(Protocol):
    """One page of an open file."""

    width: float
    height: float

    def words(self) -> list[Glyphs]:
        """The visible text, in content order; hidden, transparent and off-page text is left out."""
        ...

    def images(self) -> list[Box]:
        """Where raster images stand, page points, cut to the page."""
        ...

    def render(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """-> raster (height_px, width_px, 3), uint8, RGB, on white, annotations and form fields included."""
        ...


class PdfFile(Protocol):
    """An open file."""

    page_count: int
    repaired: bool

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


def open_pdf(path: Path, options: IngestOptions) -> PdfFile:
    """Open ``path`` with the backend of the options.

    Raises:
        CorruptError: not to be opened, or no page in it.
        EncryptedError: no password, or none that fits.
        MissingDependencyError: the backend is not installed.
    """
    passwords = read_passwords(options.password_file)
    if options.pdf_backend == "pdfium":
        from docvl.ingest.pdf_pdfium import PdfiumFile

        return PdfiumFile(path, passwords)
    from docvl.ingest.pdf_pymupdf import PymupdfFile

    return PymupdfFile(path, passwords)


def read_passwords(path: Path | None) -> tuple[str, ...]:
    """The passwords of a file, one a line.

    Raises:
        ConfigError: the file cannot be read.
    """
    if path is None:
        return ()
    try:
        return tuple(filter(None, path.read_text(encoding="utf-8").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise ConfigError(f"The password file cannot be read: {reason}.") from None
