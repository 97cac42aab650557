"""Pages written down by a model behind a server: in Markdown, read as blocks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from typing import NamedTuple

from docvl.config import EngineOptions, Language, TranscribeOptions
from docvl.decoding.markdown import read_markdown
from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.prompted import language_of
from docvl.engines.remote.asked import Asked, remarks
from docvl.engines.remote.heard import UNSURE, Heard, ended
from docvl.engines.remote.pictures import Picture, picture
from docvl.engines.remote.server import Server
from docvl.errors import DocumentError, EngineError
from docvl.issues import Issue, from_error
from docvl.plan.bands import bands
from docvl.prompting import transcription_prompt
from docvl.record import Usage
from docvl.transcript import Block


class _Part(NamedTuple):
    """A part of a page that is asked about, and its place; None for the whole page."""

    shown: Picture
    box: tuple[float, float, float, float] | None
    answer: Future[Heard]


class Writer:
    """Writes down pages, some of which are waited for at a time.

    Args:
        server: to be asked.
        options: those of a transcription; others show pages whole.
        language: of the prompt; ``auto`` is that of each page.
        tile_size: of the model, pixels.
    """

    def __init__(self, server: Server, options: EngineOptions, language: Language, tile_size: int) -> None:
        self._server = server
        self._options = options
        self._bands = options.bands if isinstance(options, TranscribeOptions) else 1
        self._language = language
        self._tile_size = tile_size
        self._told: set[str] = set()

    def write(self, pages: Iterable[Page]) -> Iterator[PageBlocks]:
        """The blocks of each page, in order; nothing is asked about one that shows nothing."""
        asked: deque[tuple[int, list[_Part] | DocumentError]] = deque()
        for page in pages:
            if len(asked) >= self._options.in_flight:
                yield self._page(*asked.popleft())
            try:
                asked.append((page.number, self._ask(page)))
            except DocumentError as error:
                asked.append((page.number, error))
        while asked:
            yield self._page(*asked.popleft())

    def _ask(self, page: Page) -> list[_Part]:
        parts = bands(page, self._bands, dpi=self._options.dpi)
        looks = [(picture(part.page, self._options, self._tile_size), part.box) for part in parts]
        if not any(shown for shown, _ in looks):
            return []
        prompt = transcription_prompt(language_of(page) if self._language == "auto" else self._language)
        return [_Part(shown, box, self._server.start(Asked(prompt, [shown]))) for shown, box in looks if shown]

    def _page(self, number: int, asked: list[_Part] | DocumentError) -> PageBlocks:
        if isinstance(asked, DocumentError):
            return PageBlocks(number, issues=(from_error(asked, page=number),))
        blocks: list[Block] = []
        issues: list[Issue] = []
        tiles = input_tokens = output_tokens = 0
        for shown, box, answer in asked:
            try:
                heard, cut = ended(answer.result(), number)
            except EngineError as error:
                issues.append(from_error(error, page=number))
                continue
            blocks += read_markdown(heard.text, page=number, bbox=box, confidence=heard.confidence)
            issues += [*cut, *self._news(heard)]
            tiles += shown.grid.tiles_with_thumbnail
            input_tokens += heard.input_tokens
            output_tokens += heard.output_tokens
        usage = Usage(pages=1, tiles=tiles, input_tokens=input_tokens, output_tokens=output_tokens)
        return PageBlocks(number, tuple(blocks), tuple(issues), usage)

    def _news(self, heard: Heard) -> list[Issue]:
        """What is to be said of the server, once."""
        issues = [*remarks(heard.refused), *([] if heard.logprobs else [UNSURE])]
        news = [issue for issue in issues if issue.message not in self._told]
        self._told |= {issue.message for issue in news}
        return news
