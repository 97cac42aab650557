"""The text of an answer, whole or cut short, held to a schema or not -> its values and where in the text they stand."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, field
from typing import Any

from docvl.schema import join

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_SCALAR = re.compile(r"(?:true|false|null|-?[0-9][0-9.eE+-]*)(?=\s*[,\]}])")
_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_JSON = json.JSONDecoder(strict=False)  # models write line breaks into strings
_THOUGHT = "</think>"


class _UnfitError(Exception):
    """The value is not of the kind that is wanted."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answer says.

    Attributes:
        data: the values; what was not written to its end is null, and a list ends with its last whole item or with
            an item of which something was read.
        spans: by JSON Pointer, for every scalar but null, start and end of its text in the answer, in characters,
            without the quotes of a string.
        whole: whether the answer came to its end.
        misfits: JSON Pointers of what the answer says in another way than it was asked to, so that something may be
            lost: a value of another kind, which is null in ``data``, or an object that has other names than those it
            lacks.
    """

    data: dict[str, Any]
    spans: dict[str, tuple[int, int]] = field(default_factory=dict)
    whole: bool = True
    misfits: tuple[str, ...] = ()


def read_answer(text: str, constraint: dict[str, Any]) -> Answer:
    """Read an answer as far as it goes.

    This is the shortest way to end an answer at any point, and it costs no token: a value cut in the middle is not
    what the document says, so it is dropped; what has not come yet is null.

    An answer need not be held to the constraint: spaces, another order of the names, text around the JSON, a number
    in quotes and a text without them are taken for what is meant. What cannot be taken so is a misfit.

    Args:
        text: compact JSON as the grammar allows it, or the beginning of it; or whatever a model makes of the prompt.
        constraint: :attr:`docvl.decoding.constraint.Constraint.json`.
    """
    reader = _Reader(text)
    data = reader.value(constraint, "")
    return Answer(_empty(constraint) if data is None else data, reader.spans, not reader.cut, tuple(reader.misfits))


def _empty(constraint: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(constraint["properties"])


class _Reader:
    """A cursor over the text; ``cut`` is set once the text ends too early, or is no JSON, and stays."""

    def __init__(self, text: str) -> None:
        self.spans: dict[str, tuple[int, int]] = {}
        self.misfits: list[str] = []
        self.cut = False
        self._text = text
        start = text.find("{", max(text.rfind(_THOUGHT), 0))
        self._at = start if start >= 0 else len(text)

    def value(self, wanted: dict[str, Any], pointer: str) -> Any:
        if self._next("null"):
            self._at += 4
            return None
        inner = wanted["anyOf"][1] if "anyOf" in wanted else wanted
        if inner.get("type") == "object" and self._next("{"):
            return self._object(inner, pointer)
        if inner.get("type") == "array" and self._next("["):
            return self._array(inner, pointer)
        return self._scalar(inner, pointer)

    def _next(self, literal: str) -> bool:
        """Whether ``literal`` comes next, apart from white space, which is stepped over."""
        self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
        return self._text.startswith(literal, self._at)

    def _take(self, literal: str) -> bool:
        """Step over ``literal``; it is missing only where the text ends, or is no JSON."""
        if self._next(literal):
            self._at += len(literal)
            return True
        self.cut = True
        return False

    def _object(self, wanted: dict[str, Any], pointer: str) -> dict[str, Any] | None:
        data, seen = _empty(wanted), set[str]()
        known, strange = wanted["properties"], False
        self._take("{")
        while not self.cut and not self._next("}"):
            if seen and not self._take(","):
                break
            name = self._name()
            if name is None:
                break
            if name in known and name not in seen:
                data[name] = self.value(known[name], join(pointer, name))
            else:
                strange = True
                self._skip()
            seen.add(name)
        if not self.cut:
            self._take("}")
            if strange and not known.keys() <= seen:
                self.misfits.append(pointer)
        return None if self.cut and all(value is None for value in data.values()) else data

    def _name(self) -> str | None:
        """A name and its colon."""
        self._next('"')
        match = _STRING.match(self._text, self._at)
        if match is None:
            self.cut = True
            return None
        self._at = match.end()
        name = _parsed(match[0])
        return str(name) if self._take(":") else None

    def _array(self, wanted: dict[str, Any], pointer: str) -> list[Any] | None:
        items: list[Any] = []
        self._take("[")
        if self._next("]"):
            self._at += 1
            return items
        while True:
            item = self.value(wanted["items"], join(pointer, len(items)))
            if not (self.cut and item is None):
                items.append(item)
            if not self.cut and self._next("]"):
                self._at += 1
                return items
            if self.cut or not self._take(","):
                return items if len(items) >= wanted.get("minItems", 0) else None

    def _scalar(self, wanted: dict[str, Any], pointer: str) -> Any:
        match = _STRING.match(self._text, self._at) or _SCALAR.match(self._text, self._at)
        if match is None:
            # A list or an object where neither is wanted, or no JSON.
            self._skip()
            self.misfits += [] if self.cut else [pointer]
            return None
        start, self._at = match.span()
        try:
            value = _fit(match[0], wanted)
        except _UnfitError:
            self.misfits.append(pointer)
            return None
        quotes = int(match[0].startswith('"') and len(match[0]) > 2)
        self.spans[pointer] = (start + quotes, self._at - quotes)
        return value

    def _skip(self) -> None:
        """Step over a value that nothing is known about."""
        self._next("")
        try:
            _, self._at = _JSON.raw_decode(self._text, self._at)
        except (ValueError, RecursionError):
            self.cut = True


def _parsed(text: str) -> Any:
    """The value of a JSON scalar; None for what only looks like one."""
    try:
        value = _JSON.decode(text)
        str(value).encode()  # fails on half of a surrogate pair, which no file can hold
    except ValueError:
        return None
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _fit(text: str, wanted: dict[str, Any]) -> Any:
    """The value of a JSON scalar as the constraint has it.

    Raises:
        _UnfitError: it is of another kind.
    """
    value = _parsed(text)
    candidates = [value]
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        candidates.append(_parsed(value))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        candidates.append(text)
    for candidate in candidates:
        if _is_fit(candidate, wanted):
            return candidate
    raise _UnfitError


def _is_fit(value: Any, wanted: dict[str, Any]) -> bool:
    if "enum" in wanted:
        return any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in wanted["enum"])
    if isinstance(value, bool):
        return bool(wanted["type"] == "boolean")
    if wanted["type"] == "string":
        return isinstance(value, str)
    number = isinstance(value, int | float) and wanted["type"] in ("number", "integer")
    return number and (wanted["type"] == "number" or value == int(value))
