"""Arrays of objects from tables: pages in, rows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docvl.engines.layout.phrases import PageLines, Snippet
from docvl.engines.layout.tables.bands import Bands, CutLine
from docvl.engines.layout.tables.cells import is_scanned, word_gap
from docvl.engines.layout.tables.columns import MONEY, STAND_INS, TEXTS, Column, numbered
from docvl.engines.layout.tables.headers import HeaderFinder
from docvl.engines.layout.tables.marks import ASIDE, END, mark_of
from docvl.engines.layout.tables.receipts import is_receipt, receipt_items
from docvl.engines.layout.tables.rows import SLOTS, Row, RowBuilder, before_dash, join, text_of, value_of
from docvl.engines.layout.targets import ListTarget

# The two columns of a statement that share its amounts. They stand in for one column of amounts, each figure as it is
# printed: a sign that is not printed would be an invention. A schema that has them apart gets each amount once.
SIDES = frozenset(["column_credit", "column_debit"])
# Of several prices the one without tax and after discounts is meant.
NET = frozenset(["net", "netto"])
# Sums have none of these, whatever their caption.
SIGNS = frozenset(["unit price", "position", "date"])
# A line does not belong to a table when it stands this many line heights below it, and this many times the widest gap.
FAR, FARTHER = 6.0, 3.0
_Record = dict[str, Snippet]


class TableReader:
    """Reads the rows that one array of a schema asks for, page by page."""

    def __init__(self, target: ListTarget) -> None:
        """Prepare for ``target``; the reader serves one document."""
        self._target = target
        self._finder = HeaderFinder(target)
        self._wanted = frozenset(column.concept for column in target.columns)
        self._sells = bool(self._wanted & TEXTS and self._wanted & MONEY)
        self._rows: list[_Record] = []
        self._open: Sequence[Column] | None = None
        self._bands: Bands | None = None
        self._usual: frozenset[str] = frozenset()
        self._told: dict[tuple[tuple[str, ...], ...], Sequence[Column]] = {}

    def feed(self, page: PageLines) -> None:
        """Read the rows of the next page."""
        headers = self._finder.find(page)
        ends = [*(header.first for header in headers), len(page.lines)]
        found = self._read(page, self._open, 0, ends[0]) if self._open else []
        for header, end in zip(headers, ends[1:], strict=True):
            self._open = header.columns
            found += self._read(page, header.columns, header.last + 1, end)
        if self._sells and not self._rows and is_receipt(page.lines) and (not headers or is_scanned(page.lines)):
            found = max(found, self._receipt(page), key=len)
        self._rows += found

    def rows(self) -> list[_Record]:
        """The rows read so far: raw text of each column by the name of its field."""
        return self._rows

    def _read(self, page: PageLines, columns: Sequence[Column], first: int, last: int) -> list[_Record]:
        body = page.lines[first:last]
        marks = [mark_of(line) for line in body]
        likely = next((n for n, mark in enumerate(marks) if n and mark == END), len(body))
        rows = [line for line, mark in zip(body[:likely], marks, strict=False) if mark != ASIDE]
        bands = self._bands = Bands(columns, rows, word_gap(page.lines), self._bands)
        cuts = [bands.cut(line) for line in body]
        columns = self._numbered(columns, [cut for cut in cuts[:likely] if cut])
        builder = RowBuilder(columns, frozenset() if first else self._usual)
        lines: list[CutLine] = []
        for index, (mark, cut) in enumerate(zip(marks, cuts, strict=True), start=first):
            is_row = cut is not None and bool(builder.slots(cut) & SIGNS)
            if cut is None or (mark == ASIDE and not is_row):
                continue
            if _is_far(lines, cut):
                break
            if (mark == END and not is_row) or builder.is_summary(cut) or self._finder.is_header(index):
                self._open = None
                break
            lines.append(cut)
        records = [self._record(page, columns, row) for row in builder.build(lines)]
        self._usual = builder.usual
        return [record for record in records if record]

    def _numbered(self, columns: Sequence[Column], lines: Sequence[CutLine]) -> Sequence[Column]:
        """Tell the column that counts the rows; once told it stays so on the pages that follow."""
        captions = tuple(column.caption for column in columns)
        told = self._told.get(captions) or numbered(columns, [line.texts for line in lines])
        if told[0].concept == "column_position":
            self._told[captions] = told
        return [
            replace(column, concept=known.concept, stack=known.stack)
            for column, known in zip(columns, told, strict=True)
        ]

    def _receipt(self, page: PageLines) -> list[_Record]:
        """The items of a page that is a till receipt."""
        marked = [(line, mark_of(line)) for line in page.lines]
        rows = []
        for item in receipt_items([(line, mark == END) for line, mark in marked if mark != ASIDE]):
            row = {}
            for target in self._target.columns:
                keys = [target.concept, *STAND_INS.get(target.concept, ())]
                words = next((item[key] for key in keys if key in item), None)
                if words:
                    row[target.node.name] = page.snippet(words)
            rows.append(row)
        return rows

    def _record(self, page: PageLines, columns: Sequence[Column], row: Row) -> _Record:
        record = {}
        for target in self._target.columns:
            places = _places(target.concept, columns, self._wanted)
            snippet = next((s for place in places if (s := _snippet(page, columns, row, place, target.concept))), None)
            if snippet:
                record[target.node.name] = snippet
        return record


def _is_far(lines: Sequence[CutLine], line: CutLine) -> bool:
    """Whether a line stands too far below the lines of a table to belong to it, such as the number of the page."""
    if not lines:
        return False
    gaps = [below.box.y0 - above.box.y1 for above, below in pairwise([*lines, line])]
    return gaps[-1] > FAR * line.height and gaps[-1] > FARTHER * max(gaps[:-1], default=0.0)


def _snippet(
    page: PageLines, columns: Sequence[Column], row: Row, place: tuple[int, int], wanted: str
) -> Snippet | None:
    column, skip = place
    concept = columns[column].stack[skip] if skip else columns[column].concept
    if concept in SLOTS:
        cell = value_of(row, column, SLOTS[concept])
        return page.snippet(cell.words) if cell else None
    cells = text_of(row, column, skip)
    if not cells:
        return None
    words, text = join(cells)
    if columns[column].is_joint and wanted == "column_name" and len(short := before_dash(words)) < len(words):
        return page.snippet(short)
    return page.snippet(words, text)


def _places(wanted: str, columns: Sequence[Column], all_wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Where a table states a concept, best first: (column, lines of its cells that say something else)."""
    direct = [(n, 0) for n, column in enumerate(columns) if column.concept == wanted]
    if direct:
        return sorted(direct, key=lambda place: not NET & set(columns[place[0]].caption))
    stacked = [(n, column.stack.index(wanted)) for n, column in enumerate(columns) if wanted in column.stack]
    if stacked:
        return stacked
    found = {column.concept for column in columns}
    other = next(({other} for other in STAND_INS.get(wanted, ()) if other in found), None)
    stands_in = other or (SIDES if wanted == "column_amount" and not SIDES & all_wanted else frozenset())
    return [(n, 0) for n, column in enumerate(columns) if column.concept in stands_in]
