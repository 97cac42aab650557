"""The tables of a page."""

from __future__ import annotations

from statistics import median

from docvl.document import Page
from docvl.engines.layout.grids.grid import Frame, Grid
from docvl.engines.layout.grids.lattice import crossing, frame_of
from docvl.engines.layout.grids.lines import lines_of_ruling
from docvl.engines.layout.ruling import find_ruling

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
    groups = crossing(lines_of_ruling(find_ruling(page)))
    frames = [frame for group in groups if (frame := frame_of(group, words, near)) and _is_table(frame)]
    grids: list[Grid] = []
    taken: set[int] = set()
    for frame in frames:
        if not any(id(word) in taken for held in frame.cells.values() for word in held):
            grids.append(frame.read())
            taken |= {id(word) for word in grids[-1].words}
    return tuple(sorted(grids, key=lambda grid: (grid.box.y0, grid.box.x0)))


def _is_table(frame: Frame) -> bool:
    """Whether cells of several rows and several columns hold text."""
    held = [span for span, words in frame.cells.items() if words]
    rows, columns = {span.row for span in held}, {span.column for span in held}
    return len(rows) > 1 and len(columns) > 1
