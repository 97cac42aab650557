"""The tables of a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from docvl.document import Page, Word
from docvl.engines.layout.grids.grid import Frame, Grid
from docvl.engines.layout.grids.lattice import crossing, frame_of, is_drawn
from docvl.engines.layout.grids.lines import Lines, lines_of_ruling
from docvl.engines.layout.grids.refine import refine
from docvl.engines.layout.grids.stacks import stacked
from docvl.engines.layout.phrases import lines_of
from docvl.engines.layout.ruling import find_ruling
from docvl.engines.layout.tables.cells import word_gap

# Lines nearer than this share of the height of a usual word are one border.
NEAR = 0.4


def find_tables(page: Page) -> tuple[Grid, ...]:
    """The tables of a page, from its top; each word is in one of them at most.

    Raises:
        DocumentError: the page cannot be read.
    """
    words = page.text.words
    if not words:
        return ()
    near = NEAR * median(word.box.height for word in words)
    gap = word_gap(lines_of(words))
    lines = lines_of_ruling(find_ruling(page))
    grids: list[Grid] = []
    for frame in _frames(lines, words, near, gap):
        refined = refine(frame, lines, gap)
        held = {id(word) for inside in refined.cells.values() for word in inside}
        if _is_table(refined) and not any(id(word) in held for grid in grids for word in grid.words):
            grids.append(refined.read())
    return tuple(sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0)))


def _frames(lines: Lines, words: Sequence[Word], near: float, gap: float) -> Iterator[Frame]:
    groups = list(crossing(lines))
    drawn = [group for group in groups if is_drawn(group, near)]
    yield from filter(None, (frame_of(group, words, near) for group in drawn))
    yield from stacked(lines, words, near, gap)
    yield from filter(None, (frame_of(group, words, near) for group in groups if group not in drawn))


def _is_table(frame: Frame) -> bool:
    """Whether cells of several rows and several columns hold text."""
    held = [span for span, words in frame.cells.items() if words]
    rows, columns = {span.row for span in held}, {span.column for span in held}
    return len(rows) > 1 and len(columns) > 1
