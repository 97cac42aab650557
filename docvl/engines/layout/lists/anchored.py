"""Rows under captions that the schema states, where nothing but these tells that there is a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from docvl.engines.layout.lists.columns import Columns, is_row, is_sum, name_columns
from docvl.engines.layout.phrases import Line, PageLines, Phrase, Snippet
from docvl.engines.layout.spans import LINES_APART, Span, run_on
from docvl.engines.layout.targets import ListTarget

# The first row stands within so many line heights below the captions, and each within so many below the one before.
FIRST, NEXT = 3.0, 2.5


@dataclass
class _Row:
    """The phrases of each field, line by line."""

    cells: dict[str, list[Phrase]] = field(default_factory=dict)

    def take(self, cells: Mapping[str, Sequence[Phrase]]) -> None:
        for name, phrases in cells.items():
            self.cells.setdefault(name, []).extend(phrases)


def rows_under_captions(page: PageLines, target: ListTarget) -> Iterator[dict[str, Snippet]]:
    """The rows of every header on a page that names enough of what ``target`` asks for."""
    at = 0
    while at < len(page.lines):
        line = page.lines[at]
        columns = name_columns(target, dict(enumerate([phrase.text] for phrase in line.phrases)))
        at += 1
        if not columns:
            continue
        rows: list[_Row] = []
        at = _read(page.lines, at, line, target, columns, rows)
        yield from (
            {name: _snippet(page, phrases) for name, phrases in row.cells.items()}
            for row in rows
            if len(row.cells) >= min(2, len(columns))
        )


def _read(lines: Sequence[Line], at: int, header: Line, target: ListTarget, columns: Columns, rows: list[_Row]) -> int:
    """Put the lines below a header into ``rows``; -> the index of the line after the last."""
    bottom, reach = header.box.y1, FIRST
    for index in range(at, len(lines)):
        line = lines[index]
        cells = _cells(line, header, columns)
        gap = (line.box.y0 - bottom) / line.box.height
        if gap > reach or not cells or is_sum(next(iter(cells.values()))[0].text, len(cells), len(columns)):
            return index
        if rows and len(cells) < min(2, len(columns)) + 1 and _goes_on(rows[-1], cells, columns, gap):
            rows[-1].take(cells)
        elif is_row(target, {name: phrases[0].text for name, phrases in cells.items()}, columns):
            rows.append(_Row())
            rows[-1].take(cells)
        else:
            return index
        bottom, reach = line.box.y1, NEXT
    return len(lines)


def _goes_on(row: _Row, cells: Mapping[str, object], columns: Columns, gap: float) -> bool:
    """Whether a line is more of the row above: close to it, and without what begins every row."""
    first = columns[min(columns)]
    wraps = first not in cells or (len(cells) == 1 and len(columns) > 1)
    return wraps and gap < LINES_APART - 1 and set(cells) <= set(row.cells)


def _cells(line: Line, header: Line, columns: Columns) -> dict[str, list[Phrase]]:
    """The phrases of a line by field, each in the column of the caption that it stands under, or nearest to."""
    cells: dict[str, list[Phrase]] = {}
    for phrase in line.phrases:
        column = max(range(len(header.phrases)), key=lambda n: _nearness(phrase, header.phrases[n]))
        if column in columns:
            cells.setdefault(columns[column], []).append(phrase)
    return cells


def _nearness(phrase: Phrase, caption: Phrase) -> tuple[float, float]:
    a, b = phrase.box, caption.box
    return max(a.overlap_x(b), 0.0), -min(abs(a.x0 - b.x0), abs(a.x1 - b.x1))


def _snippet(page: PageLines, phrases: Sequence[Phrase]) -> Snippet:
    words = list(phrases[0].words)
    for phrase in phrases[1:]:
        words[-1:] = run_on(words[-1], phrase.words[0])
        words += phrase.words[1:]
    span = Span(page, tuple(words))
    return span.cut(0, len(span.text))
