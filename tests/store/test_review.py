from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from docvl.document import Source
from docvl.issues import Issue
from docvl.record import Completeness, EngineInfo, Evidence, JsonRecord
from docvl.schema import load_schema
from docvl.store.jsonl import to_line
from docvl.store.review import doubtful, draft, write_review

NULLABLE = ["string", "null"]
ROOT = load_schema(
    {
        "type": "object",
        "required": ["number", "rows"],
        "properties": {
            "number": {"type": NULLABLE},
            "note": {"type": NULLABLE},
            "rows": {
                "type": "array",
                "items": {"type": "object", "required": ["x"], "properties": {"x": {"type": NULLABLE}}},
            },
        },
    }
).root


def _record(confidence: float = 0.99, **changes: Any) -> JsonRecord:
    evidence = Evidence(raw="a", page=1, bbox=None, confidence=confidence, grounding="exact")
    values: dict[str, Any] = {
        "source": Source(path="in/a.pdf", sha256=None, pages=1),
        "status": "ok",
        "data": {"number": "a", "note": None, "rows": [{"x": "b"}]},
        "fields": {"/number": evidence, "/rows/0/x": evidence},
        "completeness": Completeness(verdict="complete"),
        "engine": EngineInfo(name="scripted"),
    }
    return JsonRecord(**values | changes)


def _warning(pointer: str | None, severity: Any = "warning") -> Issue:
    return Issue(code="rule-broken", severity=severity, message="Broken.", pointer=pointer)


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (_record(), {}),
        (_record(0.5), {"/number": 0.5, "/rows/0/x": 0.5}),
        (_record(issues=(_warning("/number"),)), {"/number": 0.99}),
        (_record(issues=(_warning("/note"),)), {"/note": None}),
        (_record(issues=(_warning("/number", "info"),)), {}),
        (_record(data={"number": None, "note": None, "rows": []}, fields={}), {"/number": None}),
        (_record(data={"number": "a", "rows": [{"x": None}]}), {"/rows/0/x": None}),
    ],
)
def test_what_is_doubtful(record: JsonRecord, expected: dict[str, float | None]) -> None:
    assert doubtful(record, ROOT, 0.9) == expected


@pytest.mark.parametrize(
    "record",
    [
        _record(0.5),
        _record(status="partial"),
        _record(status="failed", data=None, fields={}, completeness=None),
        _record(completeness=Completeness(verdict="suspect", reasons=("A page is missing.",))),
        _record(issues=(_warning(None),)),
    ],
)
def test_every_document_is_in_one_of_the_two_files(record: JsonRecord, tmp_path: Path) -> None:
    lines = [to_line(_record()), to_line(record)]
    assert write_review(lambda: lines, tmp_path, ROOT, 0.9) == 1
    assert pq.read_table(tmp_path / "accepted.parquet").num_rows == 1
    (line,) = (tmp_path / "review.jsonl").read_text(encoding="utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["status"], entry["checked"], entry["data"]) == (record.status, False, record.data or {})
    assert entry["doubtful"] == doubtful(record, ROOT, 0.9)


def test_paths_of_drafts_lead_from_their_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert draft(_record(), Path("out"))["path"] == "../in/a.pdf"


def test_drafts_name_the_part_of_a_document() -> None:
    source = Source(path="a.pdf", page=2, parts=3)
    assert draft(_record(source=source), Path()) == {
        "path": "a.pdf",
        "page": 2,
        "checked": False,
        "data": _record().data,
    }
