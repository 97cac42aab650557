"""The searchable copy of a document, made beside its transcription."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from docvl.config import IngestOptions
from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.errors import CorruptError, DocumentError, EngineError
from docvl.issues import Issue, from_error
from docvl.searchable import Place, SearchablePdf


class Copying(AbstractContextManager["Copying"]):
    """Copies the pages that an engine takes, in their order, once it has said where their blocks stand.

    Args:
        path: of the document.
        options: with which it was opened.
        pages: of the document, not begun.

    Raises:
        CorruptError: it cannot be copied.
    """

    def __init__(self, path: str, options: IngestOptions, pages: Iterator[Page]) -> None:
        self.issues: list[Issue] = []
        self._pages = pages
        self._waiting: dict[int, Page] = {}
        self._pdf = SearchablePdf(path, options)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pdf.close()

    def taken(self) -> Iterator[Page]:
        """The pages, for the engine."""
        for page in self._pages:
            self._waiting[page.number] = page
            yield page

    def put(self, written: PageBlocks) -> None:
        """Copy a page that was written down."""
        if written.page in self._waiting:
            self._copy(self._waiting.pop(written.page), [block.bbox for block in written.blocks if block.bbox])

    def save(self, target: Path) -> None:
        """Write the copy, with those pages as well that the engine gave up on or did not come to.

        Raises:
            OutputError: no space, no permission.
        """
        for page in (*self._waiting.values(), *self._pages):
            self._copy(page, ())
        try:
            self._pdf.save(target)
        except CorruptError as error:
            self.issues.append(from_error(error))

    def _copy(self, page: Page, places: Sequence[Place]) -> None:
        try:
            self._pdf.add(page, places)
        except (DocumentError, EngineError):
            message = "The searchable copy lacks the page, or what it says."
            self.issues.append(Issue(code="not-searchable", severity="error", message=message, page=page.number))
