"""The run folder: what is done stays done, whatever happens in between."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import docvl
from docvl import Record, Run
from docvl.errors import ConfigError, OutputError, RunFolderError
from docvl.record import JsonRecord
from docvl.workers import Done
from tests.conftest import SCHEMA, MakePdf

pytestmark = pytest.mark.usefixtures("obedient", "in_process")


def _run(folder: Path, **options: Any) -> Run[dict[str, Any]]:
    run: Run[dict[str, Any]] = docvl.extract(folder / "in", schema=SCHEMA, engine="scripted", workers=1, **options)
    return run


class Seen(list[str | None]):
    """Documents that were worked on; None for one that was not."""

    def __call__(self, done: Done[JsonRecord] | None) -> None:
        self.append(Path(done.results[0].source.path).stem if done else None)


@pytest.fixture
def three(make_pdf: MakePdf, tmp_path: Path) -> Path:
    """A folder with ``in/`` of three documents, written to ``out/``; the second fails."""
    make_pdf("a.pdf", "NUMBER A")
    make_pdf("b.pdf", "BROKEN")
    make_pdf("c.pdf", "NUMBER C")
    summary = _run(tmp_path).write(tmp_path / "out")
    assert dict(summary.statuses) == {"ok": 2, "failed": 1}
    return tmp_path


def _again(folder: Path, **options: Any) -> list[str | None]:
    """The documents that were worked on, after a None for each that was not; which is told first is not promised."""
    seen = Seen()
    _run(folder).write(folder / "out", watch=seen, **options)
    return sorted(seen, key=str)


def test_the_manifest_says_what_was_done(three: Path) -> None:
    manifest = json.loads((three / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["docvl"] == docvl.__version__
    assert manifest["schema"]["json"] == SCHEMA
    assert manifest["schema"]["sha256"] == docvl.load_schema(SCHEMA).sha256
    assert manifest["documents"] == {"ok": 2, "failed": 1}
    assert manifest["pages"] == 2
    assert manifest["options"]["engine"] == "scripted"
    assert manifest["files"] == ["records.jsonl", "records.parquet"]
    assert manifest["libraries"]["pymupdf"]
    assert manifest["started"] <= manifest["finished"]
    assert [Path(path).name for path in manifest["seconds"]] == ["a.pdf", "b.pdf", "c.pdf"]
    assert all(seconds >= 0 for seconds in manifest["seconds"].values())


def test_nothing_is_done_twice(three: Path) -> None:
    before = {path.name: path.read_bytes() for path in (three / "out").glob("records.*")}
    assert _again(three) == [None, None, None]
    assert {path.name: path.read_bytes() for path in (three / "out").glob("records.*")} == before


@pytest.mark.parametrize("cut", [1, 40, 10_000])
def test_a_torn_line_is_cut_and_its_document_redone(three: Path, cut: int) -> None:
    ledger = three / "out" / "records.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(whole[:-cut])
    redone = whole.count(b"\n") - whole[:-cut].count(b"\n")
    assert _again(three) == [None] * (3 - redone) + ["a", "b", "c"][3 - redone :]
    assert ledger.read_bytes() == whole


def test_noise_in_the_ledger_costs_no_more_than_work(three: Path) -> None:
    ledger = three / "out" / "records.jsonl"
    whole = ledger.read_bytes()
    first = whole.index(b"\n") + 1
    ledger.write_bytes(whole[:first] + b"\0" * 50 + b"\n" + whole[first:])
    assert _again(three) == [None, "b", "c"]
    assert ledger.read_bytes() == whole


def test_another_content_is_another_document(three: Path, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "NUMBER NEW")
    assert _again(three) == [None, None, "a"]
    records = [json.loads(line) for line in (three / "out" / "records.jsonl").read_bytes().splitlines()]
    assert [Path(record["source"]["path"]).stem for record in records] == ["a", "b", "c"]
    assert records[0]["data"]["number"] == "NEW"


def test_inputs_come_and_go(three: Path, make_pdf: MakePdf) -> None:
    (three / "in" / "a.pdf").unlink()
    make_pdf("bb.pdf", "NUMBER BB")
    assert _again(three) == [None, None, "bb"]
    fresh = _run(three).write(three / "fresh")
    assert fresh.documents == 3
    assert (three / "out" / "records.jsonl").read_bytes() == (three / "fresh" / "records.jsonl").read_bytes()


def test_failed_documents_are_retried_when_asked(three: Path) -> None:
    whole = (three / "out" / "records.jsonl").read_bytes()
    assert _again(three, retry_failed=True) == [None, None, "b"]
    assert (three / "out" / "records.jsonl").read_bytes() == whole


def test_fresh_starts_over(three: Path) -> None:
    assert _again(three, fresh=True) == ["a", "b", "c"]


def test_another_run_is_refused_and_nothing_touched(three: Path) -> None:
    before = {path.name: path.read_bytes() for path in (three / "out").iterdir()}
    with pytest.raises(RunFolderError) as caught:
        _run(three, dpi=300).write(three / "out")
    assert "--fresh" in caught.value.hint
    assert {path.name: path.read_bytes() for path in (three / "out").iterdir()} == before
    _run(three, dpi=300).write(three / "out", fresh=True)


@pytest.mark.parametrize("manifest", ["", "[]", "{}", "{"])
def test_a_strange_manifest_is_refused(three: Path, manifest: str) -> None:
    (three / "out" / "run.json").write_text(manifest, encoding="utf-8")
    with pytest.raises(RunFolderError):
        _again(three)


def test_records_without_a_manifest_are_refused(three: Path) -> None:
    (three / "out" / "run.json").unlink()
    with pytest.raises(RunFolderError):
        _again(three)


def test_two_runs_do_not_share_a_folder(three: Path) -> None:
    def meanwhile(_: Done[JsonRecord] | None) -> None:
        with pytest.raises(RunFolderError, match="Another process"):
            _run(three).write(three / "out")

    _run(three).write(three / "out", watch=meanwhile)


def test_an_interrupted_run_keeps_its_times(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER A")
    make_pdf("b.pdf", "NUMBER B")

    def interrupt(_: Done[JsonRecord] | None) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path).write(tmp_path / "out", watch=interrupt)
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert manifest["finished"] is None
    assert len(manifest["seconds"]) == 1
    assert _again(tmp_path) == [None, "b"]
    manifest = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert len(manifest["seconds"]) == 2


def test_formats(three: Path) -> None:
    _again(three, formats=["csv"])
    assert sorted(path.name for path in (three / "out").iterdir()) == ["records.csv", "records.jsonl", "run.json"]
    with pytest.raises(ConfigError, match="'xlsx'"):
        _again(three, formats=["xlsx"])


def test_a_file_in_the_way_is_an_output_error(three: Path) -> None:
    (three / "file").touch()
    with pytest.raises(OutputError, match="Cannot write"):
        _run(three).write(three / "file")


def test_the_lines_are_records(three: Path) -> None:
    for line in (three / "out" / "records.jsonl").read_bytes().splitlines():
        assert Record[dict[str, Any]].model_validate_json(line)
