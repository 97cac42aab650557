"""The lines of a page as running text, with the way back from characters to words."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.phrases import Line, PageLines, Snippet
from docvl.ingest.ocr_words import is_wide

# A line that ends before this share of the width of the text was ended on purpose.
FULL = 0.85
# A gap wider than this share of a line's height parts paragraphs.
APART = 0.9
# A line that opens with a caption and its colon begins anew.
_CAPTIONED = re.compile(r"[^\s:：]{1,14}[:：]")


@dataclass(frozen=True)
class Prose:
    """A page as one text: a line that is full goes on after a space, in Chinese after none; others end in a line feed.

    Attributes:
        page: where it stands.
        text: of all its lines.
    """

    page: PageLines
    text: str
    _words: tuple[Word, ...]
    _starts: tuple[int, ...]

    @classmethod
    def of(cls, page: PageLines) -> Prose:
        """Join the lines of a page."""
        words = [word for line in page.lines for word in line.words]
        left = min((word.box.x0 for word in words), default=0.0)
        edge = left + FULL * (max((word.box.x1 for word in words), default=0.0) - left)
        text, starts = "", []
        for line, below in pairwise([*page.lines, None]):
            for word in line.words if line else ():
                starts.append(len(text))
                text += f"{word.text} "
            ends = below is None or line is None or line.box.x1 < edge or _parts(line, below)
            text = text[:-1] + ("\n" if ends else "" if is_wide(text[-2]) else " ")
        return cls(page, text, tuple(words), tuple(starts))

    def cut(self, start: int, end: int) -> Snippet:
        """The characters ``start`` to ``end`` (exclusive), of which there is at least one."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1)
        return self.page.snippet(self._words[first:last], text=self.text[start:end].replace("\n", " "))


def _parts(line: Line, below: Line) -> bool:
    """Whether a line below another begins a paragraph of its own."""
    apart = below.box.y0 - line.box.y1 > APART * min(word.box.height for word in line.words)
    return apart or _CAPTIONED.match(below.text) is not None
