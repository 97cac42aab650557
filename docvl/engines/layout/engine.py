"""The embedded engine: words and layout rules, no model.

Pages stream through: each is cut into lines, its labels are spotted, its candidates and table rows are kept as
snippets, and then the page is dropped. What can only be known of the whole document (the order of day and month,
the decimal mark, which sums add up) is decided at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docvl.document import Page
from docvl.engines.base import Language, PageBlocks, Reply, Request
from docvl.engines.layout.addressed import find_addressed
from docvl.engines.layout.agreements import read_agreement
from docvl.engines.layout.answers import Answer
from docvl.engines.layout.bare_numbers import find_bare_numbers
from docvl.engines.layout.candidates import Candidate, find_candidates, outside
from docvl.engines.layout.choosing import answer_scalars
from docvl.engines.layout.context import Context, stated_order
from docvl.engines.layout.counts import PrintedCounts
from docvl.engines.layout.dialogue import LayoutDialogue
from docvl.engines.layout.forms import PairReader, with_boxes
from docvl.engines.layout.grids import find_tables
from docvl.engines.layout.lists import GridReader, extent, find_listed, is_plain
from docvl.engines.layout.page.transcribing import transcribe
from docvl.engines.layout.parties import PartyReader
from docvl.engines.layout.periods import find_periods
from docvl.engines.layout.phrases import Snippet, read_lines
from docvl.engines.layout.plan import SUMS, Plan
from docvl.engines.layout.sections import Section, find_sections, within
from docvl.engines.layout.spotted import SpottedPage
from docvl.engines.layout.stacked import find_stacked
from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.tables.records import Record
from docvl.engines.layout.targets import ListTarget
from docvl.engines.layout.ticked import beside_boxes, find_ticked
from docvl.engines.layout.titles import find_titles
from docvl.errors import DocumentError
from docvl.issues import Issue, from_error
from docvl.record import EngineInfo, Usage
from docvl.schema import Schema


class LayoutEngine:
    """Reads documents by text layer or OCR, a lexicon of captions, and the layout of the page."""

    def __init__(self) -> None:
        """Plans are made at the first request for a schema and kept."""
        self._plans: dict[str, Plan] = {}

    @property
    def info(self) -> EngineInfo:
        """Name ``layout``; there are no weights."""
        return EngineInfo(name="layout")

    def read(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            DocumentError: not one page can be read.
        """
        reader = _DocumentReader(self._plan(request.schema), Context(stated_order(request.schema)))
        failure: DocumentError | None = None
        for index, page in enumerate(request.pages):
            try:
                reader.feed(page, first=index == 0)
            except DocumentError as error:
                failure = error
                reader.issues.append(from_error(error, page=page.number))
        if failure is not None and reader.pages == 0:
            raise failure
        return reader.reply()

    def transcribe(self, pages: Iterable[Page], language: Language = "auto") -> Iterator[PageBlocks]:
        """The blocks of each page, in order, as they are ready; words are read alike in every language."""
        return transcribe(pages)

    def converse(self, pages: Iterable[Page]) -> LayoutDialogue:
        """Questions about pages, as far as captions and plain sentences answer them."""
        return LayoutDialogue(self, pages)

    def _plan(self, schema: Schema) -> Plan:
        if schema.sha256 not in self._plans:
            self._plans[schema.sha256] = Plan.of(schema)
        return self._plans[schema.sha256]


class _DocumentReader:
    """The state of reading one document."""

    def __init__(self, plan: Plan, context: Context) -> None:
        self.issues: list[Issue] = []
        self.pages = 0
        self._plan = plan
        self._context = context
        self._ocr_pages = 0
        self._candidates: list[Candidate] = []
        self._sections: list[Section] = []
        self._parties = PartyReader()
        self._counts = PrintedCounts()
        self._tables = [(target, TableReader(target)) for target in plan.targets.lists if target.shape == "table"]
        self._listed: dict[str, list[Snippet]] = {target.node.pointer: [] for target in plan.values}
        self._grids = [GridReader(target) if is_plain(target) else None for target, _ in self._tables]
        self._forms = [(target, PairReader()) for target in plan.targets.lists if target.shape == "pairs"]

    def feed(self, page: Page, *, first: bool) -> None:
        text = page.text
        self.pages += 1
        self._ocr_pages += text.source == "ocr"
        self.issues += text.issues
        lines = read_lines(page)
        if self._plan.targets.scalars or self._plan.values:
            spotted = SpottedPage.of(lines, self._plan.spotter, forgiving=text.source == "ocr")
            self._sections += find_sections(spotted, (pointer for _, pointer in self._plan.targets.headings))
            self._candidates += find_addressed(spotted, self._plan.addressed)
            found = find_candidates(spotted, self._plan.kinds)
            self._candidates += self._ticked(page, found) if self._plan.ticked else found
            self._candidates += find_titles(lines, self._plan.titles) if first else ()
            self._candidates += find_bare_numbers(lines, self._plan.numbered) if first else ()
            self._candidates += find_stacked(lines, self._plan.kinds)
            self._candidates += find_periods(lines, self._plan.kinds)
            self._candidates += read_agreement(lines, self._plan.kinds)
            self._parties.feed(lines)
            for target in self._plan.values:
                self._listed[target.node.pointer] += find_listed(spotted, target.node.pointer)
        self._context.feed(lines, first=first)
        self._counts.feed(lines)
        for _, table in self._tables:
            table.feed(lines)
        grids = find_tables(page) if any(self._grids) else ()
        for grid in filter(None, self._grids):
            grid.feed(grids, lines)
        for _, form in self._forms:
            form.feed(page)

    def reply(self) -> Reply:
        answer = Answer()
        rows = [self._rows(*each, grid) for each, grid in zip(self._tables, self._grids, strict=True)]
        cells = (cell for _, records in rows for record in records for cell in record.values())
        candidates = outside(within(self._candidates, self._sections, self._plan.nested), cells, SUMS)
        answer_scalars(self._plan, candidates, self._parties.parties(), self._context, answer)
        for target, records in rows:
            answer.put_rows(target, records, self._context)
        for target, form in self._forms:
            names = [column.node.name for column in target.columns]
            order = names if target.columns[0].concept == "pair_key" else names[::-1]
            answer.put_rows(target, [dict(zip(order, pair, strict=True)) for pair in form.pairs()], self._context)
        usage = Usage(pages=self.pages, ocr_pages=self._ocr_pages)
        return Reply(
            answer.data, answer.findings, tuple(self.issues), usage, answer.others, self._counts.observations()
        )

    def _ticked(self, page: Page, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """The candidates of a page with what its boxes to be ticked say in place of what is printed beside them."""
        lines = read_lines(with_boxes(page))
        yield from beside_boxes(lines, candidates)
        yield from find_ticked(lines, self._plan.ticked)

    def _rows(self, target: ListTarget, table: TableReader, grid: GridReader | None) -> tuple[ListTarget, list[Record]]:
        """The rows of a list, from the reader that found more of it; values outside of tables, if in none."""
        if grid is not None and extent(grid.rows()) > extent(table.rows()):
            return grid.target, grid.rows()
        listed = self._listed.get(target.node.pointer, ())
        return target, table.rows() or [{target.node.name: snippet} for snippet in listed]
