"""Parts: whole, each document once, whatever was interrupted."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from docvl.document import Source
from docvl.errors import OutputError, RunFolderError, UsageError
from docvl.record import EngineInfo, JsonRecord, Status
from docvl.schema import load_schema
from docvl.store.compact import compact
from docvl.store.filesystems import Place, files_below, locate, read_whole, write_whole
from docvl.store.jsonl import to_line
from docvl.store.parts import holds_key, key_of_document, lines_of_parts
from docvl.store.parts_folder import PartsFolder
from docvl.store.staging import Staged, record_tables, stage
from tests.conftest import SCHEMA
from tests.store.buckets import serve

ROOT = load_schema(SCHEMA).root


@pytest.fixture(scope="module")
def bucket() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield from serve(monkeypatch)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "folder":
        return locate(str(tmp_path / "out"))
    bucket: str = request.getfixturevalue("bucket")
    return locate(f"{bucket}/{tmp_path.name}")


def _lines(path: str, content: str = "a", *, status: Status = "ok", records: int = 1) -> list[bytes]:
    source = Source(path=path, sha256=content * 64, pages=1)
    data = None if status == "failed" else {"number": path, "total": 1}
    record = JsonRecord(source=source, status=status, data=data, engine=EngineInfo(name="scripted"))
    return [to_line(record)] * records


def _open(place: Place, fingerprint: str = "f", **options: Any) -> PartsFolder:
    return PartsFolder(place, {"fingerprint": fingerprint, "layout": "parts"}, **options)


def _stage(folder: PartsFolder, *documents: list[bytes], **options: Any) -> list[Staged]:
    tables = partial(record_tables, roots={"own": ROOT})
    return list(stage(documents, tables, folder.place, folder.attempt, **options))


def _publish(folder: PartsFolder, *documents: list[bytes], **options: Any) -> None:
    for staged in _stage(folder, *documents, **options):
        folder.publish(staged)


def _paths(folder: PartsFolder) -> list[str]:
    return sorted(json.loads(line)["source"]["path"] for line in lines_of_parts(folder.parts))


def test_what_is_published_is_known(place: Place) -> None:
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"), _lines("b.pdf", status="failed"))
        summary = folder.finish({})
    assert (summary.documents, dict(summary.statuses)) == (2, {"ok": 1, "failed": 1})
    assert json.loads(read_whole(place / "run.json") or b"")["documents"] == {"ok": 1, "failed": 1}
    with _open(place) as folder:
        known = folder.known()
        assert holds_key(known, key_of_document("a.pdf", "a" * 64))
        assert not holds_key(known, key_of_document("a.pdf", "b" * 64))
        assert not holds_key(known, key_of_document("c.pdf", "a" * 64))
        assert list(lines_of_parts(folder.parts)) == _lines("a.pdf") + _lines("b.pdf", status="failed")


def test_columns_are_typed_and_readers_see_published_parts_only(tmp_path: Path) -> None:
    place = locate(str(tmp_path))
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"))
        _stage(folder, _lines("b.pdf"))
        table = pd.read_parquet(tmp_path / "records")
        assert [row["number"] for row in table["data"]] == ["a.pdf"]
        assert len(pd.read_parquet(tmp_path / "records", columns=["status"])) == 1


def test_what_was_staged_when_a_run_died_counts(place: Place) -> None:
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"), _lines("b.pdf"))
        _stage(folder, _lines("b.pdf"), _lines("c.pdf"))
        _stage(folder, _lines("a.pdf"))
    with _open(place) as folder:
        assert _paths(folder) == ["a.pdf", "b.pdf", "c.pdf"]
        folder.finish({})
    assert files_below(place / "_staged") == []


def test_a_changed_document_replaces_the_old(place: Place) -> None:
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"), _lines("b.pdf"))
        _publish(folder, _lines("a.pdf", "b", records=2))
        folder.finish({})
        assert _paths(folder) == ["a.pdf", "a.pdf", "b.pdf"]
        assert {json.loads(line)["source"]["sha256"][0] for line in lines_of_parts(folder.parts)} == {"a", "b"}


def test_failed_documents_are_dropped_to_be_read_again(place: Place) -> None:
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"), _lines("b.pdf", status="failed"))
        _publish(folder, _lines("c.pdf", status="failed"))
    with _open(place, retry_failed=True) as folder:
        assert _paths(folder) == ["a.pdf"]
        assert folder.summary().documents == 1


def test_parts_merge(place: Place) -> None:
    with _open(place) as folder:
        for name in "abc":
            _publish(folder, _lines(f"{name}.pdf"))
        folder.finish({})
    assert compact(place) == (3, 1)
    with _open(place) as folder:
        assert _paths(folder) == ["a.pdf", "b.pdf", "c.pdf"]
        assert folder.summary().documents == 3
    assert compact(place) == (1, 1)


def test_an_interrupted_merge_doubles_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with _open(place) as folder:
        for name in "abc":
            _publish(folder, _lines(f"{name}.pdf"))
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr("docvl.store.parts_folder.remove", _interrupt)
        compact(place)
    with _open(place) as folder:
        assert _paths(folder) == ["a.pdf", "b.pdf", "c.pdf"]


def _interrupt(place: Place) -> None:
    raise KeyboardInterrupt


def test_parts_by_status(tmp_path: Path) -> None:
    place = locate(str(tmp_path))
    with _open(place) as folder:
        documents = _lines("a.pdf"), _lines("b.pdf", status="failed"), _lines("c.pdf")
        _publish(folder, *documents, partition_by="status")
        folder.finish({})
    table = pd.read_parquet(tmp_path / "records")
    assert sorted(table["status"].astype(str)) == ["failed", "ok", "ok"]
    with _open(place, retry_failed=True) as folder:
        assert _paths(folder) == ["a.pdf", "c.pdf"]
    assert compact(place) == (1, 1)


def test_parts_by_date(tmp_path: Path) -> None:
    with _open(locate(str(tmp_path))) as folder:
        _publish(folder, _lines("a.pdf"), partition_by="date")
    (row,) = pd.read_parquet(tmp_path / "records")["date"]
    assert len(str(row)) == 10


def test_equal_parts_have_equal_names(tmp_path: Path) -> None:
    with _open(locate(str(tmp_path))) as folder:
        assert _stage(folder, _lines("a.pdf")) == _stage(folder, _lines("a.pdf"))


def test_a_folder_of_another_run_is_not_touched(place: Place) -> None:
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"))
    before = read_whole(place / "run.json")
    with pytest.raises(RunFolderError, match="another schema"):
        _open(place, "other")
    write_whole(place / "else" / "run.json", b'{"fingerprint": "f"}')
    with pytest.raises(RunFolderError, match="without --ray"):
        _open(place / "else")
    with pytest.raises(RunFolderError, match="holds no run"):
        compact(place / "nothing")
    assert read_whole(place / "run.json") == before
    with _open(place, "other", fresh=True) as folder:
        assert _paths(folder) == []


def test_two_processes_do_not_share_a_folder(tmp_path: Path) -> None:
    with _open(locate(str(tmp_path))), pytest.raises(RunFolderError, match="Another process"):
        _open(locate(str(tmp_path)))


def test_in_a_bucket_the_later_process_wins(bucket: str, tmp_path: Path) -> None:
    place = locate(f"{bucket}/{tmp_path.name}")
    with _open(place) as first:
        (staged,) = _stage(first, _lines("a.pdf"))
        with _open(place), pytest.raises(RunFolderError, match="Another process"):
            first.publish(staged)


def test_a_full_disk_is_said_and_earlier_parts_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = locate(str(tmp_path))
    with _open(place) as folder:
        _publish(folder, _lines("a.pdf"))

        def full(path: Path, data: bytes) -> int:
            raise OSError(errno.ENOSPC, "full")

        with monkeypatch.context() as patched, pytest.raises(OutputError, match="No space left"):
            patched.setattr(Path, "write_bytes", full)
            _stage(folder, _lines("b.pdf"))
    with _open(place) as folder:
        assert _paths(folder) == ["a.pdf"]
        assert pq.read_table(folder.parts[0].place.path).num_rows == 1


@pytest.mark.parametrize(
    ("text", "words"), [("s3://no-such-bucket-docvl/out", "no such bucket"), ("nothing9://x/y", "nothing9")]
)
def test_places_that_are_not_there(bucket: str, text: str, words: str) -> None:
    with pytest.raises((OutputError, UsageError), match=words):
        write_whole(locate(text) / "a", b"x")


def test_a_bucket_without_permission() -> None:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for uri in serve(monkeypatch, refusing=True):
            place = locate(f"{uri}/out")
            with pytest.raises(
                OutputError, match=r"'s3://docvl-refusing/out/a': the access key is not known"
            ) as caught:
                write_whole(place / "a", b"x")
            assert "credentials" in caught.value.hint
            with pytest.raises(OutputError, match=r"no permission"):
                _open(place)
