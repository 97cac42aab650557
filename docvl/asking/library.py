"""The pages of several documents as one row, searchable and opened when needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from docvl.asking.ranking import PageIndex, terms
from docvl.config import IngestOptions
from docvl.document import Page, PageText
from docvl.errors import DocumentError
from docvl.ingest import open_document, printable_path
from docvl.issues import Issue, from_error

KEPT_OCR = 500
"""Pages whose recognised words are kept, since to read them again is slow."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page among those of all documents.

    Attributes:
        path: of its document, as printed.
        page: in its document, from 1.
    """

    path: str
    page: int


class Library:
    """Documents whose pages are counted through, from 1.

    Args:
        sources: paths, in order.
        options: how files become pages.

    Raises:
        DocumentError: not one of the documents can be opened.

    Attributes:
        places: of every page.
        issues: what is wrong with documents that cannot be opened, or only in part.
    """

    def __init__(self, sources: Sequence[str], options: IngestOptions) -> None:
        self._options = options
        self._kept: dict[int, PageText] = {}
        self._sources: list[str] = []  # of each page
        self.places: list[Place] = []
        self.issues: list[Issue] = []
        failure: DocumentError | None = None
        for source in sources:
            try:
                self._add(source)
            except DocumentError as error:
                failure = error
                self.issues.append(_of(from_error(error), printable_path(source)))
        if failure is not None and not self.places:
            raise failure

    def rank(self, question: str) -> list[int]:
        """Numbers of the pages by their words, the likeliest first; behind them those that share none."""
        found = [index + 1 for index in self._index.rank(question)]
        return found + sorted(set(range(1, len(self.places) + 1)) - set(found))

    def open(self, numbers: Iterable[int]) -> Iterator[Page]:
        """Pages by number, ascending; each can be drawn until the next is taken. A document is opened once for all."""
        for source, group in groupby(numbers, key=lambda number: self._sources[number - 1]):
            yield from self._pages(source, set(group))

    def placed(self, issue: Issue, number: int) -> Issue:
        """An issue of page ``number``: it names the document, and its page is counted there."""
        place = self.places[number - 1]
        return _of(issue, place.path).model_copy(update={"page": place.page})

    @cached_property
    def _index(self) -> PageIndex:
        return PageIndex([self._terms(page) for page in self.open(range(1, len(self.places) + 1))])

    def _pages(self, source: str, numbers: set[int]) -> Iterator[Page]:
        by_page = {self.places[number - 1].page: number for number in numbers}
        with open_document(source, self._options) as document:
            for page in document.pages(by_page):
                page = replace(page, number=by_page[page.number])
                kept = self._kept.get(page.number)
                yield page if kept is None else page.with_text(kept)

    def _terms(self, page: Page) -> list[str]:
        try:
            text = page.text
        except DocumentError as error:
            self.issues.append(self.placed(from_error(error), page.number))
            return []
        if text.source == "ocr" and len(self._kept) < KEPT_OCR:
            self._kept[page.number] = text
        words = sorted(text.words, key=lambda word: (round(word.box.y0), word.box.x0))
        return terms(" ".join(word.text for word in words))

    def _add(self, source: str) -> None:
        with open_document(source, self._options) as document:
            self.places += [Place(document.source.path, page.number) for page in document.pages()]
            self._sources += [source] * (len(self.places) - len(self._sources))
            self.issues += (_of(issue, document.source.path) for issue in document.issues)


def _of(issue: Issue, path: str) -> Issue:
    return issue.model_copy(update={"message": f"{path}: {issue.message}"})
