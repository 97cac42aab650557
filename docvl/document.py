"""A document as the engines see it: lazy pages with words and pixels."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer

from docvl.geometry import IDENTITY, Box, Projective
from docvl.issues import Issue

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TextSource = Literal["text-layer", "ocr", "blank"]


class Split(BaseModel):
    """Which document of a file a record is about, where a file may hold several.

    Attributes:
        first_page: in the file, from 1.
        last_page: in the file, inclusive; blank pages behind it are not counted.
        kind: what it looks like, such as ``invoice``.
        confidence: of the kind, 0 to 1.
        starts: how sure it is, 0 to 1, that a document begins at ``first_page``.
        ends: how sure it is, 0 to 1, that it ends at ``last_page``.
        read_as: name of the schema it was read under; None when no schema is for its kind.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_page: int
    last_page: int
    kind: str
    confidence: float
    starts: float
    ends: float
    read_as: str | None


class Source(BaseModel):
    """Where a document came from.

    Attributes:
        path: as the user gave it, or as found below the folder the user gave; ``/`` between parts.
        sha256: of the file's bytes, lower-case hex; None when the file could not be read.
        pages: pages in the file, before ``page_range`` is applied; None when unknown.
        page: which page the record is about, from 1, where each has a record of its own.
        row: which row of the main list, from 1, where each has a record of its own.
        split: which document of the file the record is about, where files are split into documents.
        parts: how many records the file has, where there may be several. These four are left out where they say
            nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    sha256: str | None = None
    pages: int | None = None
    page: int | None = None
    row: int | None = None
    split: Split | None = None
    parts: int | None = None

    @model_serializer(mode="wrap")
    def _in_short(self, serialize: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in serialize(self).items() if value is not None or key not in _PARTS}


_PARTS = ("page", "row", "split", "parts")


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, from the text layer or from OCR.

    Attributes:
        text: as encoded or recognised, not normalised; never empty.
        box: reading points (see :mod:`docvl.geometry`).
        confidence: 0 to 1; 1 for a text layer.
    """

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PageText:
    """The words of one page.

    Attributes:
        words: in no promised order.
        source: ``blank`` when the page shows no text at all.
        to_page: maps reading points to page points.
        orientation: how the content is turned on the page as shown, degrees clockwise: 0, 90, 180, 270.
        skew: remaining tilt that was taken out, degrees clockwise.
        issues: why OCR was chosen over a text layer, and the like.
    """

    words: tuple[Word, ...]
    source: TextSource
    to_page: Projective = IDENTITY
    orientation: int = 0
    skew: float = 0.0
    issues: tuple[Issue, ...] = ()


class OpenPages(Protocol):
    """Opens pages, in order, each when it is reached."""

    def __call__(self, only: Container[int] | None = None) -> Iterator[Page]:
        """The selected pages; of these, the ones whose numbers are in ``only``, where that is given."""
        ...


class Render(Protocol):
    """Draws a page."""

    def __call__(self, width_px: int, height_px: int) -> NDArray[np.uint8]:
        """-> raster (height_px, width_px, 3), uint8, RGB, the page as shown on white."""
        ...


class MadeTiles(Protocol):
    """Gives tiles that were made before."""

    def __call__(self, columns: int, rows: int, side: int, fast: bool) -> NDArray[np.uint8] | None:
        """-> (T, side, side, 3), uint8, RGB, as by :func:`docvl.preprocess.page_tiles`; None for another grid."""
        ...


@dataclass(frozen=True)
class Page:
    """One page; words and pixels are made when asked for and die with the page object.

    Attributes:
        number: in the file, from 1.
        width: page points.
        height: page points.
        read_text: makes the words; use :attr:`text`, which keeps them.
        render: draws the page at a size in pixels.
        raster_size: width and height in pixels of an image; None for a page that can be drawn at any size.
        rules: makes the ruling lines that are drawn as vectors: thin boxes, page points, edges of filled areas among
            them; none for images.
        tiles: the tiles for a grid, where they were made elsewhere, see :func:`docvl.preprocess.page_tiles`.
    """

    number: int
    width: float
    height: float
    read_text: Callable[[], PageText] = field(repr=False)
    render: Render = field(repr=False)
    raster_size: tuple[int, int] | None = None
    rules: Callable[[], Sequence[Box]] = field(default=tuple, repr=False)
    tiles: MadeTiles | None = field(default=None, repr=False)

    @cached_property
    def text(self) -> PageText:
        """The words of the page, read once.

        Raises:
            DocumentError: the page cannot be read.
        """
        return self.read_text()

    def with_text(self, text: PageText) -> Page:
        """The page with these words in place of those it would read."""
        return replace(self, read_text=lambda: text)


@dataclass(frozen=True)
class Document:
    """An opened document; a context manager elsewhere closes it.

    Attributes:
        source: with ``sha256`` and ``pages`` filled in.
        pages: makes an iterator over the selected pages, in order, each opened when reached.
        issues: about the file as a whole, such as ``repaired``.
        attachments: makes the XML files inside a PDF, bytes by name; read when asked for.
    """

    source: Source
    pages: OpenPages = field(repr=False)
    issues: tuple[Issue, ...] = ()
    attachments: Callable[[], Mapping[str, bytes]] = field(default=dict, repr=False)
