"""Imports run one way: every module of docvl may import only what stands in a row above its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Low to high. Units of one row do not import each other; inside a unit the modules must not form a cycle.
ROWS = (
    "errors version",
    "geometry assets issues page_ranges values guard",
    "rules",
    "config schema",
    "document",
    "record",
    "transcript",
    "markdown",
    "ingest plan prompting decoding einvoice store report",
    "preprocess searchable",
    "engines",
    "extraction splitting",
    "pipeline",
    "workers",
    "cluster together",
    "batch",
    "asking run transcribing",
    "eval serve train",
    "__init__",
    "__main__",
)
LEVEL = {unit: level for level, row in enumerate(ROWS) for unit in row.split()}
HEAVY = {"torch", "transformers", "ray", "cv2", "pymupdf", "pypdfium2", "pyarrow", "rapidocr", "onnxruntime", "openai"}


def _modules() -> dict[str, Path]:
    """Every module of the library by its dotted name; a package is named ``docvl.ingest.__init__``."""
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in (ROOT / "docvl").rglob("*.py")}


MODULES = _modules()


def _imports(name: str) -> Iterator[str]:
    """Dotted names of the modules that ``name`` imports, those inside functions included."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield inner if _resolve(inner) else base


def _resolve(dotted: str) -> str | None:
    """The key in ``MODULES`` of a dotted name, or None for what is not a module of docvl."""
    return next((key for key in (dotted, f"{dotted}.__init__") if key in MODULES), None)


def _inner_imports(name: str) -> set[str]:
    return {key for key in map(_resolve, _imports(name)) if key and key != name}


def _unit(name: str) -> str:
    return name.split(".")[1]


def test_every_unit_has_a_row() -> None:
    assert {_unit(name) for name in MODULES} <= LEVEL.keys()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_only_lower_rows(name: str) -> None:
    unit = _unit(name)
    violations = [
        f"{name} imports {other}"
        for other in sorted(_inner_imports(name))
        if _unit(other) != unit and LEVEL[_unit(other)] >= LEVEL[unit]
    ]
    assert not violations


@pytest.mark.parametrize("name", sorted(MODULES))
def test_the_library_does_not_import_its_edges(name: str) -> None:
    edges = ("cli", "pipelines", "docvl.cli", "docvl.pipelines")
    assert not [other for other in _imports(name) if other in edges or other.startswith(tuple(f"{e}." for e in edges))]


def test_no_import_cycles() -> None:
    TopologicalSorter({name: _inner_imports(name) for name in MODULES}).prepare()


@pytest.mark.parametrize("code", ["import docvl", "from cli.main import app; app(['--help'], standalone_mode=False)"])
def test_start_up_loads_nothing_heavy(code: str) -> None:
    probe = f"{code}\nimport sys\nprint('\\nloaded:', *sorted({HEAVY!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1].split() == ["loaded:"]
