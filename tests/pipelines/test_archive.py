"""Recipes: the options of the command line under their own names."""

from __future__ import annotations

from pathlib import Path

import pytest

from docvl.errors import ConfigError
from tests.conftest import ROOT

pytest.importorskip("ray")

from pipelines.archive import main, read_recipe


def _recipe(folder: Path, text: str) -> Path:
    path = folder / "recipe.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_recipe_that_is_shipped_is_one() -> None:
    assert read_recipe(ROOT / "pipelines" / "archive.toml")["partition_by"] == "date"


def test_a_slip_is_guessed(tmp_path: Path) -> None:
    path = _recipe(tmp_path, 'paths = ["in"]\nschema = "invoice"\noutput = "out"\nmax_failure_rat = 0.1\n')
    with pytest.raises(ConfigError, match="Unknown option 'max_failure_rat'") as caught:
        read_recipe(path)
    assert caught.value.hint == "Did you mean 'max_failure_rate'?"


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no 'output'"):
        read_recipe(_recipe(tmp_path, 'paths = ["in"]\nschema = "invoice"\n'))
    with pytest.raises(ConfigError, match="cannot be read"):
        read_recipe(_recipe(tmp_path, "paths = ["))


def test_a_cluster_that_is_not_there_is_a_wrong_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.pdf").touch()
    text = f'paths = ["{tmp_path}/a.pdf"]\nschema = "invoice"\noutput = "{tmp_path}/out"\nray = "127.0.0.1:9"\n'
    import ray

    if ray.is_initialized():
        pytest.skip("a cluster is connected")
    assert main([str(_recipe(tmp_path, text))]) == 2
    assert "No Ray cluster can be reached at '127.0.0.1:9'" in capsys.readouterr().err
