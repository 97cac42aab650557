"""What is sent to a server, in as far as servers agree."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from docvl.config import EngineOptions
from docvl.engines.remote.pictures import Picture
from docvl.issues import Issue
from docvl.prompting import escape

Message = dict[str, Any]

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


def remarks(refused: frozenset[str]) -> list[Issue]:
    """What the user should know of what the server would not take."""
    return [
        Issue(code="server-refused", severity="info", message=_REMARKS[name])
        for name in REFUSABLE
        if name in refused and name in _REMARKS
    ]
