"""The tables of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from statistics import median

from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids.aligned import aligned
from docvl.engines.layout.grids.cutting import cut_at_lines
from docvl.engines.layout.grids.extending import extended
from docvl.engines.layout.grids.grid import Frame, Grid
from docvl.engines.layout.grids.headed import headed
from docvl.engines.layout.grids.lattice import crossing, frame_of, is_drawn
from docvl.engines.layout.grids.lines import SHORTEST, lines_of_ruling
from docvl.engines.layout.grids.refine import refine
from docvl.engines.layout.grids.stacks import stacked
from docvl.engines.layout.phrases import lines_of
from docvl.engines.layout.ruling import Ruling, find_ruling
from docvl.engines.layout.tables.cells import word_gap
from docvl.geometry import Box

# Of the places of a table this share holds text.
FILLED = 0.2
# A cell is at most so many heights of a word deep; columns of newspapers between lines are deeper.
DEEPEST = 30
# Marks for each place of a drawing that is no table.
MARKS = 10
# Lines nearer than this share of the height of a usual word are one border.
NEAR = 0.4


def find_tables(page: Page) -> tuple[Grid, ...]:
    """The tables of a page, from its top; each word is in one of them at most.

    Raises:
        DocumentError: the page cannot be read.
    """
    text = page.text
    if not text.words:
        return ()
    search = _Search(text, find_ruling(page))
    search.drawn()
    search.between_lines()
    search.coloured()
    search.headed()
    search.aligned()
    return tuple(sorted(search.grids, key=lambda grid: (grid.box.y0, grid.box.x0)))


class _Search:
    """The tables that were found, from those that are sure to those that are not."""

    def __init__(self, text: PageText, ruling: Ruling) -> None:
        words = text.words
        self.grids: list[Grid] = []
        self._ruling = ruling
        self._taken: set[int] = set()
        self._near = NEAR * median(word.box.height for word in words)
        self._gap = word_gap(lines_of(words))
        self._lines = lines_of_ruling(ruling)
        parts = list(cut_at_lines(words, self._lines.down if text.source == "ocr" else ()))
        self._words, self._whole = [part for part, _ in parts], {id(part): word for part, word in parts}
        self._groups = [(group, is_drawn(group, self._near)) for group in crossing(self._lines)]

    def drawn(self) -> None:
        """Tables whose lines cross."""
        for group, drawn in self._groups:
            if drawn:
                self._take(frame_of(group, self._words, self._near), drawn=True)

    def between_lines(self) -> None:
        """Tables between lines that do not."""
        near = self._near
        boxes = [Box(b.x0 - near, b.y0 - near, b.x1 + near, b.y1 + near) for b in (grid.box for grid in self.grids)]
        free = tuple(rule for rule in self._lines.across if not any(_within(rule, box) for box in boxes))
        words = self._free()
        for frame in stacked(self._lines._replace(across=free), words, near, self._gap):
            self._take(extended(frame, words, self._lines, self._gap) if len(frame.xs) == 2 else frame)

    def coloured(self) -> None:
        """Tables whose cells are coloured areas."""
        for group, drawn in self._groups:
            if not drawn:
                self._take(frame_of(group, self._words, self._near))

    def headed(self) -> None:
        """Tables below a coloured header."""
        for frame in headed(self._lines, self._free(), self._gap):
            self._take(frame)

    def aligned(self) -> None:
        """Tables without lines."""
        for frame in aligned(self._free(), self._gap):
            self._take(frame)

    def _free(self) -> list[Word]:
        return [word for word in self._words if id(word) not in self._taken]

    def _take(self, frame: Frame | None, drawn: bool = False) -> None:
        if frame is None:
            return
        refined = refine(frame, self._lines, self._gap)
        held = {id(word) for inside in refined.cells.values() for word in inside}
        if _is_table(refined, drawn) and not held & self._taken and not self._is_drawing(refined):
            grid = refined.read()
            whole = {id(word): word for word in (self._whole[id(part)] for part in grid.words)}
            self.grids.append(replace(grid, words=tuple(whole.values()), drawn=drawn))
            self._taken |= held

    def _is_drawing(self, frame: Frame) -> bool:
        """Whether there are more marks than a table has: the curves and scales of a chart."""
        box = Box(frame.xs[0], frame.ys[0], frame.xs[-1], frame.ys[-1])
        marks = sum(max(rule.width, rule.height) < SHORTEST and _within(rule, box) for rule in chain(*self._ruling))
        return marks > MARKS * (len(frame.xs) - 1) * (len(frame.ys) - 1)


def _within(rule: Box, box: Box) -> bool:
    x, y = rule.center
    return box.x0 < x < box.x1 and box.y0 < y < box.y1


def _is_table(frame: Frame, drawn: bool) -> bool:
    """Whether cells of several rows and several columns hold text, not too few of them, and none a column of prose."""
    held = {span: words for span, words in frame.cells.items() if words}
    rows, columns = {span.row for span in held}, {span.column for span in held}
    least = len(rows) > 1 and len(columns) > 1 and (drawn or len(rows) + len(columns) > 4)
    return least and len(held) >= FILLED * len(rows) * len(columns) and max(map(_depth, held.values())) <= DEEPEST


def _depth(words: Sequence[Word]) -> float:
    """How far down the words of a cell go, in heights of a word."""
    box = Box.hull(word.box for word in words)
    return box.height / max(median(word.box.height for word in words), 1e-6)
