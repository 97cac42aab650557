"""Transcripts on a cluster: those of a run here, each document once, with its Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyarrow.parquet as pq
import pytest

import docvl
from docvl.errors import ConfigError, RunFolderError
from docvl.store.filesystems import files_below, locate, read_whole, write_whole
from docvl.transcribing import ClusterTranscriptRun
from tests.conftest import MakePdf

pytestmark = [
    pytest.mark.usefixtures("cluster"),
    # What Ray itself does.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


def _run(*inputs: Path | str, **options: int) -> ClusterTranscriptRun:
    return cast(ClusterTranscriptRun, docvl.transcribe(inputs, ray="local", **options))


def _markdown(folder: Path) -> dict[str, str]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8") for file in files}


def _rows(out: Path) -> Iterator[dict[str, object]]:
    return (row for part in (out / "records").rglob("*.parquet") for row in pq.read_table(part).to_pylist())


@pytest.fixture
def three(make_pdf: MakePdf, tmp_path: Path) -> Path:
    """Two documents, one of them empty to its last byte, and one with a namesake."""
    make_pdf("a.pdf", "Alpha", "Beta")
    make_pdf("b.pdf", "Gamma")
    (tmp_path / "in" / "c.pdf").touch()
    return tmp_path / "in"


def test_transcripts_and_markdown_are_those_of_a_run_here(three: Path, tmp_path: Path) -> None:
    here = docvl.transcribe(three, workers=1)
    here.write(tmp_path / "here")
    assert list(_run(three)) == list(here)
    report = _run(three, part_documents=2).write_parts(tmp_path / "out")
    assert dict(report.summary.statuses) == {"ok": 2, "failed": 1}
    found = _markdown(tmp_path / "out" / "markdown")
    assert found == {name: (tmp_path / "here" / name).read_text(encoding="utf-8") for name in ("a.md", "b.md")}
    rows = {str(row["file"]): row for row in _rows(tmp_path / "out")}
    assert {name: rows[name]["markdown"] for name in rows} == {**found, "c.md": None}
    lines = (tmp_path / "here" / "transcripts.jsonl").read_text(encoding="utf-8").splitlines()
    assert sorted(str(row["json"]) for row in rows.values()) == lines


def test_a_rerun_reads_what_changed_and_keeps_markdown_in_line(three: Path, make_pdf: MakePdf, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _run(three).write_parts(out)
    assert _run(three).write_parts(out).count.kept == 3
    make_pdf("a.pdf", "Delta")
    (three / "b.pdf").rename(three / "d.pdf")
    (three / "c.pdf").unlink()
    make_pdf("c.pdf", "Epsilon")
    (out / "markdown" / "b.md").unlink()
    (out / "markdown" / "old.md").write_text("of a run that was killed", encoding="utf-8")
    report = _run(three).write_parts(out, retry_failed=True)
    assert (report.count.documents, report.count.kept) == (3, 0)
    found = _markdown(out / "markdown")
    assert {name: text.strip() for name, text in found.items()} == {
        "a.md": "Delta",
        "b.md": "Gamma",  # no longer among the inputs, as records are kept
        "c.md": "Epsilon",
        "d.md": "Gamma",
    }


def test_a_name_that_must_change_moves_the_markdown(three: Path, tmp_path: Path) -> None:
    from PIL import Image

    _run(three).write_parts(tmp_path / "out")
    Image.new("RGB", (60, 60), "white").save(three / "a.png")
    report = _run(three).write_parts(tmp_path / "out")
    assert (report.count.documents, report.count.kept) == (2, 2)
    assert set(_markdown(tmp_path / "out" / "markdown")) == {"a.pdf.md", "a.png.md", "b.md"}
    paths = [str(json.loads(str(row["json"]))["source"]["path"]) for row in _rows(tmp_path / "out")]
    assert len(paths) == len(set(paths)) == 4


def test_in_and_out_of_buckets(make_pdf: MakePdf, bucket: str) -> None:
    base = f"{bucket}/transcripts"
    place = locate(base)
    write_whole(place / "in" / "2026" / "a.pdf", make_pdf("a.pdf", "Alpha").read_bytes())
    _run(f"{base}/in").write_parts(f"{base}/out")
    shown = {file.shown.removeprefix(f"{base}/") for file in files_below(place / "out" / "markdown")}
    assert shown == {"out/markdown/2026/a.md"}
    assert read_whole(place / "out" / "markdown" / "2026" / "a.md") == b"Alpha\n"
    assert _run(f"{base}/in").write_parts(f"{base}/out").count.kept == 1


def test_what_cannot_be_done_is_said(three: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="internvl does not transcribe"):
        docvl.transcribe(three, ray="local", engine="internvl", model=tmp_path)
    with pytest.raises(ConfigError, match="searchable"):
        _run(three).write(tmp_path / "out", searchable_pdf=True)
    (tmp_path / "out" / "markdown").mkdir(parents=True)
    (tmp_path / "out" / "markdown" / "mine.md").touch()
    with pytest.raises(RunFolderError, match="unknown run"):
        _run(three).write(tmp_path / "out")
    assert (tmp_path / "out" / "markdown" / "mine.md").exists()


def test_command_line(three: Path, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from cli.main import app

    command = ["transcribe", str(three), "--ray", "local", "-o", str(tmp_path / "out")]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 3, done.stderr
    assert "failed    1" in done.stderr
    done = CliRunner().invoke(app, ["compact", str(tmp_path / "out"), "--jsonl"])
    assert done.exit_code == 0, done.stderr
    lines = (tmp_path / "out" / "transcripts.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["ok", "ok", "failed"]
    done = CliRunner().invoke(app, [*command, "--searchable-pdf"])
    assert (done.exit_code, "searchable" in done.stderr) == (2, True)
