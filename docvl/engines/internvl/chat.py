"""A checkpoint ready to talk about pages: how it sees them, how it is asked, what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from tokenizers.decoders import DecodeStream

from docvl.config import PlanOptions
from docvl.decoding.steering import Grammar, Watch
from docvl.document import Page
from docvl.engines.base import Said
from docvl.engines.internvl.generate import GREEDY, Generated, Generator, Sample, Sampling, out_of_memory
from docvl.engines.internvl.load import load_model
from docvl.engines.internvl.tokenizer import load_tokenizer
from docvl.engines.internvl.vision import encode
from docvl.engines.prompted import output_truncated, repetition, said
from docvl.errors import EngineError, ModelError
from docvl.issues import Issue
from docvl.plan import Grid, plan_page
from docvl.preprocess import page_tiles
from docvl.prompting import Conversation, document_prompt, load_template
from docvl.record import Usage

MAX_CONTEXT = 16_384
"""Tokens of prompt and answer at most, where a checkpoint does not set a lower limit: the family was trained on 4,096
to 16,384, and answers get worse beyond."""

_DEFAULT_TEMPLATE = "internvl2_5"  # of all checkpoints that were published in the format of transformers


@dataclass(frozen=True, slots=True)
class Seen:
    """A page as the language model gets it.

    Attributes:
        page: its number, from 1.
        tokens: (visual tokens, width); none for a page that shows nothing.
        tiles: images that went through the vision tower.
    """

    page: int
    tokens: torch.Tensor
    tiles: int


class Reader:
    """A model, its tokenizer, and the conversation template and the tiling it was trained with.

    Args:
        path: the model folder, see :func:`docvl.engines.internvl.load_model`.
        device: likewise.
        dtype: likewise.

    Raises:
        ModelError: the folder cannot be used.
    """

    def __init__(self, path: str | Path, *, device: str | None = None, dtype: str | None = None) -> None:
        model, tokenizer = load_model(path, device=device, dtype=dtype), load_tokenizer(path)
        config: Any = model.config
        if config.model_type == "internvl_vision":
            raise ModelError(f"{path} holds a vision tower alone, which cannot answer.", hint="Give a chat model.")
        self.template = load_template(getattr(config, "template", None) or _DEFAULT_TEMPLATE)
        stop = tokenizer.get_vocab().get(self.template.stop)
        if stop is None:
            raise ModelError(f"The tokenizer in {path} lacks {self.template.stop}, which ends an answer.")
        stops = [stop] if tokenizer.eos_token_id in (None, stop) else [stop, tokenizer.eos_token_id]
        self.generator = Generator(model, tokenizer, stops)
        self.context = min(config.text_config.max_position_embeddings, MAX_CONTEXT)
        self.tile_size: int = getattr(config, "force_image_size", None) or config.vision_config.image_size[0]
        self._one_tile = not getattr(config, "dynamic_image_size", True)
        self._thumbnail = getattr(config, "use_thumbnail", True)
        self._conversation = Conversation(
            self.template, getattr(config, "system_message", None), tokens=frozenset(tokenizer.get_added_vocab())
        )

    @property
    def tile_tokens(self) -> int:
        """Visual tokens of one tile."""
        return (self.tile_size // 28) ** 2

    def conversation(self) -> Conversation:
        """One at its beginning."""
        return self._conversation

    def grid(self, page: Page, options: PlanOptions) -> Grid:
        """How a page is cut, see :func:`docvl.plan.plan_page`; one tile for a checkpoint that was trained so.

        Raises:
            DocumentError: the page cannot be read, where its words decide.
        """
        if self._one_tile:
            options = options.model_copy(update={"min_tiles": 1, "max_tiles": 1})
        words = page.text.words if options.policy == "document" else None
        return plan_page(page, options, words=words, tile_size=self.tile_size)

    def look(self, page: Page, options: PlanOptions) -> Seen:
        """Look at a page.

        Args:
            page: to be shown whole.
            options: see :meth:`grid`.

        Raises:
            DocumentError: the page cannot be drawn.
            EngineError: the device runs out of memory.
        """
        grid = self.grid(page, options)
        tiles = page_tiles(page, grid, fast=options.resize == "fast")
        tiles = tiles if self._thumbnail else tiles[: grid.tiles]
        with out_of_memory():
            return Seen(page.number, encode(self.generator.model, tiles), len(tiles))

    def sample(self, conversation: Conversation, seen: Sequence[Seen], grammar: Grammar | None = None) -> Sample:
        """The prompt for an open question.

        Args:
            conversation: with the question.
            seen: the images of the whole conversation, in order.
            grammar: what the answer is held to.

        Raises:
            UsageError: images and markers differ in number.
        """
        text = conversation.prompt([len(one.tokens) for one in seen])
        tokens = self.generator.tokenizer(text)["input_ids"]
        return Sample(tokens, [one.tokens for one in seen], grammar)


class Dialogue:
    """Questions and answers about the same pages; see :class:`docvl.engines.base.Dialogue`.

    Args:
        reader: the model.
        seen: the pages, shown with the first question.
        sampling: how answers are drawn.
    """

    def __init__(self, reader: Reader, seen: Iterable[Seen], sampling: Sampling = GREEDY) -> None:
        self._reader = reader
        self._seen = [one for one in seen if len(one.tokens)]
        self._sampling = sampling
        self._conversation = reader.conversation()

    def ask(self, question: str, *, show: Callable[[str], None] | None = None) -> Said:
        """Put the next question.

        Args:
            question: text; nothing in it is taken for a special token.
            show: told of the answer piece by piece, as it is generated.

        Raises:
            EngineError: the pages and what was said do not fit into the model's context.
        """
        reader, new = self._reader, len(self._seen) - self._conversation.images
        asked = self._conversation.ask(document_prompt(question), images=new)
        sample = reader.sample(asked, self._seen)
        if (needed := len(sample.tokens) + self._sampling.max_new_tokens) > reader.context:
            raise EngineError(
                f"{len(self._seen)} pages, the conversation and the answer take {needed:,} tokens; "
                f"the model has room for {reader.context:,}.",
                hint="Choose fewer pages with --page-range, or lower --max-tiles or --max-new-tokens.",
            )
        watch = None if show is None else _shown(reader.generator, show)
        (answer,) = reader.generator.generate([sample], self._sampling, watch=watch)
        self._conversation = asked.hear(answer.text)
        usage = Usage(
            pages=len(self._seen),
            tiles=sum(one.tiles for one in self._seen) if new else 0,
            input_tokens=len(sample.tokens),
            output_tokens=len(answer.tokens),
        )
        issue = cut_short(answer)
        text = reader.template.answer(answer.text)
        return said(text, answer.confidence, (issue,) if issue else (), usage)


def cut_short(answer: Generated, page: int | None = None) -> Issue | None:
    """What is wrong with an answer that did not come to its end; ``page`` is the only one it is about."""
    if answer.reason == "length":
        return output_truncated(len(answer.tokens), page)
    if answer.reason == "repetition":
        return repetition(page)
    return None


def _shown(generator: Generator, show: Callable[[str], None]) -> Watch:
    stream, backend = DecodeStream(skip_special_tokens=True), generator.tokenizer.backend_tokenizer

    def watch(row: int, token: int) -> None:
        piece = stream.step(backend, token)
        if piece:
            show(piece)

    return watch
