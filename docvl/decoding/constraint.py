"""A user's schema -> the JSON Schema that a model's answer is held to.

The two differ on purpose:

- every property stands in every answer, in the order of the schema, and may be null, whatever the user's schema
  says: a model that must give a value invents one. Whether a record can do without it is for extraction to say;
- strings and lists are bounded, so that an answer ends;
- references and unions are resolved; nothing is left but what a grammar can say.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from docvl.schema import CLOCK_PATTERNS, Node, Schema

MAX_LENGTH = 1_000
"""Characters of a string for which the schema sets no ``maxLength``."""
MAX_ITEMS = 500
"""Items of a list for which the schema sets no ``maxItems``."""
MAX_NUMBER = 10**18
"""A number that the schema bounds on one side only stays below it, in absolute value."""

MAX_STEP = 1_000
"""Answers are held to ``multipleOf`` where it is a fraction of whole numbers up to this; a larger one compiles for
minutes."""

_LENGTHS = frozenset({"minLength", "maxLength", "minItems", "maxItems"})
_RANGE = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
_SAYABLE = {
    "string": frozenset({"minLength", "maxLength", "pattern"}),
    "number": _RANGE,
    "integer": _RANGE,
    "boolean": frozenset[str](),
    "array": frozenset({"minItems", "maxItems"}),
    "object": frozenset[str](),
}
_NOT_SAYABLE = {
    "array": frozenset({"uniqueItems"}),
    "object": frozenset({"minProperties", "maxProperties"}),
}
_UNIONS = frozenset({"anyOf", "oneOf"})

LeftOut = tuple[str, str]
"""Pointer of a field and a keyword of the schema that answers are not held to."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """What an answer is held to.

    Attributes:
        json: a JSON Schema of objects with all properties required, lists, ``{"enum": [...]}`` and typed leaves with
            bounds; ``anyOf`` stands for "this or null" only, and stands everywhere but at the root and at items
            of a list that may not be null.
        left_out: what the user's schema asks for and ``json`` does not, to be checked after decoding.
    """

    json: dict[str, Any]
    left_out: tuple[LeftOut, ...] = ()


def constrain(schema: Schema) -> Constraint:
    """The constraint of a schema; the same for every model."""
    beyond = ((node.pointer, word) for node in schema.root.walk() for word in _beyond(node))
    return Constraint(_value(schema.root), tuple(beyond))


def _beyond(node: Node) -> Iterator[str]:
    """Keywords that no grammar can say, or none that is compiled in time."""
    words = _UNIONS | _NOT_SAYABLE.get(node.kind, frozenset())
    for word, value in node.bounds:
        if (word in words and value) or (word == "multipleOf" and not _is_small(value)):
            yield word


def _is_small(step: float) -> bool:
    """Whether an automaton that counts in steps of ``step`` stays small: its states are the remainders."""
    top, bottom = Decimal(str(step)).as_integer_ratio()
    return max(top, bottom) <= MAX_STEP


def _value(node: Node) -> dict[str, Any]:
    """What a value of this field looks like when it is not null."""
    if node.kind == "object":
        below = {child.name: _or_null(_value(child)) for child in node.children}
        return {"type": "object", "properties": below, "required": list(below), "additionalProperties": False}
    if node.choices:
        return {"enum": list(node.choices)}
    beyond = set(_beyond(node))
    known = {word: value for word, value in node.bounds if word in _SAYABLE[node.kind] - beyond}
    known |= {word: int(known[word]) for word in _LENGTHS & known.keys()}
    if node.item is not None:
        item = _value(node.item)
        most = {"maxItems": max(MAX_ITEMS, known.get("minItems", 0))}
        return {"type": "array"} | most | known | {"items": _or_null(item) if node.item.nullable else item}
    if node.kind == "string":
        return {"type": "string"} | known | _string_bounds(node, known)
    return {"type": node.kind} | known | _number_bounds(known)


def _or_null(value: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "null"}, value]}


def _string_bounds(node: Node, known: dict[str, Any]) -> dict[str, Any]:
    bounds: dict[str, Any] = {"format": node.format} if node.format else {}
    if node.format in CLOCK_PATTERNS:
        # The grammar's own reading of these formats wants an offset from UTC, which no document prints.
        bounds = {} if "pattern" in known else {"pattern": CLOCK_PATTERNS[node.format]}
    if "maxLength" not in known:
        bounds["maxLength"] = max(MAX_LENGTH, known.get("minLength", 0))
    return bounds


def _number_bounds(known: dict[str, Any]) -> dict[str, Any]:
    """The side that the schema leaves open; nothing for a number without any bound, whose digits are counted."""
    low = known.get("minimum", known.get("exclusiveMinimum"))
    high = known.get("maximum", known.get("exclusiveMaximum"))
    bounds: dict[str, Any] = {}
    if known and low is None and (high is None or high > -MAX_NUMBER):
        bounds["exclusiveMinimum"] = -MAX_NUMBER
    if known and high is None and (low is None or low < MAX_NUMBER):
        bounds["exclusiveMaximum"] = MAX_NUMBER
    return bounds
