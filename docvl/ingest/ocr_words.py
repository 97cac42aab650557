"""A recognised line cut into words with positions."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median
from typing import NamedTuple

_SPLIT_COLUMNS = 2.5
"""A gap wider than the characters explain by this many columns (of 8 pixels at a line height of 48) parts words."""

_WIDE_COLUMNS, _NARROW_COLUMNS = 4.5, 2.25


class Glyph(NamedTuple):
    """A recognised character; ``column`` is where the recogniser saw it."""

    text: str
    column: float
    confidence: float


class Piece(NamedTuple):
    """A word of a line; ``start`` and ``end`` are columns."""

    text: str
    start: float
    end: float
    confidence: float


def is_wide(char: str) -> bool:
    """Whether the character is set on a full square: CJK, kana, hangul, full-width forms."""
    return "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffe6"


def pieces(text: str, columns: Sequence[float], confidences: Sequence[float], count: float) -> list[Piece]:
    """Cut a line at its spaces and at gaps too wide for its characters.

    Args:
        text: of the line.
        columns: one for each character that is not white space.
        confidences: one for each character, white space included.
        count: columns that the line takes in all.
    """
    runs = _runs(text, columns, confidences)
    wide, narrow = _spacing(runs, True), _spacing(runs, False)

    def width(glyph: Glyph) -> float:
        return wide if is_wide(glyph.text) else narrow

    words: list[list[Glyph]] = []
    for run in runs:
        word = [run[0]]
        for before, glyph in zip(run, run[1:], strict=False):
            if glyph.column - before.column > (width(before) + width(glyph)) / 2 + _SPLIT_COLUMNS:
                words.append(word)
                word = []
            word.append(glyph)
        words.append(word)
    found: list[Piece] = []
    for word in words:
        start = max(word[0].column + 0.5 - width(word[0]) / 2, found[-1].end if found else 0.0)
        end = max(min(word[-1].column + 0.5 + width(word[-1]) / 2, count), start)
        found.append(Piece("".join(g.text for g in word), start, end, fmean(g.confidence for g in word)))
    return found


def _runs(text: str, columns: Sequence[float], confidences: Sequence[float]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = [[]]
    position = iter(columns)
    for char, confidence in zip(text, confidences, strict=True):
        if char.isspace():
            runs.append([])
        else:
            runs[-1].append(Glyph(char, next(position), confidence))
    return [run for run in runs if run]


def _spacing(runs: list[list[Glyph]], wide: bool) -> float:
    gaps = [
        after.column - before.column
        for run in runs
        for before, after in zip(run, run[1:], strict=False)
        if is_wide(before.text) == is_wide(after.text) == wide
    ]
    usual = _WIDE_COLUMNS if wide else _NARROW_COLUMNS
    return min(max(median(gaps), usual / 2), usual * 2) if gaps else usual
