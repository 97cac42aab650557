"""The captioned fields of a filled-in form, for schemas that ask for a list of keys and values."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from docvl.document import Page, Word
from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.boxes import with_boxes
from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.cutting import cut_cells
from docvl.engines.layout.forms.headings import join_headings
from docvl.engines.layout.forms.links import link
from docvl.engines.layout.forms.looks import habits_of, is_filled_in
from docvl.engines.layout.forms.nearest import link_nearest
from docvl.engines.layout.forms.reading import read_rows
from docvl.engines.layout.forms.rows import cut_rows
from docvl.engines.layout.forms.stacks import join_stacks
from docvl.engines.layout.forms.ticks import take_ticks
from docvl.engines.layout.phrases import Snippet, read_lines
from docvl.engines.layout.ruling import find_ruling

__all__ = ["PairReader", "with_boxes"]

# Recognition that is less sure of half of the words of a page, or of a cell, has not read it.
LEGIBLE = 0.5
# Fields that must be filled in are marked so, or listed behind bullets.
MARKS = "*＊★·•・ "


class PairReader:
    """Collects the fields of a form, one page at a time."""

    def __init__(self) -> None:
        """Start a form."""
        self._pairs: list[tuple[Snippet, Snippet]] = []

    def feed(self, page: Page) -> None:
        """Read the next page; it is not kept.

        Raises:
            DocumentError: the page cannot be read.
        """
        # In a text layer the boxes of forms are characters.
        lines = read_lines(with_boxes(page) if page.text.source == "ocr" else page)
        if not _is_legible([word for line in lines.lines for word in line.words]):
            return
        ruling = find_ruling(page)
        borders = Borders(ruling)
        cells = [cell for cell in cut_cells(lines, ruling, borders) if _is_legible(cell.words)]
        for caption, answer in _link(cells, borders):
            key = caption.text.lstrip(MARKS) or caption.text
            self._pairs.append((lines.snippet(caption.words, key), lines.snippet(answer.words, answer.text)))

    def pairs(self) -> list[tuple[Snippet, Snippet]]:
        """-> (caption, answer) of every field that is filled in, in reading order; several answers, several pairs."""
        return list(self._pairs)


def _link(cells: Sequence[Cell], borders: Borders) -> list[tuple[Cell, Cell]]:
    habits = habits_of(cells)
    cells = join_stacks(cells, borders, ruled=habits.ruled)
    if habits.ruled:
        answers = [cell for cell in cells if is_filled_in(cell)]
        return link_nearest([cell for cell in cells if cell not in answers], answers)
    ticks: list[tuple[Cell, Cell]] = []
    if not habits.chinese:
        ticks, cells = take_ticks(cells)
    rows = cut_rows(cells)
    pairs = link(*join_headings(rows, read_rows(rows)), borders)
    for tick in ticks:
        _insert(tick, pairs)
    return pairs


def _insert(tick: tuple[Cell, Cell], pairs: list[tuple[Cell, Cell]]) -> None:
    """Put a tick before the first field that begins below it."""
    middle = tick[0].box.center[1]
    at = next((n for n, (caption, _) in enumerate(pairs) if caption.box.y0 > middle), len(pairs))
    pairs.insert(at, tick)


def _is_legible(words: Sequence[Word]) -> bool:
    return median([word.confidence for word in words] or [1.0]) >= LEGIBLE
