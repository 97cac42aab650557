"""What users may import, and what that costs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import docvl

ROOT = Path(__file__).parents[1]


def test_public_names_are_these() -> None:
    names = [
        "Answer",
        "Block",
        "Conversation",
        "DocvlError",
        "Evidence",
        "Issue",
        "Record",
        "Run",
        "Schema",
        "Transcript",
        "TranscriptRun",
        "__version__",
        "ask",
        "converse",
        "extract",
        "load_schema",
        "markdown_of",
        "transcribe",
    ]
    assert docvl.__all__ == names
    assert dir(docvl) == names


@pytest.mark.parametrize("name", docvl.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(docvl, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'extrakt'"):
        _ = docvl.extrakt


def test_import_loads_neither_pydantic_nor_rich() -> None:
    probe = "import docvl, sys; print(*sorted({'pydantic', 'numpy', 'rich', 'typer'} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
