"""Tables without ruling lines: texts of several lines that stand in columns, and are not prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from docvl.document import Word
from docvl.engines.layout.grids.abreast import gap_between
from docvl.engines.layout.grids.columns import PLACED, PROSE_WORDS, Column, find_columns, is_prose
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.segments import Segment, lines_in
from docvl.engines.layout.marks import is_caption, marker
from docvl.geometry import Box

# Lines of one table are at most this many heights apart.
APART = 2.0
# A cell goes on in the next line at most this many heights below.
WRAPPED = 1.0
# So many lines in a row may have text in one column only.
MOST_SINGLE = 2
# A table has at least this many lines with text in several columns, and so many values in one column.
LEAST = 3
# Of the texts of a column of values this share are values.
VALUES = 0.6
# Columns begin, end or are centred at the same place, within this many heights of a word.
EVEN = 0.35
_LEADERS = re.compile(r"[.…_]{4,}|(?:\. ){3,}")
_PAGE = re.compile(r"\d{1,4}|[ivxlc]+", re.IGNORECASE)


def aligned(words: Sequence[Word], gap: float) -> Iterator[Frame]:
    """Frames of one place around words that look like a table.

    Args:
        words: of the page, those in other tables left out.
        gap: the widest space within running text, in heights of a word.
    """
    for region in _regions(words, gap, depth=0):
        box = Box.hull(segment.box for segment in region)
        held = [word for segment in region for word in segment.words]
        yield Frame((box.x0, box.x1), (box.y0, box.y1), {Span(0, 0): held})


def _regions(words: Sequence[Word], gap: float, depth: int) -> Iterator[list[Segment]]:
    """The segments of each table."""
    if not words:
        return
    for run in map(_without_caption, _runs(lines_in(words, gap))):
        segments = [segment for line in run for segment in line]
        x = gap_between(run) if run else None
        if x is not None:
            for right in (False, True):
                side = [w for s in segments if (s.box.x0 > x) is right for w in s.words]
                yield from _regions(side, gap, depth)
            continue
        columns = find_columns(segments)
        prose = [column for column in columns if is_prose(column)]
        if prose and len(prose) < len(columns) and depth < 3:
            for part in _beside(columns, prose):
                x0, x1 = part[0].x0, part[-1].x1
                inside = [w for s in segments for w in s.words if x0 - 1 <= w.box.center[0] <= x1 + 1]
                yield from _regions(inside, gap, depth + 1)
        elif not prose:
            body = _trimmed(run)
            held = [segment for line in body for segment in line]
            if _is_table(body, find_columns(held)):
                yield held


def _runs(lines: Sequence[list[Segment]]) -> Iterator[list[list[Segment]]]:
    """Lines one below another, most of which have text in several places."""
    run: list[list[Segment]] = []
    for line in [*lines, []]:
        if run and (not line or _ends(run, line)):
            last = max(index for index, held in enumerate(run) if len(held) > 1)
            yield [*run[: last + 1], *_wrapped(run[: last + 1], run[last + 1 :])]
            run = []
        if line and (run or len(line) > 1):
            run.append(line)


def _wrapped(rows: Sequence[list[Segment]], lines: Sequence[list[Segment]]) -> Iterator[list[Segment]]:
    """The single texts below a table with which a cell of its last row goes on, as cells of other rows do.

    That they begin where the cell does is not enough: so may the text below.
    """
    others = [line[0] for line in rows if len(line) == 1]
    bottom = max(segment.box.y1 for segment in rows[-1])
    for (text,) in lines:
        alike = all(any(_begin_alike(text, other) for other in held) for held in (rows[-1][1:], others))
        if not alike or text.box.y0 - bottom > WRAPPED * text.box.height:
            return
        yield [text]
        bottom = text.box.y1


def _begin_alike(text: Segment, other: Segment) -> bool:
    return abs(text.box.x0 - other.box.x0) <= EVEN * text.box.height


def _without_caption(run: list[list[Segment]]) -> list[list[Segment]]:
    """The lines below the caption of a table or a figure."""
    first = next((n for n, line in enumerate(run) if is_caption(" ".join(segment.text for segment in line))), None)
    return run if first is None else run[first + 1 :]


def _trimmed(run: list[list[Segment]]) -> list[list[Segment]]:
    """The lines from the first to the last that are no running text."""
    kept = [n for n, line in enumerate(run) if not _runs_on(line)]
    return run[kept[0] : kept[-1] + 1] if kept else []


def _runs_on(line: Sequence[Segment]) -> bool:
    long = any(len(segment.words) >= PROSE_WORDS for segment in line)
    return long and not any(segment.is_value for segment in line)


def _ends(run: Sequence[list[Segment]], line: Sequence[Segment]) -> bool:
    above, below = (Box.hull(segment.box for segment in held) for held in (run[-1], line))
    if below.y0 - above.y1 > APART * min(above.height, below.height):
        return True
    return len(line) == 1 and all(len(held) == 1 for held in run[-MOST_SINGLE:])


def _beside(columns: Sequence[Column], prose: Sequence[Column]) -> Iterator[list[Column]]:
    """Neighbouring columns that are no prose, at least two of them."""
    part: list[Column] = []
    for column in [*columns, None]:
        if column is None or column in prose:
            if len(part) > 1:
                yield part
            part = []
        else:
            part.append(column)


def _is_table(run: Sequence[list[Segment]], columns: Sequence[Column]) -> bool:
    several = [line for line in run if len(line) > 1]
    placed = sum(len(column.members) for column in columns)
    if len(columns) < 2 or len(several) < LEAST or placed < PLACED * sum(map(len, run)):
        return False
    if len(columns) == 2 and (_is_list(columns[0]) or _is_labels(columns[0]) or _is_contents(columns)):
        return False
    even = [column for column in columns if _is_even(column)]
    if any(map(_is_valued, columns[1:])):
        return len(several) >= 0.5 * len(run) and len(even) >= 0.5 * len(columns)
    full = [column for column in even if len(column.members) >= 0.5 * len(run)]
    return len(columns) > 2 and len(full) == len(columns) and len(several) > LEAST


def _is_valued(column: Column) -> bool:
    values = sum(segment.is_value for segment in column.members)
    return values >= LEAST and values >= VALUES * len(column.members)


def _is_even(column: Column) -> bool:
    """Whether its texts begin, end or have their middle at one place."""
    boxes = [segment.box for segment in column.members]
    within = EVEN * median(box.height for box in boxes)
    for places in ([b.x0 for b in boxes], [b.x1 for b in boxes], [b.center[0] for b in boxes]):
        usual = median(places)
        if sum(abs(place - usual) <= within for place in places) >= 0.7 * len(places):
            return True
    return False


def _is_list(column: Column) -> bool:
    """Whether a column is the signs of a list."""
    signs = [bool(marker(f"{segment.text} x")) and len(segment.text) <= 6 for segment in column.members]
    return sum(signs) >= 0.6 * len(signs)


def _is_labels(column: Column) -> bool:
    """Whether a column is labels of what stands beside them, as on forms."""
    return sum(segment.text.endswith((":", "：")) for segment in column.members) >= 0.5 * len(column.members)


def _is_contents(columns: Sequence[Column]) -> bool:
    """Whether a column of titles is followed by one of page numbers, which never fall."""
    pages = [s for s in sorted(columns[-1].members, key=lambda s: s.line) if _PAGE.fullmatch(s.text.strip(" ."))]
    if len(pages) < 0.8 * len(columns[-1].members):
        return False
    numbers = [int(s.text.strip(" .")) for s in pages if s.text.strip(" .").isdecimal()]
    led = sum(bool(_LEADERS.search(s.text)) for s in columns[0].members)
    return led > 1 or (len(numbers) > LEAST and all(a <= b for a, b in pairwise(numbers)))
