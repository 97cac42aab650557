"""Arrays of objects from tables: pages in, rows out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from docvl.engines.layout.phrases import Line, PageLines
from docvl.engines.layout.tables.arithmetic import before_sum
from docvl.engines.layout.tables.bands import Bands, CutLine
from docvl.engines.layout.tables.cells import is_date, is_position, is_scanned, runs_of
from docvl.engines.layout.tables.columns import MONEY, STAND_INS, TEXTS, Column, dated, numbered
from docvl.engines.layout.tables.headers import HeaderFinder
from docvl.engines.layout.tables.marks import ASIDE, END, is_part_sum, mark_of
from docvl.engines.layout.tables.receipts import is_receipt, is_taken_off, receipt_items
from docvl.engines.layout.tables.records import Record, Recorder
from docvl.engines.layout.tables.rows import CORE, RowBuilder
from docvl.engines.layout.targets import ListTarget

# Sums have none of these, nor all of those, whatever their caption.
SIGNS = frozenset(["unit price", "position", "date"])
COUNTED = frozenset(["quantity", "price"])
# What a row of goods has and no sum.
GOODS = frozenset(["quantity", "unit price", "money"])
# The sums of a table stand on so many lines below it.
MOST_SUMS = 5
# A line does not belong to a table when it stands this many line heights below it, and this many times the widest gap.
FAR, FARTHER = 6.0, 3.0


class TableReader:
    """Reads the rows that one array of a schema asks for, page by page."""

    def __init__(self, target: ListTarget) -> None:
        """Prepare for ``target``; the reader serves one document."""
        self._target = target
        self._finder = HeaderFinder(target)
        wanted = {column.concept for column in target.columns}
        self._sells = bool(wanted & TEXTS and wanted & MONEY)
        self._rows: list[Record] = []
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
            found = max(found, self._receipt(page), key=lambda rows: (len(rows), sum(map(len, rows))))
        self._rows += found

    def rows(self) -> list[Record]:
        """The rows read so far: raw text of each column by the name of its field."""
        return self._rows

    def _read(self, page: PageLines, columns: Sequence[Column], first: int, last: int) -> list[Record]:
        body = page.lines[first:last]
        marks = [mark_of(line) for line in body]
        ends = (n for n, mark in enumerate(marks) if n and mark == END and not _is_numbered(body[n]))
        likely = next(ends, len(body))
        runs = [runs_of(line, self._finder.gap) for line in body]
        rows = [line for line, mark in zip(runs[:likely], marks, strict=False) if mark != ASIDE]
        bands = self._bands = Bands(columns, rows, self._bands)
        cuts = [bands.cut(line) for line in runs]
        columns = self._numbered(columns, [cut for cut in cuts[:likely] if cut])
        builder = RowBuilder(columns, frozenset() if first else self._usual)
        # A statement opens with a balance, whatever it calls it.
        is_account = any(column.concept == "column_date" for column in columns)
        lines: list[CutLine] = []
        end = last
        for index, (mark, cut) in enumerate(zip(marks, cuts, strict=True), start=first):
            slots = builder.slots(cut) if cut else frozenset()
            is_row = bool(slots & SIGNS) or slots >= COUNTED or (mark == ASIDE and len(slots & CORE) > 1)
            if mark == END and is_part_sum(body[index - first]) and _goes_on(builder, cuts[index - first + 1 :]):
                mark = ASIDE
            before_first = mark == END and not lines and is_account
            if cut is None or ((mark == ASIDE or before_first) and not is_row):
                continue
            if _is_far(lines, cut):
                break
            if (mark == END and not is_row) or builder.is_summary(cut) or self._finder.is_header(index):
                self._open, end = None, index
                break
            lines.append(cut)
        found = before_sum(columns, builder.build(lines))
        self._usual = builder.usual
        recorder = Recorder(page, columns, found, self._target.columns, page.lines[end : end + MOST_SUMS])
        return [record for row in found if (record := recorder.record(row))]

    def _numbered(self, columns: Sequence[Column], lines: Sequence[CutLine]) -> Sequence[Column]:
        """Tell the column that counts or dates the rows; once told it stays so on the pages that follow."""
        captions = tuple(column.caption for column in columns)
        texts = [line.texts for line in lines]
        told = self._told.get(captions) or dated(numbered(columns, texts), texts)
        if told[0].concept in ("column_position", "column_date"):
            self._told[captions] = told
        return [
            replace(column, concept=known.concept, stack=known.stack)
            for column, known in zip(columns, told, strict=True)
        ]

    def _receipt(self, page: PageLines) -> list[Record]:
        """The items of a page that is a till receipt."""
        marked = [(line, mark_of(line)) for line in page.lines]
        rows = []
        # A discount among the items is one of them: without it they do not make the total.
        lines = [(line, mark == END) for line, mark in marked if mark != ASIDE or is_taken_off(line)]
        for item in receipt_items(lines):
            row = {}
            for target in self._target.columns:
                keys = [target.concept, *STAND_INS.get(target.concept, ())]
                words = next((item[key] for key in keys if key in item), None)
                if words:
                    row[target.node.name] = page.snippet(words)
            rows.append(row)
        return rows


def _goes_on(builder: RowBuilder, below: Sequence[CutLine | None]) -> bool:
    """Whether rows with all that goods have stand below the sum of a part of a table."""
    return any(cut is not None and builder.slots(cut) >= GOODS for cut in below)


def _is_numbered(line: Line) -> bool:
    """Whether a line begins with a date or a position, as rows do."""
    first = line.phrases[0].text
    return is_position(first) or is_date(first)


def _is_far(lines: Sequence[CutLine], line: CutLine) -> bool:
    """Whether a line stands too far below the lines of a table to belong to it, such as the number of the page."""
    if not lines or (gap := line.box.y0 - lines[-1].box.y1) <= FAR * line.height:
        return False
    return gap > FARTHER * max((below.box.y0 - above.box.y1 for above, below in pairwise(lines)), default=0.0)
