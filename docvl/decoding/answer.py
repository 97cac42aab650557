"""The text of an answer, whole or cut short -> its values and where in the text they stand."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from docvl.schema import join

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_SCALAR = re.compile(r"(?:true|false|null|-?[0-9][0-9.eE+-]*)(?=[,\]}])")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says.

    Attributes:
        data: the values; what was not written to its end is null, and a list ends with its last whole item or with
            an item of which something was read.
        spans: by JSON Pointer, for every scalar but null, start and end of its text in the answer, in characters,
            without the quotes of a string.
        whole: whether the answer came to its end.
    """

    data: dict[str, Any]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    whole: bool = True


def read_answer(text: str, constraint: dict[str, Any]) -> Answer:
    """Read an answer that follows a constraint as far as it goes.

    This is the shortest way to end an answer at any point, and it costs no token: a value cut in the middle is not
    what the document says, so it is dropped; what has not come yet is null.

    Args:
        text: compact JSON as the grammar allows it, or the beginning of it.
        constraint: :attr:`docvl.decoding.constraint.Constraint.json`.
    """
    reader = _Reader(text)
    data = reader.value(constraint, "")
    return Answer(_empty(constraint) if data is None else data, reader.spans, not reader.cut)


def _empty(constraint: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(constraint["properties"])


class _Reader:
    """A cursor over the text; ``cut`` is set once the text ends too early, and stays."""

    def __init__(self, text: str) -> None:
        self.spans: dict[str, tuple[int, int]] = {}
        self.cut = False
        self._text = text
        self._at = 0

    def value(self, wanted: dict[str, Any], pointer: str) -> Any:
        if self._text.startswith("null", self._at):
            self._at += 4
            return None
        inner = wanted["anyOf"][1] if "anyOf" in wanted else wanted
        if inner.get("type") == "object":
            return self._object(inner, pointer)
        if inner.get("type") == "array":
            return self._array(inner, pointer)
        return self._scalar(pointer)

    def _take(self, literal: str) -> bool:
        """Step over ``literal``; in a text that follows the constraint it is missing only where the text ends."""
        if self._text.startswith(literal, self._at):
            self._at += len(literal)
            return True
        self.cut = True
        return False

    def _object(self, wanted: dict[str, Any], pointer: str) -> dict[str, Any] | None:
        data = _empty(wanted)
        for index, (name, child) in enumerate(wanted["properties"].items()):
            key = f"{',' if index else '{'}{json.dumps(name, ensure_ascii=False)}:"
            if self.cut or not self._take(key):
                break
            data[name] = self.value(child, join(pointer, name))
        if not self.cut:
            self._take("}")
        return None if self.cut and all(value is None for value in data.values()) else data

    def _array(self, wanted: dict[str, Any], pointer: str) -> list[Any] | None:
        items: list[Any] = []
        if not self._take("["):
            return None
        if self._text.startswith("]", self._at):
            self._at += 1
            return items
        while True:
            item = self.value(wanted["items"], join(pointer, len(items)))
            if not (self.cut and item is None):
                items.append(item)
            if not self.cut and self._text.startswith("]", self._at):
                self._at += 1
                return items
            if self.cut or not self._take(","):
                return items if len(items) >= wanted.get("minItems", 0) else None

    def _scalar(self, pointer: str) -> Any:
        match = _STRING.match(self._text, self._at) or _SCALAR.match(self._text, self._at)
        if match is None:
            self.cut = True
            return None
        start, self._at = match.span()
        quotes = int(match[0].startswith('"') and len(match[0]) > 2)
        self.spans[pointer] = (start + quotes, self._at - quotes)
        return json.loads(match[0])
