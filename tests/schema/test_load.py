from __future__ import annotations

import json
import os
import pickle
from pathlib import Path

import pytest

from docvl.errors import SchemaError
from docvl.schema import builtin_names, load_schema

GOOD = {"type": "object", "properties": {"total": {"type": ["number", "null"]}}}


def test_a_file_is_named_by_its_stem(tmp_path: Path) -> None:
    file = tmp_path / "my_form.json"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    for spec in (file, str(file)):
        schema = load_schema(spec)
        assert schema.name == "my_form"
        assert schema.json == GOOD
        assert schema.model is None


def test_a_title_names_the_schema() -> None:
    assert load_schema({**GOOD, "title": "Bill"}).name == "Bill"
    assert load_schema(GOOD).name == "schema"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_encodings_of_a_file(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "s.json"
    file.write_text(json.dumps({"type": "object", "properties": {"总金额": {"type": "number"}}}), encoding=encoding)
    assert load_schema(file).root.children[0].name == "总金额"


@pytest.mark.parametrize("spec", ["invoice", "invoice.json"])
def test_a_built_in_schema_with_and_without_suffix(spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_schema(spec).name == "invoice"


def test_a_file_wins_over_a_built_in_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "invoice.json").write_text(json.dumps(GOOD), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_schema("invoice.json").json == GOOD
    assert load_schema("invoice").json != GOOD


def test_a_folder_does_not_hide_a_built_in_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "invoice").mkdir()
    monkeypatch.chdir(tmp_path)
    assert load_schema("invoice").name == "invoice"


def test_an_unknown_name_lists_the_built_in_ones() -> None:
    with pytest.raises(SchemaError) as caught:
        load_schema("invioce.json")
    assert "Did you mean 'invoice'?" in caught.value.hint
    assert all(name in caught.value.hint for name in builtin_names())


def test_what_is_not_a_regular_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path, tmp_path / "pipe.json"):
        with pytest.raises(SchemaError, match="not a regular file"):
            load_schema(path)


def test_an_impossible_path() -> None:
    for spec in ("a\0b", "x" * 5000):
        with pytest.raises(SchemaError):
            load_schema(spec)


def test_other_types_are_refused() -> None:
    with pytest.raises(SchemaError, match="int"):
        load_schema(3)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"invoice: {total: number}", "not JSON"),
        (b"\x80\x04\x95\x1a.", "not JSON"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "'c' stands twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"caf\xe9": 1}', "not JSON"),
        (b'{"properties": {"\\ud800": {"type": "string"}}, "type": "object"}', "surrogate"),
        (b"[1]", "root must be a JSON object"),
        (b"true", "root must be a JSON object"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b'{"a":' * 300 + b"1" + b"}" * 300, "nested too deeply"),
        (b" " * 1_000_001, "larger than"),
    ],
)
def test_what_is_not_a_schema_at_all(text: bytes, reason: str, tmp_path: Path) -> None:
    file = tmp_path / "s.json"
    file.write_bytes(text)
    with pytest.raises(SchemaError, match=reason):
        load_schema(file)


def test_dicts_that_are_not_json() -> None:
    cycle: dict[str, object] = {}
    cycle["a"] = cycle
    for value in (cycle, {"a": {1, 2}}, {"a": float("nan")}, {"a": b"x"}):
        with pytest.raises(SchemaError, match="not JSON"):
            load_schema(value)


def test_the_hash_follows_content_and_order_of_fields() -> None:
    a, b = {"type": "string"}, {"type": "number"}
    first = load_schema({"type": "object", "properties": {"a": a, "b": b}})
    same = load_schema({"type": "object", "properties": {"a": a, "b": b}})
    turned = load_schema({"type": "object", "properties": {"b": b, "a": a}})
    assert first.sha256 == same.sha256 != turned.sha256
    assert len(first.sha256) == 64


def test_a_schema_travels_between_processes() -> None:
    schema = load_schema("invoice")
    assert schema.validate({}) == []
    copy = pickle.loads(pickle.dumps(schema))  # noqa: S301 - our own bytes
    assert (copy.sha256, copy.root) == (schema.sha256, schema.root)
