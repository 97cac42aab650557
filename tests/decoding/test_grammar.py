"""Whatever a model prefers, what it writes is an answer under the schema; cut short, it still is one."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import jsonschema_rs
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docvl.decoding import read_answer
from docvl.decoding.steering import Grammar, Grammars
from docvl.document import Source
from docvl.engines.base import Reply
from docvl.extraction import finish
from docvl.record import EngineInfo
from docvl.schema import Schema, builtin_names, load_schema

from .conftest import STOP
from .random_schemas import schemas

GOLDEN = Path(__file__).parents[1] / "golden" / "tokenizers"
_ENGINE = EngineInfo(name="test")
_SOURCE = Source(path="a.pdf")


def _wander(grammar: Grammar, grammars: Grammars, seed: int, limit: int, stop: int) -> str:
    """What a model without any sense writes under the grammar."""
    choose = random.Random(seed)  # noqa: S311 - no secret
    matcher = grammar.matcher()
    tokens: list[int] = []
    while len(tokens) < limit and not matcher.is_stopped():
        bits = np.frombuffer(matcher.compute_bitmask(), dtype=np.uint8)
        allowed = np.flatnonzero(np.unpackbits(bits, bitorder="little"))
        assert allowed.size, matcher.get_error()
        token = int(choose.choice(allowed))
        if token == stop:
            break
        assert matcher.consume_token(token)
        tokens.append(token)
    return b"".join(grammars.pieces(tokens)).decode("utf-8", "ignore")


def _check(schema: Schema, grammars: Grammars, seed: int, limit: int, stop: int = STOP) -> None:
    grammar = grammars.compile(schema)
    wanted = grammar.constraint.json
    text = _wander(grammar, grammars, seed, limit, stop)
    answer = read_answer(text, wanted)
    if answer.whole:
        assert json.loads(text) == answer.data
    left_out = {word for _, word in grammar.left_out}
    loosened = _without(wanted, left_out)
    # Formats are told differently here and there: an e-mail address of 600 characters. The record below is exact.
    assert jsonschema_rs.Draft202012Validator(loosened).is_valid(answer.data), (text, answer)
    record = finish(_SOURCE, Reply(answer.data), schema, _ENGINE)
    if record.data is None:
        assert any(issue.severity == "error" for issue in record.issues)
    else:
        assert schema.validate(record.data) == []


def _without(value: Any, words: set[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, words) for key, inner in value.items() if key not in words or key in _KEPT}
    return [_without(inner, words) for inner in value] if isinstance(value, list) else value


_KEPT = {"anyOf"}


@pytest.mark.parametrize("name", builtin_names())
@pytest.mark.parametrize("limit", [1, 7, 100, 3000])
def test_built_in_schemas(name: str, limit: int, grammars: Grammars) -> None:
    for seed in range(3):
        _check(load_schema(name), grammars, seed, limit)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schema=schemas(), seed=st.integers(0, 9), limit=st.sampled_from([1, 3, 20, 60, 500]))
def test_any_schema(schema: dict[str, Any], seed: int, limit: int, grammars: Grammars) -> None:
    _check(load_schema(schema), grammars, seed, limit)


def test_names_and_choices_that_look_like_special_tokens(grammars: Grammars) -> None:
    field = {"enum": ["<IMG_CONTEXT>", "</s>"]}
    schema = load_schema({"type": "object", "properties": {"<img>": field, "a</s>b": {"type": "string"}}})
    for seed in range(50):
        _check(schema, grammars, seed, 100)


@pytest.mark.parametrize("name", ["internlm2_tiny", "llama_yi_tiny_nonlegacy", "phi3_tiny"])
def test_tokenizers_of_published_layouts(name: str) -> None:
    from docvl.engines.internvl import load_tokenizer

    tokenizer = load_tokenizer(GOLDEN / name)
    stop = int(tokenizer.eos_token_id)
    compiler = Grammars(tokenizer, len(tokenizer) + 5, [stop])
    for seed in range(3):
        _check(load_schema("fapiao"), compiler, seed, 2_000, stop)
