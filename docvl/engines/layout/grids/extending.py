"""Rows outside of the first and the last line of a table: captions above it, totals below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docvl.document import Word
from docvl.engines.layout.grids.columns import Column, find_columns
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.segments import Segment, cut
from docvl.engines.layout.marks import is_caption
from docvl.geometry import Box

# Such rows are at most this many heights from the table, and from one another, and no more than so many.
NEAR, MOST = 1.0, 3


def extended(frame: Frame, words: Sequence[Word], gap: float) -> Frame:
    """The frame with the lines above and below that stand in its columns; those above only where it has no captions.

    Args:
        frame: of a single column, between lines.
        words: of the page, those in other tables left out.
        gap: the widest space within running text, in heights of a word.
    """
    segments = cut(frame, gap)
    columns = find_columns(segments)
    first = [segment for segment in segments if segment.home.row == 0]
    if len(columns) < 2 or sum(segment.is_value for segment in first) < 2 * len(columns):
        return frame
    left, right, top, bottom = frame.xs[0], frame.xs[-1], frame.ys[0], frame.ys[-1]
    beside = [word for word in words if left <= word.box.center[0] <= right]
    above = _rows([word for word in beside if word.box.center[1] < top], columns, gap, top, upward=True)
    below = _rows([word for word in beside if word.box.center[1] > bottom], columns, gap, bottom, upward=False)
    cells = {span._replace(row=span.row + bool(above)): held for span, held in frame.cells.items()}
    ys = list(frame.ys)
    if above:
        cells[Span(0, 0, 1, len(frame.xs) - 1)] = above
        ys.insert(0, min(word.box.y0 for word in above))
    if below:
        cells[Span(len(ys) - 1, 0, 1, len(frame.xs) - 1)] = below
        ys.append(max(word.box.y1 for word in below))
    return Frame(frame.xs, tuple(ys), cells)


def _rows(words: list[Word], columns: Sequence[Column], gap: float, edge: float, *, upward: bool) -> list[Word]:
    """The words of the lines next to an edge of the table that stand in its columns."""
    if not words:
        return []
    box = Box.hull(word.box for word in words)
    lines: dict[int, list[Segment]] = {}
    for segment in cut(Frame((box.x0, box.x1), (box.y0, box.y1), {Span(0, 0): words}), gap):
        lines.setdefault(segment.line, []).append(segment)
    found: list[Word] = []
    for line in list(reversed(lines.values()) if upward else lines.values())[:MOST]:
        hull = Box.hull(segment.box for segment in line)
        apart = edge - hull.y1 if upward else hull.y0 - edge
        if apart > NEAR * hull.height or not _fits(line, columns, values=not upward):
            break
        found += [word for segment in line for word in segment.words]
        edge = hull.y0 if upward else hull.y1
    return found


def _fits(line: Iterable[Segment], columns: Sequence[Column], *, values: bool) -> bool:
    """Whether a line has text in several columns, one in each, and values where these are asked for."""
    held = list(line)
    homes = [[n for n, column in enumerate(columns) if column.covers(segment)] for segment in held]
    single = all(len(home) == 1 for home in homes) and len({home[0] for home in homes}) == len(held) > 1
    named = is_caption(" ".join(segment.text for segment in held))
    return single and not named and (not values or sum(segment.is_value for segment in held) >= len(held) - 1)
