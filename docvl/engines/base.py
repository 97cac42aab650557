"""What an engine is asked and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol, runtime_checkable

from docvl.document import Page
from docvl.geometry import Box
from docvl.issues import Issue
from docvl.record import EngineInfo, Origin, Usage
from docvl.schema import Schema
from docvl.transcript import Block

Language = Literal["auto", "en", "zh"]


@dataclass(frozen=True, slots=True)
class Request:
    """One document to be read under one schema.

    Attributes:
        pages: lazy, in order; opened anew each time they are iterated.
        schema: what to look for.
        language: language of the document; ``auto`` lets the engine decide.
    """

    pages: Iterable[Page]
    schema: Schema
    language: Language = "auto"


@dataclass(frozen=True, slots=True)
class Finding:
    """One value with where it was read.

    Attributes:
        raw: text as printed; empty when the engine cannot say.
        confidence: 0 to 1.
        page: from 1; None when the engine cannot say.
        box: fractions of the page as shown; None when the engine cannot say.
        source: ``xml`` for a value that the XML inside an electronic invoice states.
    """

    raw: str
    confidence: float
    page: int | None = None
    box: Box | None = None
    source: Origin = "page"


@dataclass(frozen=True, slots=True)
class PageNumber:
    """What a page says of its own place, as in ``page 2 of 5``.

    Attributes:
        page: in the file, from 1.
        number: as printed.
        of: how many there are, as printed.
    """

    page: int
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class PrintedCount:
    """How many rows the document says it has, as in ``Items: 4``.

    Attributes:
        page: where it says so, in the file, from 1.
        count: as printed.
    """

    page: int
    count: int


@dataclass(frozen=True, slots=True)
class CarriedSum:
    """A sum that goes on from one page to the next.

    Attributes:
        page: where it is printed, in the file, from 1.
        amount: as printed.
        brought: from the page before; else it is carried to the next one.
    """

    page: int
    amount: Decimal
    brought: bool


@dataclass(frozen=True, slots=True)
class Observations:
    """What an engine saw that tells whether anything is missing; each in the order of the pages."""

    page_numbers: tuple[PageNumber, ...] = ()
    counts: tuple[PrintedCount, ...] = ()
    carried: tuple[CarriedSum, ...] = ()


Alternatives = Mapping[str, tuple[tuple[Any, Finding], ...]]
"""Other values that a field may have, best first, by JSON Pointer into the data."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An engine's answer.

    Attributes:
        data: shaped like the schema; a value that was not found is None or absent.
        findings: by JSON Pointer into ``data``, for every value that is not None.
        issues: what the engine noticed.
        usage: what it cost.
        alternatives: what to try where a rule of the schema is broken.
        observations: what tells whether the answer is complete.
    """

    data: dict[str, Any]
    findings: Mapping[str, Finding] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    usage: Usage = Usage()
    alternatives: Alternatives = field(default_factory=dict)
    observations: Observations = Observations()


@dataclass(frozen=True, slots=True)
class Said:
    """An answer in words.

    Attributes:
        text: of the answer; empty when the pages do not say.
        issues: what is wrong with it, such as ``output-truncated``.
        usage: what it cost.
        finding: how sure it is and, as far as the engine can say, where it stands; None when the pages do not say.
    """

    text: str
    issues: tuple[Issue, ...] = ()
    usage: Usage = Usage()
    finding: Finding | None = None


class Dialogue(Protocol):
    """Questions and answers about the same pages, each with those before it in mind."""

    def ask(self, question: str, *, show: Callable[[str], None] | None = None) -> Said:
        """Put the next question.

        Args:
            question: text.
            show: told of the answer piece by piece, while it is made.

        Raises:
            EngineError: the engine failed, or has no room for what was said.
        """
        ...


class Talker(Protocol):
    """What an engine that answers questions can do beside reading; others have no ``converse``."""

    def converse(self, pages: Iterable[Page]) -> Dialogue:
        """Talk about pages.

        Raises:
            DocumentError: a page cannot be read.
            EngineError: the engine itself failed.
        """
        ...


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """What one page says.

    Attributes:
        page: in the file, from 1.
        blocks: in reading order; none for a blank page.
        issues: what the engine noticed.
        usage: what the page cost.
    """

    page: int
    blocks: tuple[Block, ...] = ()
    issues: tuple[Issue, ...] = ()
    usage: Usage = Usage()


class Transcriber(Protocol):
    """What an engine that writes pages down can do beside reading; others have no ``transcribe``."""

    def transcribe(self, pages: Iterable[Page], language: Language = "auto") -> Iterator[PageBlocks]:
        """The blocks of each page, as they are ready; a page that cannot be read has an issue that says why.

        Raises:
            EngineError: the engine itself failed.
        """
        ...


class Engine(Protocol):
    """Reads documents. One instance serves many requests, one at a time."""

    @property
    def info(self) -> EngineInfo:
        """Name and model, as written on every record."""
        ...

    def read(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            DocumentError: a page cannot be read.
            EngineError: the engine itself failed.
        """
        ...


@runtime_checkable
class BatchReader(Engine, Protocol):
    """What an engine that reads several documents at once can do beside reading; others have no ``read_all``."""

    @property
    def most(self) -> int:
        """Requests at once."""
        ...

    def ahead(self, request: Request) -> Request:
        """Do what can be done before it is the request's turn; may be called by any thread, while the engine reads.

        Returns:
            The same request; what failed fails when the engine comes to it.
        """
        ...

    def read_all(self, requests: Sequence[Request]) -> Sequence[Reply | Exception]:
        """Answer all at once.

        Returns:
            For each request its reply, or the error that :meth:`read` would have raised for it.

        Raises:
            EngineError: they do not fit into memory together, or one of them makes the engine fail.
        """
        ...
