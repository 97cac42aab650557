"""The engine that looks: pages to tiles, a prompt, an answer held to the schema, values with their certainty.

It does not point: where a value stands is found afterwards, among the words of the pages.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from docvl.config import EngineOptions, Language
from docvl.decoding import certainties, read_answer
from docvl.document import Page
from docvl.engines.base import Finding, PageBlocks, Reply, Request
from docvl.engines.internvl.ahead import drawn_ahead
from docvl.engines.internvl.chat import Dialogue, Reader, Seen, cut_short
from docvl.engines.internvl.generate import Generated, Sample, Sampling
from docvl.engines.internvl.room import MARKERS, room_beside
from docvl.engines.internvl.writing import Writer
from docvl.engines.parts import Part, merge
from docvl.engines.prompted import language_of, misfitting, unconstrained
from docvl.errors import ConfigError, DocumentError, EngineError
from docvl.issues import Issue, from_error
from docvl.prompting import extraction_prompt
from docvl.record import EngineInfo, Usage


class InternVLEngine:
    """Reads documents with a model of the InternVL family, which is loaded when it is first needed.

    A batch pads its prompts to one length, which changes the last digits of log-probabilities: now and then the fourth
    digit of a confidence, or a choice between tokens that are nearly as likely. Draws at temperatures above 0 depend on
    the whole batch. The same batch gives the same answers; with one document at a time each depends on itself alone.

    Args:
        options: ``model`` is the folder of the checkpoint, ``batch_size`` how many documents are read at once.

    Raises:
        ConfigError: no model is given.
    """

    def __init__(self, options: EngineOptions) -> None:
        if options.model is None:
            raise ConfigError("The engine 'internvl' needs a model.", hint="Give its folder: --model DIR.")
        self._options = options
        self._folder = Path(options.model)
        self.most = options.at_once

    @property
    def info(self) -> EngineInfo:
        """Name ``internvl``; the model is the name of its folder."""
        return EngineInfo(name="internvl", model=self._folder.resolve().name)

    @cached_property
    def reader(self) -> Reader:
        """The model.

        Raises:
            ModelError: the folder cannot be used.
        """
        return Reader(self._folder, device=self._options.device)

    def ahead(self, request: Request) -> Request:
        """See :class:`docvl.engines.base.BatchReader`: draws the first pages, once the model is loaded."""
        reader: Reader | None = vars(self).get("reader")  # loading is for the thread that reads
        return request if reader is None else drawn_ahead(request, reader, self._options)

    def read(self, request: Request) -> Reply:
        """Answer one request; a document that does not fit into the model's context is read in parts.

        Raises:
            DocumentError: not one page can be drawn.
            EngineError: the context has no room for a page, or the device runs out of memory.
            SchemaError: the schema is too large to hold answers to.
        """
        (reply,) = self.read_all([request])
        if isinstance(reply, Exception):
            raise reply
        return reply

    def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
        """See :class:`docvl.engines.base.BatchReader`; errors are those of :meth:`read`."""
        generate = partial(self.reader.generator.generate, sampling=Sampling.of(self._options))
        return _together(
            [_DocumentReader(self.reader, self._options, request).read() for request in requests], generate
        )

    def transcribe(self, pages: Iterable[Page], language: Language = "auto") -> Iterator[PageBlocks]:
        """See :class:`docvl.engines.base.Transcriber`; each page, or each of ``bands`` parts of it, is one question.

        Raises:
            EngineError: the context has no room for a page, or the device runs out of memory.
        """
        writer = Writer(self.reader, self._options, language)
        return map(writer.write, pages)

    def converse(self, pages: Iterable[Page]) -> Dialogue:
        """Talk about pages.

        Raises:
            DocumentError: a page cannot be drawn.
            EngineError: the device runs out of memory.
        """
        seen = [self.reader.look(page, self._options) for page in pages]
        return Dialogue(self.reader, seen, Sampling.of(self._options))


_Reading = Generator[Sample, Generated, Reply]
"""Gives the questions about one document, takes their answers, and returns what they come to."""


def _together(
    readings: Sequence[_Reading], generate: Callable[[Sequence[Sample]], list[Generated]]
) -> list[Reply | Exception]:
    """Bring all to their end; what they ask next is answered at once.

    Raises:
        EngineError: of whichever: the want of memory is that of all.
    """
    results: dict[int, Reply | Exception] = {}
    answers: dict[int, Generated | None] = dict.fromkeys(range(len(readings)))
    while answers:
        asked: dict[int, Sample] = {}
        for number, answer in answers.items():
            reading = readings[number]
            try:
                asked[number] = next(reading) if answer is None else reading.send(answer)
            except StopIteration as end:
                results[number] = end.value
            except EngineError:
                raise
            except Exception as error:
                results[number] = error
        answers = dict(zip(asked, generate(list(asked.values())), strict=True)) if asked else {}
    return [results[number] for number in range(len(readings))]


class _DocumentReader:
    """The state of reading one document: pages are looked at one by one, and asked about as many as fit at a time."""

    def __init__(self, reader: Reader, options: EngineOptions, request: Request) -> None:
        self._issues: list[Issue] = []
        self._pages = 0
        self._reader = reader
        self._options = options
        self._request = request
        self._prompt = ""
        self._room = 0
        self._window: list[Seen] = []
        self._parts: list[Part] = []
        self._tiles = self._input_tokens = self._output_tokens = 0

    def read(self) -> _Reading:
        """Read it.

        Raises:
            DocumentError, EngineError, SchemaError: as :meth:`InternVLEngine.read`.
        """
        self._grammar = self._reader.generator.grammars.compile(self._request.schema)
        failure: DocumentError | None = None
        for page in self._request.pages:
            try:
                yield from self._feed(page)
            except DocumentError as error:
                failure = error
                self._issues.append(from_error(error, page=page.number))
        if failure is not None and self._pages == 0:
            raise failure
        yield from self._ask()
        return self._reply()

    def _feed(self, page: Page) -> Generator[Sample, Generated, None]:
        """Look at a page; ask about those before it where it does not fit beside them.

        Raises:
            DocumentError: the page cannot be drawn.
            EngineError: the context has no room for a page.
        """
        if not self._prompt:
            self._prepare(page)
        seen = self._reader.look(page, self._options)
        self._pages += 1
        self._tiles += seen.tiles
        if sum(map(_size, [*self._window, seen])) > self._room:
            yield from self._ask()
        if len(seen.tokens):
            self._window.append(seen)

    def _reply(self) -> Reply:
        """Put the answers together."""
        whole = merge(self._request.schema.root, self._parts) if self._parts else Part({})
        if self._parts and self._grammar.left_out:
            self._issues.append(unconstrained(self._grammar.left_out))
        usage = Usage(
            pages=self._pages, tiles=self._tiles, input_tokens=self._input_tokens, output_tokens=self._output_tokens
        )
        return Reply(whole.data, whole.findings, tuple(self._issues), usage)

    def _prepare(self, page: Page) -> None:
        """Choose the language of the prompt, by the first page if need be, and see what room the prompt leaves."""
        wanted = self._request.language
        self._prompt = extraction_prompt(self._request.schema, language_of(page) if wanted == "auto" else wanted)
        self._room, self._options, limited = room_beside(self._prompt, self._reader, self._options)
        self._issues += [limited] if limited else []

    def _ask(self) -> Generator[Sample, Generated, None]:
        """Ask about the pages in the window, and empty it."""
        if not self._window:
            return
        conversation = self._reader.conversation().ask(self._prompt, images=len(self._window))
        sample = self._reader.sample(conversation, self._window, self._grammar)
        answer = yield sample
        page = self._window[0].page if len(self._window) == 1 else None
        self._parts.append(self._part(answer, page))
        issue = cut_short(answer, page)
        self._issues += [issue] if issue else []
        self._input_tokens += len(sample.tokens)
        self._output_tokens += len(answer.tokens)
        self._window = []

    def _part(self, answer: Generated, page: int | None) -> Part:
        read = read_answer(answer.text, self._grammar.constraint.json)
        self._issues += [misfitting(read.misfits, page)] if read.misfits else []
        certain = certainties(read.spans, answer.text, answer.pieces, answer.logprobs)
        findings = {pointer: Finding("", certainty.confidence, page) for pointer, certainty in certain.items()}
        return Part(read.data, findings)


def _size(seen: Seen) -> int:
    """Tokens that a page takes in a prompt, at most."""
    return len(seen.tokens) + MARKERS
