"""PDF by PyMuPDF (AGPL or commercial)."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from docvl.errors import CorruptError, EncryptedError, LimitError, NoPagesError
from docvl.geometry import Box, Projective
from docvl.guard.limits import OUT_OF_MEMORY
from docvl.ingest.drawings import Path as DrawnPath
from docvl.ingest.drawings import Point, is_white, rules_of
from docvl.ingest.pdf import (
    HIDDEN_SIZE,
    MAX_ATTACHMENT,
    Glyphs,
    clean,
    em_high,
    named_or_read,
    quarter_turn,
    with_ticks,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_FILLED_OR_STROKED = 16 | 32  # FZ_STEXT_FILLED, FZ_STEXT_STROKED in a span's char_flags


def load_pymupdf() -> Any:
    """Import PyMuPDF without its layout models.

    ``import pymupdf`` 2.0 pulls in pymupdf.layout and pymupdf4llm, that is 1.3 s, 90 MB and four threads which
    docvl has no use for. A None in ``sys.modules`` makes their import fail, which PyMuPDF expects and survives.
    """
    unwanted = [name for name in ("pymupdf.layout", "pymupdf4llm") if name not in sys.modules]
    blocked: dict[str, Any] = dict.fromkeys(unwanted)
    sys.modules.update(blocked)
    try:
        import pymupdf
    finally:
        for name in unwanted:
            del sys.modules[name]
    tools: Any = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    return pymupdf


_pymupdf = load_pymupdf()
_tools: Any = _pymupdf.TOOLS
_TICKED = (_pymupdf.PDF_WIDGET_TYPE_CHECKBOX, _pymupdf.PDF_WIDGET_TYPE_RADIOBUTTON)
_TEXT_FLAGS = _pymupdf.TEXT_PRESERVE_WHITESPACE | _pymupdf.TEXT_MEDIABOX_CLIP
FAILURES = (RuntimeError, ValueError, TypeError, IndexError, KeyError, AttributeError, _pymupdf.mupdf.FzErrorBase)
"""What PyMuPDF raises on broken files."""
_DAMAGE = ("error during interpretation", "page may not be correct", "ignoring rest of page")
"""What MuPDF says where it leaves something out and goes on."""


class PymupdfFile:
    """See :class:`docvl.ingest.pdf.PdfFile`."""

    def __init__(self, path: Path, passwords: tuple[str, ...]) -> None:
        source = named_or_read(path)
        try:
            if isinstance(source, bytes):
                self._file = _pymupdf.open(stream=source, filetype="pdf")
            else:
                self._file = _pymupdf.open(source, filetype="pdf")
        except FAILURES:
            raise CorruptError("The PDF cannot be opened: its structure is broken.") from None
        try:
            self._check(passwords)
        except BaseException:
            self._file.close()
            raise
        self.repaired = bool(self._file.is_repaired)
        self.xfa = _is_xfa(self._file)

    def _check(self, passwords: tuple[str, ...]) -> None:
        if not self._file.is_pdf:
            raise CorruptError("The file has a PDF header and nothing of a PDF behind it.")
        if self._file.needs_pass and not any(self._file.authenticate(password) for password in passwords):
            reason = "none of the given passwords opens it" if passwords else "a password is needed"
            raise EncryptedError(f"The PDF is encrypted: {reason}.", hint="Put the password into a --password-file.")
        try:
            self.page_count = int(self._file.page_count)
        except FAILURES:
            self.page_count = 0
        if self.page_count < 1:
            raise NoPagesError("The PDF has no page that can be found.")

    def page(self, index: int) -> PymupdfPage:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        try:
            return PymupdfPage(self._file.load_page(index))
        except FAILURES:
            raise CorruptError("The page cannot be loaded.") from None

    def attachments(self) -> dict[str, bytes]:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        found = {}
        try:
            for index in range(self._file.embfile_count()):
                about = self._file.embfile_info(index)
                name = clean(about.get("filename") or about.get("name") or "")
                if name.lower().endswith(".xml") and about.get("length", 0) <= MAX_ATTACHMENT:
                    found[name] = bytes(self._file.embfile_get(index))
        except FAILURES:
            return found
        return found

    def close(self) -> None:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        self._file.close()
        # MuPDF keeps up to 256 MB of fonts and images for reuse by files that are never opened again.
        _tools.store_shrink(100)


class PymupdfPage:
    """See :class:`docvl.ingest.pdf.PdfPage`."""

    def __init__(self, page: Any) -> None:
        self._page = page
        self.damaged = False
        self.width, self.height = float(page.rect.width), float(page.rect.height)
        if min(self.width, self.height) <= 0:
            raise ValueError("empty page box")
        # Text and images are reported on the page before /Rotate.
        self._shown = Projective(*(page.rotation_matrix[i] for i in (0, 2, 4, 1, 3, 5)))

    def words(self) -> list[Glyphs]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        _tools.reset_mupdf_warnings()
        try:
            blocks = self._page.get_text("rawdict", flags=_TEXT_FLAGS)["blocks"]
            words = [word for block in blocks for line in block["lines"] for word in self._line(line)]
        except FAILURES as error:
            raise _failure(error, "The text of the page cannot be read.") from None
        self._look_for_damage()
        # Bold that is faked by printing twice gives every word twice.
        return with_ticks(dict.fromkeys(words), list(self._ticks()))

    def _ticks(self) -> Iterator[tuple[Box, bool]]:
        try:
            for field in self._page.widgets(types=_TICKED):
                yield self._shown.box(Box(*field.rect)), field.field_value not in ("Off", "", None, False)
        except FAILURES:
            return

    def _look_for_damage(self) -> None:
        said = _tools.mupdf_warnings()
        self.damaged |= any(sign in said for sign in _DAMAGE)

    def _line(self, line: dict[str, Any]) -> Iterator[Glyphs]:
        direction = 0 if line["wmode"] else quarter_turn(self._shown, *line["dir"])
        chars = ((span, char) for span in line["spans"] if self._visible(span) for char in span["chars"])
        for space, run in groupby(chars, key=lambda item: item[1]["c"].isspace()):
            if not space:
                (span, first), *others = run
                inked = [first, *(char for _, char in others)]
                box = self._shown.box(Box.hull(Box(*char["bbox"]) for char in inked))
                if not line["wmode"]:
                    box = em_high(box, self._shown.point(*first["origin"]), span["size"], direction)
                x, y = box.center
                if 0 <= x <= self.width and 0 <= y <= self.height:
                    rounded = Box(*(round(value, 1) for value in box))
                    yield Glyphs(clean("".join(char["c"] for char in inked)), rounded, direction)

    def _visible(self, span: dict[str, Any]) -> bool:
        drawn = span["alpha"] > 0 and span["char_flags"] & _FILLED_OR_STROKED and span["size"] >= HIDDEN_SIZE
        return bool(drawn)

    def images(self) -> list[Box]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        try:
            boxes = [self._shown.box(Box(*info["bbox"])) for info in self._page.get_image_info()]
        except FAILURES:
            return []
        cut = (Box(max(b.x0, 0), max(b.y0, 0), min(b.x1, self.width), min(b.y1, self.height)) for b in boxes)
        return [box for box in cut if box.width > 0 and box.height > 0]

    def rules(self) -> list[Box]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        try:
            return rules_of(map(self._path, self._page.get_cdrawings()), self.width, self.height)
        except FAILURES:
            return []

    def _path(self, drawing: dict[str, Any]) -> DrawnPath:
        lines: list[list[Point]] = []
        for item in drawing["items"]:
            points = [self._shown.point(*point) for point in _outline(item)]
            if lines and points and lines[-1][-1] == points[0]:
                lines[-1] += points[1:]
            elif points:
                lines.append(points)
        stroke, fill = drawing.get("color"), drawing.get("fill")
        seen = stroke is not None and not is_white(stroke) and drawing.get("stroke_opacity", 1) > 0
        filled = fill if drawing.get("fill_opacity", 1) else None
        return DrawnPath(lines, float(drawing.get("width") or 0) if seen else None, filled)

    def render(self, width_px: int, height_px: int, area: Box | None = None) -> NDArray[np.uint8]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        area = area or Box(0, 0, self.width, self.height)
        zoom = _pymupdf.Matrix(width_px / area.width, height_px / area.height)
        _tools.reset_mupdf_warnings()
        try:
            pixels = self._page.get_pixmap(matrix=zoom, clip=tuple(area), colorspace=_pymupdf.csRGB, alpha=False)
        except FAILURES as error:
            raise _failure(error, "The page cannot be drawn.") from None
        self._look_for_damage()
        raster = np.frombuffer(pixels.samples, dtype=np.uint8).reshape(pixels.height, pixels.width, 3)
        # MuPDF rounds the size outwards: one pixel more or less than asked.
        missing = ((0, max(0, height_px - pixels.height)), (0, max(0, width_px - pixels.width)), (0, 0))
        return np.pad(raster, missing, mode="edge")[:height_px, :width_px].copy()


def _outline(item: Any) -> list[Point]:
    """The points of one item of a drawing; none of a curve."""
    kind, first, *others = item
    if kind == "l":
        return [first, *others]
    if kind == "re":
        x0, y0, x1, y1 = first
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]
    if kind == "qu":
        upper_left, upper_right, lower_left, lower_right = first
        return [upper_left, upper_right, lower_right, lower_left, upper_left]
    return []


def _failure(error: Exception, message: str) -> CorruptError | LimitError:
    return LimitError(OUT_OF_MEMORY) if "malloc" in str(error) else CorruptError(message)


def _is_xfa(file: Any) -> bool:
    try:
        return bool(file.xref_get_key(file.pdf_catalog(), "AcroForm/XFA")[0] != "null")
    except FAILURES:
        return False
