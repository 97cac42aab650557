"""CSV for spreadsheets."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from docvl.schema import load_schema
from docvl.store.flat import write_csv

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "total": {"type": "number"},
            "seller": {"type": "object", "properties": {"city": {"type": "string"}}},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "integer"}}}},
        },
    }
)


def _line(data: object, path: str = "a.pdf") -> bytes:
    issues = [{"code": "one"}, {"code": "two"}]
    source = {"path": path, "sha256": "00", "pages": 1}
    return json.dumps({"source": source, "status": "ok", "data": data, "issues": issues}).encode()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_record(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    data = {"name": "杭州, Ltd", "total": -1.5, "seller": {"city": "杭州"}, "rows": [{"a": 1}]}
    write_csv([_line(data), _line(None)], path, SCHEMA.root)
    first, failed = _rows(path)
    assert first == {
        "path": "a.pdf",
        "sha256": "00",
        "pages": "1",
        "page": "",
        "last_page": "",
        "row": "",
        "status": "ok",
        "name": "杭州, Ltd",
        "total": "-1.5",
        "seller.city": "杭州",
        "rows": '[{"a": 1}]',
        "issues": "one two",
    }
    assert (failed["name"], failed["total"], failed["rows"]) == ("", "", "")


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    for start in ("=", "+", "-", "@", "\t", "\r"):
        write_csv([_line({"name": f"{start}cmd|' /C calc'!A0"}, path=f"{start}.pdf")], path, SCHEMA.root)
        (row,) = _rows(path)
        assert row["name"].startswith(f"'{start}")
        assert row["path"].startswith(f"'{start}")


def test_which_part_of_the_file_a_record_is_about(tmp_path: Path) -> None:
    parts: list[dict[str, object]] = [{"page": 2}, {"row": 7}, {"split": {"first_page": 3, "last_page": 5}, "row": 1}]
    lines = []
    for part in parts:
        line = json.loads(_line({}))
        line["source"] |= part
        lines.append(json.dumps(line).encode())
    write_csv(lines, tmp_path / "records.csv", SCHEMA.root)
    found = [(row["page"], row["last_page"], row["row"]) for row in _rows(tmp_path / "records.csv")]
    assert found == [("2", "2", ""), ("", "", "7"), ("3", "5", "1")]
