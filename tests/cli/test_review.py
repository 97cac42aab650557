from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from docvl.run import extract
from tests.conftest import SCHEMA, MakePdf

RUNNER = CliRunner()


def _block(text: str, name: str) -> Any:
    found = re.search(f'id="{name}">(.*?)</script>', text)
    assert found is not None
    return json.loads(found[1])


def _review(*arguments: str) -> Result:
    return RUNNER.invoke(app, ["review", *arguments])


@pytest.fixture
def run(obedient: None, in_process: None, make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run over two documents, made in the working directory."""
    make_pdf("a.pdf", "one", "two")
    make_pdf("b.pdf", "three")
    monkeypatch.chdir(tmp_path)
    extract("in", SCHEMA, engine="scripted", workers=1).write("out")
    return Path("out")


def test_the_review_is_one_file_in_the_folder(run: Path) -> None:
    done = _review("out")
    assert (done.exit_code, done.stdout) == (0, ""), done.output
    assert "2 records: out/review.html" in done.stderr
    text = (run / "review.html").read_text(encoding="utf-8")
    assert _block(text, "record-0") == json.loads((run / "records.jsonl").read_text(encoding="utf-8").split("\n")[0])
    shown = _block(text, "document-1")
    assert (shown["path"], shown["note"]) == ("../in/b.pdf", "")  # as labels beside the file name it
    assert [picture["page"] for picture in shown["pictures"]] == [1]
    assert not list(run.glob("review_files"))
    before = (run / "review.html").read_bytes()
    assert _review("out", "-q").stderr == ""
    assert (run / "review.html").read_bytes() == before


def test_pictures_beside_the_file(run: Path) -> None:
    done = _review("out", "-o", "my checks/all.html", "--no-embed")
    assert "The pictures of the pages are in my checks/all_files" in done.stderr
    shown = _block(Path("my checks/all.html").read_text(encoding="utf-8"), "document-0")
    address = shown["pictures"][0]["address"]
    assert address.startswith("all_files/")
    assert Path("my checks", address).read_bytes()[:4] == b"RIFF"
    assert shown["path"] == "../in/a.pdf"


def test_documents_that_have_moved_are_found_and_others_are_no_stand_ins(run: Path) -> None:
    Path("in").rename("archive")
    text = _review("out").stderr
    assert "Pages are missing for 2 documents" in text
    assert "--documents" in text
    assert (
        _block((run / "review.html").read_text(encoding="utf-8"), "document-0")["note"] == "The document was not found."
    )
    (Path("archive") / "b.pdf").write_bytes(b"another")
    assert "Pages are missing for 1 document" in _review("out", "--documents", "archive").stderr
    text = (run / "review.html").read_text(encoding="utf-8")
    assert _block(text, "document-0")["path"] == "../archive/a.pdf"
    assert _block(text, "document-0")["pictures"]
    assert _block(text, "document-1")["note"] == "The document has changed since it was read."


def test_a_document_that_could_not_be_read_is_listed(
    obedient: None, in_process: None, make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_pdf("a.pdf", "one").write_bytes(b"%PDF-1.4 broken")
    monkeypatch.chdir(tmp_path)
    extract("in", SCHEMA, engine="scripted", workers=1).write("out")
    assert _review("out").exit_code == 0
    text = Path("out/review.html").read_text(encoding="utf-8")
    assert _block(text, "record-0")["status"] == "failed"
    assert _block(text, "document-0")["note"]


def test_what_is_no_run_is_refused(run: Path) -> None:
    for arguments in (["in"], ["missing"], ["out", "--documents", "missing"], ["out", "-o", "in"]):
        assert _review(*arguments).exit_code == 2
    (run / "records.jsonl").write_text("{}\n", encoding="utf-8")
    done = _review("out")
    assert done.exit_code == 2
    assert "line 1: not a record" in done.stderr
    (run / "run.json").write_text("[]", encoding="utf-8")
    assert "run.json in 'out' is not of docvl" in _review("out").stderr
    assert not (run / "review.html").exists()
