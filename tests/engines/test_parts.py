from __future__ import annotations

from docvl.engines.base import Finding
from docvl.engines.parts import Part, merge
from docvl.schema import load_schema

ROOT = load_schema(
    {
        "type": "object",
        "properties": {
            "a": {"type": "string"},
            "who": {"type": "object", "properties": {"id": {"type": "string"}}},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
        },
    }
).root


def sure(confidence: float, page: int) -> Finding:
    return Finding("", confidence, page)


def test_one_part_is_the_answer() -> None:
    part = Part({"a": "x"}, {"/a": sure(1, 1)})
    assert merge(ROOT, [part]) is part


def test_lists_are_joined_and_the_surer_value_wins() -> None:
    first = Part(
        {"a": "x", "who": None, "rows": [{"n": 1}, {"n": None}]},
        {"/a": sure(0.5, 1), "/rows/0/n": sure(0.9, 1)},
    )
    second = Part(
        {"a": "y", "who": {"id": "k"}, "rows": None},
        {"/a": sure(0.6, 2), "/who/id": sure(0.1, 2)},
    )
    third = Part({"a": "z", "who": {"id": None}, "rows": [{"n": 3}]}, {"/a": sure(0.6, 3), "/rows/0/n": sure(0.2, 3)})
    merged = merge(ROOT, [first, second, third])
    assert merged.data == {"a": "y", "who": {"id": "k"}, "rows": [{"n": 1}, {"n": None}, {"n": 3}]}
    assert merged.findings == {
        "/a": sure(0.6, 2),
        "/who/id": sure(0.1, 2),
        "/rows/0/n": sure(0.9, 1),
        "/rows/2/n": sure(0.2, 3),
    }


def test_nothing_anywhere() -> None:
    nothing = {"a": None, "who": None, "rows": None}
    assert merge(ROOT, [Part(nothing), Part(nothing)]).data == nothing
