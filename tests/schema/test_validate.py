from __future__ import annotations

import json
import socket
import time
from pathlib import Path
from typing import Any

import pytest

from docvl.errors import SchemaError
from docvl.schema import load_schema


def obj(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, **more}


def pointers(schema: dict[str, Any], data: Any) -> list[str]:
    return [violation.pointer for violation in load_schema(schema).validate(data)]


def test_formats_bounds_and_patterns_are_checked() -> None:
    schema = obj(
        {
            "date": {"type": "string", "format": "date"},
            "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
            "total": {"type": "number", "minimum": 0},
        },
        additionalProperties=False,
    )
    assert pointers(schema, {"date": "2024-02-29", "code": "EUR", "total": 1.5}) == []
    assert pointers(schema, {"date": "2023-02-29", "code": "eur", "total": -1}) == ["/date", "/code", "/total"]
    assert pointers(schema, {"other": 1}) == [""]


def test_times_may_be_local_as_they_are_printed() -> None:
    schema = obj({"at": {"type": "string", "format": "date-time"}, "time": {"type": "string", "format": "time"}})
    for offset in ("", "Z", "+08:00", "-03:30"):
        assert pointers(schema, {"at": f"2026-11-12T08:15:00{offset}", "time": f"08:15:00.5{offset}"}) == []
    assert pointers(schema, {"at": "2026-11-12 08:15:00", "time": "8:15"}) == ["/at", "/time"]
    assert pointers(schema, {"at": "2026-02-30T08:15:00", "time": "24:00:00"}) == ["/at", "/time"]


def test_pointers_are_escaped_and_reach_into_rows() -> None:
    schema = obj({"a/b": {"type": "array", "items": obj({"~": {"type": "string"}})}})
    assert pointers(schema, {"a/b": [{"~": "x"}, {"~": 3}]}) == ["/a~1b/1/~0"]


def test_the_cause_inside_a_nullable_object_is_named() -> None:
    party = obj({"code": {"type": "string", "maxLength": 2}}, required=["code"])
    schema = obj({"seller": {"anyOf": [{"$ref": "#/$defs/p"}, {"type": "null"}]}}, **{"$defs": {"p": party}})
    assert pointers(schema, {"seller": None}) == []
    assert pointers(schema, {"seller": {"code": "long"}}) == ["/seller/code"]


def test_messages_do_not_hold_the_value() -> None:
    schema = load_schema(obj({"a": {"type": "string", "maxLength": 3, "enum": ["x"]}}))
    assert all("secret" not in violation.message for violation in schema.validate({"a": "secret"}))


@pytest.mark.parametrize("pattern", ["^(a+)+$", "^(a|aa)+$", "(x+x+)+y", r"^(\w+\s?)*$"])
def test_patterns_run_in_linear_time(pattern: str) -> None:
    schema = load_schema(obj({"a": {"type": "string", "pattern": pattern}}))
    start = time.monotonic()
    schema.validate({"a": "a" * 100_000 + "!"})
    assert time.monotonic() - start < 1


@pytest.mark.parametrize("place", ["reached", "not reached", "base", "meta"])
def test_nothing_is_fetched(place: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/s.json"
        text = {"type": "string"}
        schema = {
            "reached": obj({"a": {"$ref": url}}),
            "not reached": obj({"a": text}, **{"$defs": {"x": {"$ref": url}}}),
            "base": obj({"a": {"$ref": "x.json"}}, **{"$id": url}),
            "meta": obj({"a": text}, **{"$schema": url, "$id": url}),
        }[place]
        if place == "meta":
            load_schema(schema)
        else:
            with pytest.raises(SchemaError):
                load_schema(schema)
        with pytest.raises(TimeoutError):
            server.accept()


def test_no_file_is_opened_for_a_reference(tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_text(json.dumps({"type": "string"}), encoding="utf-8")
    for reference in (file.as_uri(), str(file), "other.json"):
        with pytest.raises(SchemaError, match="leaves the schema"):
            load_schema(obj({"a": {"$ref": reference}}))
