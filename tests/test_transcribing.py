"""Transcriptions: order, workers, the folder and what stays done in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

import docvl
from docvl.engines.base import PageBlocks
from docvl.engines.scripted import ScriptedEngine
from docvl.errors import ConfigError, CorruptError, EngineError, RunFolderError, UsageError
from docvl.issues import Issue
from docvl.pipeline import engine_for
from docvl.searchable import SearchablePdf
from docvl.transcribing import TranscriptRun
from docvl.transcript import Transcript
from docvl.workers import Done
from tests.conftest import MakePdf
from tests.searchable.reader import words

pytestmark = pytest.mark.usefixtures("in_process")


def _run(folder: Path, **options: Any) -> TranscriptRun:
    return docvl.transcribe(folder / "in", **{"workers": 1, **options})


class Seen(list[str | None]):
    """Documents that were worked on; None for one that was not."""

    def __call__(self, done: Done[Transcript] | None) -> None:
        self.append(Path(done.results[0].source.path).stem if done else None)


@pytest.fixture
def three(make_pdf: MakePdf, tmp_path: Path) -> Path:
    """A folder with ``in/`` of three documents, written to ``out/``; the second fails."""
    make_pdf("a.pdf", "First page of A.", "Second page of A.")
    (tmp_path / "in" / "b.pdf").touch()
    make_pdf("c.pdf", "Only page of C.")
    summary = _run(tmp_path).write(tmp_path / "out")
    assert dict(summary.statuses) == {"ok": 2, "failed": 1}
    return tmp_path


def _again(folder: Path, **settings: Any) -> Seen:
    seen = Seen()
    _run(folder).write(folder / "out", watch=seen, **settings)
    return seen


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "run.json"
    }


@pytest.mark.parametrize("workers", [1, 2])
def test_transcripts_come_in_input_order(make_pdf: MakePdf, tmp_path: Path, workers: int) -> None:
    for number in range(4):
        make_pdf(f"{number}.pdf", f"Text {number}.")
    transcripts = list(_run(tmp_path, workers=workers))
    assert [docvl.markdown_of(transcript.blocks) for transcript in transcripts] == [f"Text {n}.\n" for n in range(4)]
    assert {transcript.status for transcript in transcripts} == {"ok"}
    (block,) = transcripts[0].blocks
    assert block.bbox is not None
    assert (block.page, block.confidence, transcripts[0].usage.pages) == (1, 1.0, 1)


def test_a_folder_has_markdown_blocks_and_statuses(three: Path) -> None:
    out = three / "out"
    assert sorted(_files(out)) == ["a.md", "blocks.jsonl", "c.md", "transcripts.jsonl"]
    assert (out / "a.md").read_text(encoding="utf-8") == "First page of A.\n\nSecond page of A.\n"
    blocks = [json.loads(line) for line in (out / "blocks.jsonl").read_bytes().splitlines()]
    assert [(Path(block["source"]["path"]).name, block["page"], block["text"]) for block in blocks] == [
        ("a.pdf", 1, "First page of A."),
        ("a.pdf", 2, "Second page of A."),
        ("c.pdf", 1, "Only page of C."),
    ]
    lines = (out / "transcripts.jsonl").read_bytes().splitlines()
    assert [Transcript.model_validate_json(line).status for line in lines] == ["ok", "failed", "ok"]
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert manifest["files"] == ["transcripts.jsonl", "blocks.jsonl"]
    assert sorted(manifest["names"].values()) == ["a", "b", "c"]
    assert manifest["pages"] == 3


def test_a_blank_document_is_ok_and_says_nothing(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "")
    Image.new("RGB", (600, 800), "white").save(tmp_path / "in" / "b.png")
    _run(tmp_path).write(tmp_path / "out")
    transcripts = list(_run(tmp_path))
    assert [(transcript.status, transcript.blocks) for transcript in transcripts] == [("ok", ()), ("ok", ())]
    assert (tmp_path / "out" / "a.md").read_bytes() == (tmp_path / "out" / "b.md").read_bytes() == b""


def test_nothing_is_done_twice(three: Path) -> None:
    before = _files(three / "out")
    assert _again(three) == [None, None, None]
    assert _files(three / "out") == before


@pytest.mark.parametrize("cut", [1, 300, 100_000])
def test_a_torn_ledger_costs_only_what_is_torn(three: Path, cut: int) -> None:
    before = _files(three / "out")
    ledger = three / "out" / "transcripts.jsonl"
    ledger.write_bytes(ledger.read_bytes()[:-cut])
    left = ledger.read_bytes().count(b"\n")
    assert _again(three) == [None] * left + ["a", "b", "c"][left:]
    assert _files(three / "out") == before


def test_markdown_that_was_taken_away_is_written_again(three: Path) -> None:
    before = _files(three / "out")
    (three / "out" / "a.md").unlink()
    assert _again(three) == [None, None, None]
    assert _files(three / "out") == before


def test_another_content_is_another_document(three: Path, make_pdf: MakePdf) -> None:
    make_pdf("b.pdf", "Now B can be read.")
    (three / "in" / "c.pdf").write_bytes(b"")
    assert _again(three) == [None, "b", "c"]
    assert sorted(_files(three / "out")) == ["a.md", "b.md", "blocks.jsonl", "transcripts.jsonl"]


def test_inputs_come_and_go(three: Path, make_pdf: MakePdf) -> None:
    (three / "in" / "a.pdf").unlink()
    Image.new("RGB", (60, 80), "white").save(three / "in" / "c.png")
    assert _again(three) == [None, None, "c"]
    _run(three).write(three / "whole")
    assert _files(three / "out") == _files(three / "whole")
    assert sorted(_files(three / "out")) == ["blocks.jsonl", "c.pdf.md", "c.png.md", "transcripts.jsonl"]


def test_failed_documents_are_retried_when_asked(three: Path) -> None:
    assert _again(three, retry_failed=True) == [None, "b", None]


def test_fresh_starts_over(three: Path) -> None:
    (three / "in" / "a.pdf").unlink()
    assert _again(three, fresh=True) == ["b", "c"]
    assert sorted(_files(three / "out")) == ["blocks.jsonl", "c.md", "transcripts.jsonl"]


def test_another_run_is_refused(three: Path) -> None:
    before = _files(three / "out")
    with pytest.raises(RunFolderError):
        _run(three, dpi=300).write(three / "out")
    with pytest.raises(RunFolderError):
        docvl.extract(three / "in", schema="invoice", workers=1).write(three / "out")
    assert _files(three / "out") == before


def test_fresh_leaves_nothing_of_an_extraction(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "Text.")
    docvl.extract(tmp_path / "in", schema="invoice", workers=1).write(tmp_path / "out")
    _run(tmp_path).write(tmp_path / "out", fresh=True)
    assert sorted(_files(tmp_path / "out")) == ["a.md", "blocks.jsonl", "transcripts.jsonl"]


def test_a_manifest_of_others_cannot_have_files_removed_elsewhere(three: Path) -> None:
    manifest = json.loads((three / "out" / "run.json").read_text(encoding="utf-8"))
    manifest["files"] = ["../in/a.pdf", str(three / "in" / "a.pdf"), 7]
    manifest["names"] = {"x": "../in/c", "y": str(three / "in" / "c"), "z": None}
    for fresh in (False, True):
        (three / "out" / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
        for file in (three / "out").glob("*.md"):
            file.unlink()
        _run(three).write(three / "out", fresh=fresh)
        assert sorted(path.name for path in (three / "in").iterdir()) == ["a.pdf", "b.pdf", "c.pdf"]


@pytest.mark.parametrize("fresh", [False, True])
def test_files_of_others_are_not_overwritten(make_pdf: MakePdf, tmp_path: Path, fresh: bool) -> None:
    make_pdf("a.pdf", "Text.")
    notes = tmp_path / "in" / "a.md"
    notes.write_text("My notes.", encoding="utf-8")
    with pytest.raises(RunFolderError, match=r"a\.md"):
        _run(tmp_path).write(tmp_path / "in", fresh=fresh)
    with pytest.raises(RunFolderError, match="a"):
        _run(tmp_path).write(tmp_path / "in", fresh=fresh, searchable_pdf=True)
    assert notes.read_text(encoding="utf-8") == "My notes."
    assert (tmp_path / "in" / "a.pdf").read_bytes().startswith(b"%PDF")


def test_searchable_copies_are_made_and_kept(three: Path) -> None:
    seen = Seen()
    _run(three).write(three / "out", searchable_pdf=True, watch=seen)
    assert seen == ["a", None, "c"]
    assert words(three / "out" / "a.pdf", ["First"])[0] is not None
    assert not (three / "out" / "b.pdf").exists()
    assert _again(three, searchable_pdf=True) == [None, None, None]
    (three / "out" / "c.pdf").unlink()
    assert _again(three, searchable_pdf=True) == [None, None, "c"]
    assert _again(three) == [None, None, None]


def test_a_page_that_cannot_be_read_is_an_issue(make_pdf: MakePdf, tmp_path: Path) -> None:
    path = make_pdf("a.pdf", "Good page.", "Bad page.")
    with pymupdf.open(path) as pdf:
        pdf.xref_set_key(pdf[1].xref, "MediaBox", "[0 0 0 0]")
        pdf.save(tmp_path / "in" / "b.pdf")
    _, transcript = _run(tmp_path)
    assert transcript.status in ("ok", "partial")
    assert "Good page." in docvl.markdown_of(transcript.blocks)


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[PageBlocks | Exception]]:
    """What the scripted engine says of the pages; an error ends it."""
    said: list[PageBlocks | Exception] = []

    def transcribe(self: ScriptedEngine, pages: Any, language: str = "auto") -> Iterator[PageBlocks]:
        for one, _ in zip(said, pages, strict=False):
            if isinstance(one, Exception):
                raise one
            yield one

    monkeypatch.setattr(ScriptedEngine, "transcribe", transcribe, raising=False)
    engine_for.cache_clear()
    yield said
    engine_for.cache_clear()


def _follow(run: TranscriptRun) -> Transcript:
    (done,) = run.follow(lambda source, blocks: None)
    (transcript,) = done.results
    return transcript


LOST = Issue(code="corrupt", severity="error", message="The page is broken.", page=1)
SAID = docvl.Block(kind="paragraph", text="x", page=2, bbox=None, confidence=1.0)


@pytest.mark.parametrize(
    ("pages", "status", "codes"),
    [
        ([PageBlocks(1, (SAID,)), PageBlocks(2)], "ok", []),
        ([PageBlocks(1), PageBlocks(2)], "ok", []),
        ([PageBlocks(1, issues=(LOST,)), PageBlocks(2, (SAID,))], "partial", ["corrupt"]),
        ([PageBlocks(1, issues=(LOST,)), PageBlocks(2)], "partial", ["corrupt"]),
        ([PageBlocks(1, issues=(LOST,)), PageBlocks(2, issues=(LOST,))], "failed", ["corrupt", "corrupt"]),
        ([PageBlocks(1, (SAID,)), EngineError("Out of memory.")], "partial", ["engine-failed"]),
        ([EngineError("Out of memory.")], "failed", ["engine-failed"]),
        ([PageBlocks(1, (SAID,)), KeyError("text of the document")], "failed", ["internal"]),
    ],
)
def test_statuses(
    make_pdf: MakePdf,
    tmp_path: Path,
    writes: list[PageBlocks | Exception],
    pages: list[PageBlocks | Exception],
    status: str,
    codes: list[str],
) -> None:
    make_pdf("a.pdf", "1", "2")
    writes += pages
    transcript = _follow(_run(tmp_path, engine="scripted"))
    assert (transcript.status, [issue.code for issue in transcript.issues]) == (status, codes)
    assert not any("text of the document" in issue.message for issue in transcript.issues)


def test_a_copy_has_pages_that_the_engine_did_not_come_to(
    make_pdf: MakePdf, tmp_path: Path, writes: list[PageBlocks | Exception]
) -> None:
    make_pdf("a.pdf", "1", "2", "3")
    writes += [PageBlocks(1, (SAID,)), EngineError("Out of memory.")]
    summary = _run(tmp_path, engine="scripted").write(tmp_path / "out", searchable_pdf=True)
    assert dict(summary.statuses) == {"partial": 1}
    with pymupdf.open(tmp_path / "out" / "a.pdf") as pdf:
        assert [page.get_text().strip() for page in pdf] == ["1", "2", "3"]


def test_a_page_that_cannot_be_copied_is_an_issue(
    make_pdf: MakePdf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CorruptError("No.")

    make_pdf("a.pdf", "Text.")
    monkeypatch.setattr(SearchablePdf, "add", fail)
    _run(tmp_path).write(tmp_path / "out", searchable_pdf=True)
    transcript = Transcript.model_validate_json((tmp_path / "out" / "transcripts.jsonl").read_bytes())
    assert (transcript.status, docvl.markdown_of(transcript.blocks)) == ("partial", "Text.\n")
    assert [issue.code for issue in transcript.issues][0] == "not-searchable"


def test_pages_are_told_as_they_are_ready(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "One.", "Two.")
    told: list[tuple[str, list[str]]] = []
    run = _run(tmp_path)
    list(run.follow(lambda source, blocks: told.append((source.path[-5:], [block.text for block in blocks]))))
    assert told == [("a.pdf", ["One."]), ("a.pdf", ["Two."])]


def test_an_engine_that_cannot_is_wrong_usage(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "One.")
    with pytest.raises(UsageError, match="cannot transcribe"):
        list(_run(tmp_path, engine="scripted"))


def test_wrong_options() -> None:
    with pytest.raises(ConfigError, match="Unknown option 'schema'"):
        docvl.transcribe("x.pdf", schema="invoice")
    with pytest.raises(ConfigError, match="bands"):
        docvl.transcribe("x.pdf", bands=0)
    with pytest.raises(ConfigError, match="bands are for models"):
        docvl.transcribe("x.pdf", bands=2)
    with pytest.raises(UsageError, match="No documents"):
        docvl.transcribe([])
