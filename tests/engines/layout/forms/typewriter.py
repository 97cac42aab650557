"""Pages of forms drawn as text, one character a cell of a typewriter."""

from __future__ import annotations

import re

import numpy as np

from docvl.document import Page, PageText, Word
from docvl.engines.layout.forms import PairReader
from docvl.geometry import Box

# A character is 6 points wide, 10 high, and lines are 20 apart. Chinese characters are twice as wide.
ADVANCE, HEIGHT, LEADING = 6.0, 10.0, 20.0


def draw(*lines: str, leading: float = LEADING) -> Page:
    """A page with one word for each run of characters between spaces."""
    words = []
    for row, line in enumerate(lines):
        for match in re.finditer(r"\S+", line):
            x0 = ADVANCE * width(line[: match.start()])
            x1 = ADVANCE * width(line[: match.end()])
            words.append(Word(match.group(), Box(x0, row * leading, x1, row * leading + HEIGHT)))
    return Page(1, 600, 800, lambda: PageText(tuple(words), "text-layer"), None)  # type: ignore[arg-type]


def set_out(*words: tuple[str, float]) -> Page:
    """A page of one line: words, each with the gap behind it, points."""
    placed, x0 = [], 0.0
    for text, gap in words:
        x1 = x0 + ADVANCE * len(text)
        placed.append(Word(text, Box(x0, 0, x1, HEIGHT)))
        x0 = x1 + gap
    return Page(1, 600, 800, lambda: PageText(tuple(placed), "text-layer"), None)  # type: ignore[arg-type]


def blank(width_px: int, height_px: int) -> np.ndarray:
    return np.full((height_px, width_px, 3), 255, np.uint8)


def width(text: str) -> int:
    return sum(2 if c >= "⺀" else 1 for c in text)


def read(*lines: str, leading: float = LEADING) -> list[tuple[str, str]]:
    reader = PairReader()
    reader.feed(draw(*lines, leading=leading))
    return [(key.text, value.text) for key, value in reader.pairs()]
