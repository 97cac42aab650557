"""A recognised line cut into words with positions."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPLIT_COLUMNS = 2.5
"""A gap wider than the characters explain by this many columns (of 8 pixels at a line height of 48) parts words."""

_WIDE_COLUMNS, _NARROW_COLUMNS = 4.5, 2.25

_BLANK, _BLANK_OF_NUMBER = 10, 20
"""Pixels by which a blank must exceed the usual one of its line to be a space that the recogniser lost."""

_TRAILING = frozenset(".,;!?)%\u2019'\"")


class Glyph(NamedTuple):
    """A recognised character.

    Attributes:
        text: one character.
        column: where the recogniser saw it.
        confidence: 0 to 1.
        lost_space: whether the picture shows a space before it that the text lacks.
    """

    text: str
    column: float
    confidence: float
    lost_space: bool


class Piece(NamedTuple):
    """A word of a line; ``start`` and ``end`` are columns."""

    text: str
    start: float
    end: float
    confidence: float


def is_wide(char: str) -> bool:
    """Whether the character is set on a full square: CJK, kana, hangul, full-width forms."""
    return "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\ufaff" or "\uff00" <= char <= "\uffe6"


def pieces(
    text: str, columns: Sequence[float], confidences: Sequence[float], count: float, line: NDArray[np.uint8]
) -> list[Piece]:
    """Cut a line at its spaces, at gaps too wide for its characters, and where the picture shows a lost space.

    Args:
        text: of the line.
        columns: one for each character that is not white space.
        confidences: one for each character, white space included.
        count: columns that the line takes in all.
        line: (48, width, 3), uint8, the picture that was recognised.
    """
    runs = _runs(
        text, columns, confidences, _lost_spaces("".join(text.split()), columns, _blanks(line, columns, count))
    )
    wide, narrow = _spacing(runs, True), _spacing(runs, False)

    def width(glyph: Glyph) -> float:
        return wide if is_wide(glyph.text) else narrow

    words: list[list[Glyph]] = []
    for run in runs:
        word = [run[0]]
        for before, glyph in zip(run, run[1:], strict=False):
            explained = (width(before) + width(glyph)) / 2
            if glyph.lost_space or glyph.column - before.column > explained + _SPLIT_COLUMNS:
                words.append(word)
                word = []
            word.append(glyph)
        words.append(word)
    found: list[Piece] = []
    for word in words:
        start = max(word[0].column - width(word[0]) / 2, found[-1].end if found else 0.0)
        end = max(min(word[-1].column + 0.5 + width(word[-1]) / 2, count), start)
        found.append(Piece("".join(g.text for g in word), start, end, fmean(g.confidence for g in word)))
    return found


def words_of(text: str, info: Any, line: NDArray[np.uint8]) -> list[Piece]:
    """The words of a line as rapidocr gives it, ``start`` and ``end`` as shares of its length.

    Args:
        text: of the line.
        info: where its characters stand, rapidocr's ``WordInfo``.
        line: (48, width, 3), uint8, the picture that was recognised.
    """
    columns = [column for word in info.word_cols for column in word]
    count = info.line_txt_len
    found = pieces(text, columns, info.confs, count, line) if columns else []
    return [piece._replace(start=piece.start / count, end=piece.end / count) for piece in found]


def inked_columns(line: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """(width,): where the picture (height, width, 3), uint8, of a line shows ink, its upper and lower edge apart."""
    import cv2

    grey = cv2.cvtColor(line, cv2.COLOR_RGB2GRAY)[6:-6]
    ink = cv2.threshold(grey, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)[1] > 0
    return np.asarray((~ink if ink.mean() > 0.5 else ink).any(axis=0))


def _blanks(line: NDArray[np.uint8], columns: Sequence[float], count: float) -> NDArray[np.int64]:
    """(len(columns) - 1,): longest run of pixel columns without ink between the middles of two characters."""
    inked = inked_columns(line)
    middles = ((np.asarray(columns) + 0.5) * line.shape[1] / count).astype(int)
    blanks = []
    for start, end in zip(middles, middles[1:], strict=False):
        marks = np.concatenate(([0], np.flatnonzero(inked[start : end + 1]) + 1, [end - start + 2]))
        blanks.append(int(np.diff(marks).max()) - 1)
    return np.asarray(blanks, dtype=np.int64)


def _lost_spaces(chars: str, columns: Sequence[float], blanks: NDArray[np.int64]) -> list[bool]:
    """For each character, whether a space before it was lost; only between Latin characters."""
    usual = float(np.median(blanks)) if len(blanks) else 0.0
    steps = np.diff(columns)
    far = steps > 1.2 * float(np.median(steps)) if len(steps) else steps
    lost = [False]
    for before, after, blank, apart in zip(chars, chars[1:], blanks.tolist(), far.tolist(), strict=False):
        numeric = before in "0123456789.," and after in "0123456789.,"
        excess = _BLANK_OF_NUMBER if numeric else _BLANK
        wide = apart and blank >= usual + excess and blank >= 3.2 * (usual + 1)
        lost.append(wide and before.isascii() and after.isascii() and after not in _TRAILING)
    return lost


def _runs(text: str, columns: Sequence[float], confidences: Sequence[float], lost: Sequence[bool]) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = [[]]
    position = iter(zip(columns, lost, strict=True))
    for char, confidence in zip(text, confidences, strict=True):
        if char.isspace():
            runs.append([])
        else:
            column, space = next(position)
            runs[-1].append(Glyph(char, column, confidence, space))
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
