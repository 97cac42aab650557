"""Steering a batch while it is generated: what may come next, what came, and when to stop.

transformers asks two things of us at each step: to process the logits, after the forward pass, and whether to stop,
once the tokens are chosen. In between it runs the next forward pass. So the tokens are taken in at the second
call, and the masks for the step after are computed by threads while the model computes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

import numpy as np
import torch
from transformers import LogitsProcessor, StoppingCriteria

from docvl.decoding.constraint import Constraint, LeftOut, constrain
from docvl.decoding.grammar import to_lark
from docvl.decoding.repetition import LoopDetector
from docvl.errors import MissingDependencyError, ModelError, SchemaError
from docvl.schema import Schema

if TYPE_CHECKING:
    from llguidance import LLExecutor, LLMatcher
    from transformers import PreTrainedTokenizerFast

Reason = Literal["stop", "length", "repetition"]
Watch = Callable[[int, int], None]
"""Told of each new token: the row, from 0, and the token's id."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """A schema compiled for a tokenizer.

    Attributes:
        constraint: what answers are held to.
        left_out: what the user's schema asks for and answers are not held to.
        vocab_size: width of the logits.
    """

    constraint: Constraint
    left_out: tuple[LeftOut, ...]
    vocab_size: int
    _fresh: LLMatcher = field(repr=False)

    def matcher(self) -> LLMatcher:
        """One at its beginning, for one answer."""
        return self._fresh.deep_copy()


class Grammars:
    """Compiles schemas for one tokenizer and keeps what it compiled.

    Args:
        tokenizer: a fast tokenizer.
        vocab_size: width of the model's logits; at least the size of the tokenizer's vocabulary.
        stop_ids: tokens that end an answer.

    Raises:
        MissingDependencyError: llguidance is not installed.
        ModelError: tokenizer and model do not belong together.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, vocab_size: int, stop_ids: Collection[int]) -> None:
        try:
            import llguidance.hf
        except ImportError:
            hint = "pip install 'docvl[internvl]'"
            raise MissingDependencyError(
                "llguidance, which holds answers to a schema, is not installed.", hint=hint
            ) from None
        if len(tokenizer) > vocab_size:
            raise ModelError(f"The tokenizer has {len(tokenizer):,} tokens, the model {vocab_size:,}.")
        self._vocab_size = vocab_size
        self._vocabulary = llguidance.hf.from_tokenizer(tokenizer, n_vocab=vocab_size, eos_token=sorted(stop_ids))
        self._special = tuple(tokenizer.get_added_vocab())
        self._compiled: dict[str, Grammar] = {}

    def compile(self, schema: Schema) -> Grammar:
        """The grammar of a schema, compiled once.

        Raises:
            SchemaError: the schema is too large, or too tangled, to hold answers to.
        """
        if schema.sha256 not in self._compiled:
            self._compiled[schema.sha256] = self._compile(schema)
        return self._compiled[schema.sha256]

    def pieces(self, tokens: Sequence[int]) -> list[bytes]:
        """The bytes each token stands for."""
        return [self._vocabulary.decode_bytes([token]) for token in tokens]

    def _compile(self, schema: Schema) -> Grammar:
        from llguidance import LLMatcher

        constraint = constrain(schema)
        lark, left_out = to_lark(constraint, lambda text: not LLMatcher.validate_grammar(text, self._vocabulary))
        if any(token in lark for token in self._special):
            # Text that must come is given to the tokenizer, which would make the special token of it.
            lark = '%llguidance {"no_forcing": true}\n' + lark
        matcher = LLMatcher(self._vocabulary, lark, log_level=0)
        if matcher.is_error():
            hint = "Take the largest enum, pattern or list of fields out of it, or split it into several schemas."
            raise SchemaError("answers of a model cannot be held to this schema, it is too large", hint=hint)
        return Grammar(constraint, left_out, self._vocab_size, matcher)


@dataclass
class Row:
    """One answer as it grows.

    Attributes:
        tokens: ids, without the one that ended the answer.
        logprobs: natural log-probability of each token under the model's own distribution at temperature 1.
        reason: why the answer ended; ``length`` until another is known.
        looped: how many of the last tokens only repeat what stands before them.
    """

    matcher: LLMatcher | None
    tokens: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    reason: Reason = "length"
    looped: int = 0
    done: bool = False
    _loops: LoopDetector = field(default_factory=LoopDetector)

    def take(self, token: int, logprob: float, stop_ids: Collection[int]) -> None:
        """One more token."""
        if token in stop_ids:
            # A matcher that ran into a limit of the parser allows nothing but the end.
            self._end("stop" if self.matcher is None or self.matcher.is_accepting() else "length")
            return
        self.tokens.append(token)
        self.logprobs.append(logprob)
        self.looped = self._loops.add(token)
        if self.looped:
            self._end("repetition")
        elif self.matcher is not None:
            self.matcher.consume_token(token)
            if self.matcher.is_stopped():
                self._end("length" if self.matcher.is_error() else "stop")

    def _end(self, reason: Reason) -> None:
        self.reason = reason
        self.done = True


