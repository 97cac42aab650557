"""Column bands: where the columns of a table begin and end, and the lines of its body cut along them."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.phrases import Line
from docvl.engines.layout.tables.borders import ALIGNED, BodyLine, lay_borders, starts_of
from docvl.engines.layout.tables.cells import is_note, is_number, runs_of
from docvl.engines.layout.tables.columns import NAMES, Column
from docvl.geometry import Box

# Text this many word heights beyond the outer captions does not belong to the table.
MARGIN = 1.0
# Captions of two pages stand at the same place when they differ by no more than this many points.
SAME_PLACE = 1.0
# So many lines of the pages before are kept.
MOST_LINES = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of one line in one column.

    Attributes:
        words: left to right.
        text: the words joined by spaces.
        box: reading points.
        wide: running text that reaches into further columns: a remark, not a value.
    """

    words: tuple[Word, ...]
    text: str
    box: Box
    wide: bool = False


@dataclass(frozen=True, slots=True)
class CutLine:
    """One line of a table body: its cells by index of the column."""

    cells: dict[int, Cell]
    box: Box

    @property
    def texts(self) -> dict[int, str]:
        """What its cells say by index of the column."""
        return {index: cell.text for index, cell in self.cells.items()}

    @property
    def height(self) -> float:
        """Height of its first word, points."""
        return min(word.box.height for cell in self.cells.values() for word in cell.words)


class Bands:
    """The columns of one table on one page."""

    def __init__(self, columns: Sequence[Column], body: Sequence[Line], gap: float, before: Bands | None) -> None:
        """Lay the borders through the gaps that ``body`` leaves between the captions of ``columns``.

        Args:
            columns: left to right.
            body: lines below the captions that are likely to be rows.
            gap: the widest gap within running text, as a share of the word height.
            before: the bands of the page before: where the captions stand at the same places its lines count as well.
        """
        self._gap = gap
        self._captions = [column.box for column in columns]
        self._concepts = [column.concept for column in columns]
        self._lines = [self._measure(line) for line in body]
        if before and before.has_captions(self._captions):
            self._lines = before._lines[-MOST_LINES:] + self._lines
        height = columns[0].box.height
        self._left = _left_edge(columns[0].box, self._lines) - MARGIN * height
        self._right = columns[-1].box.x1 + MARGIN * height
        self._ends_in_text = columns[-1].concept in NAMES
        self._borders = lay_borders(columns, self._lines)
        edges = pairwise([self._left, *self._borders, self._right])
        self._starts = [
            [column.box.x0, *starts_of(low, high, self._lines)]
            for column, (low, high) in zip(columns, edges, strict=True)
        ]

    def _measure(self, line: Line) -> BodyLine:
        runs = runs_of(line, self._gap)
        numbers = tuple(is_number(_text(run)) for run in runs)
        return BodyLine(tuple(map(_box, runs)), numbers, tuple(word.box for word in line.words))

    def has_captions(self, boxes: Sequence[Box]) -> bool:
        """Whether these are the bands of captions that stand at the places of ``boxes``."""
        return len(boxes) == len(self._captions) and all(
            abs(a.x0 - b.x0) <= SAME_PLACE and abs(a.x1 - b.x1) <= SAME_PLACE
            for a, b in zip(boxes, self._captions, strict=True)
        )

    def cut(self, line: Line) -> CutLine | None:
        """The cells of a line; None when it stands beside the table."""
        parts: dict[int, list[Word]] = {}
        wide: set[int] = set()
        for run in runs_of(line, self._gap):
            box = _box(run)
            if box.x1 < self._left or (box.x0 > self._right and (self._ends_in_text or not is_number(_text(run)))):
                continue
            for index, words, is_wide in self._split(run):
                parts.setdefault(index, []).extend(words)
                wide.update([index] if is_wide else [])
        cells = {index: _cell(words, index in wide) for index, words in sorted(parts.items())}
        return CutLine(cells, Box.hull(cell.box for cell in cells.values())) if cells else None

    def _split(self, run: Sequence[Word]) -> list[tuple[int, list[Word], bool]]:
        """Cut running words at the borders, unless they are a sentence that runs across."""
        parts: list[tuple[int, list[Word], bool]] = []
        for word in run:
            index = bisect(self._borders, word.box.center[0])
            if parts and parts[-1][0] == index:
                parts[-1][1].append(word)
            else:
                parts.append((index, [word], False))
        pairs = zip(parts, parts[1:], strict=False)
        is_cut = all(self._is_value(*right[:2]) or self._is_count(*left[:2]) for left, right in pairs)
        if is_cut and not (len(parts) > 1 and is_note(_text(run))):
            return parts
        return [(parts[0][0], list(run), True)]

    def _is_count(self, index: int, words: Sequence[Word]) -> bool:
        """Whether words that others follow closely are a number in a column that is not for text."""
        return self._concepts[index] not in NAMES and is_number(_text(words))

    def _is_value(self, index: int, words: Sequence[Word]) -> bool:
        """Whether words that follow closely on those of the column before are a value of column ``index``."""
        begins = any(abs(words[0].box.x0 - start) <= ALIGNED for start in self._starts[index])
        return begins or is_number(_text(words))


def _left_edge(caption: Box, lines: Sequence[BodyLine]) -> float:
    """Where the first column begins: its caption may be centred over texts that are all shorter or longer."""
    edge = caption.x0
    for runs in (line.runs for line in lines):
        beside = [run for run in runs if run.x0 <= caption.x1]
        if len(beside) < len(runs):
            over = [run for run in beside if run.x1 >= caption.x0]
            edge = min([edge, *(run.x0 for run in (over or beside))])
    return edge


def _cell(words: Sequence[Word], wide: bool) -> Cell:
    return Cell(tuple(words), _text(words), _box(words), wide)


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _box(words: Sequence[Word]) -> Box:
    return words[0].box if len(words) == 1 else Box.hull(word.box for word in words)
