from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.conftest import MakePdf
from tests.engines.internvl.tiny import make_checkpoint


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(make_checkpoint(tmp_path_factory.mktemp("models") / "tiny"))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with one file, ``in/a.pdf``."""
    make_pdf("a.pdf", "Total 5.00")
    monkeypatch.chdir(tmp_path)


def ask(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(app, ["ask", *arguments], **more)


def test_an_answer_is_data_and_the_rest_is_talk(model: str) -> None:
    done = ask("in/a.pdf", "How much?", "--model", model, "--max-new-tokens", "4", "--max-tiles", "1")
    assert done.stdout.endswith("\n")
    assert done.exit_code == 3
    assert "The answer was cut after 4 tokens" in done.stderr


def test_a_conversation_from_stdin(model: str) -> None:
    options = ("--model", model, "--max-new-tokens", "3", "--max-tiles", "1")
    both = ask("in/a.pdf", "How much?", "--chat", *options, input="And when?\n\n")
    assert both.stderr.count("was cut after") == 2
    alone = ask("in/a.pdf", "--chat", *options, input="How much?\nAnd when?\n")
    assert alone.stdout == both.stdout
    nothing = ask("in/a.pdf", "--chat", *options, input="")
    assert (nothing.exit_code, nothing.stdout) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("in/a.pdf",), "the question is missing"),
        (("How much?",), "name a file before it"),
        (("in/a.pdf", "How much?", "--engine", "scripted"), "'scripted' cannot answer questions"),
        (("in/a.pdf", "How much?", "--model", "none"), "none is not a folder"),
        (("in/a.pdf", "How much?", "--engine", "internvl"), "needs a model"),
        (("-", "How much?", "--chat"), "stdin is for questions"),
        (("in/a.pdf", "How much?", "--engine", "layout", "--model", "in"), "takes no model"),
    ],
)
def test_wrong_usage(arguments: tuple[str, ...], message: str) -> None:
    done = ask(*arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in " ".join(done.stderr.split())


def test_without_a_model(tmp_path: Path, make_pdf: MakePdf) -> None:
    make_pdf("b.pdf", "Nothing of note.", "Invoice number: R-17")
    done = ask("in/b.pdf", "What is the invoice number?")
    assert (done.exit_code, done.stdout) == (0, "R-17\n")
    assert "in/b.pdf, page 2; confidence" in done.stderr
    quiet = ask("in/b.pdf", "What is the invoice number?", "--quiet")
    assert (quiet.stdout, quiet.stderr) == ("R-17\n", "")


def test_an_answer_as_json(make_pdf: MakePdf) -> None:
    make_pdf("b.pdf", "Invoice number: R-17")
    answer = json.loads(ask("in/b.pdf", "What is the invoice number?", "--json").stdout)
    assert (answer["text"], answer["path"], answer["evidence"]["page"]) == ("R-17", "in/b.pdf", 1)


def test_what_the_engine_without_a_model_cannot_answer() -> None:
    done = ask("in/a.pdf", "Why did the poet leave?")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "No caption and no sentence" in " ".join(done.stderr.split())
