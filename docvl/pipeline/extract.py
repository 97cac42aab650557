"""Documents to records: the stages in order: open, read, finish."""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar, Self

from docvl.config import ExtractOptions
from docvl.document import Document, Page, PageText, Source, Split
from docvl.engines.base import Engine, Request
from docvl.engines.xml_truth import invoices, with_truth
from docvl.errors import DocumentError, EngineError
from docvl.extraction import by_row, failed, finish, numbered
from docvl.extraction.confidence import Calibration, load_calibration
from docvl.ingest import open_document
from docvl.issues import Issue, from_error
from docvl.pipeline.task import engine_for, unread
from docvl.record import JsonRecord
from docvl.schema import Schema, load_schema
from docvl.splitting import ONLY_BLANK, Part, remarks, route, split_pages, without_schema

KEPT_PAGES = 32
"""Pages whose words are kept for a second look at the document; they are small, and most documents are shorter."""
BATCH_PAGES = 500
"""The same for a file that is split into documents: its pages are read to find them, and then in each document."""


@dataclass(frozen=True, slots=True)
class Job:
    """Extraction, a :class:`docvl.pipeline.task.Task`.

    Attributes:
        schema: what to look for.
        options: how.
        calibration: of the confidences; None leaves them as the engine gives them.
        others: further schemas, for other kinds of documents, where files are split into documents.
    """

    schema: Schema
    options: ExtractOptions
    calibration: Calibration | None = None
    others: tuple[Schema, ...] = ()

    name: ClassVar[str] = "extract"
    result: ClassVar[type[JsonRecord]] = JsonRecord

    @property
    def schemas(self) -> tuple[Schema, ...]:
        """All of them."""
        return self.schema, *self.others

    @classmethod
    def of(cls, schemas: Sequence[Schema], options: ExtractOptions) -> Self:
        """The job, with the calibration that the options name; ``schemas`` holds at least one.

        Raises:
            ConfigError: the calibration cannot be read.
        """
        path = options.calibration
        first, *others = schemas
        return cls(first, options, None if path is None else load_calibration(path), tuple(others))

    @classmethod
    def of_told(cls, told: dict[str, Any]) -> Self:
        """The job that :meth:`told` tells of, without the models that its schemas may have come from."""
        schemas = [replace(load_schema(json.loads(text)), name=name) for name, text in told["schemas"]]
        return cls.of(schemas, ExtractOptions.build(told["options"]))

    def told(self) -> dict[str, Any]:
        """See :class:`docvl.pipeline.task.Task`."""
        schemas = [(schema.name, schema.text) for schema in self.schemas]
        return {"schemas": schemas, "options": self.options.model_dump(mode="json")}

    def prepare(self) -> None:
        """See :class:`docvl.pipeline.task.Task`."""
        engine_for(self.options)

    def process(self, path: str, engine: Engine) -> tuple[JsonRecord, ...]:
        """A record; several where the target is a part of the document."""
        with open_document(path, self.options) as document:
            return records_of(document, self, engine)

    def failure(self, path: str, issue: Issue) -> JsonRecord:
        """See :class:`docvl.pipeline.task.Task`."""
        return failed(unread(path), issue, engine_for(self.options).info)


def records_of(document: Document, job: Job, engine: Engine) -> tuple[JsonRecord, ...]:
    """The records of an open document: read and finish."""
    pages = _Pages(document, BATCH_PAGES if job.options.split else KEPT_PAGES)
    records: tuple[JsonRecord, ...] = ()
    if job.options.split:
        records = tuple(_by_part(document, pages, job, engine))
    elif job.options.target == "page":
        records = _by_page(document, pages, job, engine)
    if not records and job.options.split:
        records = (_nothing(document, engine),)
    elif not records:
        records = _targeted(_read(document, document.source, pages, job, engine), job)
    return numbered(records) if job.options.split or job.options.target != "document" else records


def _targeted(record: JsonRecord, job: Job) -> tuple[JsonRecord, ...]:
    return by_row(record, job.schema) if job.options.target == "row" else (record,)


def _by_part(document: Document, pages: _Pages, job: Job, engine: Engine) -> Iterator[JsonRecord]:
    """The records of each document in the file, read under the schema of its kind; none when all pages are blank.

    The XML of an invoice is left aside where there are several documents: nothing says which one it is about.
    """
    parts, routes = split_pages(pages()), route(job.schemas)
    apart = document if len(parts) == 1 else replace(document, attachments=dict)
    for part in parts:
        schema = routes.schema_for(part.kind.kind)
        source = document.source.model_copy(update={"split": _split(part, schema)})
        if schema is None:
            record, own = failed(source, without_schema(part), engine.info), job
        else:
            # What tells that pages are missing looks at the pages of the document, not at those of the file.
            alone, own = source.model_copy(update={"pages": len(part.pages)}), replace(job, schema=schema)
            record = _read(apart, alone, partial(pages, part.pages), own, engine)
        issues = (*record.issues, *remarks(part))
        yield from _targeted(record.model_copy(update={"source": source, "issues": issues}), own)


def _nothing(document: Document, engine: Engine) -> JsonRecord:
    """The record of a file in which no document was found: the file itself may say why."""
    known = any(issue.severity == "error" for issue in document.issues)
    record = failed(document.source, ONLY_BLANK, engine.info)
    return record.model_copy(update={"issues": document.issues if known else (*document.issues, ONLY_BLANK)})


def _split(part: Part, schema: Schema | None) -> Split:
    return Split(
        first_page=part.pages[0],
        last_page=part.pages[-1],
        kind=part.kind.kind,
        confidence=part.kind.confidence,
        starts=part.starts,
        ends=part.ends,
        read_as=None if schema is None else schema.name,
    )


def _by_page(document: Document, pages: _Pages, job: Job, engine: Engine) -> tuple[JsonRecord, ...]:
    """A record for each page, read as if it were alone; the XML of an invoice is about no page and left aside."""
    apart = replace(document, attachments=dict)
    return tuple(
        _read(apart, document.source.model_copy(update={"page": page.number}), partial(_only, page), job, engine)
        for page in pages()
    )


def _only(page: Page) -> tuple[Page]:
    return (page,)


def _read(
    document: Document, source: Source, pages: Callable[[], Iterable[Page]], job: Job, engine: Engine
) -> JsonRecord:
    try:
        reply = engine.read(Request(_Anew(pages), job.schema, job.options.language))
    except (DocumentError, EngineError) as error:
        record = failed(source, from_error(error), engine.info)
        return record.model_copy(update={"issues": document.issues + record.issues})
    for invoice in invoices(document.attachments()):
        reply = with_truth(reply, invoice, job.schema)
    reply = replace(reply, issues=document.issues + reply.issues)
    record = finish(source, reply, job.schema, engine.info, pages)
    return record if job.calibration is None else job.calibration.apply(record, job.schema.rules)


@dataclass(frozen=True, slots=True)
class _Anew:
    """Pages that are opened each time they are iterated."""

    pages: Callable[[], Iterable[Page]]

    def __iter__(self) -> Iterator[Page]:
        return iter(self.pages())


class _Pages:
    """Opens a document's pages, more than once if need be; the words of the first ones are read once."""

    def __init__(self, document: Document, most: int = KEPT_PAGES) -> None:
        self._document = document
        self._most = most
        self._texts: dict[int, PageText] = {}

    def __call__(self, only: Container[int] | None = None) -> Iterator[Page]:
        for page in self._document.pages(only):
            known = self._texts.get(page.number)
            yield page if known is None else page.with_text(known)
            if "text" in vars(page) and len(self._texts) < self._most:
                self._texts[page.number] = page.text
