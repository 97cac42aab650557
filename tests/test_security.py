"""What SECURITY.md promises and no other test shows: what the code never does, what logs never hold."""

from __future__ import annotations

import ast
import logging
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf as untyped_pymupdf
import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for folder in ("docvl", "cli", "pipelines") for path in (ROOT / folder).rglob("*.py"))
CALLS = {"eval", "exec", "compile", "__import__", "os.system", "os.popen", "yaml.load", "pickle.load", "pickle.loads"}
MODULES = {"marshal", "shelve", "dill", "cloudpickle", "joblib", "telnetlib", "ftplib"}
ARGUMENTS = {("trust_remote_code", True), ("shell", True), ("weights_only", False), ("allow_pickle", True)}

pymupdf: Any = untyped_pymupdf


def faults(tree: ast.AST) -> Iterator[str]:
    """What a module must not do, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {(word.arg, ast.unparse(word.value)) for word in node.keywords}
            if name in CALLS:
                yield f"line {node.lineno}: {name}"
            if name == "torch.load" and ("weights_only", "True") not in given:
                yield f"line {node.lineno}: torch.load without weights_only"
            yield from (
                f"line {node.lineno}: {word}={value}" for word, value in ARGUMENTS if (word, str(value)) in given
            )
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
            yield from (f"line {node.lineno}: {name}" for name in names if name.partition(".")[0] in MODULES)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_that_runs_code_from_data(path: Path) -> None:
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "code",
    [
        "eval(x)",
        "torch.load(f)",
        "torch.load(f, weights_only=False)",
        "f(trust_remote_code=True)",
        "import dill.source",
    ],
)
def test_the_check_finds_what_it_looks_for(code: str) -> None:
    assert list(faults(ast.parse(code)))


@pytest.fixture
def canaries(tmp_path: Path) -> Path:
    """A PDF under a password whose one page holds secrets, and a broken file beside it."""
    folder = tmp_path / "in"
    folder.mkdir()
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "Invoice number: CANARY4711\nCANARYTEXT of the page")
        encryption = pymupdf.PDF_ENCRYPT_AES_256
        document.save(folder / "a.pdf", encryption=encryption, owner_pw="CANARYOWNER", user_pw="CANARYPASS")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 CANARYBROKEN")
    (tmp_path / "passwords").write_text("CANARYPASS\n", encoding="utf-8")
    return folder


def test_logs_hold_neither_text_nor_secrets(
    canaries: Path, docvl_command: list[str], environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    out = canaries.parent / "out"
    options = ["--schema", "invoice", "--password-file", str(canaries.parent / "passwords"), "-o", str(out)]
    environment["OPENAI_API_KEY"] = "CANARYKEY"
    with caplog.at_level(logging.INFO):
        done = subprocess.run(
            [*docvl_command, "extract", str(canaries), *options],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 3
    assert "CANARY4711" in (out / "records.jsonl").read_text(encoding="utf-8")
    said = done.stdout + done.stderr + caplog.text + (out / "run.json").read_text(encoding="utf-8")
    assert "CANARY" not in said
