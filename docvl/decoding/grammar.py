"""A constraint -> a grammar in the Lark dialect of llguidance.

Objects, lists and plain numbers are written out here; other leaves are left to llguidance's own reading of JSON
Schema. Answers are compact JSON: no white space outside strings.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from docvl.decoding.constraint import Constraint, LeftOut
from docvl.schema import join

# Documents print neither exponents nor endless digits; exchange rates have some decimals more than amounts.
_TERMINALS = r"""
INTEGER: /-?(0|[1-9][0-9]{0,17})/
NUMBER: /-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,9})?/
"""
_PLAIN = {"number": "NUMBER", "integer": "INTEGER", "boolean": '"true" | "false"'}
_DROPPED_FIRST = ("format", "pattern", "multipleOf")

Supports = Callable[[str], bool]
"""Whether llguidance takes a grammar."""


def to_lark(constraint: Constraint, supports: Supports) -> tuple[str, tuple[LeftOut, ...]]:
    """The grammar, and what answers are not held to: of the constraint, and what ``supports`` turned down."""
    writer = _Writer(supports)
    root = writer.rule(constraint.json, "")
    text = f"start: {root}\n" + "\n".join(f"{name}: {body}" for body, name in writer.rules.items()) + _TERMINALS
    return text, constraint.left_out + tuple(writer.left_out)


class _Writer:
    def __init__(self, supports: Supports) -> None:
        self.rules: dict[str, str] = {}
        self.left_out: list[LeftOut] = []
        self._supports = supports
        self._leaves: dict[str, tuple[str, tuple[str, ...]]] = {}

    def rule(self, value: dict[str, Any], pointer: str) -> str:
        """The name of the rule for ``value``; equal values share one."""
        return self.rules.setdefault(self._body(value, pointer), f"v{len(self.rules)}")

    def _body(self, value: dict[str, Any], pointer: str) -> str:
        if "anyOf" in value:
            return f'"null" | {self.rule(value["anyOf"][1], pointer)}'
        if value.get("type") == "object":
            return self._object(value["properties"], pointer)
        if value.get("type") == "array":
            return self._array(value, pointer)
        if value.keys() == {"type"}:
            return _PLAIN[value["type"]]
        return self._leaf(value, pointer)

    def _object(self, properties: dict[str, Any], pointer: str) -> str:
        parts: list[str] = []
        for name, value in properties.items():
            key = f"{',' if parts else '{'}{_text(name)}:"
            parts.append(f"{_text(key)} {self.rule(value, join(pointer, name))}")
        return " ".join(parts) + ' "}"'

    def _array(self, value: dict[str, Any], pointer: str) -> str:
        least, most = value.get("minItems", 0), value["maxItems"]
        if most == 0:
            return '"[]"'
        item = self.rule(value["items"], f"{pointer}/*")
        filled = f'"[" {item} ("," {item}){{{max(least - 1, 0)},{most - 1}}} "]"'
        return filled if least else f'"[]" | {filled}'

    def _leaf(self, value: dict[str, Any], pointer: str) -> str:
        text = _text(value)
        if text not in self._leaves:
            self._leaves[text] = self._supported(value)
        body, dropped = self._leaves[text]
        self.left_out += [(pointer, word) for word in dropped]
        return body

    def _supported(self, value: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
        """The leaf without the keywords that llguidance turns down."""
        dropped: tuple[str, ...] = ()
        while not self._supports(f"start: %json {_text(value)}"):
            word = next((word for word in (*_DROPPED_FIRST, *value) if word in value and word != "type"), "")
            value = {key: bound for key, bound in value.items() if key != word}
            dropped += (word,)
        return f"%json {_text(value)}", dropped


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
