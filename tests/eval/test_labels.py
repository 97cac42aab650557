from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docvl.document import Source, Split
from docvl.errors import UsageError
from docvl.eval.labels import Label, assign, read_labels
from docvl.eval.records import is_calibrated, read_records
from docvl.record import EngineInfo, JsonRecord
from docvl.schema import load_schema
from docvl.store.jsonl import to_line

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "number": {"type": ["string", "null"]},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"x": {"type": ["number", "null"]}}}},
        },
    }
)


def _write(folder: Path, *lines: Any) -> Path:
    file = folder / "labels.jsonl"
    file.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
    return file


def _record(path: str, data: dict[str, Any] | None = None) -> JsonRecord:
    return JsonRecord(
        source=Source(path=path, sha256=None, pages=1), status="ok", data=data, engine=EngineInfo(name="scripted")
    )


def test_labels_are_read(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        {"path": "in/a.pdf", "data": {"number": "1", "rows": [{"x": 2}]}, "note": "seen twice"},
        {"path": "in/b.pdf", "data": {"number": None}, "checked": True},
        {"path": "in/c.pdf", "data": {"number": "draft"}, "checked": False},
    )
    labels = read_labels(file, SCHEMA)
    assert [label.path for label in labels.checked] == ["in/a.pdf", "in/b.pdf"]
    assert labels.checked[0].file == (tmp_path / "in/a.pdf").as_posix()
    assert labels.drafts == 1


def test_the_later_of_two_lines_counts(tmp_path: Path) -> None:
    file = _write(tmp_path, *({"path": "a.pdf", "data": {"number": text}} for text in ("old", "new")))
    assert [label.data for label in read_labels(file, SCHEMA).checked] == [{"number": "new"}]


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ({"path": "a.pdf"}, "'path' or 'data' is missing", "A line looks like"),
        ({"path": "a.pdf", "data": {"numbr": "1"}}, "line 1: the schema has no /numbr", "'number'"),
        ({"path": "a.pdf", "data": {"rows": [{"x": 1}, {"y": 1}]}}, "the schema has no /rows/1/y", "It has: x"),
        ({"path": "a.pdf", "data": {"rows": {"x": 1}}}, "/rows is no array", ""),
        ({"path": "a.pdf", "data": {"number": ["1"]}}, "/number is no single value", ""),
        ({"path": "a.pdf", "data": {"rows": [{"x": float("nan")}]}}, "not a line of JSON", ""),
        ({"path": "a.pdf", "data": {}, "checked": False}, "labels that were checked", "checked"),
    ],
)
def test_what_is_no_label_is_refused(line: Any, message: str, hint: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        read_labels(_write(tmp_path, line), SCHEMA)
    assert message in str(refused.value)
    assert hint in refused.value.hint


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="FileNotFoundError"):
        read_labels(tmp_path / "none.jsonl", SCHEMA)


def _assigned(labels: list[str], records: list[str]) -> list[str | None]:
    pairs = assign([Label(path, path, {}) for path in labels], [_record(path) for path in records])
    return [None if record is None else record.source.path for _, record in pairs]


def test_records_are_found_by_path_then_by_name() -> None:
    assert _assigned(["x/a.pdf", "x/b.pdf"], ["x/b.pdf", "./x/a.pdf"]) == ["./x/a.pdf", "x/b.pdf"]
    assert _assigned(["x/a.pdf"], ["moved/a.pdf"]) == ["moved/a.pdf"]
    assert _assigned(["x/a.pdf"], ["y/a.pdf", "z/a.pdf"]) == [None]
    assert _assigned(["x/a.pdf", "y/a.pdf"], ["z/a.pdf"]) == [None, None]


def test_records_are_found_by_content_wherever_they_are() -> None:
    label = Label("a.pdf", "a.pdf", {}, sha256="12ab")
    record = _record("other/b.pdf")
    record = record.model_copy(update={"source": record.source.model_copy(update={"sha256": "12ab"})})
    assert list(assign([label], [record, _record("elsewhere/a.pdf")])) == [(label, record)]


def test_parts_of_a_document_have_labels_of_their_own(tmp_path: Path) -> None:
    file = _write(tmp_path, *({"path": "a.pdf", "page": page, "data": {"number": str(page)}} for page in (1, 2)))
    labels = read_labels(file, SCHEMA).checked
    records = [
        JsonRecord(
            source=Source(path=str(tmp_path / "a.pdf"), page=page), status="ok", data={}, engine=EngineInfo(name="x")
        )
        for page in (2, 1)
    ]
    assert [record and record.source.page for _, record in assign(labels, records)] == [1, 2]


def test_records_are_read_from_a_folder_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_bytes(to_line(_record("a.pdf", {"number": "1", "rows": []})))
    for path in (tmp_path, tmp_path / "records.jsonl"):
        assert [record.source.path for record in read_records(path, SCHEMA)] == ["a.pdf"]


def test_records_of_another_schema_are_refused(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_bytes(to_line(_record("a.pdf", {"number": 1})))
    with pytest.raises(UsageError, match="not valid under the schema"):
        read_records(tmp_path, SCHEMA)


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match="line 1: not a record"):
        read_records(tmp_path, SCHEMA)
    with pytest.raises(UsageError, match="FileNotFoundError"):
        read_records(tmp_path / "none", SCHEMA)


@pytest.mark.parametrize(
    ("manifest", "calibrated"),
    [({"options": {"calibration": "c.json"}}, True), ({"options": {"calibration": None}}, False), ([], False)],
)
def test_the_manifest_tells_of_a_calibration(manifest: Any, calibrated: bool, tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert is_calibrated(tmp_path) == calibrated


def _split_record(first_page: int, data: dict[str, Any], read_as: str | None = "schema", parts: int = 3) -> JsonRecord:
    split = Split(
        first_page=first_page, last_page=first_page, kind="other", confidence=1, starts=1, ends=1, read_as=read_as
    )
    source = Source(path="in/batch.pdf", sha256=None, pages=3, split=split, parts=parts)
    return JsonRecord(source=source, status="ok", data=data, engine=EngineInfo(name="scripted"))


def test_labels_of_documents_in_one_file(tmp_path: Path) -> None:
    file = _write(
        tmp_path,
        *({"path": "in/batch.pdf", "split": {"first_page": n}, "data": {"number": str(n)}} for n in (1, 2)),
        {"path": "in/batch.pdf", "split": {"first_page": 3, "read_as": "receipt"}, "data": {"of": "another schema"}},
    )
    labels = read_labels(file, SCHEMA).checked
    records = [_split_record(n, {"number": str(n)}) for n in (2, 1)]
    found = [(label.first_page, record and record.data) for label, record in assign(labels, records)]
    assert found == [(1, {"number": "1"}), (2, {"number": "2"})]


def test_a_label_of_a_whole_file_is_about_its_only_document() -> None:
    label = Label("in/batch.pdf", "in/batch.pdf", {"number": "1"})
    only, others = [_split_record(2, {}, parts=1)], [_split_record(1, {}), _split_record(2, {})]
    assert [record for _, record in assign([label], only)] == only
    assert [record for _, record in assign([label], others)] == [None]


def test_records_of_split_files_are_those_of_the_schema(tmp_path: Path) -> None:
    file = tmp_path / "records.jsonl"
    lines = [
        _split_record(1, {"number": "1"}, SCHEMA.name),
        _split_record(2, {"total": 1}, "receipt"),
        _split_record(3, {}, None),
    ]
    file.write_bytes(b"".join(map(to_line, lines)))
    assert read_records(file, SCHEMA) == lines[:1]
