"""Drawing on PDF pages, with the fonts that PyMuPDF carries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import pymupdf

Align = Literal["left", "right", "center"]
LATIN = pymupdf.Font("helv")
LATIN_BOLD = pymupdf.Font("hebo")
CHINESE = pymupdf.Font("cjk")


@dataclass(frozen=True)
class Column:
    """One column of a table: its caption, where its text is anchored, and how."""

    title: str
    x: float
    align: Align = "left"


class Sheet:
    """One page of a document that grows; all lengths in points, origin top left, ``y`` is the baseline of text."""

    def __init__(self, document: pymupdf.Document, width: float, height: float, *, chinese: bool = False) -> None:
        self.page = document.new_page(width=width, height=height)
        self.chinese = chinese

    def text(
        self, x: float, y: float, text: str, *, size: float = 9, bold: bool = False, align: Align = "left"
    ) -> None:
        """Write one line; ``x`` is its left end, right end or middle by ``align``."""
        font = CHINESE if self.chinese else LATIN_BOLD if bold else LATIN
        x -= {"left": 0.0, "center": 0.5, "right": 1.0}[align] * font.text_length(text, fontsize=size)
        writer = pymupdf.TextWriter(self.page.rect)
        writer.append((x, y), text, font=font, fontsize=size)
        writer.write_text(self.page)

    def lines(self, x: float, y: float, texts: Iterable[str], *, size: float = 9, leading: float = 13) -> float:
        """Write lines below each other; returns the baseline of the next one."""
        for text in texts:
            self.text(x, y, text, size=size)
            y += leading
        return y

    def pairs(
        self, x: float, value_x: float, y: float, pairs: Iterable[tuple[str, str]], *, leading: float = 15
    ) -> float:
        """Write captions at ``x`` with their values at ``value_x``; returns the next baseline."""
        for caption, value in pairs:
            self.text(x, y, caption)
            self.text(value_x, y, value)
            y += leading
        return y

    def row(
        self, columns: Sequence[Column], cells: Sequence[str], y: float, *, size: float = 9, bold: bool = False
    ) -> None:
        """Write one row of a table."""
        for column, cell in zip(columns, cells, strict=True):
            if cell:
                self.text(column.x, y, cell, size=size, bold=bold, align=column.align)

    def heading(self, columns: Sequence[Column], y: float, *, left: float, right: float, size: float = 9) -> None:
        """Write the captions of a table between two rules."""
        self.rule(left, y - 12, right, y - 12)
        self.row(columns, [column.title for column in columns], y, size=size, bold=True)
        self.rule(left, y + 5, right, y + 5)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.6) -> None:
        """Draw a straight line."""
        self.page.draw_line((x0, y0), (x1, y1), width=width)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a frame."""
        self.page.draw_rect((x0, y0, x1, y1), width=0.6)


def pdf_bytes(document: pymupdf.Document) -> bytes:
    """The finished file: fonts cut down to what is shown, the same bytes every time."""
    document.subset_fonts()
    document.set_metadata({})
    data: bytes = document.tobytes(garbage=4, deflate=True, use_objstms=1, no_new_id=True)
    return data
