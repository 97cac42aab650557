"""Pages written down: looked at whole or in bands, answered in Markdown, read as blocks."""

from __future__ import annotations

from docvl.config import EngineOptions, Language, TranscribeOptions
from docvl.decoding.markdown import read_markdown
from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.internvl.chat import Reader, cut_short
from docvl.engines.internvl.generate import Sampling
from docvl.engines.internvl.room import room_beside
from docvl.engines.prompted import language_of
from docvl.errors import DocumentError
from docvl.issues import from_error
from docvl.plan.bands import bands
from docvl.prompting import transcription_prompt
from docvl.record import Usage


class Writer:
    """Writes down one page after the other.

    Args:
        reader: the model.
        options: those of a transcription; others show pages whole.
        language: of the prompt; ``auto`` is that of each page.
    """

    def __init__(self, reader: Reader, options: EngineOptions, language: Language) -> None:
        self._reader = reader
        self._options = options
        self._bands = options.bands if isinstance(options, TranscribeOptions) else 1
        self._language = language
        self._sampling = Sampling.of(options)
        self._limited = False

    def write(self, page: Page) -> PageBlocks:
        """The blocks of a page; nothing is asked about one that shows nothing.

        A block has the certainty of the answer it is in, the geometric mean over its tokens, and the place of its
        band; in a page that was shown whole the model does not say where it stands.

        Raises:
            EngineError: the context has no room for a page, or the device runs out of memory.
        """
        try:
            return self._written(page)
        except DocumentError as error:
            return PageBlocks(page.number, issues=(from_error(error, page=page.number),))

    def _written(self, page: Page) -> PageBlocks:
        parts = bands(page, self._bands, dpi=self._options.dpi)
        if not parts:
            return PageBlocks(page.number, usage=Usage(pages=1))
        prompt = transcription_prompt(language_of(page) if self._language == "auto" else self._language)
        room = room_beside(prompt, self._reader, self._options)
        looks = [(self._reader.look(part.page, room.options), part.box) for part in parts]
        shown = [(seen, box) for seen, box in looks if len(seen.tokens)]
        conversation = self._reader.conversation().ask(prompt, images=1)
        samples = [self._reader.sample(conversation, [seen]) for seen, _ in shown]
        answers = self._reader.generator.generate(samples, self._sampling) if samples else []
        blocks = (
            read_markdown(answer.text, page=page.number, bbox=box, confidence=answer.confidence)
            for answer, (_, box) in zip(answers, shown, strict=True)
        )
        issues = (None if self._limited else room.issue, *(cut_short(answer, page.number) for answer in answers))
        self._limited |= room.issue is not None
        usage = Usage(
            pages=1,
            tiles=sum(seen.tiles for seen, _ in looks),
            input_tokens=sum(len(sample.tokens) for sample in samples),
            output_tokens=sum(len(answer.tokens) for answer in answers),
        )
        return PageBlocks(page.number, sum(blocks, ()), tuple(filter(None, issues)), usage)
