"""Column bands: where the columns of a table begin and end, and the lines of its body cut along them."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.tables.borders import ALIGNED, BodyLine, lay_borders, starts_of
from docvl.engines.layout.tables.cells import Cell, is_note, is_number
from docvl.engines.layout.tables.columns import NAMES, Column
from docvl.geometry import Box

# Text this many word heights beyond the outer captions does not belong to the table.
MARGIN = 1.0
# Captions of two pages stand at the same place when they differ by no more than this many points.
SAME_PLACE = 1.0
# So many lines of the pages before are kept.
MOST_LINES = 40
# Groups of digits of one number, and by how many points the gaps of one line may differ.
_FIRST_GROUP, _NEXT_GROUP = re.compile(r"[-−–+(]?\d{1,3}"), re.compile(r"\d{3}(?:[.,]\d+)?[-)]?")
_SAME_GAP = 0.1


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

    def __init__(self, columns: Sequence[Column], body: Sequence[Sequence[Cell]], before: Bands | None) -> None:
        """Lay the borders through the gaps that ``body`` leaves between the captions of ``columns``.

        Args:
            columns: left to right.
            body: runs of running text, left to right, of the lines below the captions that are likely to be rows.
            before: the bands of the page before: where the captions stand at the same places its lines count as well.
        """
        self._captions = [column.box for column in columns]
        self._concepts = [column.concept for column in columns]
        self._lines = list(map(_measured, body))
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

    def has_captions(self, boxes: Sequence[Box]) -> bool:
        """Whether these are the bands of captions that stand at the places of ``boxes``."""
        return len(boxes) == len(self._captions) and all(
            abs(a.x0 - b.x0) <= SAME_PLACE and abs(a.x1 - b.x1) <= SAME_PLACE
            for a, b in zip(boxes, self._captions, strict=True)
        )

    def cut(self, runs: Sequence[Cell]) -> CutLine | None:
        """The cells of a line, given as runs of running text; None when it stands beside the table."""
        parts: dict[int, list[Cell]] = {}
        for run in runs:
            if run.box.x1 < self._left or (
                run.box.x0 > self._right and (self._ends_in_text or not is_number(run.text))
            ):
                continue
            for index, cell in self._split(run):
                parts.setdefault(index, []).append(cell)
        cells = {index: _joined(found) for index, found in sorted(parts.items())}
        return CutLine(cells, Box.hull(cell.box for cell in cells.values())) if cells else None

    def _split(self, run: Cell) -> list[tuple[int, Cell]]:
        """Cut running words at the borders, unless they are a sentence that runs across."""
        parts: list[tuple[int, list[Word]]] = []
        for word, index in zip(run.words, self._columns_of(run.words), strict=True):
            if parts and parts[-1][0] == index:
                parts[-1][1].append(word)
            else:
                parts.append((index, [word]))
        if len(parts) == 1:
            return [(parts[0][0], run)]
        cells = [(index, Cell.of(words)) for index, words in parts]
        if all(self._is_value(*right) or self._is_count(*left) for left, right in pairwise(cells)) and not is_note(
            run.text
        ):
            return cells
        return [(parts[0][0], replace(run, wide=True))]

    def _columns_of(self, words: Sequence[Word]) -> list[int]:
        """The column of each word; a number in groups of digits, as ``-2 507,00``, stands in that of its last group."""
        indexes = [bisect(self._borders, word.box.center[0]) for word in words]
        for n in range(len(words) - 2, -1, -1):
            if indexes[n] != indexes[n + 1] and _is_one_number(words[n - 1 : n], words[n], words[n + 1]):
                indexes[n] = indexes[n + 1]
        return indexes

    def _is_count(self, index: int, cell: Cell) -> bool:
        """Whether words that others follow closely are a number in a column that is not for text."""
        return self._concepts[index] not in NAMES and is_number(cell.text)

    def _is_value(self, index: int, cell: Cell) -> bool:
        """Whether words that follow closely on those of the column before are a value of column ``index``."""
        return any(abs(cell.box.x0 - start) <= ALIGNED for start in self._starts[index]) or is_number(cell.text)


def _is_one_number(before: Sequence[Word], word: Word, after: Word) -> bool:
    """Whether two groups of digits are one number: no farther apart than the first is from the word before it."""
    if not (_FIRST_GROUP.fullmatch(word.text) and _NEXT_GROUP.fullmatch(after.text)):
        return False
    return all(after.box.x0 - word.box.x1 <= word.box.x0 - left.box.x1 + _SAME_GAP for left in before)


def _measured(runs: Sequence[Cell]) -> BodyLine:
    numbers = tuple(is_number(run.text) for run in runs)
    return BodyLine(tuple(run.box for run in runs), numbers, tuple(word.box for run in runs for word in run.words))


def _joined(cells: Sequence[Cell]) -> Cell:
    """What stands in one column of a line."""
    if len(cells) == 1:
        return cells[0]
    return replace(Cell.of([word for cell in cells for word in cell.words]), wide=any(cell.wide for cell in cells))


def _left_edge(caption: Box, lines: Sequence[BodyLine]) -> float:
    """Where the first column begins: its caption may be centred over texts that are all shorter or longer."""
    edge = caption.x0
    for runs in (line.runs for line in lines):
        beside = [run for run in runs if run.x0 <= caption.x1]
        if len(beside) < len(runs):
            over = [run for run in beside if run.x1 >= caption.x0]
            edge = min([edge, *(run.x0 for run in (over or beside))])
    return edge
