"""Every altered amount is flagged, no clean invoice is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import docvl
from docvl.document import Source
from docvl.engines.base import Finding, Reply
from docvl.extraction import finish
from docvl.geometry import Box
from docvl.record import EngineInfo, JsonRecord, Usage
from docvl.schema import load_schema
from tests.extraction.invoices import altered, invoice

COUNT = 500
SCHEMA = load_schema("invoice")
SOURCE = Source(path="a.pdf", sha256="0" * 64, pages=1)


def record_of(data: dict[str, Any], **more: Any) -> JsonRecord:
    return finish(SOURCE, Reply(data, usage=Usage(pages=1), **more), SCHEMA, EngineInfo(name="scripted"))


def broken(record: Any) -> list[str | None]:
    return [issue.pointer for issue in record.issues if issue.code == "rule-broken"]


def test_clean_invoices_are_not_flagged() -> None:
    for seed in range(COUNT):
        record = record_of(invoice(seed))
        assert (broken(record), record.status) == ([], "ok")
        assert record.completeness is not None
        assert record.completeness.verdict == "complete"


def test_every_altered_amount_is_flagged() -> None:
    missed = [seed for seed in range(COUNT) if not broken(record_of(altered(invoice(seed), seed)[0]))]
    assert missed == []


def test_an_altered_amount_is_mended_where_the_engine_saw_the_true_one() -> None:
    mended = 0
    for seed in range(100):
        true = invoice(seed)
        data, pointer = altered(true, seed)
        value: Any = true
        for part in pointer.split("/")[1:]:
            value = value[int(part) if part.isdigit() else part]
        finding = Finding("as printed", 0.4, 1, Box(0.1, 0.1, 0.2, 0.2))
        wrong = (value + 7, Finding("another", 0.5, 1))
        record = record_of(data, alternatives={pointer: (wrong, (value, finding))})
        if broken(record):
            continue
        mended += 1
        assert record.data == record_of(true).data
        assert [(issue.code, issue.pointer) for issue in record.issues] == [("reread", pointer)]
        assert record.fields[pointer].raw == "as printed"
    # The rest is nothing but quantities and prices: no equation names their true values.
    assert mended == 100


Draw = Callable[[dict[str, Any], str], Path]


@pytest.fixture
def draw(tmp_path: Path) -> Draw:
    import pymupdf

    def make(data: dict[str, Any], name: str) -> Path:
        with pymupdf.open() as document:
            page = document.new_page(height=1100)

            def put(x: float, y: float, text: str, *, right: bool = False) -> None:
                width = pymupdf.get_text_length(text, fontsize=10)
                page.insert_text((x - width if right else x, y), text, fontsize=10)

            put(50, 60, f"Invoice No: {data['invoice_number']}")
            put(50, 76, f"Date: {data['issue_date']}")
            columns = (("Pos", 70), ("Description", 90), ("Quantity", 300), ("Unit price", 400), ("Amount", 500))
            for caption, x in columns:
                put(x, 110, caption, right=caption != "Description")
            y = 126.0
            for row in data["line_items"]:
                cells = (
                    row["position"],
                    row["description"],
                    row["quantity"],
                    f"{row['unit_price']:.2f}",
                    row["amount"],
                )
                for (caption, x), cell in zip(columns, cells, strict=True):
                    put(x, y, str(cell), right=caption != "Description")
                y += 16
            totals = (("Subtotal", "subtotal"), ("VAT", "tax_total"), ("Total", "total"))
            for caption, key in totals:
                y += 16
                put(300, y, caption)
                put(500, y, f"{data[key]:.2f}", right=True)
            path = tmp_path / f"{name}.pdf"
            document.save(path)
        return path

    return make


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("seed", range(1, 13))
def test_drawn_invoices(draw: Draw, seed: int) -> None:
    clean = invoice(seed) | {"prepaid_amount": None, "amount_due": None}
    (record,) = docvl.extract(draw(clean, "clean"), schema="invoice", workers=1)
    assert broken(record) == []
    assert record.completeness is not None
    assert record.completeness.verdict == "complete"
    assert record.completeness.lists["/line_items"].expected == len(clean["line_items"])
    other, _ = altered(clean, seed)
    (record,) = docvl.extract(draw(other, "altered"), schema="invoice", workers=1)
    assert broken(record)


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"allowance_total": 10, "charge_total": 4, "subtotal": 94, "total": 113}, True),
        ({"allowance_total": -10, "charge_total": 4, "subtotal": 94, "total": 113}, True),
        ({"allowance_total": 10, "subtotal": 100, "total": 109}, True),
        ({"allowance_total": 10, "subtotal": 95, "total": 114}, False),
        ({"allowance_total": 10, "subtotal": 90, "total": 119}, False),
    ],
    ids=["before tax", "with its sign", "after the subtotal", "subtotal altered", "total altered"],
)
def test_discounts_and_charges_on_the_whole_invoice(changes: dict[str, float], kept: bool) -> None:
    data = {"line_items": [{"amount": 60}, {"amount": 40}], "tax_total": 19, **changes}
    assert (broken(record_of(data)) == []) is kept
    credit = {name: -value for name, value in changes.items()}
    negative = {"line_items": [{"amount": -60}, {"amount": -40}], "tax_total": -19, **credit}
    assert (broken(record_of(negative)) == []) is kept
