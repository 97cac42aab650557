"""``docvl extract --ray`` as far as no cluster is needed, and ``docvl compact``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.conftest import SCHEMA, MakePdf

pytest.importorskip("ray")


def _docvl(*arguments: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, result.stderr


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA), encoding="utf-8")
    return path


def test_an_address_without_a_cluster(make_pdf: MakePdf, tmp_path: Path, schema: Path) -> None:
    paths = make_pdf("a.pdf", "x"), "--schema", schema, "-o", tmp_path / "out"
    code, said = _docvl("extract", *paths, "--ray", "127.0.0.1:9")
    assert (code, "No Ray cluster can be reached at '127.0.0.1:9'" in said) == (2, True)


def test_ray_may_stand_alone(make_pdf: MakePdf, tmp_path: Path, schema: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")
    paths = make_pdf("a.pdf", "x"), "--schema", schema, "-o", tmp_path / "out"
    assert "'127.0.0.1:9'" in _docvl("extract", *paths, "--ray")[1]
    assert "'127.0.0.1:9'" in _docvl("extract", "--ray", *paths)[1]


def test_what_a_cluster_does_not_do_is_said(make_pdf: MakePdf, tmp_path: Path, schema: Path) -> None:
    paths = make_pdf("a.pdf", "x"), "--schema", schema, "-o", tmp_path / "out"
    code, said = _docvl("extract", *paths, "--part-documents", 5)
    assert (code, "'part_documents' is for runs on a cluster" in said) == (2, True)
    code, said = _docvl("extract", *paths, "--ray", "local", "--format", "csv")
    assert (code, "Parquet parts alone" in said) == (2, True)


def test_compact_needs_a_run_of_parts(tmp_path: Path) -> None:
    code, said = _docvl("compact", tmp_path)
    assert (code, "holds no run" in said) == (2, True)
