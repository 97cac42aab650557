"""Whatever the schema and whatever the answer: a refusal, or data that is valid."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Source
from docvl.engines.base import Finding, Reply
from docvl.errors import SchemaError
from docvl.extraction import finish
from docvl.record import EngineInfo, JsonRecord
from docvl.schema import load_schema

NAMES = st.sampled_from(["a", "b", "c/d", "e~f", "总金额", "$ref", "*", "0"])
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "object", "array", "decimal"])
RULES = st.fixed_dictionaries(
    {},
    optional={
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(3, 5),
        "minimum": st.integers(-2, 2),
        "multipleOf": st.sampled_from([0.01, 2]),
        "pattern": st.sampled_from(["^[0-9]+$", "(a+)+$"]),
        "format": st.sampled_from(["date", "decimal", "email", "unknown"]),
        "minItems": st.integers(0, 2),
        "maxItems": st.integers(2, 3),
        "uniqueItems": st.booleans(),
        "minProperties": st.integers(0, 2),
        "maxProperties": st.integers(2, 3),
        "additionalProperties": st.booleans(),
    },
)


def fields(rule: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    properties = st.dictionaries(NAMES, rule, min_size=1, max_size=3)
    return properties.flatmap(
        lambda named: st.fixed_dictionaries(
            {"type": st.sampled_from(["object", ["object", "null"]]), "properties": st.just(named)},
            optional={"required": st.lists(st.sampled_from(sorted(named)), unique=True)},
        )
    )


def scalar() -> st.SearchStrategy[dict[str, Any]]:
    kinds = st.sampled_from(["string", "number", "integer", "boolean"])
    types = kinds | kinds.map(lambda kind: [kind, "null"])
    choices = st.lists(st.none() | st.sampled_from("xyz"), max_size=2).map(lambda values: ["w", *values])
    plain = st.builds(lambda kind, rules: {"type": kind, **rules}, types, RULES)
    return plain | st.builds(lambda values: {"enum": values}, choices) | st.just({"$ref": "#/$defs/shared"})


GOOD = st.recursive(
    scalar(),
    lambda inner: st.one_of(
        fields(inner),
        st.builds(lambda body, rules: {**rules, **body}, fields(inner), RULES),
        st.builds(lambda body, rules: {"type": "array", "items": body, **rules}, inner, RULES),
        st.builds(lambda body: {"anyOf": [body, {"type": "null"}]}, inner),
        st.builds(lambda body: {"oneOf": [{"type": "null"}, body], "title": "t"}, inner),
        st.builds(lambda body: {"allOf": [body]}, inner),
    ),
    max_leaves=6,
)
SHARED = {"$defs": {"shared": {"type": ["string", "null"], "maxLength": 3}}}
SCHEMAS = st.builds(lambda body: {**body, **SHARED}, fields(GOOD))
WORDS = st.sampled_from(
    ["type", "properties", "items", "anyOf", "oneOf", "allOf", "enum", "const", "$ref", "required", "title", "pattern"]
)
WILD = st.dictionaries(WORDS, TYPES | st.lists(TYPES, max_size=2) | JUNK | st.dictionaries(NAMES, GOOD), max_size=4)


def answers(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """Answers that mostly have the shape of the schema, with anything in the places of values."""
    if "properties" in schema:
        fitting = {name: answers(inner) for name, inner in schema["properties"].items()}
        return st.fixed_dictionaries({}, optional=fitting) | st.fixed_dictionaries(fitting) | JUNK
    if "items" in schema:
        return st.lists(answers(schema["items"]), max_size=3)
    for word in ("anyOf", "oneOf", "allOf"):
        for branch in schema.get(word, ()):
            if branch != {"type": "null"}:
                return answers(branch)
    return st.integers(-3, 3) | st.decimals() | st.sampled_from(["w", "x", "12", "aa"]) | JUNK


@settings(max_examples=300, deadline=None)
@given(WILD | st.builds(lambda wild: {"type": "object", "properties": {"a": wild}}, WILD))
def test_any_schema_is_read_or_refused(schema: dict[str, Any]) -> None:
    try:
        root = load_schema(schema).root
    except SchemaError as error:
        assert error.path.startswith("$")
    else:
        assert root.kind == "object"


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_data_is_always_valid(data: st.DataObject) -> None:
    body = data.draw(SCHEMAS)
    try:
        schema = load_schema(body)
    except SchemaError:
        return
    answer = data.draw(answers(body))
    reply = Reply(answer if isinstance(answer, dict) else {}, {f"/{n}": Finding("x", 1.0) for n in "ab"})
    record = finish(Source(path="a"), reply, schema, EngineInfo(name="scripted"))
    assert (record.data is None) == (record.status == "failed")
    if record.data is not None:
        assert schema.validate(record.data) == []
        assert JsonRecord.model_validate_json(record.model_dump_json()) == record
