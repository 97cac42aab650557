"""The pages of several documents as one row, searchable and opened when needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

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
        self._firsts: dict[str, int] = {}
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
        """Pages by number, in this order; each can be drawn until the next is taken."""
        for number in numbers:
            yield from self._open(self.places[number - 1], number)

    def placed(self, issue: Issue, number: int) -> Issue:
        """An issue of page ``number``: it names the document, and its page is counted there."""
        place = self.places[number - 1]
        return _of(issue, place.path).model_copy(update={"page": place.page})

    @cached_property
    def _index(self) -> PageIndex:
        return PageIndex([self._terms(page) for page in self._all()])

    def _all(self) -> Iterator[Page]:
        for source, first in self._firsts.items():
            with open_document(source, self._options) as document:
                for number, page in enumerate(document.pages(), start=first):
                    yield replace(page, number=number)

    def _open(self, place: Place, number: int) -> Iterator[Page]:
        source = next(source for source in self._firsts if printable_path(source) == place.path)
        with open_document(source, self._options) as document:
            for page in document.pages({place.page}):
                kept = self._kept.get(number)
                page = replace(page, number=number)
                yield page if kept is None else replace(page, read_text=partial(_same, kept))

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
            if source in self._firsts:
                return
            self._firsts[source] = len(self.places) + 1
            self.places += [Place(document.source.path, page.number) for page in document.pages()]
            self.issues += (_of(issue, document.source.path) for issue in document.issues)


def _of(issue: Issue, path: str) -> Issue:
    return issue.model_copy(update={"message": f"{path}: {issue.message}"})


def _same(text: PageText) -> PageText:
    return text
