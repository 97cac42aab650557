"""The command line with a server."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.conftest import MakePdf

from .server import Fault, completion, serve

SCHEMA = {"type": "object", "properties": {"total": {"type": "number"}}}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    """``in/a.pdf``, ``in/b.pdf`` and ``s.json``."""
    make_pdf("a.pdf", "Total 12.50")
    make_pdf("b.pdf", "Total 13.50")
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_documents_in_records_out() -> None:
    with serve(lambda body: completion('{"total":12.5}')) as served:
        arguments = [
            "extract",
            "in",
            "--schema",
            "s.json",
            "--server",
            served.url,
            "--model",
            "org/m",
            "--max-tiles",
            "1",
        ]
        done = CliRunner().invoke(app, [*arguments, "--workers", "1", "-o", "out"])
        again = CliRunner().invoke(app, [*arguments, "--workers", "1", "-o", "out"])
        assert len(served.bodies) == 2
    assert (done.exit_code, again.exit_code) == (0, 0)
    records = [json.loads(line) for line in Path("out/records.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [record["data"] for record in records] == [{"total": 12.5}] * 2
    assert records[0]["engine"] == {"name": "openai", "model": "org/m"}
    assert json.loads(Path("out/run.json").read_text(encoding="utf-8"))["options"]["server"] == served.url


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--server", "http://127.0.0.1:9", "--model", "m"], "No server answers at 127.0.0.1:9"),
        (["--server", "http://127.0.0.1:9"], "needs a model"),
        (["--engine", "openai", "--model", "m"], "needs a server"),
        (["--server", "localhost", "--model", "m"], "it must be a URL"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openai._base_client.INITIAL_RETRY_DELAY", 0.01)
    done = CliRunner().invoke(app, ["extract", "in", "--schema", "s.json", "--workers", "1", *arguments])
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.split())


def test_a_document_that_fails_is_a_record() -> None:
    with serve(lambda body: Fault(400, body=b'{"error": {"message": "too long"}}')) as served:
        arguments = ["extract", "in/a.pdf", "--schema", "s.json", "--server", served.url, "--model", "m"]
        done = CliRunner().invoke(app, [*arguments, "--workers", "1", "--format", "jsonl"])
    assert done.exit_code == 3
    (issue,) = json.loads(done.stdout)["issues"]
    assert issue["code"] == "engine-failed"
    assert "answers 400: too long" in issue["message"]
