from __future__ import annotations

from typing import Any

import pytest

from docvl.errors import SchemaError
from docvl.schema import Node, load_schema


def obj(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def field(schema: dict[str, Any], **more: Any) -> Node:
    return load_schema(obj({"a": schema}, **more)).root.children[0]


def refusal(schema: dict[str, Any]) -> SchemaError:
    with pytest.raises(SchemaError) as caught:
        load_schema(schema)
    return caught.value


def test_the_tree_of_an_invoice() -> None:
    row = obj({"text": {"type": "string"}, "amount": {"type": ["number", "null"], "format": "decimal"}})
    root = load_schema(
        obj(
            {
                "no": {"type": "string", "title": "Number", "description": "Of the bill."},
                "lines": {"type": "array", "items": row},
            },
            required=["no"],
        )
    ).root
    assert [node.pointer for node in root.walk()] == [
        "", "/no", "/lines", "/lines/*", "/lines/*/text", "/lines/*/amount",
    ]  # fmt: skip
    no, lines = root.children
    assert (root.kind, root.nullable, root.required) == ("object", False, True)
    assert (no.title, no.description, no.required, no.nullable) == ("Number", "Of the bill.", True, False)
    assert lines.item is not None
    assert lines.item.children[1].format == "decimal"
    assert lines.item.children[1].nullable


def test_pointers_are_escaped() -> None:
    root = load_schema(obj({"a/b": {"type": "string"}, "m~n": {"type": "string"}})).root
    assert [child.pointer for child in root.children] == ["/a~1b", "/m~0n"]


@pytest.mark.parametrize(
    ("schema", "kind", "nullable"),
    [
        ({"type": "string"}, "string", False),
        ({"type": ["integer", "null"]}, "integer", True),
        ({"type": ["integer", "number"]}, "number", False),
        ({"type": ["string", "number", "null"]}, "string", True),
        ({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, "boolean", True),
        ({"oneOf": [{"type": "null"}, {"type": "string", "format": "date"}]}, "string", True),
        ({"anyOf": [{"type": "number"}, {"type": "integer"}]}, "number", False),
        ({"anyOf": [{"type": "string"}, {"type": "number"}]}, "string", False),
        ({"anyOf": [{"type": ["string", "null"]}]}, "string", True),
        ({"allOf": [{"type": "number"}]}, "number", False),
        ({"enum": ["a", "b"]}, "string", False),
        ({"enum": ["a", None]}, "string", True),
        ({"type": ["string", "null"], "enum": ["a"]}, "string", False),
        ({"enum": [1, 2.5]}, "number", False),
        ({"type": "number", "enum": [1, 2]}, "number", False),
        ({"enum": [1, 2]}, "number", False),
        ({"type": "integer", "enum": [1, 2]}, "integer", False),
        ({"type": ["string", "null"], "enum": ["a", 1, None]}, "string", True),
        ({"const": True}, "boolean", False),
        ({"properties": {"x": {"type": "string"}}}, "object", True),
        ({"items": {"type": "string"}}, "array", True),
    ],
)
def test_kind_and_null(schema: dict[str, Any], kind: str, nullable: bool) -> None:
    node = field(schema)
    assert (node.kind, node.nullable) == (kind, nullable)


def test_choices_come_without_null() -> None:
    assert field({"enum": ["EUR", None, "USD"]}).choices == ("EUR", "USD")
    assert field({"const": 3}).choices == (3,)
    assert field({"type": "string", "enum": ["a", 1]}).choices == ("a",)


def test_references_are_followed_and_the_nearer_wording_wins() -> None:
    party = {"type": "object", "title": "Party", "description": "Any.", "properties": {"name": {"type": "string"}}}
    schema = obj(
        {
            "seller": {"$ref": "#/$defs/party", "title": "Seller"},
            "buyer": {"anyOf": [{"$ref": "#/$defs/party"}, {"type": "null"}]},
        },
        **{"$defs": {"party": party}},
    )
    seller, buyer = load_schema(schema).root.children
    assert (seller.title, seller.description, seller.nullable) == ("Seller", "Any.", False)
    assert (buyer.title, buyer.nullable, buyer.children[0].pointer) == ("Party", True, "/buyer/name")


def test_a_reference_with_escapes() -> None:
    schema = obj({"a": {"$ref": "#/$defs/x~1y%20z"}}, **{"$defs": {"x/y z": {"type": "string"}}})
    assert load_schema(schema).root.children[0].kind == "string"


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        (obj({"a": {"type": "decimal"}}), "$.properties.a.type"),
        (obj({"a": {"type": ["string", 3]}}), "$.properties.a.type"),
        (obj({"a": {"type": "null"}}), "$.properties.a"),
        (obj({"a": {}}), "$.properties.a"),
        (obj({"a": True}), "$.properties.a"),
        (obj({"a": {"type": "array"}}), "$.properties.a"),
        (obj({"a": {"type": "array", "items": {"type": "text"}}}), "$.properties.a.items.type"),
        (obj({"a": {"type": "object"}}), "$.properties.a"),
        (obj({}), "$"),
        (obj({"a b": {"type": "x"}}), "$.properties['a b'].type"),
        (obj({"a": {"type": ["string", "array"], "items": {"type": "string"}}}), "$.properties.a.type"),
        (obj({"a": {"anyOf": [obj({"x": {"type": "string"}}), {"type": "string"}]}}), "$.properties.a.anyOf"),
        (obj({"a": {"oneOf": [{"type": "string"}, {"type": "string"}]}}), "$.properties.a.oneOf"),
        (obj({"a": {"allOf": [{"type": "string"}, {"minLength": 1}]}}), "$.properties.a.allOf"),
        (obj({"a": {"type": "string", "not": {"const": "x"}}}), "$.properties.a.not"),
        (obj({"a": {"type": "string"}}, **{"if": {}}), "$.if"),
        (obj({"a": {"type": "string"}}, patternProperties={}), "$.patternProperties"),
        (obj({"a": {"type": "string"}}, dependentRequired={}), "$.dependentRequired"),
        (obj({"a": {"type": "array", "prefixItems": [{"type": "string"}]}}), "$.properties.a.prefixItems"),
        (obj({"a": {"enum": []}}), "$.properties.a.enum"),
        (obj({"a": {"enum": [["x"]]}}), "$.properties.a.enum"),
        (obj({"a": {"enum": [True, "x"], "type": "number"}}), "$.properties.a"),
        (obj({"a": {"type": "integer", "minimum": 2, "maximum": 1}}), "$.properties.a.minimum"),
        (obj({"a": {"type": "string", "minLength": 10**9}}), "$.properties.a.minLength"),
        (obj({"a": {"type": "string"}}, required=["b"]), "$.required[0]"),
        (obj({"a": {"type": "string"}}, required="a"), "$.required"),
        (obj({"a": {"type": "string"}}, required=[[]]), "$.required[0]"),
        (obj({"a": {"$ref": []}}), "$.properties.a['$ref']"),
        (obj({"a": {"type": "string", "properties": {}}}), "$.properties.a.properties"),
        (obj({"a": {"enum": ["x"], "items": {}}}), "$.properties.a.items"),
        (obj({"a": {"type": "array", "items": None}}), "$.properties.a.items"),
        (obj({"a": {"type": "string"}}, additionalProperties={"type": "string"}), "$.additionalProperties"),
        (obj({"a": {"type": "string", "pattern": "ab" * 501}}), "$.properties.a.pattern"),
        (obj({"a": {"type": "string", "title": 3}}), "$.properties.a.title"),
        (obj({"a": {"type": "string", "$id": "x"}}), "$.properties.a['$id']"),
        (obj({"": {"type": "string"}}), "$.properties"),
        (obj({"x" * 300: {"type": "string"}}), "$.properties"),
        (obj({"a\0": {"type": "string"}}), "$.properties"),
        (obj({"a": {"type": "string", "pattern": "(["}}), "$.properties.a.pattern"),
        (obj({"a": {"type": "string", "pattern": "(?=a)b"}}), "$.properties.a.pattern"),
        (obj({"a": {"type": "string", "pattern": "a{1,1000000000}"}}), "$.properties.a.pattern"),
        (obj({"a": {"type": "number", "multipleOf": 0}}), "$.properties.a.multipleOf"),
        ({"type": "array", "items": {"type": "string"}}, "$.type"),
        ({"type": "object", "properties": []}, "$.properties"),
        ({}, "$"),
    ],
)
def test_refusals_say_where(schema: dict[str, Any], path: str) -> None:
    assert refusal(schema).path == path


