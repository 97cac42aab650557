from __future__ import annotations

import sys

import pytest

from docvl.decoding import steering
from docvl.decoding.constraint import Constraint
from docvl.decoding.steering import Grammars, Row
from docvl.errors import MissingDependencyError, ModelError, SchemaError
from docvl.schema import load_schema
from tests.engines.internvl.tiny import VOCABULARY, make_tokenizer

from .conftest import STOP

SCHEMA = {"type": "object", "properties": {"a": {"type": "boolean"}}}


def write(row: Row, grammars: Grammars, text: str) -> None:
    for token in make_tokenizer().encode(text, add_special_tokens=False):
        row.take(token, -1.0, {STOP})


def test_an_answer_ends_with_its_last_brace(grammars: Grammars) -> None:
    row = Row(grammars.compile(load_schema(SCHEMA)).matcher())
    write(row, grammars, '{"a":true')
    assert not row.done
    write(row, grammars, "}")
    assert (row.done, row.reason) == (True, "stop")
    assert b"".join(grammars.pieces(row.tokens)) == b'{"a":true}'
    assert row.logprobs == [-1.0] * len(row.tokens)


def test_a_matcher_at_its_limit_cuts_the_answer(grammars: Grammars) -> None:
    for text in ("no JSON", ""):
        row = Row(grammars.compile(load_schema(SCHEMA)).matcher())
        write(row, grammars, text)
        row.take(STOP, -1.0, {STOP})
        assert (row.done, row.reason) == (True, "length")


def test_a_free_answer_ends_with_a_stop_token_or_a_loop(grammars: Grammars) -> None:
    row = Row(None)
    row.take(50, -1.0, {STOP})
    row.take(STOP, -1.0, {STOP})
    assert (row.tokens, row.reason) == ([50], "stop")
    loop = Row(None)
    for _ in range(64):
        loop.take(50, -1.0, {STOP})
    assert (loop.done, loop.reason, loop.looped) == (True, "repetition", 63)


def test_a_matcher_is_fresh_for_each_answer(grammars: Grammars) -> None:
    grammar = grammars.compile(load_schema(SCHEMA))
    write(Row(grammar.matcher()), grammars, '{"a":')
    row = Row(grammar.matcher())
    write(row, grammars, '{"a":null}')
    assert row.reason == "stop"


def test_a_grammar_that_does_not_compile_is_an_error_of_the_schema(
    grammars: Grammars, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(constraint: Constraint, supports: object) -> tuple[str, tuple[()]]:
        return "start: nothing", ()

    monkeypatch.setattr(steering, "to_lark", broken)
    other = {"type": "object", "properties": {"never compiled": {"type": "string"}}}
    with pytest.raises(SchemaError, match="cannot be held to this schema"):
        grammars.compile(load_schema(other))


def test_without_llguidance_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llguidance.hf", None)
    with pytest.raises(MissingDependencyError) as caught:
        Grammars(make_tokenizer(), VOCABULARY, [STOP])
    assert caught.value.hint == "pip install 'docvl[internvl]'"


def test_a_tokenizer_with_more_tokens_than_the_model_is_refused() -> None:
    with pytest.raises(ModelError, match="the model 500"):
        Grammars(make_tokenizer(), 500, [STOP])
