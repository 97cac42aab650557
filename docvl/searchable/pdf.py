"""A copy of a document in which the words of scanned pages can be found and copied, while it looks as before."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from PIL import Image

from docvl.config import IngestOptions
from docvl.document import Page, PageText, Word
from docvl.errors import CorruptError, DocumentError, EngineError
from docvl.geometry import Box, Projective
from docvl.ingest.ocr_words import is_wide
from docvl.ingest.pdf import named_or_read
from docvl.ingest.pdf_open import read_passwords
from docvl.ingest.pdf_pymupdf import FAILURES, load_pymupdf
from docvl.ingest.sniff import HEAD_BYTES, sniff
from docvl.searchable.font import BASELINE, InvisibleFont
from docvl.store.files import replacing

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of the page as shown."""

_RESOURCE = "DocvlWords"
_QUALITY = 85  # of JPEG
_LEAST_GAP = 0.1  # points


class SearchablePdf:
    """A PDF that is made page by page; a context manager closes it.

    Pages whose words are those of their own text layer stay as they are. Under pages that were read by OCR the words
    stand as invisible text, each at its place. What such a page had for a text layer is taken away: alone where it is
    not seen; where it is what is seen and says something else, the page becomes a picture of itself.

    Args:
        path: of the document, which has been opened before without an error.
        options: with which it was opened.

    Raises:
        CorruptError: it cannot be copied.
    """

    def __init__(self, path: str | Path, options: IngestOptions) -> None:
        self._path = Path(path)
        self._dpi = options.dpi
        self._pages: list[int] = []
        self._font = InvisibleFont()
        self._fonts: set[int] = set()
        self._library = load_pymupdf()
        with self._path.open("rb") as file:
            self._kind = sniff(file.read(HEAD_BYTES))
        try:
            self._pdf = self._opened(options) if self._kind == "pdf" else self._library.open()
        except FAILURES:
            raise CorruptError("The PDF cannot be copied.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Free the file."""
        self._pdf.close()

    def add(self, page: Page, places: Sequence[Place] = ()) -> None:
        """Append a page, with the words that were read on it.

        Args:
            page: of the document.
            places: of its blocks in reading order; words are written in that order, within a block by lines.

        Raises:
            DocumentError: it cannot be copied.
        """
        try:
            text = page.text
        except (DocumentError, EngineError):
            text = PageText((), "blank")
        text = replace(text, words=tuple(_in_order(text, page, places)))
        try:
            if self._kind == "pdf":
                self._add_pdf(page.number - 1, text)
            else:
                self._write(self._pictured(page), text.words, text.to_page)
        except FAILURES:
            raise CorruptError("The page cannot be copied into a searchable PDF.") from None

    def save(self, target: Path) -> None:
        """Write the pages that were added.

        Raises:
            CorruptError: they cannot be put together.
            OutputError: no space, no permission.
        """
        try:
            for number in self._fonts:
                self._font.put(self._pdf, number)
            if self._kind == "pdf":
                self._pdf.select(self._pages)
            content = self._pdf.tobytes(garbage=3, deflate=True, no_new_id=True)
        except FAILURES:
            raise CorruptError("The pages cannot be put together into a searchable PDF.") from None
        with replacing(target) as temporary:
            temporary.write_bytes(content)

    def _opened(self, options: IngestOptions) -> Any:
        source = named_or_read(self._path)
        by_bytes = isinstance(source, bytes)
        pdf = self._library.open(stream=source, filetype="pdf") if by_bytes else self._library.open(source)
        if pdf.needs_pass:
            any(pdf.authenticate(password) for password in read_passwords(options.password_file))
        return pdf

    def _add_pdf(self, index: int, text: PageText) -> None:
        self._pages.append(index)
        codes = {issue.code for issue in text.issues}
        page = self._pdf.load_page(index)
        if "mixed-text" in codes:
            # Words of a text layer are certain; the others were read by OCR where only images show them.
            self._write(page, tuple(word for word in text.words if word.confidence < 1), text.to_page)
        elif text.source == "ocr":
            page = self._repainted(page) if "garbage-text-layer" in codes else self._bare(page)
            self._write(page, text.words, text.to_page)

    def _bare(self, page: Any) -> Any:
        """The page without its text, none of which is seen."""
        if page.get_text().strip():
            page.add_redact_annot(page.rect, fill=False)
            page.apply_redactions(images=self._library.PDF_REDACT_IMAGE_NONE, graphics=0)
        return page

    def _repainted(self, page: Any) -> Any:
        """The page as a picture of itself; its annotations stay."""
        rotation = page.rotation
        page.set_rotation(0)
        picture = page.get_pixmap(dpi=self._dpi, annots=False)
        self._pdf.xref_set_key(page.xref, "Contents", "[]")
        page.insert_image(page.rect, stream=picture.tobytes("jpeg", jpg_quality=_QUALITY))
        page.set_rotation(rotation)
        return page

    def _pictured(self, page: Page) -> Any:
        """A new page that shows an image: the very file where it is one JPEG, else what is seen, in its own pixels."""
        new = self._pdf.new_page(width=page.width, height=page.height)
        if self._kind == "jpeg" and _is_plain(self._path):
            new.insert_image(new.rect, stream=self._path.read_bytes(), keep_proportion=False)
        else:
            size = page.raster_size or (round(page.width * self._dpi / 72), round(page.height * self._dpi / 72))
            picture, buffer = _small(page.render(*size)), io.BytesIO()
            picture.save(buffer, "JPEG" if self._kind in ("jpeg", "webp") else "PNG", quality=_QUALITY)
            new.insert_image(new.rect, stream=buffer.getvalue(), keep_proportion=False)
        return new

    def _write(self, page: Any, words: tuple[Word, ...], to_page: Projective) -> None:
        """Put words below everything else."""
        if not words:
            return
        page.wrap_contents()
        # Any font will do: the object is replaced in the end, by one that knows all characters.
        font = page.insert_font(fontname=_RESOURCE, fontbuffer=self._library.Font("helv").buffer)
        self._fonts.add(font)
        to_file = to_page.then(_to_file(page))
        shown = "\n".join(self._shown(word, to_file) for word in _spaced(words))
        content = self._pdf.get_new_xref()
        self._pdf.update_object(content, "<<>>")
        self._pdf.update_stream(content, f"q BT 3 Tr /{_RESOURCE} 1 Tf\n{shown}\nET Q\n".encode("ascii"))
        others = " ".join(f"{number} 0 R" for number in page.get_contents())
        self._pdf.xref_set_key(page.xref, "Contents", f"[{others} {content} 0 R]")

    def _shown(self, word: Word, to_file: Projective) -> str:
        """The operators that fill the word's box with its text, downwards where it is a column of characters."""
        codes, em = self._font.encode(word.text)
        x0, y0, x1, y1 = word.box
        if len(word.text) > 1 and y1 - y0 > 2 * (x1 - x0):
            local = Projective(0, x1 - x0, x0 + BASELINE * (x1 - x0), (y1 - y0) / em, 0, y0)
        else:
            local = Projective((x1 - x0) / em, 0, x0, 0, y0 - y1, y1 - BASELINE * (y1 - y0))
        at = local.then(to_file.near(*word.box.center))
        numbers = " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in (at.a, at.d, at.b, at.e, at.c, at.f))
        return f"{numbers} Tm <{codes}> Tj"


def _in_order(text: PageText, page: Page, places: Sequence[Place]) -> Iterator[Word]:
    """Words by blocks, those in none at the end; in a block by lines."""
    blocks: dict[int, list[Word]] = {}
    for word in text.words:
        x, y = text.to_page.box(word.box).fractions(page.width, page.height).center
        inside = (number for number, (x0, y0, x1, y1) in enumerate(places) if x0 <= x <= x1 and y0 <= y <= y1)
        blocks.setdefault(next(inside, len(places)), []).append(word)
    for _, words in sorted(blocks.items()):
        for line in _lines(words):
            yield from sorted(line, key=lambda word: word.box.x0)


def _lines(words: list[Word]) -> Iterator[list[Word]]:
    """Words by lines, from top to bottom."""
    line: list[Word] = []
    for word in sorted(words, key=lambda word: word.box.center[1]):
        if line and not _level(word.box, line[0].box):
            yield line
            line = []
        line.append(word)
    yield line


def _level(one: Box, other: Box) -> bool:
    return one.overlap_y(other) >= 0.5 * min(one.height, other.height)


def _spaced(words: Sequence[Word]) -> Iterator[Word]:
    """Words with spaces between those of a line, but not between Chinese characters."""
    yield words[0]
    for before, word in pairwise(words):
        gap = word.box.x0 - before.box.x1
        wide = is_wide(before.text[-1]) and is_wide(word.text[0])
        if _level(word.box, before.box) and word.box.x0 >= before.box.x0 and not wide:
            left = word.box.x0 - max(gap, _LEAST_GAP)
            yield Word(" ", Box(left, before.box.y0, word.box.x0, before.box.y1))
        yield word


def _to_file(page: Any) -> Projective:
    """Page points as shown to the coordinates of the file."""
    turned_back, rotation = _affine(page.derotation_matrix), page.rotation
    page.set_rotation(0)  # of a turned page PyMuPDF's matrix leaves out what its box cuts off
    to_file = _affine(~page.transformation_matrix)
    page.set_rotation(rotation)
    return turned_back.then(to_file)


def _affine(matrix: Any) -> Projective:
    a, b, c, d, e, f = matrix
    return Projective(a, c, e, b, d, f)


def _small(raster: NDArray[np.uint8]) -> Image.Image:
    """A picture (height, width, 3), uint8, RGB, without channels and levels that it does not use."""
    if np.ptp(raster, axis=2).any():
        return Image.fromarray(raster)
    grey = Image.fromarray(raster[..., 0])
    return grey.convert("1", dither=Image.Dither.NONE) if np.isin(raster, (0, 255)).all() else grey


def _is_plain(path: Path) -> bool:
    """Whether a JPEG is shown as its pixels lie, in colours or grey levels that every reader knows."""
    with Image.open(path, formats=("JPEG",)) as image:
        return image.format == "JPEG" and image.mode in ("L", "RGB") and image.getexif().get(0x0112, 1) == 1
