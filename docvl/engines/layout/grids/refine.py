"""Rows and columns that no ruling line parts, found by how the words of a table stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from docvl.document import Word
from docvl.engines.layout.grids.bands import Band
from docvl.engines.layout.grids.grid import Frame, Span
from docvl.engines.layout.grids.lines import Lines
from docvl.engines.layout.grids.placing import Placing
from docvl.engines.layout.grids.segments import Segment, cut, is_year

# A border that is drawn in this share of the rows holds in all of them.
DRAWN = 0.5


def refine(frame: Frame, lines: Lines, gap: float) -> Frame:
    """Part the places of a frame where its words stand in rows and columns.

    Args:
        frame: with its words.
        lines: the ruling lines of the page.
        gap: the widest space within running text, in heights of a word.
    """
    segments = cut(frame, gap)
    solid = (rule for rule in lines.across if rule not in lines.edges)
    rules = [rule for rule in solid if frame.ys[0] < rule.center[1] < frame.ys[-1]]
    placing = Placing(frame, segments, rules)

    def keeps(home: Span) -> bool:
        inner = range(home.column + 1, home.column + home.columns)
        return home.columns < len(frame.xs) - 1 or all(_share(frame, column) >= DRAWN for column in inner)

    cells: dict[Span, list[Segment]] = defaultdict(list)
    ys, starts, captions = [frame.ys[0]], list[int](), True
    for band in range(len(frame.ys) - 1):
        starts.append(len(ys) - 1)
        homes = [home for home in sorted(frame.cells) if home.row == band and home.rows == 1]
        rows = Band(placing, homes, rules, keeps).rows(captions, several=len(frame.ys) > 2)
        for span, held in rows.cells:
            cells[span._replace(row=span.row + starts[-1])] += held
        captions = captions and not rows.cells
        ys += [*rows.ends, frame.ys[band + 1]]
    starts.append(len(ys) - 1)
    for home in (home for home in frame.cells if home.rows > 1):
        first, end = placing.columns(home)
        span = Span(starts[home.row], first, starts[home.row + home.rows] - starts[home.row], end - first)
        cells[span] += [segment for piece in placing.pieces[home] for segment in piece.segments]
    words = {span: [word for segment in held for word in segment.words] for span, held in cells.items()}
    covered = _covered(words, len(ys) - 1, len(placing.xs) - 1)
    return Frame(tuple(placing.xs), tuple(ys), covered, _headers(cells, placing.keys, len(ys) - 1))


def _share(frame: Frame, border: int) -> float:
    """The share of rows that a drawn border parts."""
    parted = {row for span in frame.cells if span.column == border for row in span.row_range}
    return len(parted) / (len(frame.ys) - 1)


def _headers(cells: Mapping[Span, Sequence[Segment]], keys: frozenset[int], rows: int) -> int:
    """How many rows there are before the first one with values; years are captions."""
    valued = {
        span.row for span, held in cells.items() if span.column in keys and any(_is_value(segment) for segment in held)
    }
    tops = (span.rows for span, held in cells.items() if held and span.row == 0)
    head = min(valued) if valued else max(tops, default=1)
    while head > 1 and {span.column for span, held in cells.items() if held and head - 1 in span.row_range} == {0}:
        head -= 1
    return min(head, rows - 1)


def _is_value(segment: Segment) -> bool:
    return segment.is_value and not is_year(segment.text)


def _covered(cells: Mapping[Span, list[Word]], rows: int, columns: int) -> dict[Span, list[Word]]:
    """The cells, those that would overlap cut back, and an empty one for each place without any."""
    owner: dict[tuple[int, int], Span] = {}
    found: dict[Span, list[Word]] = {}
    for span in sorted(span for span, words in cells.items() if words):
        free = [place for place in span.places if place not in owner]
        if not free:
            found[owner[span.row, span.column]] += cells[span]
            continue
        kept = span if len(free) == len(span.places) else Span(*free[0])
        owner |= dict.fromkeys(kept.places, kept)
        found[kept] = list(cells[span])
    empty = sorted(span for span, words in cells.items() if not words)
    for span in [*empty, *(Span(row, column) for row in range(rows) for column in range(columns))]:
        if not any(place in owner for place in span.places):
            owner |= dict.fromkeys(span.places, span)
            found[span] = []
    return found
