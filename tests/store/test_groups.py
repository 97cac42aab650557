"""Parts of several schemas: the records of one file stand in several parts, each once, whatever was interrupted."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds
import pytest

from docvl.document import Source, Split
from docvl.record import EngineInfo, JsonRecord
from docvl.schema import load_schema
from docvl.store import filesystems
from docvl.store.compact import compact, write_lines
from docvl.store.filesystems import files_below, locate
from docvl.store.jsonl import to_line
from docvl.store.parts import holds_key, key_of_document, lines_of_parts
from docvl.store.parts_folder import PartsFolder
from docvl.store.staging import Staged, record_tables, stage

TEXT = {"type": ["string", "null"]}
ROOTS = {
    "invoice": load_schema({"type": "object", "properties": {"number": TEXT, "total": {"type": "number"}}}).root,
    "my receipt": load_schema({"type": "object", "properties": {"store": TEXT}}).root,
}
DATA: dict[str, dict[str, Any]] = {"invoice": {"number": "1", "total": 1.5}, "my receipt": {"store": "Corner"}}


def _file(path: str, *schemas: str | None, content: str = "a") -> list[bytes]:
    """The records of a file that holds a document for each schema, a page each; None is of no schema."""
    return [
        to_line(
            JsonRecord(
                source=Source(
                    path=path,
                    sha256=content * 64,
                    pages=len(schemas),
                    split=_split(page, schema),
                    parts=len(schemas),
                ),
                status="failed" if schema is None else "ok",
                data=None if schema is None else DATA[schema],
                engine=EngineInfo(name="scripted"),
            )
        )
        for page, schema in enumerate(schemas, start=1)
    ]


def _split(page: int, schema: str | None) -> Split:
    return Split(first_page=page, last_page=page, kind="x", confidence=1, starts=1, ends=1, read_as=schema)


def _open(place: Path, **options: Any) -> PartsFolder:
    return PartsFolder(locate(str(place)), {"fingerprint": "f", "layout": "parts", "schema": {}}, **options)


def _stage(folder: PartsFolder, *documents: Sequence[bytes], **options: Any) -> list[Staged]:
    return list(stage(documents, partial(record_tables, roots=ROOTS), folder.place, folder.attempt, **options))


def _lines(folder: PartsFolder) -> list[bytes]:
    return sorted(lines_of_parts(folder.parts))


MIXED = _file("a.pdf", "invoice", "my receipt", None, "invoice")


def test_each_schema_has_parts_of_its_own_columns(tmp_path: Path) -> None:
    with _open(tmp_path) as folder:
        for staged in _stage(folder, MIXED, _file("b.pdf", "my receipt")):
            folder.publish(staged)
        summary = folder.finish({})
    assert dict(summary.statuses) == {"ok": 4, "failed": 1}
    records = tmp_path / "records"
    invoices = pd.read_parquet(records / "schema=invoice")
    assert [row["total"] for row in invoices["data"]] == [1.5, 1.5]
    receipts = ds.dataset(records / "schema=my_receipt").to_table()
    assert [row["store"] for row in receipts["data"].to_pylist()] == ["Corner", "Corner"]
    (other,) = ds.dataset(records / "schema=__HIVE_DEFAULT_PARTITION__").to_table().to_pylist()
    assert ("data" in other, other["status"]) == (False, "failed")


def test_the_rest_of_a_group_is_published_by_the_next_run(tmp_path: Path) -> None:
    files = MIXED, _file("b.pdf", "invoice", "my receipt")
    with _open(tmp_path) as folder:
        first, *_ = _stage(folder, *files)
        folder.publish(first)
    with _open(tmp_path) as folder:
        assert _lines(folder) == sorted(line for lines in files for line in lines)
        assert {part.number for part in folder.parts} == {1}
        assert holds_key(folder.known(), key_of_document("b.pdf", "a" * 64))


def test_a_file_that_was_read_twice_is_taken_from_one_group(tmp_path: Path) -> None:
    with _open(tmp_path) as folder:
        _stage(folder, MIXED, _file("b.pdf", "invoice"))
        _stage(folder, MIXED, _file("c.pdf", "my receipt"))
    with _open(tmp_path) as folder:
        expected = [*MIXED, *_file("b.pdf", "invoice"), *_file("c.pdf", "my receipt")]
        assert _lines(folder) == sorted(expected)


def test_a_changed_file_takes_its_old_records_from_every_schema(tmp_path: Path) -> None:
    changed = _file("a.pdf", "my receipt", content="b")
    with _open(tmp_path) as folder:
        for staged in (*_stage(folder, MIXED), *_stage(folder, changed)):
            folder.publish(staged)
        folder.finish({})
        assert _lines(folder) == changed


def test_a_failed_document_has_its_file_read_again(tmp_path: Path) -> None:
    with _open(tmp_path) as folder:
        for staged in _stage(folder, MIXED, _file("b.pdf", "invoice")):
            folder.publish(staged)
    with _open(tmp_path, retry_failed=True) as folder:
        assert _lines(folder) == _file("b.pdf", "invoice")


def test_parts_merge_by_schema_and_nothing_is_taken_for_old(tmp_path: Path) -> None:
    files = [_file(f"{name}.pdf", "my receipt", *["invoice"] * (name == "a")) for name in "abc"]
    expected = sorted(line for lines in files for line in lines)
    with _open(tmp_path) as folder:
        for lines in files:
            for staged in _stage(folder, lines):
                folder.publish(staged)
        folder.finish({})
    assert compact(folder.place) == (4, 2)
    with _open(tmp_path) as folder:
        assert _lines(folder) == expected
    write_lines(folder.place)
    assert (tmp_path / "records.jsonl").read_bytes() == b"".join(line for lines in files for line in lines)


def test_a_file_that_lacks_a_record_is_not_done(tmp_path: Path) -> None:
    with _open(tmp_path) as folder:
        first, *_ = _stage(folder, MIXED)
        folder.publish(first)
        assert not holds_key(folder.known(), key_of_document("a.pdf", "a" * 64))


class _Killed(Exception):
    pass


class _Deadly:
    """The writes of the store, of which one kills."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.left = 0
        for module, name in (
            ("staging", "write_whole"),
            ("parts", "write_whole"),
            ("parts", "remove"),
            ("parts_folder", "write_whole"),
            ("parts_folder", "remove"),
            ("parts_folder", "move"),
        ):
            monkeypatch.setattr(f"docvl.store.{module}.{name}", self._dying(getattr(filesystems, name)))

    def _dying(self, real: Any) -> Any:
        def call(*args: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise _Killed
            return real(*args)

        return call


def _attempt(rng: random.Random, place: Path, files: Sequence[list[bytes]]) -> None:
    """Read what is not done, some of it twice; sometimes after a merge, sometimes what failed once more."""
    if rng.random() < 0.2 and (place / "run.json").exists():
        compact(locate(str(place)))
    with _open(place, retry_failed=rng.random() < 0.3) as folder:
        known = folder.known()
        todo = [lines for lines in files if not holds_key(known, key_of_document(_path(lines[0]), "a" * 64))]
        groups = [_stage(folder, *todo[start : start + 3]) for start in range(0, len(todo), 3)]
        if todo:
            _stage(folder, *rng.sample(todo, k=rng.randint(1, len(todo))))  # by a worker whose answer was lost
        for staged in (staged for group in groups for staged in group):
            folder.publish(staged)
        folder.finish({})


def _path(line: bytes) -> str:
    return str(json.loads(line)["source"]["path"])


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_interrupted_each_record_is_there_once(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, deadly = random.Random(seed), _Deadly(monkeypatch)  # noqa: S311
    kinds = ["invoice", "my receipt", None]
    files = [_file(f"{n}.pdf", *rng.choices(kinds, k=rng.randint(1, 4))) for n in range(8)]
    for _ in range(12):
        deadly.left = rng.randint(1, 25)
        with suppress(_Killed):
            _attempt(rng, tmp_path, files)
    deadly.left = 0
    _attempt(rng, tmp_path, files)
    with _open(tmp_path) as folder:
        assert _lines(folder) == sorted(line for lines in files for line in lines)
    assert files_below(locate(str(tmp_path / "_staged"))) == []
