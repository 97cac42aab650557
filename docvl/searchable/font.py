"""A font of boxes for text that is found and copied but never seen.

Every character is a box as wide as one half or one whole em, from descent to ascent, so that whatever a reader takes
for the place of a character, its outline or its line, is the same. What the characters are stands in the font's
ToUnicode map, which all readers follow; so any script works, and the font takes a few hundred bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any

from docvl.ingest.ocr_words import is_wide

BASELINE = 0.2
"""Of the height of a character, from its lower edge."""

_EM = 1000
_DESCENT = int(BASELINE * _EM)
_NARROW, _WIDE = 500, 1000
_MOST = 0xFFFF
_NAME = "DocvlWords"


class InvisibleFont:
    """The characters that a document needs, each with a number that is its code in the file."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}

    def encode(self, text: str) -> tuple[str, float]:
        """The codes of ``text`` in hexadecimal digits, and its width in em; what comes too late is left out."""
        for char in text:
            if len(self._codes) < _MOST:
                self._codes.setdefault(char, len(self._codes) + 1)
        known = [char for char in text if char in self._codes]
        return "".join(f"{self._codes[char]:04X}" for char in known), sum(map(_width, known)) / _EM

    def put(self, pdf: Any, number: int) -> None:
        """Make object ``number`` of a file of PyMuPDF this font, with all characters that were encoded so far."""
        program = _stream(pdf, _true_type(), f"/Length1 {len(_true_type())}")
        glyphs = _stream(pdf, b"\0\0" + b"".join(struct.pack(">H", 1 + is_wide(c)) for c in self._codes))
        unicode = _stream(pdf, self._to_unicode().encode("ascii"))
        descriptor = _object(
            pdf,
            f"<</Type/FontDescriptor/FontName/{_NAME}/Flags 4/FontBBox[0 {-_DESCENT} {_WIDE} {_EM - _DESCENT}]"
            f"/ItalicAngle 0/Ascent {_EM - _DESCENT}/Descent {-_DESCENT}/CapHeight {_EM - _DESCENT}/StemV 80"
            f"/FontFile2 {program} 0 R>>",
        )
        widths = " ".join(str(_width(char)) for char in self._codes)
        descendant = _object(
            pdf,
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{_NAME}/FontDescriptor {descriptor} 0 R"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW {_NARROW}/W[1[{widths}]]"
            f"/CIDToGIDMap {glyphs} 0 R>>",
        )
        pdf.update_object(
            number,
            f"<</Type/Font/Subtype/Type0/BaseFont/{_NAME}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
            f"/ToUnicode {unicode} 0 R>>",
        )

    def _to_unicode(self) -> str:
        lines = [f"<{code:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char, code in self._codes.items()]
        # A section holds 100 lines at most (Adobe Technical Note 5014).
        parts = (lines[start : start + 100] for start in range(0, len(lines), 100))
        sections = (f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n"
            f"{''.join(sections)}"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        )


def _width(char: str) -> int:
    return _WIDE if is_wide(char) else _NARROW


def _object(pdf: Any, text: str) -> int:
    number: int = pdf.get_new_xref()
    pdf.update_object(number, text)
    return number


def _stream(pdf: Any, content: bytes, entries: str = "") -> int:
    number = _object(pdf, f"<<{entries}>>")
    pdf.update_stream(number, content)
    return number


def _true_type() -> bytes:
    """A TrueType font of three glyphs, none, a narrow box and a wide one, with the tables that a PDF needs."""
    boxes = [b"", _box(_NARROW), _box(_WIDE)]
    ends = [sum(map(len, boxes[:count])) for count in range(len(boxes) + 1)]
    tables = {
        b"glyf": b"".join(boxes),
        # version, revision, sum, magic, flags, em, two dates, bounding box, style, least size, direction, long loca
        b"head": struct.pack(
            ">IIIIHHqqhhhhHHhhh",
            *(0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, 0, -_DESCENT, _WIDE, _EM - _DESCENT, 0, 8, 2, 1, 0),
        ),
        # version, ascent, descent, gap, widest, bearings and extent, caret, six unused, count of widths
        b"hhea": struct.pack(
            ">IhhhHhhhhhhhhhhhH", 0x10000, _EM - _DESCENT, -_DESCENT, 0, _WIDE, 0, 0, _WIDE, 1, 0, 0, 0, 0, 0, 0, 0, 3
        ),
        b"hmtx": struct.pack(">HhHhHh", _NARROW, 0, _NARROW, 0, _WIDE, 0),
        b"loca": struct.pack(">4I", *ends),
        # version, glyphs, points, contours, and what only composites and programs need
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 3, 4, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    return _font_file(tables)


def _box(width: int) -> bytes:
    """A glyph of one contour, four points on the curve, as steps from point to point."""
    top = _EM - _DESCENT
    outline = struct.pack(">hhhhhHH4B", 1, 0, -_DESCENT, width, top, 3, 0, 1, 1, 1, 1)
    return outline + struct.pack(">8h", 0, 0, width, 0, -_DESCENT, _EM, 0, -_EM)


def _font_file(tables: dict[bytes, bytes]) -> bytes:
    offset = 12 + 16 * len(tables)
    directory = [struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, 16 * len(tables) - 64)]
    content = b""
    for tag, table in tables.items():
        padded = table + bytes(-len(table) % 4)
        directory.append(struct.pack(">4sIII", tag, _check_sum(padded), offset + len(content), len(table)))
        content += padded
    return b"".join(directory) + content


def _check_sum(table: bytes) -> int:
    return sum(_words(table)) & 0xFFFFFFFF


def _words(table: bytes) -> Iterator[int]:
    return (word for (word,) in struct.iter_unpack(">I", table))
