"""The words of a table in runs: what may be one cell, or one line of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.joining import line_text
from docvl.engines.layout.phrases import lines_of
from docvl.geometry import Box

# Two numbers this share of their height apart are two cells when both are complete.
NUMBER_GAP = 0.02
# A line of so many words, of which this share have letters, may be running text whose spaces were stretched ...
JUSTIFIED, PROSE = 6, 0.7
# ... all alike: none is more than so many times as wide as another, nor, in heights of a word, wider than this.
STRETCH, WIDEST = 2.0, 1.2
# Words that overlap by more than this share of their height are slanted, and two captions.
SLANTED = 0.08
_COMPLETE = re.compile(r"[-–—+±$€£*(]*\d+(?:[.,–—-]\d+)+%?\)?\*{0,3}")
_BULLETS = frozenset("•·▪■●○◦❖➢-–—*✓►")
_SIGNS = frozenset("$€£¥￥₹<>≤≥±~≈")
_BETWEEN = frozenset("±×=≈~+")
_NOTHING = re.compile(r"[-–—*.…•x×✓✔√]+|\(?[nN]\.?/?[aA]\.?\)?|NA|\([Xx]\)|:")
_YEAR = re.compile(r"\D{0,3}(?:19|20)\d\d(?:\D{1,3}\d{2,4})?\D{0,3}")
_LETTERS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d")
# So many letters beside the digits of a value: a unit, a mark.
_MOST_LETTERS = 4


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of one line with no gap between them.

    Attributes:
        words: left to right, never empty.
        box: reading points.
        line: index of its line in the table, from 0 at the top.
        home: the place whose ruling lines hold it.
    """

    words: tuple[Word, ...]
    box: Box
    line: int
    home: Span

    @property
    def text(self) -> str:
        """The words as text."""
        return line_text(self.words)

    @property
    def is_value(self) -> bool:
        """Whether it is a number, or what stands for one."""
        return is_value(self.text)


def is_value(text: str) -> bool:
    """Whether a text is a number, perhaps with a unit, or a sign that none is given."""
    digits, letters = len(_DIGITS.findall(text)), len(_LETTERS.findall(text))
    return bool(_NOTHING.fullmatch(text)) or (digits > 0 and letters <= min(_MOST_LETTERS, 2 * digits))


def is_year(text: str) -> bool:
    """Whether a text is a year, or two of them: captions, though they look like values."""
    return _YEAR.fullmatch(text) is not None


def cut(frame: Frame, gap: float) -> list[Segment]:
    """The words of a frame in segments, line by line.

    Args:
        frame: with its words.
        gap: the widest space within running text, in heights of a word.
    """
    home = {id(word): span for span, words in frame.cells.items() for word in words}
    words = [word for held in frame.cells.values() for word in held]
    return [
        Segment(tuple(run), Box.hull(word.box for word in run), index, home[id(run[0])])
        for index, line in enumerate(lines_of(words))
        for run in _runs(line.words, home, gap)
    ]


def lines_in(words: Sequence[Word], gap: float) -> list[list[Segment]]:
    """Words of which no ruling line parts any, in segments, line by line from the top; ``gap`` as for :func:`cut`."""
    if not words:
        return []
    box = Box.hull(word.box for word in words)
    lines: dict[int, list[Segment]] = {}
    for segment in cut(Frame((box.x0, box.x1), (box.y0, box.y1), {Span(0, 0): list(words)}), gap):
        lines.setdefault(segment.line, []).append(segment)
    return list(lines.values())


def _runs(words: Sequence[Word], home: dict[int, Span], gap: float) -> Iterator[list[Word]]:
    widest = max(gap, min(_even_space(words), WIDEST))
    run: list[Word] = []
    for word in words:
        if run and (home[id(word)] != home[id(run[0])] or _part(run, word, widest)):
            yield run
            run = []
        run.append(word)
    yield run


def _even_space(words: Sequence[Word]) -> float:
    """The widest space of a justified line, in heights of a word; 0 for lines that are not running text."""
    if len(words) < JUSTIFIED or sum(bool(_LETTERS.search(word.text)) for word in words) < PROSE * len(words):
        return 0.0
    spaces = [(b.box.x0 - a.box.x1) / max(b.box.height, 1e-6) for a, b in pairwise(words)]
    return max(spaces) if max(spaces) <= STRETCH * min(spaces) else 0.0


def _part(run: Sequence[Word], word: Word, gap: float) -> bool:
    last = run[-1]
    space = (word.box.x0 - last.box.x1) / max(min(last.box.height, word.box.height), 1e-6)
    if len(run) == 1 and last.text in _BULLETS and not _DIGITS.search(word.text):
        return space > 4 * gap
    if len(run) == 1 and last.text in _SIGNS and _DIGITS.search(word.text):
        return False
    if last.text in _BETWEEN or word.text in _BETWEEN:
        return space > 3 * gap
    if space > NUMBER_GAP and _COMPLETE.fullmatch(last.text) and _COMPLETE.fullmatch(word.text):
        return True
    return not -SLANTED <= space <= gap
