"""Rows outside of the first and the last line of a table: captions above it, totals below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docvl.document import Word
from docvl.engines.layout.grids.columns import Column, find_columns
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.lines import Lines
from docvl.engines.layout.grids.segments import Segment, cut, lines_in
from docvl.engines.layout.marks import is_caption
from docvl.geometry import Box

# Such rows are at most this many heights from the table, and from one another, and no more than so many.
NEAR, MOST = 1.0, 3
# A line within this many points of an edge is drawn along it.
THICK = 2.0


def extended(frame: Frame, words: Sequence[Word], lines: Lines, gap: float) -> Frame:
    """The frame with the lines above and below that stand in its columns.

    A table whose first line holds values may have captions above it and sums below. One that begins or ends with a
    coloured row may go on there with one on paper, as where every other row is coloured.

    Args:
        frame: of a single column, between lines.
        words: of the page, those in other tables left out.
        lines: of the page.
        gap: the widest space within running text, in heights of a word.
    """
    segments = cut(frame, gap)
    columns = find_columns(segments)
    if len(columns) < 2:
        return frame
    left, right, top, bottom = frame.xs[0], frame.xs[-1], frame.ys[0], frame.ys[-1]
    bare = sum(segment.is_value for segment in segments if segment.home.row == 0) >= 2 * len(columns)
    beside = [word for word in words if left <= word.box.center[0] <= right]
    above: list[list[Word]] = []
    below: list[list[Word]] = []
    if (tinted := _is_tinted(top, frame, lines)) or bare:
        upper = lines_in([word for word in beside if word.box.center[1] < top], gap)[::-1]
        above = _rows(upper, columns, top, values=False, apart=tinted)[::-1]
    if (tinted := _is_tinted(bottom, frame, lines)) or bare:
        lower = lines_in([word for word in beside if word.box.center[1] > bottom], gap)
        below = _rows(lower, columns, bottom, values=not tinted, apart=tinted)
    bands = [*above, *(frame.cells[span] for span in sorted(frame.cells)), *below]
    ys = [
        *(min(word.box.y0 for word in row) for row in above),
        *frame.ys,
        *(max(w.box.y1 for w in row) for row in below),
    ]
    return Frame(frame.xs, tuple(ys), {Span(row, 0): band for row, band in enumerate(bands)})


def _is_tinted(y: float, frame: Frame, lines: Lines) -> bool:
    """Whether a table of several coloured rows ends in the edge of one, and no line is drawn there."""
    across = Box(frame.xs[0], y - THICK, frame.xs[-1], y + THICK)
    here = [rule for rule in lines.across if across.y0 <= rule.center[1] <= across.y1 and rule.overlap_x(across) > 0]
    return len(frame.ys) > 3 and bool(here) and all(rule in lines.edges for rule in here)


def _rows(
    lines: Sequence[Sequence[Segment]], columns: Sequence[Column], edge: float, *, values: bool, apart: bool
) -> list[list[Word]]:
    """The words of the lines next to an edge of the table that stand in its columns, from that edge on.

    Args:
        lines: from the edge on.
        columns: of the table.
        edge: reading points.
        values: whether only lines with values belong to it.
        apart: whether each line is a row by itself.
    """
    rows: list[list[Word]] = []
    top = bottom = edge
    for line in lines[:MOST]:
        hull = Box.hull(segment.box for segment in line)
        if max(top - hull.y1, hull.y0 - bottom) > NEAR * hull.height or not _fits(line, columns, values=values):
            break
        held = [word for segment in line for word in segment.words]
        rows = [*rows, held] if apart or not rows else [[*rows[0], *held]]
        top, bottom = hull.y0, hull.y1
    return rows


def _fits(line: Iterable[Segment], columns: Sequence[Column], *, values: bool) -> bool:
    """Whether a line has text in several columns, one in each, and values where these are asked for."""
    held = list(line)
    homes = [[n for n, column in enumerate(columns) if column.covers(segment)] for segment in held]
    single = all(len(home) == 1 for home in homes) and len({home[0] for home in homes}) == len(held) > 1
    named = is_caption(" ".join(segment.text for segment in held))
    return single and not named and (not values or sum(segment.is_value for segment in held) >= len(held) - 1)
