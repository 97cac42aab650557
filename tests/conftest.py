"""Documents to read and an engine that does what they say."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import pytest

from docvl.engines.scripted import ScriptedEngine
from docvl.pipeline import Task, engine_for
from docvl.workers import Done, parallel, timed
from tests.faults.sitecustomize import obey

ROOT = Path(__file__).parents[1]
FAULTS = ROOT / "tests" / "faults"

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "number": {"type": ["string", "null"]},
        "total": {"type": ["number", "null"]},
    },
}


class MakePdf(Protocol):
    """Makes a PDF of one page for each text."""

    def __call__(self, name: str, *pages: str) -> Path: ...


@pytest.fixture
def make_pdf(tmp_path: Path) -> MakePdf:
    """PDFs below ``tmp_path / "in"``."""
    import pymupdf

    def make(name: str, *pages: str) -> Path:
        path = tmp_path / "in" / name
        path.parent.mkdir(exist_ok=True)
        with pymupdf.open() as document:
            for text in pages:
                document.new_page().insert_text((72, 72), text)
            document.save(path)
        return path

    return make


@pytest.fixture
def obedient(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The scripted engine obeys the words of the document, in this process and in workers."""
    monkeypatch.setattr(ScriptedEngine.__init__, "__defaults__", (obey,))
    monkeypatch.syspath_prepend(str(FAULTS))
    monkeypatch.setenv("DOCVL_TEST_FOLDER", str(tmp_path))
    engine_for.cache_clear()


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single worker is this process, which is faster than to start another; several are processes as ever."""

    def process(paths: Iterable[str], task: Task[Any], count: int) -> Iterator[Done[Any]]:
        return map(partial(timed, task=task), paths) if count == 1 else parallel(paths, task, count)

    monkeypatch.setattr("docvl.batch.parallel", process)
    monkeypatch.setattr("docvl.guard.life.watched", lambda: True)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """For a Python of its own that finds the checkout and the obedient engine."""
    path = os.pathsep.join([str(FAULTS), str(ROOT)])
    return {**os.environ, "PYTHONPATH": path, "DOCVL_TEST_FOLDER": str(tmp_path), "COLUMNS": "100"}


@pytest.fixture
def docvl_command() -> list[str]:
    """The command line of this checkout, installed or not."""
    return [sys.executable, "-c", "from cli.main import app; app(prog_name='docvl')"]