class Steering:
    """Steers one batch through ``generate()``; a context manager, since it runs a thread.

    Args:
        grammars: for each row what the answer is held to, or None for a free one.
        stop_ids: tokens that end an answer.
        watch: told of each token.
    """

    def __init__(
        self,
        grammars: Sequence[Grammar | None],
        stop_ids: Collection[int],
        watch: Watch | None = None,
    ) -> None:
        widths = {grammar.vocab_size for grammar in grammars if grammar is not None}
        self.rows = [Row(grammar.matcher() if grammar else None) for grammar in grammars]
        self.processor: LogitsProcessor = _Processor(self)
        self.criterion: StoppingCriteria = _Criterion(self)
        self._stop_ids = frozenset(stop_ids)
        self._watch = watch
        self._masks = _Masks(len(self.rows), widths.pop()) if widths else None
        self._scores = torch.empty(0)

    def __enter__(self) -> Self:
        if self._masks is not None:
            self._masks.start(self.rows)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._masks is not None:
            self._masks.close()

    def mask(self, scores: torch.Tensor) -> torch.Tensor:
        """Scores (rows, vocabulary) with minus infinity for what may not come next."""
        self._scores = scores
        return scores if self._masks is None else scores.masked_fill(self._masks.banned().to(scores.device), -torch.inf)

    def take(self, tokens: torch.Tensor) -> torch.Tensor:
        """Take in the chosen tokens (rows,) -> (rows,) bool: which answers are at their end."""
        chosen = self._scores.gather(1, tokens[:, None]).squeeze(1) - self._scores.logsumexp(1)
        for number, (token, logprob) in enumerate(zip(tokens.tolist(), chosen.tolist(), strict=True)):
            row = self.rows[number]
            if row.done:
                continue
            row.take(token, logprob, self._stop_ids)
            if self._watch is not None:
                self._watch(number, token)
        if self._masks is not None:
            self._masks.start(self.rows)
        return torch.tensor([row.done for row in self.rows], device=tokens.device)


class _Masks:
    """Computes masks in the background: which tokens are banned, (rows, vocabulary), bool."""

    def __init__(self, rows: int, vocab_size: int) -> None:
        from llguidance import LLExecutor

        self._executor: LLExecutor = LLExecutor()
        self._bits = np.zeros((rows, (vocab_size + 31) // 32), dtype=np.int32)
        self._vocab_size = vocab_size
        self._thread = ThreadPoolExecutor(1)
        self._pending: Future[torch.Tensor] | None = None

    def start(self, rows: Sequence[Row]) -> None:
        wanted = [(row.matcher, number) for number, row in enumerate(rows) if row.matcher is not None and not row.done]
        self._pending = self._thread.submit(self._compute, wanted)

    def banned(self) -> torch.Tensor:
        assert self._pending is not None  # noqa: S101 - start() comes first
        return self._pending.result()

    def close(self) -> None:
        self._thread.shutdown(cancel_futures=True)

    def _compute(self, wanted: list[tuple[LLMatcher, int]]) -> torch.Tensor:
        rows, width = self._bits.shape
        self._bits.fill(-1)  # a free or finished row may write anything
        if wanted:
            self._executor.unsafe_compute_mask_ptr(wanted, self._bits.ctypes.data, width * 4, rows)
        banned = np.unpackbits(~self._bits.view(np.uint8), axis=1, count=self._vocab_size, bitorder="little")
        return torch.from_numpy(banned.view(np.bool_))


class _Processor(LogitsProcessor):
    def __init__(self, steering: Steering) -> None:
        self._steering = steering

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        return self._steering.mask(scores)  # type: ignore[return-value]


class _Criterion(StoppingCriteria):
    def __init__(self, steering: Steering) -> None:
        self._steering = steering

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **kwargs: object) -> torch.BoolTensor:
        return self._steering.take(input_ids[:, -1])  # type: ignore[return-value]
