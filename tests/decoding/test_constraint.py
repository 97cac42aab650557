from __future__ import annotations

from typing import Any

import pytest

from docvl.decoding import MAX_ITEMS, MAX_LENGTH, Constraint, constrain
from docvl.decoding.steering import Grammars
from docvl.schema import load_schema


def of(**properties: Any) -> Constraint:
    return constrain(load_schema({"type": "object", "properties": properties}))


def leaf(spec: dict[str, Any]) -> dict[str, Any]:
    """What a field is held to beside null."""
    null, value = of(a=spec).json["properties"]["a"]["anyOf"]
    assert null == {"type": "null"}
    found: dict[str, Any] = value
    return found


def test_every_property_is_required_in_order_and_may_be_null_whatever_the_schema_says() -> None:
    schema = {"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "boolean"}}, "required": ["b"]}
    wanted = constrain(load_schema(schema)).json
    assert wanted["required"] == ["b", "a"] == list(wanted["properties"])
    assert wanted["properties"]["b"]["anyOf"][0] == {"type": "null"}
    assert wanted["additionalProperties"] is False


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"type": "string"}, {"type": "string", "maxLength": MAX_LENGTH}),
        ({"type": "string", "maxLength": 5.0}, {"type": "string", "maxLength": 5}),
        ({"type": "string", "minLength": 2000}, {"type": "string", "minLength": 2000, "maxLength": 2000}),
        ({"type": ["string", "null"], "format": "date"}, {"type": "string", "format": "date", "maxLength": MAX_LENGTH}),
        ({"type": "number"}, {"type": "number"}),
        ({"type": "number", "format": "decimal"}, {"type": "number"}),
        ({"type": "number", "minimum": 0}, {"type": "number", "minimum": 0, "exclusiveMaximum": 10**18}),
        ({"type": "integer", "minimum": 10**19}, {"type": "integer", "minimum": 10**19}),
        ({"enum": ["x", None, 1]}, {"enum": ["x", 1]}),
        ({"allOf": [{"type": "string", "maxLength": 3}]}, {"type": "string", "maxLength": 3}),
        ({"anyOf": [{"type": "null"}, {"type": "integer", "minimum": 1, "maximum": 2}]},
         {"type": "integer", "minimum": 1, "maximum": 2}),
    ],
)  # fmt: skip
def test_leaves(spec: dict[str, Any], expected: dict[str, Any]) -> None:
    assert leaf(spec) == expected


def test_lists_are_bounded_and_their_items_are_null_only_where_the_schema_allows_it() -> None:
    assert leaf({"type": "array", "items": {"type": "boolean"}}) == {
        "type": "array",
        "maxItems": MAX_ITEMS,
        "items": {"type": "boolean"},
    }
    nullable = leaf({"type": "array", "items": {"type": ["boolean", "null"]}, "minItems": 600})
    assert nullable["maxItems"] == 600
    assert nullable["items"]["anyOf"][1] == {"type": "boolean"}


def test_references_are_resolved() -> None:
    row = {"type": "object", "properties": {"n": {"type": "integer"}}}
    schema = {"type": "object", "properties": {"a": {"$ref": "#/$defs/row"}}, "$defs": {"row": row}}
    inner = constrain(load_schema(schema)).json["properties"]["a"]["anyOf"][1]
    assert inner["required"] == ["n"]


def test_what_cannot_be_said_is_named() -> None:
    found = of(
        a={"type": "array", "items": {"type": "string"}, "uniqueItems": True},
        b={"type": "object", "properties": {"c": {"type": "string"}}, "minProperties": 1},
        d={"anyOf": [{"type": "number", "maximum": 1}, {"type": "integer", "minimum": 5}]},
        e={"type": "integer", "multipleOf": 9_999_991},
    )
    assert found.left_out == (("/a", "uniqueItems"), ("/b", "minProperties"), ("/d", "anyOf"), ("/e", "multipleOf"))
    assert "multipleOf" not in str(found.json)


def test_what_the_grammar_turns_down_is_named_and_the_rest_is_kept(grammars: Grammars) -> None:
    schema = {"type": "string", "format": "iban", "maxLength": 3}
    grammar = grammars.compile(load_schema({"type": "object", "properties": {"a": schema, "b": {"enum": ["x"]}}}))
    assert grammar.left_out == (("/a", "format"),)
    assert grammar.constraint.json["properties"]["a"]["anyOf"][1]["maxLength"] == 3


def test_a_schema_is_compiled_once(grammars: Grammars) -> None:
    first, again = (grammars.compile(load_schema("receipt")) for _ in range(2))
    assert first is again
