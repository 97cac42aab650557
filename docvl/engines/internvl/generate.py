"""Prompts with visual tokens -> answers, in batches, free or held to a schema."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import torch
from transformers import GenerationConfig, LogitsProcessorList, StoppingCriteriaList

from docvl.config import EngineOptions
from docvl.decoding import Certainty
from docvl.decoding.steering import Grammar, Grammars, Reason, Row, Steering, Watch
from docvl.errors import EngineError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import PreTrainedTokenizerFast


@dataclass(frozen=True, slots=True)
class Sample:
    """One prompt.

    Attributes:
        tokens: ids; ``<IMG_CONTEXT>`` stands once for each visual token.
        images: what stands there, image by image, of :func:`docvl.engines.internvl.vision.encode`.
        grammar: what the answer is held to; None for a free answer.
    """

    tokens: Sequence[int]
    images: Sequence[torch.Tensor] = ()
    grammar: Grammar | None = None


@dataclass(frozen=True, slots=True)
class Sampling:
    """How tokens are chosen.

    Attributes:
        max_new_tokens: after so many an answer is cut.
        temperature: 0 takes the likeliest token, always.
        seed: of the draws, for temperatures above 0.
    """

    max_new_tokens: int = 1024
    temperature: float = 0.0
    seed: int = 0

    @classmethod
    def of(cls, options: EngineOptions) -> Self:
        """As the options say."""
        return cls(options.max_new_tokens, options.temperature, options.seed)


GREEDY = Sampling()


@dataclass(frozen=True, slots=True)
class Generated:
    """One answer.

    Attributes:
        text: without special tokens; of a loop only its first round.
        tokens: ids, without the one that ended the answer.
        logprobs: natural log-probability of each token under the model's own distribution, before any constraint.
        pieces: the bytes of each token; empty for a free answer.
        reason: ``stop`` the answer is whole; ``length`` it was cut at ``max_new_tokens``; ``repetition`` it ran in a
            loop and was cut there.
    """

    text: str
    tokens: tuple[int, ...]
    logprobs: tuple[float, ...]
    pieces: tuple[bytes, ...] = field(repr=False)
    reason: Reason

    @property
    def confidence(self) -> float:
        """Geometric mean of the probabilities of the tokens; 0 for an answer without any."""
        return Certainty.of(self.logprobs).confidence if self.logprobs else 0.0


class Generator:
    """A model with its tokenizer.

    Args:
        model: of :func:`docvl.engines.internvl.load_model`.
        tokenizer: of :func:`docvl.engines.internvl.load_tokenizer`.
        stop_ids: tokens that end an answer.
    """

    def __init__(self, model: Any, tokenizer: PreTrainedTokenizerFast, stop_ids: Sequence[int]) -> None:
        self.model = model
        self.tokenizer = tokenizer
        self.stop_ids = tuple(stop_ids)
        self.vocab_size: int = model.config.text_config.vocab_size

    @cached_property
    def grammars(self) -> Grammars:
        """Compiles schemas for this model.

        Raises:
            MissingDependencyError: llguidance is not installed.
        """
        return Grammars(self.tokenizer, self.vocab_size, self.stop_ids)

    @torch.inference_mode()
    def generate(
        self,
        samples: Sequence[Sample],
        sampling: Sampling = GREEDY,
        *,
        watch: Watch | None = None,
    ) -> list[Generated]:
        """Answer a batch of prompts; each has its own images.

        Args:
            samples: at least one.
            sampling: for all of them.
            watch: told of each token as it comes, the end token included.

        Raises:
            UsageError: the images of a sample do not fill its placeholders.
            EngineError: the device runs out of memory.
        """
        embeddings, mask = self._batch(samples)
        grammars = [sample.grammar for sample in samples]
        with (
            Steering(grammars, self.stop_ids, watch) as steering,
            out_of_memory(),
            _seeded(sampling, embeddings.device),
        ):
            self.model.generate(
                inputs_embeds=embeddings,
                attention_mask=mask,
                generation_config=self._config(sampling),
                logits_processor=LogitsProcessorList([steering.processor]),
                stopping_criteria=StoppingCriteriaList([steering.criterion]),
            )
        return [self._answer(row) for row in steering.rows]

    def _batch(self, samples: Sequence[Sample]) -> tuple[torch.Tensor, torch.Tensor]:
        """Prompts padded on the left: embedded (samples, tokens, width); 1 for what is no padding (samples, tokens)."""
        rows = [self._embed(sample) for sample in samples]
        longest = max(len(row) for row in rows)
        batch = rows[0].new_zeros(len(rows), longest, rows[0].shape[1])
        mask = torch.zeros(len(rows), longest, dtype=torch.long, device=batch.device)
        for number, row in enumerate(rows):
            batch[number, longest - len(row) :] = row
            mask[number, longest - len(row) :] = 1
        return batch, mask

    def _embed(self, sample: Sample) -> torch.Tensor:
        """(tokens, width)."""
        tokens = torch.tensor(sample.tokens, device=self.model.device)
        places = tokens == self.model.config.image_token_id
        room, seen = int(places.sum()), sum(len(image) for image in sample.images)
        if room != seen:
            raise UsageError(
                f"The prompt has room for {room} visual tokens, its {len(sample.images)} images make {seen}.",
                hint="Write one image marker for each image.",
            )
        embedded: torch.Tensor = self.model.get_input_embeddings()(tokens)
        if seen:
            embedded[places] = torch.cat([image.to(embedded) for image in sample.images])
        return embedded

    def _config(self, sampling: Sampling) -> GenerationConfig:
        drawn = sampling.temperature > 0
        padding = self.tokenizer.pad_token_id
        return GenerationConfig(
            max_new_tokens=sampling.max_new_tokens,
            do_sample=drawn,
            temperature=sampling.temperature if drawn else None,
            top_k=0 if drawn else None,
            top_p=1.0 if drawn else None,
            repetition_penalty=1.0,
            eos_token_id=list(self.stop_ids),
            pad_token_id=self.stop_ids[0] if padding is None else padding,
        )

    def _answer(self, row: Row) -> Generated:
        count = len(row.tokens) - row.looped
        tokens, logprobs = tuple(row.tokens[:count]), tuple(row.logprobs[:count])
        if row.matcher is None:
            text = str(self.tokenizer.decode(list(tokens), skip_special_tokens=True))
            return Generated(text, tokens, logprobs, (), row.reason)
        pieces = tuple(self.grammars.pieces(tokens))
        text = b"".join(pieces).decode("utf-8", "ignore")  # the last character may have been cut
        return Generated(text, tokens, logprobs, pieces, row.reason)


@contextmanager
def _seeded(sampling: Sampling, device: torch.device) -> Iterator[None]:
    """Draws that depend on the seed alone, and leave the caller's random state as it was."""
    with torch.random.fork_rng([device] if device.type == "cuda" else [], enabled=sampling.temperature > 0):
        if sampling.temperature > 0:
            torch.manual_seed(sampling.seed)
        yield


@contextmanager
def out_of_memory() -> Iterator[None]:
    """Say what to do when the device runs out of memory.

    Raises:
        EngineError: it did.
    """
    try:
        yield
    except torch.OutOfMemoryError as error:
        hint = "Lower --max-tiles or --max-new-tokens, or use a device with more memory."
        raise EngineError(f"The device is out of memory: {str(error).partition('. ')[0]}.", hint=hint) from None
