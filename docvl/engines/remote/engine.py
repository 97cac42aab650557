"""The engine that asks a server: a question for each page, several at once, and the answers checked here."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future

from docvl.config import EngineOptions, Language
from docvl.decoding import certainties, constrain, read_answer
from docvl.document import Page
from docvl.engines.base import Finding, PageBlocks, Reply, Request
from docvl.engines.parts import Part, merge
from docvl.engines.prompted import language_of, misfitting, unconstrained
from docvl.engines.remote.asked import Asked, remarks
from docvl.engines.remote.dialogue import Dialogue
from docvl.engines.remote.heard import UNKNOWN, UNSURE, Heard, ended
from docvl.engines.remote.pictures import picture
from docvl.engines.remote.server import Server, failed
from docvl.engines.remote.writing import Writer
from docvl.errors import DocumentError, EngineError
from docvl.issues import Issue, from_error
from docvl.plan import TILE_PX
from docvl.prompting import extraction_prompt
from docvl.record import EngineInfo, Usage


class RemoteEngine:
    """Reads documents with a model behind a server that speaks the OpenAI protocol.

    Args:
        options: ``server`` is its URL, ``model`` what it calls the model.
        tile_size: of the model, pixels; all published checkpoints have the usual one.

    Raises:
        ConfigError: one of them is not given, or the key cannot be read.
    """

    def __init__(self, options: EngineOptions, *, tile_size: int = TILE_PX) -> None:
        self._server = Server(options)
        self._options = options
        self._tile_size = tile_size

    @property
    def info(self) -> EngineInfo:
        """Name ``openai``; the model is what the server calls it."""
        return EngineInfo(name="openai", model=self._options.model)

    def read(self, request: Request) -> Reply:
        """Answer one request: each page is asked about alone, and the answers are put together.

        Raises:
            DocumentError: not one page can be drawn.
            EngineError: the server answers nothing usable about any page.
            ModelError: it does not know the model.
            ConfigError: there is no server, or it refuses the key.
        """
        document = _DocumentReader(self._server, self._options, request)
        for page in request.pages:
            document.feed(page, self._tile_size)
        return document.reply()

    def transcribe(self, pages: Iterable[Page], language: Language = "auto") -> Iterator[PageBlocks]:
        """See :class:`docvl.engines.base.Transcriber`; each page, or each of ``bands`` parts of it, is one question.

        Raises:
            ModelError: the server does not know the model.
            ConfigError: there is no server, or it refuses the key.
        """
        return Writer(self._server, self._options, language, self._tile_size).write(pages)

    def converse(self, pages: Iterable[Page]) -> Dialogue:
        """Talk about pages.

        Raises:
            DocumentError: a page cannot be drawn.
        """
        shown = (picture(page, self._options, self._tile_size) for page in pages)
        return Dialogue(self._server, [one for one in shown if one is not None])


class _DocumentReader:
    """The state of reading one document: pages are drawn one by one, and some are waited for at a time."""

    def __init__(self, server: Server, options: EngineOptions, request: Request) -> None:
        self._server = server
        self._options = options
        self._request = request
        self._constraint = constrain(request.schema)
        self._asked: deque[tuple[int, Future[Heard]]] = deque()
        self._prompt = ""
        self._parts: list[Part] = []
        self._issues: list[Issue] = []
        self._refused: frozenset[str] = frozenset()
        self._unsure = False
        self._failure: DocumentError | EngineError | None = None
        self._pages = self._tiles = self._input_tokens = self._output_tokens = 0

    def feed(self, page: Page, tile_size: int) -> None:
        """Ask about a page; wait for an earlier one where too many are asked about."""
        if len(self._asked) >= self._options.in_flight:
            self._hear()
        try:
            shown = picture(page, self._options, tile_size)
            wanted = self._request.language
            self._prompt = self._prompt or extraction_prompt(
                self._request.schema, language_of(page) if wanted == "auto" else wanted
            )
        except DocumentError as error:
            self._asked.append((page.number, failed(error)))
            return
        self._pages += 1
        if shown is not None:
            self._tiles += shown.grid.tiles_with_thumbnail
            asked = Asked(self._prompt, [shown], schema=self._constraint.json)
            self._asked.append((page.number, self._server.start(asked)))

    def reply(self) -> Reply:
        """Wait for the answers that are left, and put all together.

        Raises:
            DocumentError, EngineError: not one page was read.
        """
        while self._asked:
            self._hear()
        if self._failure is not None and not self._parts:
            raise self._failure
        whole = merge(self._request.schema.root, self._parts) if self._parts else Part({})
        if self._parts and self._constraint.left_out:
            self._issues.append(unconstrained(self._constraint.left_out))
        self._issues += [*remarks(self._refused), *([UNSURE] if self._unsure else [])]
        usage = Usage(
            pages=self._pages, tiles=self._tiles, input_tokens=self._input_tokens, output_tokens=self._output_tokens
        )
        return Reply(whole.data, whole.findings, tuple(self._issues), usage)

    def _hear(self) -> None:
        """Take the answer about the earliest page that is asked about."""
        page, answer = self._asked.popleft()
        try:
            heard = answer.result()
            self._parts.append(self._part(heard, page))
        except (DocumentError, EngineError) as error:
            self._failure = self._failure or error
            self._issues.append(from_error(error, page=page))
        else:
            self._refused |= heard.refused
            self._input_tokens += heard.input_tokens
            self._output_tokens += heard.output_tokens

    def _part(self, heard: Heard, page: int) -> Part:
        """What an answer says.

        Raises:
            EngineError: nothing.
        """
        heard, cut = ended(heard, page)
        read = read_answer(heard.text, self._constraint.json)
        if not read.whole and not read.spans and not cut:
            raise EngineError("The answer of the model is no JSON.")
        if read.misfits:
            self._issues.append(misfitting(read.misfits, page))
        self._issues += cut
        if not read.whole and not cut:
            message = "The answer of the model is no JSON from some place on; what follows there is missing."
            self._issues.append(Issue(code="invalid-answer", severity="error", message=message, page=page))
        sure = certainties(read.spans, heard.text, *heard.of_text())
        self._unsure = self._unsure or not sure.keys() >= read.spans.keys()
        findings = {
            pointer: Finding("", sure[pointer].confidence if pointer in sure else UNKNOWN, page)
            for pointer in read.spans
        }
        return Part(read.data, findings)
