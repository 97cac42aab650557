"""``docvl doctor``: what is there, what is missing, and how to get it."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from typing import Literal, NamedTuple

import typer

from docvl.errors import MissingDependencyError
from docvl.version import __version__, library_versions

from ._console import EXIT_FAILED, data, plain

_OPTIONAL = {"pypdfium2": "pip install 'docvl[pdfium]'"}
_NEEDED = {"internvl": ("torch", "transformers", "llguidance", "accelerate", "safetensors"), "openai": ("openai",)}
"""Packages of the engines that are extras, by engine."""


class _Finding(NamedTuple):
    what: str
    state: Literal["ok", "optional", "missing"]
    note: str


def doctor() -> None:
    """Check the installation: versions, engines, OCR models, PDF backends."""
    from rich.table import Table
    from rich.text import Text

    findings = [*_libraries(), _ocr_models(), *_engines()]
    table = Table("", "", "", box=None, show_header=False)
    table.add_row("docvl", Text("ok", "green"), f"{__version__}, Python {platform.python_version()}")
    colors = {"ok": "green", "optional": "yellow", "missing": "bold red"}
    for finding in findings:
        state = "not installed" if finding.state == "optional" else finding.state
        table.add_row(finding.what, Text(state, colors[finding.state]), plain(finding.note))
    data().print(table)
    if any(finding.state == "missing" for finding in findings):
        raise typer.Exit(EXIT_FAILED)


def _libraries() -> Iterator[_Finding]:
    for name, version in library_versions().items():
        if version is not None:
            yield _Finding(name, "ok", version)
        elif name in _OPTIONAL:
            yield _Finding(name, "optional", _OPTIONAL[name])
        else:
            yield _Finding(name, "missing", f"pip install {name}")


def _ocr_models() -> _Finding:
    from docvl.ingest.ocr_models import models

    try:
        models()
    except MissingDependencyError as error:
        return _Finding("OCR models", "missing", f"{error.message} {error.hint}")
    return _Finding("OCR models", "ok", "loaded from rapidocr's wheel")


def _engines() -> Iterator[_Finding]:
    backends = {"pymupdf": "pymupdf", "pdfium": "pypdfium2"}
    for name, module in backends.items():
        there = find_spec(module) is not None
        yield _Finding(
            f"--pdf-backend {name}", "ok" if there else "optional", "" if there else _OPTIONAL.get(module, "")
        )
    yield _Finding("--engine layout", "ok", "text layer or OCR, with layout rules; needs no weights")
    for name, packages in _NEEDED.items():
        lacking = [package for package in packages if find_spec(package) is None]
        if lacking:
            note = f"pip install 'docvl[{name}]' (without {', '.join(lacking)} as it is)"
            yield _Finding(f"--engine {name}", "optional", note)
        else:
            yield _Finding(f"--engine {name}", "ok", ", ".join(f"{one} {metadata.version(one)}" for one in packages))
