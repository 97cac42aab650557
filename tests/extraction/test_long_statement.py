"""A statement of 5,000 rows over 100 pages comes back whole, and says so when a page is missing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import docvl

PAGES, ROWS = 100, 50
OPENING = Decimal("1000.00")


def bookings() -> Iterator[dict[str, Any]]:
    """The rows of the statement, with the balance after each."""
    balance = OPENING
    for n in range(PAGES * ROWS):
        amount = Decimal(100 + (n * 7919) % 90_000) / 100
        paid = n % 3 == 0
        balance += -amount if paid else amount
        yield {
            "date": f"2026-{1 + n // 450:02d}-{1 + n % 28:02d}",
            "description": f"Booking {n + 1}",
            "debit": amount if paid else None,
            "credit": None if paid else amount,
            "balance": balance,
        }


def draw(path: Path, *, numbered: bool, without: int | None = None) -> list[dict[str, Any]]:
    """Draw the statement, perhaps without one page (from 1); the rows that are there."""
    import pymupdf

    rows = list(bookings())
    kept: list[dict[str, Any]] = []
    with pymupdf.open() as document:
        for number in range(1, PAGES + 1):
            if number == without:
                continue
            page = document.new_page()
            body = rows[(number - 1) * ROWS : number * ROWS]
            kept += body
            lines = [("Date", "Description", "Debit", "Credit", "Balance")]
            lines += [
                (row["date"], row["description"], *(f"{row[k]:,.2f}" if row[k] else "" for k in ("debit", "credit")))
                + (f"{row['balance']:,.2f}",)
                for row in body
            ]
            writer = pymupdf.TextWriter(page.rect)
            _heads(writer, number)
            for index, line in enumerate(lines):
                _line(writer, 110 + 12 * index, line)
            if number == PAGES:
                writer.append((50, 760), f"Closing balance: {rows[-1]['balance']:,.2f}", fontsize=8)
            if numbered:
                writer.append((50, 800), f"Page {number} of {PAGES}", fontsize=8)
            writer.write_text(page)
        document.save(path)
    return kept


def _heads(writer: Any, number: int) -> None:
    writer.append((50, 50), "Account statement", fontsize=12)
    if number == 1:
        writer.append((50, 70), "IBAN: DE89 3704 0044 0532 0130 00", fontsize=8)
        writer.append((50, 82), f"Opening balance: {OPENING:,.2f}", fontsize=8)


def _line(writer: Any, y: float, cells: tuple[str, ...]) -> None:
    import pymupdf

    font = pymupdf.Font("helv")
    for x, cell, right in zip((50, 120, 350, 430, 520), cells, (False, False, True, True, True), strict=True):
        writer.append((x - font.text_length(cell, 8) if right else x, y), cell, font=font, fontsize=8)


def read(path: Path) -> Any:
    (record,) = docvl.extract(path, schema="bank_statement", workers=1)
    return record


@pytest.mark.slow
def test_all_rows_come_back_in_order(tmp_path: Path) -> None:
    rows = draw(tmp_path / "whole.pdf", numbered=True)
    record = read(tmp_path / "whole.pdf")
    assert record.status == "ok"
    found = [
        (row["date"], row["description"], row["debit"], row["credit"], row["balance"])
        for row in record.data["transactions"]
    ]
    wanted = [
        (
            row["date"],
            row["description"],
            *(None if row[k] is None else float(row[k]) for k in ("debit", "credit", "balance")),
        )
        for row in rows
    ]
    assert found == wanted
    assert [issue for issue in record.issues if issue.severity != "info"] == []
    assert record.completeness.verdict == "complete"
    assert record.completeness.lists["/transactions"].model_dump() == {"rows": 5000, "expected": 5000, "by": "sum"}


@pytest.mark.slow
@pytest.mark.parametrize("numbered", [True, False])
def test_a_missing_page_is_named(tmp_path: Path, numbered: bool) -> None:
    draw(tmp_path / "gap.pdf", numbered=numbered, without=37)
    record = read(tmp_path / "gap.pdf")
    assert len(record.data["transactions"]) == 4950
    assert record.completeness.verdict == "suspect"
    reasons = " ".join(record.completeness.reasons)
    assert "Row 1801 does not follow" in reasons
    assert ("Page 37 of 100" in reasons) == numbered
    assert "rule-broken" in {issue.code for issue in record.issues}
