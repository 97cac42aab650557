"""What comes back from a server: checked, and put into our words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from json import JSONDecodeError
from typing import Annotated

from pydantic import BaseModel, Field, ValidationError

from docvl.decoding import Certainty, certainties
from docvl.decoding.repetition import LoopDetector
from docvl.engines.prompted import output_truncated, repetition
from docvl.issues import Issue

UNKNOWN = 0.5
"""Confidence where the server gives no probabilities."""

UNSURE = Issue(
    code="no-probabilities",
    severity="info",
    message=f"The server gives no probabilities of its answers: a confidence of {UNKNOWN} says nothing.",
)


_GIVEN_UP = ("content_filter", "abort", "error")
"""Reasons for which servers end an answer before the model does."""


class NoCompletionError(Exception):
    """What came is no chat completion."""


class _Token(BaseModel):
    token: str
    logprob: Annotated[float, Field(allow_inf_nan=False)]
    bytes: list[Annotated[int, Field(ge=0, le=255)]] | None = None


class _Logprobs(BaseModel):
    content: list[_Token] | None = None


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message = _Message()
    delta: _Message = _Message()  # of a piece of an answer
    finish_reason: str | None = None
    logprobs: _Logprobs | None = None


class _Usage(BaseModel):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer.

    Attributes:
        text: of it.
        reason: why it ended, in the words of the protocol: ``stop``, ``length``, ``content_filter``; None where the
            server does not say.
        pieces: the bytes of each token; empty where the server does not say.
        logprobs: natural log-probability of each token, as the server gives it.
        input_tokens: as the server counts them, pictures included where it counts them.
        output_tokens: likewise.
        refused: what of :data:`docvl.engines.remote.asked.REFUSABLE` the server was not sent, as it would not take it.
    """

    text: str
    reason: str | None = "stop"
    pieces: tuple[bytes, ...] = field(default=(), repr=False)
    logprobs: tuple[float, ...] = field(default=(), repr=False)
    input_tokens: int = 0
    output_tokens: int = 0
    refused: frozenset[str] = frozenset()

    @property
    def confidence(self) -> float:
        """0 to 1: of the text, or of all tokens where these do not make up the text: special ones may be left out."""
        sure = certainties({"": (0, len(self.text))}, self.text, *self.of_text())
        if not sure and self.logprobs:
            sure[""] = Certainty.of(self.logprobs)
        return sure[""].confidence if sure else UNKNOWN

    def of_text(self) -> tuple[tuple[bytes, ...], tuple[float, ...]]:
        """Pieces and log-probabilities of the text alone; none where the pieces make another text.

        Servers strip white space, or a thought, off the text and not off its tokens.
        """
        wanted = self.text.rstrip("\ufffd").encode("utf-8", "replace")  # the last character may have been cut
        start = b"".join(self.pieces).rfind(wanted)
        if start < 0 or not wanted:
            return (), ()
        ends = list(accumulate(map(len, self.pieces)))
        first, last = bisect_right(ends, start), bisect_left(ends, start + len(wanted))
        begun = self.pieces[first][start - ends[first] :]  # counted from its end
        return (begun, *self.pieces[first + 1 : last + 1]), self.logprobs[first : last + 1]


def heard(body: bytes, refused: frozenset[str]) -> Heard:
    """Read the body of a response.

    Raises:
        NoCompletionError: it is none.
    """
    try:
        completion = _Completion.model_validate_json(body)
    except ValidationError:
        raise NoCompletionError from None
    if not completion.choices:
        raise NoCompletionError
    return _heard(completion.choices[0].message.content or "", [completion], refused)


def heard_in_pieces(chunks: Iterable[BaseModel], refused: frozenset[str], show: Callable[[str], None]) -> Heard:
    """Read an answer that comes in pieces, and show each; the reason is None where the last one does not come.

    Raises:
        NoCompletionError: a chunk is none of a chat completion.
    """
    read, said = [], []
    try:
        for chunk in chunks:
            completion = _Completion.model_validate(chunk.model_dump(warnings=False))
            read.append(completion)
            if completion.choices and (piece := completion.choices[0].delta.content):
                said.append(piece)
                show(piece)
    except (ValidationError, JSONDecodeError):
        raise NoCompletionError from None
    return _heard("".join(said), read, refused)


def _heard(text: str, completions: Sequence[_Completion], refused: frozenset[str]) -> Heard:
    choices = [one.choices[0] for one in completions if one.choices]
    tokens = [token for choice in choices if choice.logprobs for token in choice.logprobs.content or ()]
    usage = next((one.usage for one in reversed(completions) if one.usage), _Usage())
    return Heard(
        text=text,
        reason=next((choice.finish_reason for choice in reversed(choices) if choice.finish_reason), None),
        pieces=tuple(_bytes(token) for token in tokens),
        logprobs=tuple(token.logprob for token in tokens),
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens or len(tokens),
        refused=refused,
    )


def _bytes(token: _Token) -> bytes:
    return token.token.encode("utf-8", "replace") if token.bytes is None else bytes(token.bytes)


def ended(heard: Heard, page: int | None = None) -> tuple[Heard, list[Issue]]:
    """The answer without what only repeats itself up to the limit of tokens, and why it is not whole.

    Args:
        heard: as it came.
        page: the only one that it is about.
    """
    if heard.reason in _GIVEN_UP:
        message = f"The server ended the answer ({heard.reason}) before the model did; the rest is missing."
        return heard, [Issue(code="output-truncated", severity="error", message=message, page=page)]
    if heard.reason != "length":
        return heard, []
    pieces, logprobs = heard.of_text()
    units: Sequence[Hashable] = pieces or heard.text
    numbers: dict[Hashable, int] = {}
    detector = LoopDetector()
    looped = 0
    for unit in units:
        looped = detector.add(numbers.setdefault(unit, len(numbers)))
    if not looped:
        return heard, [output_truncated(heard.output_tokens, page)]
    kept = len(units) - looped
    text = b"".join(pieces[:kept]).decode("utf-8", "ignore") if pieces else heard.text[:kept]
    return replace(heard, text=text, pieces=pieces[:kept], logprobs=logprobs[:kept]), [repetition(page)]
