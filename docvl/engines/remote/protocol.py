"""What is sent to a server and what comes back, in as far as servers agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, Field

from docvl.config import EngineOptions
from docvl.engines.remote.pictures import Picture
from docvl.issues import Issue
from docvl.prompting import escape

Message = dict[str, Any]

UNKNOWN = 0.5
"""Confidence where the server gives no probabilities."""

UNSURE = Issue(
    code="no-probabilities",
    severity="info",
    message=f"The server gives no probabilities of its answers: a confidence of {UNKNOWN} says nothing.",
)

REFUSABLE = {
    "tiles": ("max_dynamic_patch", "mm_processor_kwargs"),
    "schema": ("response_format", "json_schema", "structured_outputs", "guided_"),
    "logprobs": ("logprobs",),
    "temperature": ("temperature",),
    "seed": ("seed",),
    "max_tokens": ("max_tokens",),
}
"""What a request can do without, and by which words a server names it when it refuses it."""

_REMARKS = {
    "tiles": "The server takes no number of tiles and cuts pages by its own rule, perhaps into others than planned.",
    "schema": "The server does not hold answers to a schema; they were checked after the model had answered.",
    "temperature": "The server takes no temperature; the same document may get another answer.",
}


def question(text: str, pictures: Sequence[Picture] = (), *, tiles: bool = True) -> Message:
    """What a user says: pictures first, as models of the family were trained to see them.

    Args:
        text: nothing in it is taken for a special token.
        pictures: to be shown.
        tiles: whether to say with each picture how many tiles it has.
    """
    shown = [{"type": "image_url", "image_url": _image(one, tiles=tiles)} for one in pictures]
    return {"role": "user", "content": [*shown, {"type": "text", "text": str(escape(text))}]}


def _image(picture: Picture, *, tiles: bool) -> dict[str, Any]:
    # SGLang and LMDeploy look for the number here; vLLM and others drop what they do not know.
    return {"url": picture.url} | ({"max_dynamic_patch": picture.grid.tiles} if tiles else {})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, whatever the server accepts.

    Attributes:
        text: of the question.
        pictures: shown with it.
        before: earlier questions and answers.
        schema: JSON Schema of the answer; None for one in words.
    """

    text: str
    pictures: Sequence[Picture] = ()
    before: Sequence[Asked | str] = ()
    schema: dict[str, Any] | None = field(default=None, repr=False)

    def body(self, options: EngineOptions, sent: Collection[str]) -> dict[str, Any]:
        """Arguments of the client's ``chat.completions.create``.

        Args:
            options: of the engine.
            sent: of :data:`REFUSABLE`, what the server has not refused.
        """
        longest = "max_tokens" if "max_tokens" in sent else "max_completion_tokens"
        body: dict[str, Any] = {
            "model": options.model,
            "messages": self._messages(tiles="tiles" in sent),
            longest: options.max_new_tokens,
        }
        if "temperature" in sent:
            body["temperature"] = options.temperature
        if "seed" in sent:
            body["seed"] = options.seed
        if "logprobs" in sent:
            body["logprobs"] = True
        if "schema" in sent and self.schema is not None:
            wanted = {"name": "record", "schema": self.schema, "strict": True}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        if "tiles" in sent and (shown := self.shown):
            most = max(one.grid.tiles for one in shown)
            # The first is where vLLM looks, the second where SGLang does.
            body["extra_body"] = {"mm_processor_kwargs": {"max_dynamic_patch": most}, "max_dynamic_patch": most}
        return body

    @property
    def shown(self) -> list[Picture]:
        """All pictures of the conversation."""
        earlier = [one for said in self.before if isinstance(said, Asked) for one in said.pictures]
        return [*earlier, *self.pictures]

    def _messages(self, *, tiles: bool) -> list[Message]:
        earlier = [
            question(said.text, said.pictures, tiles=tiles)
            if isinstance(said, Asked)
            else {"role": "assistant", "content": str(escape(said))}
            for said in self.before
        ]
        return [*earlier, question(self.text, self.pictures, tiles=tiles)]


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
        refused: what of :data:`REFUSABLE` the server was not sent, as it would not take it.
    """

    text: str
    reason: str | None = "stop"
    pieces: tuple[bytes, ...] = field(default=(), repr=False)
    logprobs: tuple[float, ...] = field(default=(), repr=False)
    input_tokens: int = 0
    output_tokens: int = 0
    refused: frozenset[str] = frozenset()

    def of_text(self) -> tuple[tuple[bytes, ...], tuple[float, ...]]:
        """Pieces and log-probabilities from the beginning of the text on; none where the pieces make another text.

        Servers strip white space, or a thought, off the text and not off its tokens.
        """
        wanted = self.text.rstrip("\ufffd").encode("utf-8", "replace")  # the last character may have been cut
        start = b"".join(self.pieces).rfind(wanted)
        if start < 0 or not wanted:
            return (), ()
        first = 0
        while start >= len(self.pieces[first]):
            start -= len(self.pieces[first])
            first += 1
        return (self.pieces[first][start:], *self.pieces[first + 1 :]), self.logprobs[first:]


def heard(body: bytes, refused: frozenset[str]) -> Heard:
    """Read the body of a response.

    Raises:
        ValueError: it is no chat completion.
    """
    completion = _Completion.model_validate_json(body)
    if not completion.choices:
        raise ValueError("no choices")
    return _heard(completion.choices[0].message.content or "", [completion], refused)


def heard_in_pieces(chunks: Iterable[BaseModel], refused: frozenset[str], show: Callable[[str], None]) -> Heard:
    """Read an answer that comes in pieces, and show each; the reason is None where the last one does not come.

    Raises:
        ValueError: a chunk is none of a chat completion.
    """
    read, said = [], []
    for chunk in chunks:
        completion = _Completion.model_validate(chunk.model_dump(warnings=False))
        read.append(completion)
        if completion.choices and (piece := completion.choices[0].delta.content):
            said.append(piece)
            show(piece)
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


def remarks(refused: frozenset[str]) -> list[Issue]:
    """What the user should know of what the server would not take."""
    return [
        Issue(code="server-refused", severity="info", message=_REMARKS[name])
        for name in REFUSABLE
        if name in refused and name in _REMARKS
    ]
