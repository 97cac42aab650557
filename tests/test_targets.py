"""One record for each page, or for each row of the main list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import docvl
from docvl import Run
from tests.conftest import SCHEMA, MakePdf

pytestmark = pytest.mark.usefixtures("in_process")

TEXT = {"type": ["string", "null"]}
ROWS = {
    "type": "object",
    "properties": {
        "invoice_number": TEXT,
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"description": TEXT, "amount": {"type": ["number", "null"]}},
            },
        },
    },
    "x-docvl-rules": ["/items/*/amount <= 25"],
}
TABLE = """Invoice No: 4711

Description        Amount
Bolts M6            10.00
Nuts M6             20.00
Washers             30.00"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A PDF with a table of three rows."""
    import pymupdf

    path = tmp_path / "in" / "a.pdf"
    path.parent.mkdir()
    with pymupdf.open() as document:
        document.new_page().insert_text((50, 50), TABLE, fontname="cour", fontsize=10)
        document.save(path)
    return path


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_bytes().splitlines()]


def by_page(folder: Path) -> Run[dict[str, Any]]:
    return docvl.extract(folder / "in", schema=SCHEMA, engine="scripted", target="page", workers=1)


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("workers", [1, 2])
def test_each_page_has_a_record(make_pdf: MakePdf, workers: int) -> None:
    path = make_pdf("a.pdf", "NUMBER 1", "BROKEN", "NUMBER 3").parent
    make_pdf("b.pdf", "NUMBER 4")
    records = list(docvl.extract(path, schema=SCHEMA, engine="scripted", target="page", workers=workers))
    parts = [(Path(record.source.path).stem, record.source.page, record.source.parts) for record in records]
    assert parts == [("a", 1, 3), ("a", 2, 3), ("a", 3, 3), ("b", 1, 1)]
    assert [record.status for record in records] == ["ok", "failed", "ok", "ok"]
    assert [record.data and record.data["number"] for record in records] == ["1", None, "3", "4"]


def test_each_row_has_a_record_with_the_other_fields_beside_it(table: Path) -> None:
    records = list(docvl.extract(table, schema=ROWS, target="row", workers=1))
    assert [record.data and record.data["items"] for record in records] == [
        [{"description": "Bolts M6", "amount": 10}],
        [{"description": "Nuts M6", "amount": 20}],
        [{"description": "Washers", "amount": 30}],
    ]
    for number, record in enumerate(records, start=1):
        assert (record.source.row, record.source.parts, record.source.page) == (number, 3, None)
        assert record.data is not None
        assert record.data["invoice_number"] == "4711"
        assert record.fields.keys() == {"/invoice_number", "/items/0/description", "/items/0/amount"}
        assert docvl.load_schema(ROWS).validate(record.data) == []
    assert [record.fields["/items/0/description"].raw for record in records] == ["Bolts M6", "Nuts M6", "Washers"]
    assert [[issue.pointer for issue in record.issues] for record in records] == [[], [], ["/items/0/amount"]]
    assert sum(record.usage.pages for record in records) == 1


def test_a_document_without_rows_keeps_its_record(make_pdf: MakePdf) -> None:
    (record,) = docvl.extract(make_pdf("a.pdf", "Invoice No: 4711"), schema=ROWS, target="row", workers=1)
    assert (record.source.row, record.source.parts) == (None, 1)


def test_documents_keep_their_short_source(make_pdf: MakePdf) -> None:
    (record,) = docvl.extract(make_pdf("a.pdf", "Invoice No: 4711"), schema=ROWS, workers=1)
    assert json.loads(record.model_dump_json())["source"].keys() == {"path", "sha256", "pages"}


def test_the_folder_counts_documents_and_holds_all_parts(table: Path, tmp_path: Path) -> None:
    run = docvl.extract(table, schema=ROWS, target="row", workers=1)
    summary = run.write(tmp_path / "out")
    assert (dict(summary.statuses), summary.pages) == ({"ok": 1}, 1)
    assert [line["source"]["row"] for line in lines(tmp_path / "out")] == [1, 2, 3]
    assert pq.read_table(tmp_path / "out" / "records.parquet").num_rows == 3


@pytest.mark.usefixtures("obedient")
@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_a_document_that_is_not_whole_is_read_again(make_pdf: MakePdf, tmp_path: Path, lost: int) -> None:
    make_pdf("a.pdf", "NUMBER 1", "NUMBER 2")
    make_pdf("b.pdf", "NUMBER 3", "NUMBER 4")
    assert by_page(tmp_path).write(tmp_path / "out").documents == 2
    ledger = tmp_path / "out" / "records.jsonl"
    whole = ledger.read_bytes()
    ledger.write_bytes(b"".join(whole.splitlines(keepends=True)[:-lost]))
    seen: list[bool] = []
    by_page(tmp_path).write(tmp_path / "out", watch=lambda done: seen.append(done is not None))
    assert ledger.read_bytes() == whole
    assert seen == [lost > 2, True]


@pytest.mark.usefixtures("obedient")
def test_a_document_with_a_failed_page_is_retried_when_asked(make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "NUMBER 1", "BROKEN", "NUMBER 3")
    assert dict(by_page(tmp_path).write(tmp_path / "out").statuses) == {"partial": 1}
    before = lines(tmp_path / "out")
    seen: list[bool] = []
    by_page(tmp_path).write(tmp_path / "out", retry_failed=True, watch=lambda done: seen.append(done is not None))
    assert seen == [True]
    assert lines(tmp_path / "out") == before
