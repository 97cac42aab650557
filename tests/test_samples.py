"""Every sample gives its expected record, field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

import docvl
from samples.draw import HERE, SAMPLES, draw, expected_path


def _leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Values that are not null, by JSON Pointer."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{pointer}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, f"{pointer}/{index}")
    elif value is not None:
        yield pointer, value


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("name", SAMPLES)
def test_record_equals_the_expected_one(name: str) -> None:
    expected = json.loads(expected_path(HERE / name).read_text(encoding="utf-8"))
    (record,) = docvl.extract(HERE / name, schema=expected["schema"])
    line = json.loads(record.model_dump_json())
    assert dict(_leaves(line["data"])) == dict(_leaves(expected["data"]))
    assert line["status"] == "ok"
    assert line["fields"].keys() == dict(_leaves(line["data"])).keys()


@pytest.mark.parametrize("name", SAMPLES)
def test_expected_record_is_what_the_script_drew(name: str) -> None:
    _, expected = draw(name)
    assert expected == json.loads(expected_path(HERE / name).read_text(encoding="utf-8"))
