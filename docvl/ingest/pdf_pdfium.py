"""PDF by PDFium (BSD and Apache licences); what it cannot repair is refused."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from docvl.errors import CorruptError, EncryptedError, MissingDependencyError, NoPagesError
from docvl.geometry import IDENTITY, Box, Projective
from docvl.ingest.drawings import Path as DrawnPath
from docvl.ingest.drawings import Point, is_white, rules_of
from docvl.ingest.orientation import turned
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
    from numpy.typing import NDArray

try:
    import pypdfium2 as _pdfium
    import pypdfium2.raw as _raw
except ImportError:
    raise MissingDependencyError(
        "The PDF backend 'pdfium' is not installed.", hint="pip install 'docvl[pdfium]'"
    ) from None

_INVISIBLE_MODES = (3, 7)  # PDF 1.7, table 106: neither fill nor stroke
_LINE_END_HYPHEN = "\x02"


class _Char(NamedTuple):
    text: str
    box: Box  # page points
    direction: int
    visible: bool


class PdfiumFile:
    """See :class:`docvl.ingest.pdf.PdfFile`."""

    def __init__(self, path: Path, passwords: tuple[str, ...]) -> None:
        self._file = _open(path, passwords)
        self.page_count = len(self._file)
        self.repaired = False
        self.xfa = _raw.FPDF_GetFormType(self._file) in (_raw.FORMTYPE_XFA_FULL, _raw.FORMTYPE_XFA_FOREGROUND)
        if self.page_count < 1:
            self._file.close()
            raise NoPagesError("The PDF has no page that can be found.")

    def page(self, index: int) -> PdfiumPage:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        try:
            page = self._file[index]
            fields = list(_ticks(page))
            # PDFium reads form fields and notes only when they are part of the page.
            if _raw.FPDFPage_Flatten(page, _raw.FLAT_NORMALDISPLAY) == _raw.FLATTEN_SUCCESS:
                page.close()
                page = self._file[index]
            return PdfiumPage(page, fields)
        except (_pdfium.PdfiumError, ValueError):
            raise CorruptError("The page cannot be loaded.") from None

    def attachments(self) -> dict[str, bytes]:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        found = {}
        try:
            for index in range(self._file.count_attachments()):
                attachment = self._file.get_attachment(index)
                name = clean(attachment.get_name())
                data = attachment.get_data() if name.lower().endswith(".xml") else b""
                if 0 < len(data) <= MAX_ATTACHMENT:
                    found[name] = bytes(data)
        except (_pdfium.PdfiumError, ValueError):
            return found
        return found

    def close(self) -> None:
        """See :class:`docvl.ingest.pdf.PdfFile`."""
        self._file.close()


def _ticks(page: Any) -> Iterator[tuple[Box, bool]]:
    """The fields of a page that can be ticked: those whose appearance has a state (ISO 32000-1, 12.5.5)."""
    rect, state = _raw.FS_RECTF(), ctypes.create_string_buffer(128)
    wide = ctypes.cast(state, ctypes.POINTER(_raw.FPDF_WCHAR))
    for index in range(_raw.FPDFPage_GetAnnotCount(page)):
        annotation = _raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        is_field = _raw.FPDFAnnot_GetSubtype(annotation) == _raw.FPDF_ANNOT_WIDGET
        size = _raw.FPDFAnnot_GetStringValue(annotation, b"AS", wide, len(state)) if is_field else 0
        if size > 2 and _raw.FPDFAnnot_GetRect(annotation, rect):
            name = state.raw[: min(size, len(state)) - 2].decode("utf-16-le", "replace")
            yield Box(rect.left, rect.bottom, rect.right, rect.top), name != "Off"
        _raw.FPDFPage_CloseAnnot(annotation)


def _open(path: Path, passwords: tuple[str, ...]) -> Any:
    for password in (None, *passwords):
        try:
            return _pdfium.PdfDocument(named_or_read(path), password=password)
        except _pdfium.PdfiumError as error:
            if error.err_code != _raw.FPDF_ERR_PASSWORD:
                raise CorruptError("The PDF cannot be opened: its structure is broken.") from None
    reason = "none of the given passwords opens it" if passwords else "a password is needed"
    raise EncryptedError(f"The PDF is encrypted: {reason}.", hint="Put the password into a --password-file.")


class PdfiumPage:
    """See :class:`docvl.ingest.pdf.PdfPage`."""

    def __init__(self, page: Any, fields: Sequence[tuple[Box, bool]]) -> None:
        """Read a page.

        Args:
            page: with what was filled in as a part of it.
            fields: boxes to be ticked, in the space of the file, and whether they are.
        """
        self._page = page
        self.damaged = False
        self.width, self.height = (float(side) for side in page.get_size())
        if min(self.width, self.height) <= 0:
            raise ValueError("empty page box")
        left, _, _, top = page.get_bbox()
        self._shown = Projective(1, 0, -left, 0, -1, top).then(turned(page.get_rotation(), self.width, self.height))
        self._fields = [(self._shown.box(box), ticked) for box, ticked in fields]

    def words(self) -> list[Glyphs]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        try:
            chars = list(self._chars())
        except (_pdfium.PdfiumError, ValueError):
            raise CorruptError("The text of the page cannot be read.") from None
        words = []
        for (space, direction), run in groupby(chars, key=lambda char: (char.text.isspace(), char.direction)):
            inked = [char for char in run if char.visible]
            if inked and not space:
                box = Box.hull(char.box for char in inked)
                x, y = box.center
                if 0 <= x <= self.width and 0 <= y <= self.height:
                    rounded = Box(*(round(value, 1) for value in box))
                    words.append(Glyphs(clean("".join(char.text for char in inked)), rounded, direction))
        return with_ticks(dict.fromkeys(words), self._fields)

    def _chars(self) -> Iterator[_Char]:
        text = self._page.get_textpage()
        matrix, x, y = _raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
        for index in range(text.count_chars()):
            code = _raw.FPDFText_GetUnicode(text, index)
            unmapped = code == 0 or _raw.FPDFText_HasUnicodeMapError(text, index) == 1
            char = "\ufffd" if unmapped else chr(code)
            if char == _LINE_END_HYPHEN:
                char = "-"
            if char.isspace():
                yield _Char(" ", Box(0, 0, 0, 0), 0, False)
                continue
            _raw.FPDFText_GetMatrix(text, index, matrix)
            _raw.FPDFText_GetCharOrigin(text, index, x, y)
            scale = math.sqrt(abs(matrix.a * matrix.d - matrix.b * matrix.c))
            size = _raw.FPDFText_GetFontSize(text, index) * scale
            direction = quarter_turn(self._shown, matrix.a, matrix.b)
            loose = self._shown.box(Box(*text.get_charbox(index, loose=True)))
            box = em_high(loose, self._shown.point(x.value, y.value), size, direction)
            yield _Char(char, box, direction, size >= HIDDEN_SIZE and _visible(text, index))

    def images(self) -> list[Box]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        boxes = []
        for item in self._page.get_objects(max_depth=1):
            if _shows_image(item.raw):
                boxes.append(self._shown.box(Box(*item.get_bounds())))
        cut = (Box(max(b.x0, 0), max(b.y0, 0), min(b.x1, self.width), min(b.y1, self.height)) for b in boxes)
        return [box for box in cut if box.width > 0 and box.height > 0]

    def rules(self) -> list[Box]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        try:
            return rules_of(_paths(self._page.get_objects(max_depth=1), self._shown), self.width, self.height)
        except (_pdfium.PdfiumError, ValueError):
            return []

    def render(self, width_px: int, height_px: int, area: Box | None = None) -> NDArray[np.uint8]:
        """See :class:`docvl.ingest.pdf.PdfPage`."""
        area = area or Box(0, 0, self.width, self.height)
        across, down = width_px / area.width, height_px / area.height
        page = (-area.x0 * across, -area.y0 * down, self.width * across, self.height * down)
        try:
            bitmap = _pdfium.PdfBitmap.new_native(width_px, height_px, _raw.FPDFBitmap_BGRx)
        except _pdfium.PdfiumError:
            raise CorruptError("The page cannot be drawn.") from None
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width_px, height_px)
        flags = _raw.FPDF_ANNOT | _raw.FPDF_REVERSE_BYTE_ORDER
        _raw.FPDF_RenderPageBitmap(bitmap, self._page, *map(round, page), 0, flags)
        raster = np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
        bitmap.close()
        return raster


def _visible(text: Any, index: int) -> bool:
    drawn = _raw.FPDFText_GetTextObject(text, index)
    if drawn and _raw.FPDFTextObj_GetTextRenderMode(drawn) in _INVISIBLE_MODES:
        return False
    channels = [ctypes.c_uint() for _ in range(4)]
    return not _raw.FPDFText_GetFillColor(text, index, *channels) or channels[3].value > 0


def _shows_image(item: Any) -> bool:
    """Whether a page object is an image, or a form with an image somewhere in it."""
    kind = _raw.FPDFPageObj_GetType(item)
    if kind != _raw.FPDF_PAGEOBJ_FORM:
        return bool(kind == _raw.FPDF_PAGEOBJ_IMAGE)
    inner = (_raw.FPDFFormObj_GetObject(item, index) for index in range(_raw.FPDFFormObj_CountObjects(item)))
    return any(map(_shows_image, inner))


def _paths(items: Iterator[Any], shown: Projective) -> Iterator[DrawnPath]:
    """The paths among page objects, those in forms included, mapped by ``shown``."""
    for item in items:
        matrix = _raw.FS_MATRIX()
        own = IDENTITY
        if _raw.FPDFPageObj_GetMatrix(item, matrix):
            own = Projective(matrix.a, matrix.c, matrix.e, matrix.b, matrix.d, matrix.f)
        kind, to_page = _raw.FPDFPageObj_GetType(item), own.then(shown)
        if kind == _raw.FPDF_PAGEOBJ_PATH:
            yield _path(item, to_page)
        elif kind == _raw.FPDF_PAGEOBJ_FORM:
            inner = (_raw.FPDFFormObj_GetObject(item, index) for index in range(_raw.FPDFFormObj_CountObjects(item)))
            yield from _paths(inner, to_page)


def _path(item: Any, to_page: Projective) -> DrawnPath:
    lines: list[list[Point]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(_raw.FPDFPath_CountSegments(item)):
        segment = _raw.FPDFPath_GetPathSegment(item, index)
        _raw.FPDFPathSegment_GetPoint(segment, x, y)
        if _raw.FPDFPathSegment_GetType(segment) == _raw.FPDF_SEGMENT_LINETO and lines:
            lines[-1].append(to_page.point(x.value, y.value))
        else:
            lines.append([to_page.point(x.value, y.value)])
        if _raw.FPDFPathSegment_GetClose(segment):
            lines[-1].append(lines[-1][0])
    mode, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    _raw.FPDFPath_GetDrawMode(item, mode, stroked)
    _raw.FPDFPageObj_GetStrokeWidth(item, width)
    scale = math.sqrt(abs(to_page.a * to_page.e - to_page.b * to_page.d))
    stroke, fill = _colour(_raw.FPDFPageObj_GetStrokeColor, item), _colour(_raw.FPDFPageObj_GetFillColor, item)
    seen = bool(stroked.value) and stroke is not None and not is_white(stroke)
    return DrawnPath(lines, width.value * scale if seen else None, fill if mode.value else None)


def _colour(read: Any, item: Any) -> tuple[float, ...] | None:
    """Channels, 0 to 1; None where nothing is seen."""
    channels = [ctypes.c_uint() for _ in range(4)]
    if not read(item, *channels) or not channels[3].value:
        return None
    return tuple(channel.value / 255 for channel in channels[:3])
