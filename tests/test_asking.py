from __future__ import annotations

from pathlib import Path

import pytest

import docvl
from docvl.asking import open_dialogue
from docvl.errors import ConfigError, ModelError, UnreadableError, UsageError
from tests.conftest import MakePdf
from tests.engines.internvl.tiny import make_checkpoint


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("models") / "tiny")


def test_one_question_about_several_documents(model: Path, make_pdf: MakePdf) -> None:
    paths = [make_pdf("a.pdf", "Total 5.00"), make_pdf("b.pdf", "Total 6.00", "Page two")]
    said = docvl.ask(paths, "Which total?", model=model, max_new_tokens=8, max_tiles=1)
    assert said.usage.pages == 3
    assert said.usage.output_tokens <= 8
    assert docvl.ask(paths, "Which total?", model=model, max_new_tokens=8, max_tiles=1) == said
    (first,) = (docvl.ask(paths[1], "?", model=model, max_new_tokens=2, page_range="2"),)
    assert first.usage.pages == 1


def test_a_conversation(model: Path, make_pdf: MakePdf) -> None:
    dialogue = open_dialogue(str(make_pdf("a.pdf", "Total 5.00")), model=model, max_new_tokens=8, max_tiles=1)
    inputs = [dialogue.ask(question).usage.input_tokens for question in ("How much?", "And when?")]
    assert inputs[1] > inputs[0]


def test_an_engine_that_cannot_talk(make_pdf: MakePdf) -> None:
    with pytest.raises(UsageError, match="'layout' cannot answer") as caught:
        docvl.ask(make_pdf("a.pdf", "x"), "What?")
    assert "--model" in caught.value.hint


def test_what_cannot_be_asked(model: Path, tmp_path: Path, make_pdf: MakePdf) -> None:
    with pytest.raises(ConfigError, match="Unknown option 'modell'"):
        docvl.ask(tmp_path, "What?", modell=model)
    with pytest.raises(ModelError, match="is not a folder"):
        docvl.ask(make_pdf("a.pdf", "x"), "What?", model=tmp_path / "none")
    with pytest.raises((UsageError, UnreadableError)):
        docvl.ask(tmp_path / "none.pdf", "What?", model=model)
