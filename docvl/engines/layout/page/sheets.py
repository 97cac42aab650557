"""One page as parts in the order of reading: paragraphs and tables, headers and footers apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from docvl.document import Page, PageText, Word
from docvl.engines.layout.grids import Grid, find_tables
from docvl.engines.layout.grids.abreast import gap_between
from docvl.engines.layout.grids.segments import Segment, lines_in
from docvl.engines.layout.page.columns import in_columns
from docvl.engines.layout.page.fields import bridges
from docvl.engines.layout.page.gutters import Gutter, best_gutter
from docvl.engines.layout.page.paragraphs import Column, Paragraph, paragraphs
from docvl.engines.layout.page.running import Edges, edges_of, running_lines
from docvl.engines.layout.phrases import Line, lines_of
from docvl.engines.layout.tables.cells import word_gap
from docvl.errors import DocumentError
from docvl.geometry import Box
from docvl.issues import Issue, from_error

Part = Paragraph | Grid

_USUAL = 0.8
"""Share of the text that is not higher than usual: what a fifth of a page is set in is no heading."""

_NUMBERED = re.compile(r"[(（]?(\d{1,3})[.)）、．:：]")

_COLUMN_LINES = 12
"""Lines on both sides of a gutter, outside of a table, that make what is on its sides columns of text."""

_BLOCK_GAP = 1.0
"""Lines of blocks that stand side by side are at most so many heights apart."""

_LEGIBLE = 0.3
"""What OCR is less sure of is as often made up from the grain of a picture as it is text."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """A page that was looked at.

    Attributes:
        number: in the file, from 1.
        size: width and height in page points.
        picture: whether it is an image, not a page of a PDF.
        text: its words; none when it could not be read.
        tables: of the page.
        words: those outside of tables.
        edges: what may be running headers and footers.
        issues: why it could not be read, and what its text is suspected of.
    """

    number: int
    size: tuple[float, float]
    picture: bool
    text: PageText
    tables: tuple[Grid, ...]
    words: tuple[Word, ...]
    edges: Edges
    issues: tuple[Issue, ...]

    def fractions(self, box: Box) -> Box:
        """Reading points -> fractions of the page as shown."""
        return self.text.to_page.box(box).fractions(*self.size)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in parts.

    Attributes:
        page: what was looked at.
        headers: lines above the text.
        columns: the text, part by part, column by column.
        footers: lines below the text.
        usual: height of a word of its running text, points; nearly all of it is no higher.
    """

    page: Sighted
    headers: tuple[Line, ...]
    columns: tuple[tuple[Part, ...], ...]
    footers: tuple[Line, ...]
    usual: float


def look(page: Page) -> Sighted:
    """Read the words of a page; one that cannot be read is blank and has an issue."""
    try:
        text, tables, issues = page.text, _tables(page), page.text.issues
    except DocumentError as error:
        text, tables, issues = PageText((), "blank"), (), (from_error(error, page=page.number),)
    held = {id(word) for table in tables for word in table.words}
    free = [word for word in text.words if id(word) not in held]
    words = tuple(word for word in free if word.confidence >= _LEGIBLE)
    if len(words) < len(free):
        message = f"{len(free) - len(words)} words that OCR was quite unsure of were left out."
        issues += (Issue(code="illegible-words", severity="info", message=message, page=page.number),)
    height = page.width if text.orientation % 180 else page.height
    edges = edges_of(words, height)
    picture = page.raster_size is not None
    return Sighted(page.number, (page.width, page.height), picture, text, tables, words, edges, issues)


def _tables(page: Page) -> tuple[Grid, ...]:
    """The tables of a page, but for those that would be made of the lines of two columns of text."""
    tables = find_tables(page)
    gutter = best_gutter([word.box for word in page.text.words]) if tables else None
    if gutter is None:
        return tables
    return tuple(table for table in tables if table.drawn or not _is_astride(table, gutter))


def _is_astride(table: Grid, gutter: Gutter) -> bool:
    box = table.box
    beside = gutter.top <= box.center[1] <= gutter.bottom and box.x0 < gutter.x < box.x1
    return beside and gutter.lines - table.rows >= _COLUMN_LINES


def sheets(pages: Iterable[Sighted]) -> Iterator[Sheet]:
    """Part each page, with an eye on those before and behind it: what repeats at the edges is no text of the page."""
    before: list[Sighted] = []
    waiting: Sighted | None = None
    for page in pages:
        if waiting is not None:
            yield _sheet(waiting, [*before, page])
            before = [*before[-1:], waiting]
        waiting = page
    if waiting is not None:
        yield _sheet(waiting, before)


def _sheet(page: Sighted, near: Sequence[Sighted]) -> Sheet:
    headers, footers = _running(page, near)
    outside = {id(word) for line in (*headers, *footers) for word in line.words}
    body = [word for word in page.words if id(word) not in outside]
    items: list[Word | Grid] = [*body, *page.tables]
    gutters = list(_between_blocks(body))
    columns = tuple(tuple(_parts(column)) for column in in_columns(items, _number, bridges(body), gutters))
    heights = sorted(word.box.height for word in body for _ in word.text)
    usual = heights[int(_USUAL * len(heights))] if heights else 0.0
    return Sheet(page, headers, columns, footers, usual)


def _between_blocks(words: Sequence[Word]) -> Iterator[Gutter]:
    """Gutters between blocks side by side whose lines are too short for columns, such as an address and dates."""
    group: list[list[Segment]] = []
    for line in [*lines_in(words, word_gap(lines_of(words))), None]:
        if group and (line is None or not _is_near(group, line)):
            box = Box.hull(segment.box for held in group for segment in held)
            x = gap_between(group)
            if x is not None:
                yield Gutter(len(group), x, box.y0, box.y1)
            group = []
        group += [line] if line else []


def _is_near(group: Sequence[Sequence[Segment]], line: Sequence[Segment]) -> bool:
    bottom = max(segment.box.y1 for held in group for segment in held)
    return all(segment.box.y0 - bottom <= _BLOCK_GAP * segment.box.height for segment in line)


def _number(items: Sequence[Word | Grid]) -> int | None:
    """The number of a list or a section with which items begin."""
    lines = lines_of([item for item in items if isinstance(item, Word)])
    found = _NUMBERED.match(lines[0].text) if lines else None
    return int(found[1]) if found else None


def _parts(column: Sequence[Word | Grid]) -> Iterator[Part]:
    """The paragraphs and tables of a column, from its top."""
    tables = sorted((item for item in column if isinstance(item, Grid)), key=lambda table: table.box.center[1])
    words = [item for item in column if isinstance(item, Word)]
    bounds = Column.of(words)
    for table in tables:
        middle = table.box.center[1]
        yield from paragraphs([word for word in words if word.box.center[1] < middle], bounds)
        yield table
        words = [word for word in words if word.box.center[1] >= middle]
    yield from paragraphs(words, bounds)


def _running(page: Sighted, near: Sequence[Sighted]) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """A picture by itself has no headers and footers: nothing tells them from letterheads, and it is read whole."""
    if page.picture and not near:
        return (), ()
    return running_lines(page.edges, [other.edges for other in near], first=page.number == 1)
