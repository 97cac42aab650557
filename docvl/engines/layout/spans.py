"""Stretches of text with the way back from characters to words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.phrases import PHRASE_GAP, PageLines, Snippet
from docvl.geometry import Box
from docvl.ingest.ocr_words import is_wide

# Lines of one value are as high up to this share, and follow each other within so many heights.
SAME_SIZE, LINES_APART = 0.15, 1.9


@dataclass(frozen=True)
class Span:
    """Words in reading order as one text, joined by single spaces.

    Attributes:
        page: the page they stand on.
        words: never empty.
    """

    page: PageLines
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words joined by spaces."""
        return " ".join(word.text for word in self.words)

    def cut(self, start: int, end: int) -> Snippet:
        """The characters ``start`` to ``end`` (exclusive) of :attr:`text` with their place on the page."""
        touched = [(word, at) for word, at in self._offsets() if at < end and at + len(word.text) > start]
        parts = [part(word, start - at, end - at) for word, at in touched]
        return self.page.snippet(parts, text=self.text[start:end])

    def first_phrase(self) -> Span:
        """The words up to the first wide gap."""
        return next(self.phrases())

    def phrases(self) -> Iterator[Span]:
        """The words between wide gaps."""
        start = 0
        for index, (left, right) in enumerate(pairwise(self.words), start=1):
            if right.box.x0 - left.box.x1 > PHRASE_GAP * min(left.box.height, right.box.height):
                yield Span(self.page, self.words[start:index])
                start = index
        yield Span(self.page, self.words[start:])

    def _offsets(self) -> Iterator[tuple[Word, int]]:
        at = 0
        for word in self.words:
            yield word, at
            at += len(word.text) + 1


def is_next_line(above: Word, below: Word) -> bool:
    """Whether two words of the same size begin lines of one text."""
    height, step = above.box.height, below.box.y0 - above.box.y0
    return abs(below.box.height - height) < SAME_SIZE * height and 0 < step < LINES_APART * height


def run_on(last: Word, first: Word) -> list[Word]:
    """The words where a line ends and the next one begins: one, where their script has no spaces."""
    if not (is_wide(last.text[-1]) or is_wide(first.text[0])):
        return [last, first]
    both = replace(last, text=last.text + first.text, box=Box.hull([last.box, first.box]))
    return [replace(both, confidence=min(last.confidence, first.confidence))]


def part(word: Word, start: int, end: int) -> Word:
    """The characters ``start`` to ``end`` of a word, its box cut in proportion."""
    start, end = max(start, 0), min(end, len(word.text))
    if start == 0 and end == len(word.text):
        return word
    step = word.box.width / len(word.text)
    box = Box(word.box.x0 + start * step, word.box.y0, word.box.x0 + end * step, word.box.y1)
    return replace(word, text=word.text[start:end], box=box)


def part_before(word: Word, x: float) -> Word:
    """The characters of a word left of ``x``, reading points."""
    return part(word, 0, int(len(word.text) * (x - word.box.x0) / word.box.width + 0.5))
