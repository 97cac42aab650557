"""``docvl schemas`` and ``docvl doctor``."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from docvl import __version__
from docvl.errors import MissingDependencyError
from docvl.ingest import ocr_models
from docvl.schema import builtin_names

RUNNER = CliRunner()


def test_list_names_every_built_in_schema() -> None:
    lines = RUNNER.invoke(app, ["schemas", "list"]).stdout.splitlines()
    assert tuple(line.split("\t")[0] for line in lines) == builtin_names()


@pytest.mark.parametrize("name", ["invoice", "invoice.json"])
def test_show_prints_a_schema_that_can_be_used(name: str) -> None:
    assert json.loads(RUNNER.invoke(app, ["schemas", "show", name]).stdout)["type"] == "object"


def test_check_shows_how_fields_are_understood(tmp_path: Path) -> None:
    schema = {
        "title": "Mine",
        "type": "object",
        "required": ["day"],
        "properties": {
            "day": {"type": "string", "format": "date"},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"amount": {"type": "number"}}}},
        },
    }
    (tmp_path / "mine.json").write_text(json.dumps(schema), encoding="utf-8")
    shown = RUNNER.invoke(app, ["schemas", "check", str(tmp_path / "mine.json")]).stdout
    assert "Mine: ok" in shown
    assert "day  string date required" in shown
    assert "rows  list of object" in shown
    assert "amount  number" in shown


def test_check_refuses_with_a_path() -> None:
    result = RUNNER.invoke(app, ["schemas", "check", "nosuch"])
    assert result.exit_code == 2


def test_doctor_is_content_here() -> None:
    result = RUNNER.invoke(app, ["doctor"])
    assert result.exit_code == 0
    assert __version__ in result.stdout
    assert "pymupdf" in result.stdout


def test_doctor_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def models() -> None:
        raise MissingDependencyError("rapidocr lacks its models.", hint="pip install rapidocr")

    monkeypatch.setattr(ocr_models, "models", models)
    result = RUNNER.invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "pip install rapidocr" in " ".join(result.stdout.split())


def test_doctor_says_what_an_engine_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "cli.doctor.find_spec", lambda name: None if name in ("llguidance", "openai") else find_spec(name)
    )
    result = RUNNER.invoke(app, ["doctor"])
    assert result.exit_code == 0
    shown = " ".join(result.stdout.split())
    assert "--engine internvl not installed pip install 'docvl[internvl]' (without llguidance as it is)" in shown
    assert "--engine openai not installed pip install 'docvl[openai]'" in shown


def test_version() -> None:
    assert RUNNER.invoke(app, ["--version"]).stdout == f"docvl {__version__}\n"
