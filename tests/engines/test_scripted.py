from __future__ import annotations

import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.base import Reply, Request
from docvl.engines.scripted import ScriptedEngine
from docvl.errors import EngineError
from docvl.geometry import Box
from docvl.schema import load_schema

SCHEMA = load_schema("form")


def request(text: str) -> Request:
    words = tuple(Word(word, Box(0, 0, 1, 1)) for word in text.split())

    def render(width_px: int, height_px: int) -> None:
        raise NotImplementedError

    page = Page(1, 100, 100, lambda: PageText(words, "text-layer"), render)  # type: ignore[arg-type]
    return Request([page], SCHEMA)


def test_answers_by_text_of_the_document() -> None:
    first, second = Reply({"pairs": []}), Reply({"pairs": None})
    engine = ScriptedEngine({"Invoice 1": first, "Invoice 2": second, "broken": EngineError("out of memory")})
    assert engine.read(request("an Invoice 2 here")) is second
    assert engine.read(request("Invoice 1")) is first
    assert engine.read(request("something else")) == Reply({})
    with pytest.raises(EngineError, match="out of memory"):
        engine.read(request("this is broken"))


def test_answers_by_function() -> None:
    engine = ScriptedEngine(lambda asked: Reply({"pairs": [{"key": asked.schema.name, "value": None}]}))
    assert engine.read(request("")).data == {"pairs": [{"key": "form", "value": None}]}


def test_without_a_script_it_finds_nothing() -> None:
    assert ScriptedEngine().read(request("text")) == Reply({})
    assert ScriptedEngine().info.name == "scripted"
