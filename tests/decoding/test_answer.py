from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.decoding import constrain, read_answer
from docvl.schema import load_schema

SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "sum": {"type": "number"},
        "who": {"type": "object", "properties": {"id": {"type": "string"}, "ok": {"type": "boolean"}}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
        "tags": {"type": "array", "items": {"type": "string"}, "minItems": 2},
    },
}
WANTED = constrain(load_schema(SCHEMA)).json
WHOLE = '{"name":"a \\"b\\\\","sum":-1.5,"who":{"id":"","ok":true},"rows":[{"n":1},{"n":20}],"tags":["x","y"]}'
EMPTY = dict.fromkeys(SCHEMA["properties"])


def test_a_whole_answer() -> None:
    answer = read_answer(WHOLE, WANTED)
    assert answer.whole
    assert answer.data == json.loads(WHOLE)
    shown = {pointer: WHOLE[start:end] for pointer, (start, end) in answer.spans.items()}
    assert shown == {
        "/name": 'a \\"b\\\\',
        "/sum": "-1.5",
        "/who/id": '""',
        "/who/ok": "true",
        "/rows/0/n": "1",
        "/rows/1/n": "20",
        "/tags/0": "x",
        "/tags/1": "y",
    }


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("", {}),
        ('{"name":"a ', {}),
        ('{"name":"a \\', {}),
        ('"sum":-1.5', {"name": 'a "b\\'}),  # the next digit may be missing
        ('"sum":-1.5,', {"name": 'a "b\\', "sum": -1.5}),
        ('"ok":tr', {"name": 'a "b\\', "sum": -1.5, "who": {"id": "", "ok": None}}),
        ('"rows":[', {"name": 'a "b\\', "sum": -1.5, "who": {"id": "", "ok": True}, "rows": []}),
        ('{"n":2', {"name": 'a "b\\', "sum": -1.5, "who": {"id": "", "ok": True}, "rows": [{"n": 1}]}),
    ],
)
def test_a_cut_answer_keeps_what_was_written_to_its_end(end: str, expected: dict[str, Any]) -> None:
    text = WHOLE[: WHOLE.index(end) + len(end)]
    answer = read_answer(text, WANTED)
    assert not answer.whole
    assert answer.data == EMPTY | expected


def test_a_cut_list_that_is_too_short_for_the_schema_is_null() -> None:
    assert read_answer(WHOLE[: WHOLE.index('"y"')], WANTED).data["tags"] is None


def test_every_prefix_reads_without_an_error() -> None:
    for end in range(len(WHOLE)):
        answer = read_answer(WHOLE[:end], WANTED)
        assert list(answer.data) == list(EMPTY)
        assert not answer.whole


def test_an_answer_that_was_not_held_to_the_schema() -> None:
    text = '{ "sum" : "-1.50", "name": 70, "rows": [{"n": 1.0}, {"n": null}],\n "tags": ["x\ny"], "who": null }\n```'
    answer = read_answer(f"<think>{{}}</think>Here:\n```json\n{text} and more", WANTED)
    assert answer.whole
    assert answer.misfits == ()
    assert answer.data == {
        "name": "70",
        "sum": -1.5,
        "who": None,
        "rows": [{"n": 1}, {"n": None}],
        "tags": ["x\ny"],
    }


@pytest.mark.parametrize(
    ("text", "misfits"),
    [
        ('{"sum": "12 EUR"}', ["/sum"]),
        ('{"sum": [1]}', ["/sum"]),
        ('{"sum": 1e999}', ["/sum"]),
        ('{"sum": true}', ["/sum"]),
        ('{"rows": [{"n": 1.5}, {"m": 1}, 3]}', ["/rows/0/n", "/rows/1", "/rows/2"]),
        ('{"Sum": 12}', [""]),
        ('{"name": "\\ud800"}', ["/name"]),
        ('{"name": "a", "name": "b"}', [""]),
        ('{"who": "me"}', ["/who"]),
        ('{"name": {"a": "b"}, "rows": null}', ["/name"]),
    ],
)
def test_what_does_not_fit_is_named(text: str, misfits: list[str]) -> None:
    answer = read_answer(text, WANTED)
    assert answer.whole
    assert list(answer.misfits) == misfits


def test_further_names_lose_nothing() -> None:
    assert read_answer(WHOLE[:-1] + ',"more":{"a":[]}}', WANTED).misfits == ()


@pytest.mark.parametrize("text", ["", "no JSON", "[1]", '{"sum" 1}', '{"x":' + "[" * 100_000, '{"sum": 12 34}', "{{"])
def test_what_is_no_json_is_not_whole(text: str) -> None:
    answer = read_answer(text, WANTED)
    assert not answer.whole
    assert answer.data == EMPTY


@given(st.text(alphabet='{}[]",:\\ntrue 1.e-', max_size=60))
def test_anything_reads_without_an_error(text: str) -> None:
    assert list(read_answer('{"rows":[{"n":' + text, WANTED).data) == list(EMPTY)
