"""A run over mixed batches: a record for each document, under the schema of its kind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pymupdf
import pytest
from pydantic import BaseModel

import docvl
from docvl.errors import ConfigError
from tests.splitting.batch import Batch, Invoice, contract, receipt

pytestmark = pytest.mark.usefixtures("in_process")

SCHEMAS = ["invoice", "receipt"]


class Receipt(BaseModel):
    """A receipt as a model."""

    store_name: str | None = None
    total: float | None = None


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Page 1 blank, an invoice on 2 and 3, a receipt on 4, a contract on 5."""
    drawn = Batch(11)
    drawn.blank()
    drawn.add("invoice", Invoice("en", 30, numbered="Page {} of {}"))
    drawn.add("receipt", receipt("en"))
    drawn.add("contract", contract("en", 1))
    path = tmp_path / "in" / "batch.pdf"
    path.parent.mkdir()
    drawn.pdf.save(path)
    return path


def _records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "records.jsonl").read_bytes().splitlines()]


@pytest.mark.parametrize("workers", [1, 2])
def test_each_document_goes_to_the_schema_of_its_kind(batch: Path, workers: int) -> None:
    (batch.parent / "copy.pdf").write_bytes(batch.read_bytes())
    records = list(docvl.extract(batch.parent, schema=SCHEMAS, split=True, workers=workers))[:3]
    spans = [(r.source.split.first_page, r.source.split.last_page) for r in records if r.source.split]
    assert spans == [(2, 3), (4, 4), (5, 5)]
    assert [r.source.split.read_as for r in records if r.source.split] == ["invoice", "receipt", None]
    assert {(r.source.pages, r.source.parts) for r in records} == {(5, 3)}
    invoice, till, agreement = records
    assert invoice.data is not None
    assert len(invoice.data["line_items"]) == 30
    assert {evidence.page for evidence in invoice.fields.values()} == {2, 3}
    assert {evidence.page for evidence in till.fields.values()} == {4}
    assert [(i.code, i.page) for i in invoice.issues if i.code != "rule-broken"] == [("blank-page", 1)]
    assert (agreement.status, agreement.data) == ("failed", None)
    assert [(i.code, i.page) for i in agreement.issues] == [("no-schema-for-kind", 5)]


def test_one_schema_takes_every_document(batch: Path) -> None:
    records = list(docvl.extract(batch, schema="receipt", split=True, workers=1))
    assert [r.source.split.read_as for r in records if r.source.split] == ["receipt"] * 3


def test_models_come_back_for_their_kind(batch: Path) -> None:
    _, till, _ = docvl.extract(batch, schema=["invoice", Receipt], split=True, workers=1)
    assert isinstance(till.data, Receipt)


def test_a_file_of_blank_pages_is_told(tmp_path: Path) -> None:
    path = tmp_path / "blank.pdf"
    with pymupdf.open() as document:
        document.new_page()
        document.save(path)
    (record,) = docvl.extract(path, schema="invoice", split=True, workers=1)
    assert (record.status, [issue.code for issue in record.issues]) == ("failed", ["only-blank-pages"])


def test_pages_that_are_not_selected_are_no_part(batch: Path) -> None:
    (record,) = docvl.extract(batch, schema="invoice", split=True, page_range="2-3", workers=1)
    assert record.source.split is not None
    assert (record.source.split.first_page, record.source.split.last_page, record.source.parts) == (2, 3, 1)
    (nothing,) = docvl.extract(batch, schema="invoice", split=True, page_range="9", workers=1)
    assert [issue.code for issue in nothing.issues] == ["no-page-selected"]


def test_rows_of_each_document(batch: Path) -> None:
    records = list(docvl.extract(batch, schema=SCHEMAS, split=True, target="row", workers=1))
    assert {record.source.parts for record in records} == {len(records)}
    assert sum(r.source.split.read_as == "invoice" for r in records if r.source.split) == 30


def test_a_table_for_each_schema_and_nothing_is_done_twice(batch: Path, tmp_path: Path) -> None:
    (batch.parent / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    out = tmp_path / "out"

    def write() -> list[bool]:
        seen: list[bool] = []
        run = docvl.extract(batch.parent, schema=SCHEMAS, split=True, workers=1)
        run.write(out, watch=lambda done: seen.append(done is not None))
        return seen

    assert write() == [True, True]
    assert [record["status"] for record in _records(out)][-1] == "failed"
    assert pq.read_table(out / "records.invoice.parquet").num_rows == 1
    row = pq.read_table(out / "records.receipt.parquet").to_pylist()[0]
    assert (row["source"]["split"]["kind"], row["source"]["parts"]) == ("receipt", 3)
    assert not (out / "records.parquet").exists()
    manifest = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert [schema["name"] for schema in manifest["schemas"]] == SCHEMAS
    whole = (out / "records.jsonl").read_bytes()
    assert write() == [False, False]
    # Two of three records of a file: all three are made again.
    (out / "records.jsonl").write_bytes(b"".join(whole.splitlines(keepends=True)[:2]))
    assert write() == [True, True]
    assert (out / "records.jsonl").read_bytes() == whole


@pytest.mark.parametrize(
    "options",
    [
        {"schema": SCHEMAS},
        {"schema": [], "split": True},
        {"schema": ["receipt", "receipt"], "split": True},
        {"schema": "receipt", "split": True, "target": "page"},
    ],
)
def test_calls_that_make_no_sense_are_refused(batch: Path, options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError):
        docvl.extract(batch, **options)


def test_several_schemas_have_no_one_table(batch: Path, tmp_path: Path) -> None:
    run = docvl.extract(batch, schema=SCHEMAS, split=True, workers=1)
    with pytest.raises(ConfigError):
        run.to_parquet(tmp_path)
    with pytest.raises(ConfigError):
        run.write(tmp_path / "out", accept=0.9)


def test_command_line(batch: Path, docvl_command: list[str], environment: dict[str, str]) -> None:
    command = [*docvl_command, "extract", str(batch), "--split", "--schema", "invoice", "--schema", "receipt"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stderr
    found = [json.loads(line)["source"]["split"]["kind"] for line in done.stdout.splitlines()]
    assert found == ["invoice", "receipt", "contract"]
