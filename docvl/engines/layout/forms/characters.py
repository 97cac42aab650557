"""Where the characters of a word stand."""

from __future__ import annotations

from itertools import accumulate, pairwise
from unicodedata import east_asian_width

from docvl.document import Word
from docvl.geometry import Box

# Boxes to be ticked, and what recognition makes of them at the side of Chinese.
BOX_SIGNS = frozenset("□☐☑☒■▢囗凶")


def char_boxes(word: Word) -> list[Box]:
    """The box of each character, by its share of the width; Chinese ones and boxes are twice as wide as others."""
    shares = list(accumulate((1 + _is_wide(char) for char in word.text), initial=0))
    edges = [word.box.x0 + word.box.width * share / shares[-1] for share in shares]
    return [word.box._replace(x0=x0, x1=x1) for x0, x1 in pairwise(edges)]


def _is_wide(char: str) -> bool:
    return east_asian_width(char) in "WF" or char in BOX_SIGNS
