"""The command line in the process of the tests, where another one is not what is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.conftest import SCHEMA

Docvl = Callable[..., Result]


@pytest.fixture
def docvl(obedient: None, in_process: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Docvl:
    """Runs ``docvl`` in a folder with ``schema.json``."""
    (tmp_path / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return lambda *arguments: CliRunner().invoke(app, list(arguments))
