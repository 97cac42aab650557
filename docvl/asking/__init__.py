"""Questions about documents: the pages that matter are found by their words, and an engine reads these."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict

from docvl.asking.library import Library
from docvl.config import AskOptions
from docvl.document import Source
from docvl.engines.base import Dialogue, Finding, Reply, Said, Talker
from docvl.errors import UsageError
from docvl.extraction import finish
from docvl.ingest import discover
from docvl.issues import Issue
from docvl.pipeline import engine_for
from docvl.record import EngineInfo, Evidence, Usage
from docvl.schema import load_schema

Paths = str | Path | Iterable[str | Path]

__all__ = ["Answer", "Conversation", "ask", "converse"]


class Answer(BaseModel):
    """What the documents say.

    Attributes:
        text: of the answer; None when the documents do not say.
        path: of the document that shows it; None when it stands on no page word for word.
        evidence: where it stands, its ``page`` counted in that document; None when there is no answer.
        pages: that were read for it: path and number of each.
        issues: what is wrong with it, such as ``output-truncated``, and with documents that could not be read.
        usage: what it cost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str | None
    path: str | None = None
    evidence: Evidence | None = None
    pages: tuple[tuple[str, int], ...] = ()
    issues: tuple[Issue, ...] = ()
    usage: Usage = Usage()


def ask(paths: Paths, question: str, **options: Any) -> Answer:
    """Ask one question about documents.

    Args:
        paths: files, folders or glob patterns; one or several.
        question: in any language.
        options: fields of :class:`docvl.config.AskOptions`.

    Raises:
        ConfigError: an unknown option or an impossible value.
        UsageError: no documents, or an engine that cannot answer questions.
        ModelError: the model folder cannot be used.
        DocumentError: not one of the documents can be read.
        EngineError: the model has no room for so many pages.
    """
    return converse(paths, **options).ask(question)


def converse(paths: Paths, **options: Any) -> Conversation:
    """Open documents, to ask several questions about them; arguments and errors as for :func:`ask`."""
    chosen = AskOptions.build(options)
    sources = discover([str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)])
    engine = engine_for(chosen)
    if not hasattr(engine, "converse"):
        message = f"The engine {engine.info.name!r} cannot answer questions."
        raise UsageError(message, hint="Take another: --engine layout, --model DIR, or --server URL.")
    return Conversation(Library(list(sources), chosen), cast(Talker, engine), chosen.most_pages)


class Conversation:
    """Questions about the same documents, each with those before it in mind, as far as the engine can.

    A later question that is about a page not shown yet begins anew with that page beside the others.
    """

    def __init__(self, library: Library, engine: Talker, most_pages: int) -> None:
        """Nothing has been asked yet."""
        self._library = library
        self._engine = engine
        self._most_pages = most_pages
        self._shown: list[int] = []
        self._dialogue: Dialogue | None = None

    def ask(self, question: str, *, show: Callable[[str], None] | None = None) -> Answer:
        """Put the next question.

        Args:
            question: text.
            show: told of the answer piece by piece, where the engine makes it so.

        Raises:
            DocumentError: a page cannot be drawn.
            EngineError: the engine failed, or has no room for what was said.
        """
        chosen = self._choose(question)
        if self._dialogue is None or not set(chosen) <= set(self._shown):
            self._shown = sorted({*chosen, *self._shown})
            self._dialogue = self._engine.converse(self._library.open(self._shown))
        return self._answer(self._dialogue.ask(question, show=show))

    def _choose(self, question: str) -> list[int]:
        """The pages to be shown: the likeliest ones for the first question, for a later one the likeliest."""
        every = range(1, len(self._library.places) + 1)
        if len(every) <= self._most_pages:
            return list(every)
        return self._library.rank(question)[: 1 if self._shown else self._most_pages]

    def _answer(self, said: Said) -> Answer:
        places = {number: self._library.places[number - 1] for number in self._shown}
        pages = tuple((place.path, place.page) for place in places.values())
        issues = (*self._library.issues, *(self._placed(issue) for issue in said.issues))
        if said.finding is None:
            return Answer(text=None, pages=pages, issues=issues, usage=said.usage)
        evidence = self._grounded(said.text, said.finding)
        path = None
        if evidence.page is not None:
            place = places[evidence.page]
            path, evidence = place.path, evidence.model_copy(update={"page": place.page})
        return Answer(text=said.text, path=path, evidence=evidence, pages=pages, issues=issues, usage=said.usage)

    def _placed(self, issue: Issue) -> Issue:
        """An issue about a page of the library as one about a page of its document."""
        return issue if issue.page is None else self._library.placed(issue, issue.page)

    def _grounded(self, text: str, finding: Finding) -> Evidence:
        """The answer as the one value of a record, which gets its place as all values do."""
        reply = Reply({"answer": text}, {"/answer": finding})
        record = finish(Source(path=""), reply, _SCHEMA, _NOBODY, lambda: self._library.open(self._shown))
        return record.fields["/answer"]


_SCHEMA = load_schema({"type": "object", "properties": {"answer": {"type": "string"}}})
_NOBODY = EngineInfo(name="")  # the record is not kept
