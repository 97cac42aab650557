"""Every document ends as one record."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from docvl.config import ExtractOptions
from docvl.engines.base import Reply, Request
from docvl.engines.scripted import ScriptedEngine
from docvl.errors import ConfigError, EngineError
from docvl.pipeline import Job, engine_for, process
from docvl.schema import load_schema
from tests.conftest import SCHEMA, MakePdf

pytestmark = pytest.mark.usefixtures("obedient")

JOB = Job(load_schema(SCHEMA), ExtractOptions(engine="scripted"))


def test_a_document_becomes_a_record(make_pdf: MakePdf) -> None:
    path = make_pdf("a.pdf", "NUMBER A-1 TOTAL 7.5", "second page")
    (record,) = process(str(path), JOB)
    assert record.status == "ok"
    assert record.data == {"number": "A-1", "total": 7.5}
    assert record.source.path == path.as_posix()
    assert record.source.pages == 2
    assert record.source.sha256 is not None
    assert record.engine.name == "scripted"
    assert record.fields["/number"].raw == "A-1"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "corrupt"),
        (b"Dear all,\nplease find attached", "unsupported-type"),
        (b"<!DOCTYPE html><html><body>invoice</body></html>", "unsupported-type"),
    ],
    ids=["empty", "text", "html"],
)
def test_what_is_no_document_fails_with_its_hash(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    (record,) = process(str(path), JOB)
    assert (record.status, record.data) == ("failed", None)
    assert [issue.code for issue in record.issues] == [code]
    assert record.source.sha256 is not None


def test_a_missing_file_a_folder_and_a_pipe_fail(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo.pdf")
    for path in (tmp_path / "nothing.pdf", tmp_path, tmp_path / "fifo.pdf"):
        (record,) = process(str(path), JOB)
        assert [issue.code for issue in record.issues] == ["unreadable"]
        assert record.source.sha256 is None


def test_an_error_of_the_engine_keeps_what_is_known_of_the_file(make_pdf: MakePdf) -> None:
    (record,) = process(str(make_pdf("a.pdf", "BROKEN", "fine")), JOB)
    assert record.status == "failed"
    assert record.source.pages == 2
    assert [issue.code for issue in record.issues] == ["corrupt"]


def test_a_bug_fails_one_document_and_tells_nothing_of_its_text(make_pdf: MakePdf) -> None:
    (record,) = process(str(make_pdf("a.pdf", "BUG")), JOB)
    assert [issue.code for issue in record.issues] == ["internal"]
    assert "KeyError at sitecustomize.py" in record.issues[0].message
    assert "text of the document" not in record.model_dump_json()


def test_a_reply_that_cannot_be_written_fails(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    def reply(_: Request) -> Reply:
        return Reply({"number": "half a pair: \ud800"})

    monkeypatch.setattr(ScriptedEngine.__init__, "__defaults__", (reply,))
    engine_for.cache_clear()
    (record,) = process(str(make_pdf("a.pdf", "x")), JOB)
    assert record.model_dump_json()


def test_an_engine_that_fails_says_so(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Request) -> EngineError:
        return EngineError("Out of memory.", hint="Close something.")

    monkeypatch.setattr(ScriptedEngine.__init__, "__defaults__", (fail,))
    engine_for.cache_clear()
    (record,) = process(str(make_pdf("a.pdf", "x")), JOB)
    assert [(issue.code, issue.message) for issue in record.issues] == [
        ("engine-failed", "Out of memory. Close something.")
    ]


def test_a_wrong_call_is_raised_not_recorded(make_pdf: MakePdf, tmp_path: Path) -> None:
    options = ExtractOptions(engine="scripted", password_file=tmp_path / "nothing.txt")
    with pytest.raises(ConfigError):
        process(str(make_pdf("a.pdf", "x")), Job(JOB.schema, options))
