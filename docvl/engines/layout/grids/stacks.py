"""Tables between ruling lines that run one below another and cross none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.grids.columns import PLACED, find_columns, is_prose
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.lattice import frame_of
from docvl.engines.layout.grids.lines import Lines
from docvl.engines.layout.grids.segments import Segment, lines_in
from docvl.engines.layout.marks import is_caption
from docvl.geometry import Box

# Lines of one table begin and end at the same places, within this many points.
SAME = 6.0
# They are at least this many points long.
LONG = 72.0
# Of the lines of a table this share have text in several columns.
SPREAD = 0.5
# A line of text over this share of the width is no caption of columns.
FULL = 0.6
# Captions of columns have no more lines than this; so few lines may be anything.
MOST_CAPTIONS, FEW = 8, 3


def stacked(lines: Lines, words: Sequence[Word], near: float, gap: float) -> Iterator[Frame]:
    """Frames of a single column between lines that stand one below another.

    Args:
        lines: of the page, those of other tables left out.
        words: of the page, those in other tables left out.
        near: lines nearer than this are one, points.
        gap: the widest space within running text, in heights of a word.
    """
    for x0, x1, ys in _groups([rule for rule in lines.across if rule.width >= LONG], near):
        bands = [_band(x0, x1, a, b, words) for a, b in pairwise(ys)]
        kinds = [_kind(band, x1 - x0, gap) for band in bands]
        first = 0
        while first < len(bands):
            end = first
            while end < len(bands) and kinds[end] != "text":
                end += 1
            if "table" in kinds[first:end]:
                whole = _frame((x0, x1), ys[first : end + 1], bands[first:end])
                yield _stepped(whole, lines, near) or whole
            first = max(end, first + 1)


def _stepped(frame: Frame, lines: Lines, near: float) -> Frame | None:
    """The frame parted where several of its lines begin: what stands before them belongs to all rows beside it.

    Where it is stepped once, a single line may be one step more.
    """
    left, right, top, bottom = frame.xs[0], frame.xs[-1], frame.ys[0], frame.ys[-1]
    flush = [
        rule for rule in lines.across if top - near <= rule.center[1] <= bottom + near and abs(rule.x1 - right) <= SAME
    ]
    set_in = [rule for rule in flush if rule.x0 > left + SAME and rule not in lines.edges]
    begins = Counter(round(rule.x0 / SAME) for rule in set_in)
    words = [word for held in frame.cells.values() for word in held]
    places = begins if max(begins.values(), default=0) > 1 else ()
    starts = sorted(min(rule.x0 for rule in set_in if round(rule.x0 / SAME) == place) for place in places)
    free = [x for x in starts if sum(word.box.x0 < x - 1 and word.box.x1 > x + 1 for word in words) <= 1]
    if not free:
        return None
    down = tuple(Box(x, top, x, bottom) for x in (left, *free, right))
    across = tuple(rule for rule in flush if rule.x0 <= left + SAME or rule.x0 >= free[0] - SAME)
    return frame_of(Lines(across, down), words, near)


def _groups(rules: Sequence[Box], near: float) -> Iterator[tuple[float, float, list[float]]]:
    """Lines that begin and end at the same places: from, to, and where they are."""
    free = sorted(rules, key=lambda rule: rule.y0)
    while free:
        head = free[0]
        group = [rule for rule in free if abs(rule.x0 - head.x0) <= SAME and abs(rule.x1 - head.x1) <= SAME]
        free = [rule for rule in free if rule not in group]
        ys: list[float] = []
        for rule in group:
            if ys and rule.center[1] - ys[-1] <= near:
                ys[-1] = rule.center[1]
            else:
                ys.append(rule.center[1])
        if len(ys) > 1:
            yield min(rule.x0 for rule in group), max(rule.x1 for rule in group), ys


def _band(x0: float, x1: float, y0: float, y1: float, words: Sequence[Word]) -> list[Word]:
    return [word for word in words if x0 <= word.box.center[0] <= x1 and y0 < word.box.center[1] < y1]


def _kind(words: Sequence[Word], width: float, gap: float) -> str:
    """``table``, ``text`` or, where there is too little to tell, ``open``."""
    if not words:
        return "open"
    segments = [segment for line in lines_in(words, gap) for segment in line]
    if any(is_caption(segment.text) for segment in segments):
        return "text"
    if is_spread(segments):
        return "text" if all(map(is_prose, find_columns(segments))) else "table"
    lines = Counter(segment.line for segment in segments)
    several = any(count > 1 for count in lines.values())
    widest = max(segment.box.width for segment in segments) / width
    captions = len(lines) <= MOST_CAPTIONS and widest < FULL and several
    return "open" if captions or (len(lines) <= FEW and (widest < FULL or several)) else "text"


def is_spread(segments: Sequence[Segment]) -> bool:
    """Whether most lines have text in several columns, and most texts stand in one."""
    columns = find_columns(segments)
    lines = Counter(segment.line for segment in segments)
    several = sum(count > 1 for count in lines.values())
    placed = sum(len(column.members) for column in columns)
    return len(columns) > 1 and several >= SPREAD * len(lines) and placed >= PLACED * len(segments)


def _frame(xs: Sequence[float], ys: Sequence[float], bands: Sequence[Sequence[Word]]) -> Frame:
    return Frame(tuple(xs), tuple(ys), {Span(row, 0): list(words) for row, words in enumerate(bands)})
