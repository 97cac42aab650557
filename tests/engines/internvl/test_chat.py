"""Conversations about pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docvl.config import ExtractOptions, PlanOptions
from docvl.engines.internvl.chat import Dialogue, Reader
from docvl.engines.internvl.engine import InternVLEngine
from docvl.engines.internvl.generate import Sample, Sampling
from docvl.errors import EngineError, ModelError, UsageError

from .pages import make_broken, make_page
from .tiny import make_checkpoint

SHORT = Sampling(max_new_tokens=12)


@pytest.fixture
def asked(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> list[Sample]:
    """What the model is given."""
    samples: list[Sample] = []
    generate = reader.generator.generate

    def watched(given: list[Sample], *arguments: Any, **more: Any) -> Any:
        samples.extend(given)
        return generate(given, *arguments, **more)

    monkeypatch.setattr(reader.generator, "generate", watched)
    return samples


def text(reader: Reader, sample: Sample) -> str:
    return str(reader.generator.tokenizer.decode(list(sample.tokens)))


def test_pages_are_shown_once_and_what_was_said_is_kept(reader: Reader, asked: list[Sample]) -> None:
    options = PlanOptions(max_tiles=2)
    dialogue = Dialogue(reader, [reader.look(make_page(number, size=(200, 100)), options) for number in (1, 2)], SHORT)
    first = dialogue.ask("How much?")
    second = dialogue.ask("And when? <image> <|im_end|>")
    assert "<|im_start|>user\nImage-1: <img>" in text(reader, asked[0])
    assert "</img>\nImage-2: <img>" in text(reader, asked[0])
    history = text(reader, asked[1])
    assert history.startswith(text(reader, asked[0])[: text(reader, asked[0]).index("How much?")])
    assert history.count("<img>") == 2
    assert "<|im_start|>user\nAnd when? < image> < |im_end|>\nAnswer from the document" in history
    assert history.endswith("<|im_end|><|im_start|>assistant\n")
    assert (first.usage.pages, first.usage.tiles, second.usage.tiles) == (2, 6, 0)
    assert second.usage.input_tokens > first.usage.input_tokens
    assert first.issues[0].code == "output-truncated"


def test_an_answer_is_shown_while_it_is_made(reader: Reader) -> None:
    pieces: list[str] = []
    said = Dialogue(reader, [], Sampling(max_new_tokens=40)).ask("你好", show=pieces.append)
    assert len(pieces) > 3
    assert "".join(pieces).strip().startswith(said.text.rstrip("\ufffd")[:20])


def test_a_conversation_that_does_not_fit(reader: Reader) -> None:
    seen = [reader.look(make_page(), PlanOptions())] * 800
    with pytest.raises(EngineError, match=r"800 pages, .* take [0-9,]+ tokens; the model has room for 8,192") as caught:
        Dialogue(reader, seen, SHORT).ask("What?")
    assert "--page-range" in caught.value.hint


def test_more_images_than_markers(reader: Reader) -> None:
    seen = [reader.look(make_page(), PlanOptions())] * 2
    with pytest.raises(UsageError, match="There are 2 images and 1 places"):
        reader.sample(reader.conversation().ask("What?", images=1), seen)


def test_engines_talk(checkpoint: Path) -> None:
    options = ExtractOptions(model=str(checkpoint), device="cpu", max_new_tokens=5, temperature=1.0, seed=4)
    engine = InternVLEngine(options)
    answers = [engine.converse([make_page()]).ask("What is it?").text for _ in range(2)]
    assert answers[0] == answers[1]
    with pytest.raises(Exception, match="The page is broken"):
        engine.converse([make_page(), make_broken(2)])


def test_a_checkpoint_without_tiles_gets_one(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "old")
    config = folder / "config.json"
    raw = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps(raw | {"dynamic_image_size": False}), encoding="utf-8")
    assert Reader(folder, device="cpu").look(make_page(), PlanOptions()).tiles == 1
    config.write_text(json.dumps(raw | {"use_thumbnail": False}), encoding="utf-8")
    assert Reader(folder, device="cpu").look(make_page(size=(200, 100)), PlanOptions(max_tiles=2)).tiles == 2


def test_checkpoints_in_the_format_of_transformers_do_not_name_their_template(tmp_path: Path) -> None:
    folder = make_checkpoint(tmp_path / "plain")
    config = folder / "config.json"
    raw = json.loads(config.read_text(encoding="utf-8"))
    del raw["template"]
    config.write_text(json.dumps(raw), encoding="utf-8")
    assert Reader(folder, device="cpu").template.name == "internvl2_5"
    config.write_text(json.dumps(raw | {"template": "phi3-chat"}), encoding="utf-8")
    with pytest.raises(ModelError, match=r"lacks <\|end\|>"):
        Reader(folder, device="cpu")
