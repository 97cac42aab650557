"""Questions to the embedded engine: what captions, filled-in fields and plain sentences can answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Protocol

from rapidfuzz import fuzz

from docvl.document import Page
from docvl.engines.base import Finding, PageBlocks, Reply, Request, Said
from docvl.engines.layout.forms import PairReader
from docvl.engines.layout.lexicon import concepts
from docvl.engines.layout.naming import caption_of
from docvl.engines.layout.phrases import Snippet
from docvl.engines.layout.questions import Question, understand
from docvl.engines.layout.sentences import best_hit
from docvl.engines.layout.targets import plan_targets
from docvl.errors import DocumentError
from docvl.issues import Issue, from_error
from docvl.record import Usage
from docvl.schema import Schema, load_schema
from docvl.transcript import Block

CAPTION_SCORE = 85.0
"""Similarity in percent from which the caption of a filled-in field is what a question asks for."""
SENTENCE = 0.6
"""Confidence in a sentence that holds all that was asked for; what it says of it was cut out by simple rules."""
FIELD = 0.7
"""Confidence in a filled-in field whose caption is what was asked for."""

_UNANSWERED = Issue(
    code="not-answered",
    severity="error",
    message="No caption and no sentence on these pages answers the question. The engine without a model only matches "
    "captions and words; put the question in the words of the document, or name a model that reads.",
)


class Reads(Protocol):
    """What the dialogue needs of the engine."""

    def read(self, request: Request) -> Reply:
        """See :meth:`docvl.engines.base.Engine.read`."""
        ...

    def transcribe(self, pages: Iterable[Page]) -> Iterator[PageBlocks]:
        """See :meth:`docvl.engines.base.Transcriber.transcribe`."""
        ...


class LayoutDialogue:
    """Answers each question for itself; see :class:`docvl.engines.base.Dialogue`."""

    def __init__(self, engine: Reads, pages: Iterable[Page]) -> None:
        """Read all of each page while it is open."""
        self._engine = engine
        self._pages: list[Page] = []
        self._fields: list[tuple[Snippet, Snippet]] = []
        self._blocks: list[Block] = []
        self._issues: list[Issue] = []
        for page in pages:
            try:
                self._read(page)
            except DocumentError as error:
                self._issues.append(from_error(error, page=page.number))

    def ask(self, question: str, *, show: Callable[[str], None] | None = None) -> Said:
        """Put a question; nothing of those before it is kept in mind.

        Args:
            question: text.
            show: told of the answer.
        """
        usage = Usage(pages=len(self._pages), ocr_pages=sum(page.text.source == "ocr" for page in self._pages))
        finding = self._answer(understand(question))
        if finding is None:
            return Said("", (*self._issues, _UNANSWERED), usage)
        if show is not None:
            show(finding.raw)
        return Said(finding.raw, tuple(self._issues), usage, finding)

    def _read(self, page: Page) -> None:
        fields = PairReader()
        fields.feed(page)
        self._fields += fields.pairs()
        self._blocks += (block for blocks in self._engine.transcribe([page]) for block in blocks.blocks)
        self._pages.append(page)

    def _answer(self, question: Question) -> Finding | None:
        if not question.terms:
            return None
        kinds = {"date": {"type": "string", "format": "date"}, "amount": {"type": "number"}, "text": {"type": "string"}}
        kind = kinds[question.wanted]
        schema = _schema_of(question.subject, kind)
        if not _is_known(schema):
            schema = _schema_of(caption_of(question), kind)
        known = _is_known(schema)
        in_words = partial(self._filled_in, question), partial(self._said, question)
        captioned = partial(self._captioned, schema)
        # Words that documents use as captions mean that; others may as well stand in the middle of a sentence.
        ways = (captioned, *in_words) if known else (*in_words, captioned)
        return next(filter(None, (way() for way in ways)), None)

    def _captioned(self, schema: Schema) -> Finding | None:
        """The value that the one field of a schema would get."""
        reply = self._engine.read(Request(self._pages, schema))
        return next(iter(reply.findings.values()), None)

    def _filled_in(self, question: Question) -> Finding | None:
        """The answer beside a caption that reads like the subject."""
        wanted = _plain(question.subject)
        scored = [(fuzz.token_sort_ratio(_plain(key.text), wanted), answer) for key, answer in self._fields]
        score, answer = max(scored, key=lambda one: one[0], default=(0.0, None))
        if answer is None or score < CAPTION_SCORE:
            return None
        return Finding(answer.text, round(answer.confidence * score / 100 * FIELD, 4), answer.page, answer.box)

    def _said(self, question: Question) -> Finding | None:
        """What a sentence says of the subject; where on its page is left to be found."""
        hit = best_hit(question, ((block.page, block.text) for block in self._blocks))
        return None if hit is None else Finding(hit.text, round(SENTENCE * hit.share, 4), hit.page)


def _schema_of(subject: str, kind: dict[str, str]) -> Schema:
    return load_schema({"type": "object", "properties": {subject: kind}})


def _is_known(schema: Schema) -> bool:
    """Whether the lexicon knows captions of the one field."""
    return all(target.concept in concepts() for target in plan_targets(schema).scalars)


def _plain(text: str) -> str:
    return text.casefold().strip(" :：?？")
