"""Boxes beside words in Latin script: the words are the caption, a tick is their answer, an open box is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docvl.engines.layout.forms.blanks import FormWord
from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.characters import char_boxes
from docvl.engines.layout.forms.looks import ends_with_colon, is_number
from docvl.engines.layout.forms.vocabulary import is_cjk
from docvl.geometry import Box

# A box stands this near to its words, in heights of the words.
REACH = 3.0

TICKS = frozenset(("x", "X", "(x)", "(X)", "[x]", "[X]", "☑", "☒", "√", "✓", "✔"))
OPEN = frozenset(("()", "[]", "□", "☐"))
_SIGNS = "□☐☑☒"


def take_ticks(cells: Sequence[Cell]) -> tuple[list[tuple[Cell, Cell]], list[Cell]]:
    """-> (words, tick) of every ticked box, and the cells that are left without boxes and their words.

    Words with a colon stay, unless they are ticked: they announce more than a tick.
    """
    cells = [part for cell in cells for part in _parts(cell)]
    words = [cell for cell in cells if _is_words(cell)]
    ticks: list[tuple[Cell, Cell]] = []
    taken: set[int] = set()
    for mark in (cell for cell in cells if _is_mark(cell.text)):
        beside = (cell for cell in words if id(cell) not in taken and _is_beside(cell, mark))
        nearest = min(beside, key=lambda cell: _gap(cell, mark), default=None)
        if nearest is None:
            continue
        if mark.text in TICKS:
            ticks.append((nearest, mark))
        if mark.text in TICKS or not ends_with_colon(nearest):
            taken.add(id(nearest))
        taken.add(id(mark))
    return ticks, [cell for cell in cells if id(cell) not in taken]


def _parts(cell: Cell) -> list[Cell]:
    """A box right before or behind words, and the words; a letter right behind them is a part of a name."""
    first, *others = _words(cell)
    if others and _is_mark(first.text):
        return [cell_of([first]), cell_of(others)]
    if others and _is_mark(others[-1].text) and not others[-1].text.isalpha():
        return [cell_of([first, *others[:-1]]), cell_of(others[-1:])]
    return [cell]


def _words(cell: Cell) -> list[FormWord]:
    """The words of a cell, with a box at the start of the first one as a word of its own."""
    first, *others = cell.words
    if first.text[0] not in _SIGNS or len(first.text) == 1:
        return list(cell.words)
    box, *rest = char_boxes(first)
    return [
        replace(first, text=first.text[0], box=box),
        replace(first, text=first.text[1:], box=Box.hull(rest)),
        *others,
    ]


def _is_mark(text: str) -> bool:
    return text in TICKS or text in OPEN


def _is_words(cell: Cell) -> bool:
    text = cell.text
    return not _is_mark(text) and not is_cjk(text) and not is_number(text) and any(map(str.isalpha, text))


def _is_beside(words: Cell, mark: Cell) -> bool:
    level = 2 * words.box.overlap_y(mark.box) > min(words.box.height, mark.box.height)
    return level and _gap(words, mark) <= REACH


def _gap(words: Cell, mark: Cell) -> float:
    """How far off the words are, in their heights."""
    return max(0.0, -words.box.overlap_x(mark.box)) / words.height
