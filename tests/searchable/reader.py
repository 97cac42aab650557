"""What another library than the one that wrote a PDF finds in it, and where."""

from __future__ import annotations

import ctypes
import struct
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw

from docvl.geometry import Box


def characters(path: Path, index: int = 0) -> list[tuple[str, Box]]:
    """The UTF-16 units of a page but for white space, with their boxes as fractions of the page as shown."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[index]
        text = page.get_textpage()
        numbers = range(text.count_chars())
        units = ((chr(pypdfium2.raw.FPDFText_GetUnicode(text, number)), number) for number in numbers)
        found = ((unit, _box(page, text, number)) for unit, number in units)
        return [(char, box) for char, box in found if char.strip()]


def words(path: Path, wanted: list[str], index: int = 0) -> list[Box | None]:
    """Where each word is first found; None for one that is not there."""
    chars = characters(path, index)
    text = "".join(char for char, _ in chars)
    places = ((text.find(word), len(word)) for word in map(_units, wanted))
    return [Box.hull(box for _, box in chars[at : at + size]) if at >= 0 else None for at, size in places]


def overlap(one: Box | None, other: Box) -> float:
    """Intersection over union."""
    if one is None:
        return 0.0
    width, height = one.overlap_x(other), one.overlap_y(other)
    shared = width * height if min(width, height) > 0 else 0.0
    return shared / (one.width * one.height + other.width * other.height - shared)


def _units(text: str) -> str:
    return "".join(map(chr, struct.unpack(f">{len(text.encode('utf-16-be')) // 2}H", text.encode("utf-16-be"))))


def _box(page: Any, text: Any, number: int) -> Box:
    rectangle = pypdfium2.raw.FS_RECTF()
    pypdfium2.raw.FPDFText_GetLooseCharBox(text, number, rectangle)
    left, top = _shown(page, rectangle.left, rectangle.top)
    right, bottom = _shown(page, rectangle.right, rectangle.bottom)
    return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))


def _shown(page: Any, x: float, y: float) -> tuple[float, float]:
    parts = 1_000_000  # the library rounds to pixels
    column, row = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, parts, parts, 0, x, y, column, row)
    return column.value / parts, row.value / parts
