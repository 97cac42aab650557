"""Columns typed from the schema; nothing lost without a word."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.errors import OutputError
from docvl.schema import Schema, load_schema
from docvl.store import parquet

ROW = {"type": "object", "properties": {"text": {"type": "string"}, "amount": {"type": "number", "format": "decimal"}}}
SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "text": {"type": ["string", "null"]},
            "day": {"type": "string", "format": "date"},
            "moment": {"type": "string", "format": "date-time"},
            "hour": {"type": "string", "format": "time"},
            "number": {"type": "number"},
            "amount": {"type": "number", "format": "decimal"},
            "count": {"type": "integer"},
            "paid": {"type": "boolean"},
            "seller": {"type": "object", "properties": {"name": {"type": "string"}}},
            "rows": {"type": "array", "items": ROW},
            "tags": {"type": "array", "items": {"type": "string"}},
            "名称": {"type": "string"},
        },
    }
)


def _line(data: dict[str, Any] | None, path: str = "a.pdf") -> bytes:
    evidence = {"raw": "x", "page": 1, "bbox": [0.1, 0.2, 0.3, 0.4], "confidence": 1, "grounding": "exact"}
    record = {
        "source": {"path": path, "sha256": "00", "pages": 1},
        "status": "ok" if data is not None else "failed",
        "data": data,
        "fields": {"/text": evidence, "/nowhere": evidence | {"raw": None, "page": None, "bbox": None}},
        "issues": [{"code": "c", "severity": "info", "message": "m", "page": None, "pointer": None}],
        "engine": {"name": "scripted", "model": None},
        "usage": {"pages": 1, "ocr_pages": 0, "tiles": 0, "input_tokens": 0, "output_tokens": 0},
    }
    return json.dumps(record).encode() + b"\n"


def _write(folder: Path, *data: dict[str, Any] | None, schema: Schema = SCHEMA) -> tuple[list[dict[str, Any]], int]:
    path = folder / "records.parquet"
    misfits = parquet.write_parquet((_line(each) for each in data), path, schema.root)
    return pq.read_table(path).to_pylist(), misfits


def test_columns_have_the_types_of_the_schema() -> None:
    data = parquet.record_schema(SCHEMA.root).field("data").type
    types = {field.name: field.type for field in data}
    money = pa.decimal128(38, 6)
    assert types == {
        "text": pa.string(),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
        "hour": pa.string(),
        "number": pa.float64(),
        "amount": money,
        "count": pa.int64(),
        "paid": pa.bool_(),
        "seller": pa.struct([("name", pa.string())]),
        "rows": pa.list_(pa.struct([("text", pa.string()), ("amount", money)])),
        "tags": pa.list_(pa.string()),
        "名称": pa.string(),
    }


def test_values_arrive(tmp_path: Path) -> None:
    data = {
        "text": "發票 €",
        "day": "2024-02-29",
        "moment": "2024-02-29T10:00:00+02:00",
        "hour": "10:00:00Z",
        "number": 0.1,
        "amount": 33.9,
        "count": -(2**63),
        "paid": False,
        "seller": {"name": None},
        "rows": [{"text": "a", "amount": 1}, {"text": "b"}],
        "tags": [],
        "名称": "x",
    }
    (row, failed), misfits = _write(tmp_path, data, None)
    assert misfits == 0
    assert row["data"] == data | {
        "day": date(2024, 2, 29),
        "moment": datetime(2024, 2, 29, 10),
        "amount": Decimal("33.9"),
        "rows": [{"text": "a", "amount": Decimal(1)}, {"text": "b", "amount": None}],
    }
    assert dict(row["fields"])["/text"]["bbox"] == [0.1, 0.2, 0.3, 0.4]
    assert dict(row["fields"])["/nowhere"]["bbox"] is None
    part = {"page": None, "row": None, "parts": None, "split": None}
    assert row["source"] == {"path": "a.pdf", "sha256": "00", "pages": 1, **part}
    assert (row["status"], failed["status"], failed["data"]) == ("ok", "failed", None)


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"count": 2**63}, "/count"),
        ({"count": 1.5}, "/count"),
        ({"number": 2**70 + 1}, "/number"),
        ({"amount": 10**33}, "/amount"),
        ({"amount": 0.0000001}, "/amount"),
        ({"day": "2024-02-30"}, "/day"),
        ({"moment": "2024-02-29 at ten"}, "/moment"),
        ({"paid": 1}, "/paid"),
        ({"count": True}, "/count"),
        ({"rows": [{}, {"amount": "x"}]}, "/rows/1/amount"),
        ({"seller": "x"}, "/seller"),
        ({"seller": {"name": "x", "more": "y"}}, "/seller"),
    ],
)
def test_a_misfit_is_null_and_an_issue(tmp_path: Path, data: dict[str, Any], pointer: str) -> None:
    (row,), misfits = _write(tmp_path, data)
    assert misfits == 1
    assert [(issue["code"], issue["pointer"]) for issue in row["issues"]] == [("c", None), ("parquet-misfit", pointer)]


def test_a_run_without_records_is_a_valid_file(tmp_path: Path) -> None:
    assert _write(tmp_path) == ([], 0)
    assert pq.read_schema(tmp_path / "records.parquet") == parquet.record_schema(SCHEMA.root)


def test_row_groups_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_ROWS", 2)
    rows, _ = _write(tmp_path, *({"count": index} for index in range(5)))
    assert [row["data"]["count"] for row in rows] == [0, 1, 2, 3, 4]
    assert pq.ParquetFile(tmp_path / "records.parquet").num_row_groups == 3


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    def lines() -> Any:
        yield _line({"count": 2})
        raise OSError(28, "No space left on device")

    _write(tmp_path, {"count": 1})
    with pytest.raises(OutputError, match="No space left on device"):
        parquet.write_parquet(lines(), tmp_path / "records.parquet", SCHEMA.root)
    assert [path.name for path in tmp_path.iterdir()] == ["records.parquet"]
    assert pq.read_table(tmp_path / "records.parquet")["data"][0]["count"].as_py() == 1


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "amount": st.decimals("-1e20", "1e20", places=6).map(float).filter(lambda x: "e" not in repr(x)),
        "count": st.integers(-(2**63), 2**63 - 1),
        "paid": st.booleans(),
        "day": st.dates().map(date.isoformat),
        "tags": st.lists(st.text(st.characters(exclude_categories=["Cs"]))),
    },
)


@settings(max_examples=50, deadline=None)
@given(st.lists(VALUES, max_size=4))
def test_what_is_valid_survives(tmp_path_factory: pytest.TempPathFactory, records: list[dict[str, Any]]) -> None:
    rows, misfits = _write(tmp_path_factory.mktemp("out"), *records)
    assert misfits == 0
    for row, data in zip(rows, records, strict=True):
        for name, value in data.items():
            kept = row["data"][name]
            if name == "day":
                assert kept.isoformat() == value
            elif name == "amount":
                assert kept == Decimal(repr(value))
            else:
                assert kept == value
