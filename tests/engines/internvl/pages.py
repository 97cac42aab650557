"""Pages made of nothing but words and noise."""

from __future__ import annotations

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from docvl.document import Page, PageText, Word
from docvl.errors import CorruptError
from docvl.geometry import Box


def make_page(number: int = 1, text: str = "Invoice INV-7 Total 12.50 EUR", size: tuple[int, int] = (112, 112)) -> Page:
    """An image of ``size`` pixels whose words stand in one line; no text makes a blank page."""
    words = tuple(Word(word, Box(10.0 * i, 0.0, 10.0 * i + 8, 5.0)) for i, word in enumerate(text.split()))
    read = PageText(words, "ocr" if words else "blank")

    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        if not words:
            return np.full((height_px, width_px, 3), 255, np.uint8)
        return np.random.default_rng(number).integers(0, 256, (height_px, width_px, 3), dtype=np.uint8)

    return Page(number, float(size[0]), float(size[1]), lambda: read, render, raster_size=size)


def make_broken(number: int) -> Page:
    """A page that can be neither read nor drawn."""

    def read() -> NoReturn:
        raise CorruptError("The page is broken.")

    def render(width_px: int, height_px: int) -> NoReturn:
        raise CorruptError("The page is broken.")

    return Page(number, 100.0, 100.0, read, render, raster_size=(100, 100))
