"""What the README shows is what happens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import docvl
from cli.main import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def _within(shown: Any, real: Any) -> Any:
    """Whether ``shown`` is ``real`` with some keys of objects and some last items of lists left out."""
    if isinstance(shown, dict):
        return all(key in real and _within(value, real[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return all(_within(*pair) for pair in zip(shown, real, strict=False)) and len(shown) <= len(real)
    # Confidences and edges of boxes may move a little with the rules of the engine.
    return real == (pytest.approx(shown, abs=0.05) if isinstance(shown, float) else shown)


@pytest.mark.usefixtures("in_process")
def test_the_record_shown_is_real() -> None:
    match = re.search(r"<!-- record: (\S+) -->\n```json\n(.*?)```", README, re.DOTALL)
    assert match is not None
    (record,) = docvl.extract(ROOT / match[1], schema="invoice")
    real = json.loads(record.model_dump_json())
    real["source"]["path"] = match[1]
    shown = json.loads(match[2])
    assert shown.keys() == real.keys()
    assert _within(shown, real)


def test_options_shown_exist() -> None:
    command = get_command(app).commands["extract"]  # type: ignore[attr-defined]
    known = {flag for option in command.params for flag in (*option.opts, *option.secondary_opts)}
    shown = set(
        re.findall(r"(?<=[`\s])--?[a-z][a-z-]*", "\n".join(re.findall(r"`[^`\n]+`|^docvl extract .*$", README, re.M)))
    )
    assert shown - known == set()


@pytest.mark.parametrize("code", _blocks("python"))
def test_python_shown_runs(code: str, tmp_path: Path) -> None:
    (tmp_path / "samples" / "invoices").mkdir(parents=True)
    shutil.copy(ROOT / "samples" / "invoices" / "english.pdf", tmp_path / "samples" / "invoices")
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1431.48" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_two_commands_are_there() -> None:
    for name, program in (("extract", ".venv/bin/docvl extract samples"), ("tests", ".venv/bin/python -m pytest")):
        (command,) = re.findall(rf"<!-- {name} -->\n```sh\n(.*)\n```", README)
        assert program in command
        assert "-c constraints.txt" in command
