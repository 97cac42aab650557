"""Pages written down by a model."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest

from docvl.config import TranscribeOptions
from docvl.decoding.steering import Reason
from docvl.engines.internvl.chat import Reader
from docvl.engines.internvl.engine import InternVLEngine
from docvl.engines.internvl.generate import Generated, Sample
from docvl.errors import EngineError

from .pages import make_broken, make_page

OPTIONS = {"device": "cpu", "max_new_tokens": 80, "max_tiles": 2}


def engine_of(reader: Reader, **options: Any) -> InternVLEngine:
    engine = InternVLEngine(TranscribeOptions.build({"model": "x", **OPTIONS, **options}))
    vars(engine)["reader"] = reader
    return engine


@pytest.fixture
def asked(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[Sample]:
    """The model says a heading and a table, ever surer; what it was asked."""
    samples: list[Sample] = []

    def generate(batch: Sequence[Sample], *_: object) -> list[Generated]:
        samples.extend(batch)
        reasons: list[Reason] = ["stop", "length", "repetition"]
        said, certain = "# Title\n\n| A |\n|---|\n| 1 |", (math.log(0.5), math.log(0.125))
        return [Generated(said, (1, 2), certain, (), reasons[number % 3]) for number, _ in enumerate(batch)]

    monkeypatch.setattr(reader.generator, "generate", generate)
    return samples


def test_an_answer_becomes_blocks(reader: Reader, asked: list[Sample]) -> None:
    (page,) = engine_of(reader).transcribe([make_page(3)])
    assert page.page == 3
    assert [(block.kind, block.level, block.text, block.page, block.bbox) for block in page.blocks] == [
        ("heading", 1, "Title", 3, None),
        ("table", None, "A\n1", 3, None),
    ]
    assert {block.confidence for block in page.blocks} == {0.25}
    assert page.usage.pages == 1
    assert page.usage.tiles > 0
    assert page.usage.output_tokens == 2
    assert page.issues == ()


def test_nothing_is_asked_about_a_blank_page(reader: Reader, asked: list[Sample]) -> None:
    blank, full = engine_of(reader).transcribe([make_page(1, text=""), make_page(2)])
    assert (blank.blocks, blank.issues) == ((), ())
    assert full.blocks
    assert len(asked) == 1


def test_bands_are_asked_about_apart_and_give_places(reader: Reader, asked: list[Sample]) -> None:
    (page,) = engine_of(reader, bands=3).transcribe([make_page(1, size=(112, 336))])
    assert len(asked) == 3
    boxes = list(dict.fromkeys(block.bbox for block in page.blocks))
    assert [box[1] for box in boxes if box] == [0.0, *(box[3] for box in boxes[:-1] if box)]
    assert boxes[-1] is not None and boxes[-1][3] == 1.0
    assert [issue.code for issue in page.issues] == ["output-truncated", "repetition"]


def test_the_prompt_is_in_the_language_of_the_page(reader: Reader, asked: list[Sample]) -> None:
    pages = [make_page(1, text="发票号码 合计金额 纳税人"), make_page(2)]
    list(engine_of(reader).transcribe(pages))
    list(engine_of(reader).transcribe(pages, "zh"))
    chinese, english, *forced = (reader.generator.tokenizer.decode(list(sample.tokens)) for sample in asked)
    assert "转写" in chinese
    assert "Transcribe" in english
    assert all("转写" in prompt for prompt in forced)


def test_a_broken_page_costs_itself(reader: Reader, asked: list[Sample]) -> None:
    broken, whole = engine_of(reader).transcribe([make_broken(1), make_page(2)])
    assert [issue.code for issue in broken.issues] == ["corrupt"]
    assert broken.blocks == ()
    assert whole.blocks


def test_no_room_for_a_page_is_an_error(reader: Reader) -> None:
    with pytest.raises(EngineError, match="leaves no room for a page"):
        list(engine_of(reader, max_new_tokens=reader.context).transcribe([make_page()]))


def test_fewer_tiles_are_said_once(reader: Reader, asked: list[Sample]) -> None:
    engine = engine_of(reader, max_new_tokens=reader.context - 400, max_tiles=40)
    pages = list(engine.transcribe([make_page(1), make_page(2)]))
    assert [[issue.code for issue in page.issues] for page in pages] == [["tiles-limited"], []]


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_whatever_the_model_writes(reader: Reader, temperature: float) -> None:
    (page,) = engine_of(reader, temperature=temperature).transcribe([make_page()])
    assert all(block.text.strip() and 0 <= block.confidence <= 1 for block in page.blocks)
    assert 0 < page.usage.output_tokens <= 80
    assert {issue.code for issue in page.issues} <= {"output-truncated", "repetition"}
