"""JSON Schemas of every kind that docvl reads, drawn at random."""

from __future__ import annotations

from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

_NAMES = st.one_of(
    st.sampled_from(
        ["total", "发票号码", "a b", 'quo"te', "back\\slash", "new\nline", "<img>", "</s>", "{", "é", "null"]
    ),
    st.text(min_size=1, max_size=8).filter(lambda name: "\0" not in name and name.isprintable()),
)
_WORDS = {"title": st.text(max_size=10), "description": st.text(max_size=20)}


def _typed(kind: str, **bounds: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    kinds = st.sampled_from([kind, [kind], [kind, "null"], ["null", kind]])
    return st.fixed_dictionaries({"type": kinds}, optional={**_WORDS, **bounds})


_STRINGS = st.one_of(
    _typed("string", minLength=st.integers(0, 5), maxLength=st.integers(5, 40)),
    _typed("string", format=st.sampled_from(["date", "time", "date-time", "email", "uri", "uuid", "iban"])),
    _typed("string", pattern=st.sampled_from([r"^[A-Z]{3}$", r"\d+", r"^[一-龥]{2,4}$", r"^(a|b)*c?$", r"^\S+@\S+$"])),
    st.fixed_dictionaries({"enum": st.lists(st.text(max_size=6), min_size=1, max_size=4, unique=True)}),
    st.fixed_dictionaries({"const": st.text(max_size=6)}),
)
_NUMBERS = st.one_of(
    _typed("number"),
    _typed("integer"),
    _typed("number", minimum=st.integers(-9, 9), maximum=st.integers(10, 10**6)),
    _typed("number", exclusiveMinimum=st.sampled_from([0, -0.5, 1e3])),
    _typed("integer", exclusiveMaximum=st.integers(0, 10**20), multipleOf=st.integers(1, 12)),
    _typed("number", multipleOf=st.sampled_from([0.01, 0.05])),
    st.fixed_dictionaries({"enum": st.sampled_from([[1, 2.5], [0], [-1, 10**6, None]])}),
)
_LEAVES = st.one_of(_STRINGS, _NUMBERS, _typed("boolean"))


def _objects(values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    @st.composite
    def draw_object(draw: st.DrawFn) -> dict[str, Any]:
        properties = draw(st.dictionaries(_NAMES, values, min_size=1, max_size=5))
        schema: dict[str, Any] = {
            "type": draw(st.sampled_from(["object", ["object", "null"]])),
            "properties": properties,
        }
        required = draw(st.lists(st.sampled_from(sorted(properties)), unique=True))
        if required:
            schema["required"] = required
        if draw(st.booleans()):
            schema["additionalProperties"] = False
        return schema

    return draw_object()


def _arrays(values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    array = st.sampled_from(["array", ["array", "null"]])
    bounds = {"minItems": st.integers(0, 2), "maxItems": st.integers(2, 5), "uniqueItems": st.booleans()}
    return st.fixed_dictionaries({"type": array, "items": values}, optional=bounds)


def _nullable(values: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return values.map(lambda value: {"anyOf": [value, {"type": "null"}]})


_VALUES = st.recursive(
    st.one_of(_LEAVES, _nullable(_LEAVES)), lambda inner: st.one_of(_objects(inner), _arrays(inner)), max_leaves=8
)


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """A JSON Schema that :func:`docvl.load_schema` takes."""
    return draw(_objects(_VALUES)) | {"type": "object"}


def some_schemas(count: int) -> list[dict[str, Any]]:
    """The same schemas every time; for tests that take many at once."""
    drawn: list[dict[str, Any]] = []

    @settings(max_examples=count, derandomize=True, database=None, phases=[Phase.generate], deadline=None)
    @given(schemas())
    def draw(schema: dict[str, Any]) -> None:
        drawn.append(schema)

    draw()
    return drawn