def test_every_bad_name_is_listed() -> None:
    message = str(refusal(obj({"": {"type": "string"}, "a": {"type": "string"}, "b\0": {"type": "string"}})))
    assert r"'', 'b\x00'" in message


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        obj({"a": {"$ref": "#"}}),
        obj({"a": {"$ref": "#/$defs/n"}}, **{"$defs": {"n": obj({"c": {"$ref": "#/$defs/n"}})}}),
        obj({"a": {"$ref": "#/$defs/x"}}, **{"$defs": {"x": {"$ref": "#/$defs/y"}, "y": {"$ref": "#/$defs/x"}}}),
    ],
)
def test_recursion_is_refused(schema: dict[str, Any]) -> None:
    assert "leads back to itself" in str(refusal(schema))


def test_a_definition_may_be_used_twice() -> None:
    schema = obj({"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}}, **{"$defs": {"x": {"type": "string"}}})
    assert len(load_schema(schema).root.children) == 2


def nested(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = obj({"a": schema})
    return schema


def test_limits() -> None:
    load_schema(nested(32))
    assert "deeper" in str(refusal(nested(33)))
    load_schema(obj({f"f{n}": {"type": "string"} for n in range(500)}))
    assert "500 fields" in str(refusal(obj({f"f{n}": {"type": "string"} for n in range(501)})))
    heavy = {f"f{n}": {"type": "string", "pattern": "^.{1,400}$"} for n in range(300)}
    assert "too large" in str(refusal(obj(heavy)))
    assert "too large" in str(refusal(obj({"a": {"enum": [str(n) for n in range(6000)]}})))


def test_references_that_multiply_are_stopped() -> None:
    definitions: dict[str, Any] = {"l0": {"type": "string"}}
    for level in range(1, 13):
        below = {"$ref": f"#/$defs/l{level - 1}"}
        definitions[f"l{level}"] = obj({f"p{n}": below for n in range(10)})
    assert "500 fields" in str(refusal(obj({"a": {"$ref": "#/$defs/l12"}}, **{"$defs": definitions})))


def test_a_chain_of_references_is_stopped() -> None:
    definitions: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(3000)}
    definitions["d3000"] = {"type": "string"}
    assert "too large" in str(refusal(obj({"a": {"$ref": "#/$defs/d0"}}, **{"$defs": definitions})))
