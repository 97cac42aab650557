"""``docvl models``: what it says, and how it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.engines.internvl.original import TINY_VIT, chat, random_tensors, tiny_text, write

TOKENIZER = Path(__file__).parents[1] / "golden" / "tokenizers" / "internlm2_tiny"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["models", *map(str, arguments)], env={"COLUMNS": "200"})


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(TOKENIZER, tmp_path / "model"))
    config = chat(TINY_VIT, tiny_text("InternLM2", vocab_size=1209))
    return write(folder, config, random_tensors(config))


def test_check_says_what_a_folder_holds(model: Path) -> None:
    result = run("check", model)
    assert result.exit_code == 0
    for part in ("original format", "InternLM2, 2 layers of 64", "internlm2-chat", "1 to 12 and a thumbnail",
                 "<IMG_CONTEXT> 1202", "<|im_end|> 1198", "bfloat16", "never run", "ok"):  # fmt: skip
        assert part in result.stdout


def test_check_lists_every_problem(model: Path) -> None:
    config = chat(TINY_VIT, tiny_text("InternLM2", vocab_size=1000), template="haiku")
    tensors = random_tensors(config)
    del tensors["mlp1.1.bias"]
    write(model, config, tensors)
    result = run("check", model)
    assert result.exit_code == 1
    assert "problem: the tokenizer has ids up to 1208, the model has 1000 tokens" in result.stdout
    assert "problem: Unknown conversation template 'haiku'" in result.stdout
    assert "problem: 1 missing: model.multi_modal_projector.linear_1.bias" in result.stdout
    assert "\nok" not in result.stdout


def test_check_of_what_is_no_model(tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "holds no config.json" in result.stderr


def test_convert(model: Path, tmp_path: Path) -> None:
    result = run("convert", model, tmp_path / "new", "--dtype", "bfloat16")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert json.loads((tmp_path / "new" / "config.json").read_text(encoding="utf-8"))["dtype"] == "bfloat16"
    assert run("check", tmp_path / "new").exit_code == 0
    assert run("convert", model, tmp_path / "new").exit_code == 1
