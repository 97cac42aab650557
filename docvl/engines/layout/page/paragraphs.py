"""The lines of one column into paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median
from typing import Self

from docvl.document import Word
from docvl.engines.layout.joining import join_lines, line_text
from docvl.engines.layout.marks import SENTENCE_ENDS, is_caption, marker
from docvl.engines.layout.page.fields import is_field
from docvl.engines.layout.page.initials import with_drop_caps
from docvl.engines.layout.phrases import Line, lines_of
from docvl.geometry import Box
from docvl.ingest.ocr_words import is_wide

# In heights of a line, but for the shares.
_INDENT = 0.8
_MAX_INDENT = 6.0
_PITCH_SHARE = 1.4
_LOOSE = 1.1
_SIZE_SHARE = 1.3
_CELL_GAP = 2.5
_SHORT, _SHORT_SHARE = 4.0, 0.2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together.

    Attributes:
        lines: their texts, top to bottom; never empty.
        box: around all of them, reading points.
        height: of a line, points: the median over its words.
        confidence: 0 to 1, the mean over its words, weighted by their length.
        full: whether its last line goes on to the edge of the column.
        inset: how much farther in than the column its first line begins, points.
        tabular: whether it is a row of cells rather than running text.
    """

    lines: tuple[str, ...]
    box: Box
    height: float
    confidence: float
    full: bool
    inset: float
    tabular: bool

    @property
    def indented(self) -> bool:
        """Whether its first line is set in, as that of a new paragraph is."""
        return self.inset > _INDENT * self.height

    def text(self, known: frozenset[str] = frozenset()) -> str:
        """The lines joined; see :func:`~docvl.engines.layout.joining.join_lines`."""
        text = self.lines[0]
        for line in self.lines[1:]:
            text = join_lines(text, line, known)
        return text

    def then(self, after: Paragraph) -> Paragraph:
        """This one, which goes on in ``after`` at the top of another column; the place is that of its beginning."""
        return replace(self, lines=self.lines + after.lines, full=after.full)


@dataclass(frozen=True, slots=True)
class Column:
    """Where the lines of a column begin and end, and how far it is from one to the next, reading points."""

    left: float
    right: float
    pitch: float

    @classmethod
    def of(cls, words: Sequence[Word]) -> Self:
        """Measure a column; a few of its lines may stand out of it."""
        lines = lines_of(words)
        if not lines:
            return cls(0.0, 0.0, 0.0)
        lefts, rights = sorted(line.box.x0 for line in lines), sorted(line.box.x1 for line in lines)
        steps = [step for step in (b.box.center[1] - a.box.center[1] for a, b in pairwise(lines)) if step > 0]
        height = median(map(_height, lines))
        close = [step for step in steps if step < 2.5 * height]
        return cls(lefts[len(lefts) // 10], rights[-1 - len(rights) // 10], median(close) if close else 1.5 * height)


def paragraphs(words: Sequence[Word], column: Column) -> list[Paragraph]:
    """Words of a column, between its tables -> paragraphs, top to bottom."""
    lines = with_drop_caps(words)
    if not lines:
        return []
    groups: list[list[Line]] = [[lines[0]]]
    for index, line in enumerate(lines[1:], start=1):
        after = lines[index + 1] if index + 1 < len(lines) else None
        if _begins(groups[-1], line, after, column):
            groups.append([])
        groups[-1].append(line)
    return [_paragraph(group, column) for group in groups]


def _begins(group: Sequence[Line], line: Line, after: Line | None, column: Column) -> bool:
    """Whether ``line`` is the first of a paragraph, after the lines of ``group``."""
    before = group[-1]
    height = min(_height(before), _height(line))
    if _is_row(before) or _is_row(line):
        return True
    step, gap = line.box.center[1] - before.box.center[1], line.box.y0 - before.box.y1
    if step > _PITCH_SHARE * max(column.pitch, 1.1 * height) and gap > 0.5 * height:
        return True
    if gap > _LOOSE * height and step > 1.15 * column.pitch:
        return True
    if max(_height(before), _height(line)) > _SIZE_SHARE * height:
        return True
    if is_caption(line.text) and not _is_full(before, line, column):
        return True
    mark = marker(line.text)
    if mark and (line.box.x0 < group[0].box.x0 + 2 * height or not _is_full(before, line, column)):
        return True
    return _is_indented(group, line, after, height) or _ends(before, line, column, height)


def _is_indented(group: Sequence[Line], line: Line, after: Line | None, height: float) -> bool:
    """Whether the line begins farther in than the one before, and the next one does not."""
    before = group[-1]
    inset = line.box.x0 - before.box.x0
    if not _INDENT * height < inset < _MAX_INDENT * height:
        return False
    hanging = len(group) == 1 and marker(before.text) is not None
    back = after is not None and after.box.x0 < line.box.x0 - 0.6 * _INDENT * height
    return not hanging and (back or len(group) > 1)


def _ends(before: Line, line: Line, column: Column, height: float) -> bool:
    """Whether the next word would have fitted on the line before, and that ends a sentence or far from the edge."""
    if _is_full(before, line, column):
        return False
    room = column.right - before.box.x1
    return before.text.endswith(SENTENCE_ENDS) or room > max(
        _SHORT * height, _SHORT_SHARE * (column.right - column.left)
    )


def _is_full(line: Line, following: Line | None, column: Column) -> bool:
    height = _height(line)
    room = column.right - line.box.x1
    if following is None:
        return room < 2.5 * height
    word = following.words[0]
    if is_wide(word.text[0]) or is_wide(line.words[-1].text[-1]):
        return room < 2.0 * height
    return room < word.box.width + 1.0 * height


def _is_row(line: Line) -> bool:
    """Whether wide gaps part the line into cells, or a caption stands before its answer."""
    return any(b.box.x0 - a.box.x1 > _CELL_GAP * _height(line) or is_field(a, b) for a, b in pairwise(line.phrases))


def _height(line: Line) -> float:
    return median(word.box.height for word in line.words)


def _paragraph(lines: Sequence[Line], column: Column) -> Paragraph:
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return Paragraph(
        lines=tuple(line_text(line.words) for line in lines),
        box=Box.hull(line.box for line in lines),
        height=median(word.box.height for word in words),
        confidence=min(fmean((word.confidence for word in words), [len(word.text) / letters for word in words]), 1.0),
        full=_is_full(lines[-1], None, column),
        inset=lines[0].box.x0 - column.left,
        tabular=len(lines) == 1 and _is_row(lines[0]),
    )
