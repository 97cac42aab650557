"""A bank statement over two pages."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pymupdf

from samples.drawing.model import english
from samples.drawing.sheet import Column, Sheet, pdf_bytes

A4 = (595.0, 842.0)
BANK, HOLDER, ACCOUNT = "Castle Bridge Bank", "Marlow Cycle Works Ltd", "31926819"
IBAN = "GB96HVBK60161331926819"
FIRST, LAST, OPENING = date(2026, 4, 1), date(2026, 4, 30), Decimal("8412.37")
COLUMNS = (
    Column("Date", 54), Column("Description", 130), Column("Debit", 380, "right"),
    Column("Credit", 460, "right"), Column("Balance", 545, "right"),
)  # fmt: skip
OUT = ("Direct debit Northern Power", "Card payment Toolbox Direct", "Standing order Rent Unit 7", "Bank charges",
       "Transfer to Velocity Parts GmbH, reference invoice 7731 and credit note 118")  # fmt: skip
IN = ("Card takings", "Transfer from J Hartley, repair order 2207", "Faster payment Ridgeway School bicycle scheme")


@dataclass(frozen=True)
class Booking:
    """One transaction; exactly one of the two amounts is set."""

    day: date
    text: str
    debit: Decimal | None
    credit: Decimal | None
    balance: Decimal


def _bookings() -> Iterator[Booking]:
    balance = OPENING
    for number in range(42):
        day = FIRST + timedelta(days=number * 29 // 41)
        amount = Decimal(1250 + number * 7919 % 48000) / 100
        paid_in = number % 3 == 1
        balance += amount if paid_in else -amount
        text = IN[number // 3 % len(IN)] if paid_in else OUT[number % len(OUT)]
        yield Booking(day, text, None if paid_in else amount, amount if paid_in else None, balance)


BOOKINGS = tuple(_bookings())


def two_pages() -> tuple[bytes, dict[str, Any]]:
    """The file and its record."""
    document = pymupdf.open()
    sheet = Sheet(document, *A4)
    _head(sheet)
    y = _captions(sheet, 240)
    for booking in BOOKINGS:
        rows = textwrap.wrap(booking.text, 38)
        if y + 11 * len(rows) > 770:
            sheet = Sheet(document, *A4)
            sheet.text(50, 60, f"{BANK} - account {ACCOUNT}", bold=True)
            y = _captions(sheet, 100)
        cells = (f"{booking.day:%d %b %Y}", rows[0], *map(_money, (booking.debit, booking.credit, booking.balance)))
        sheet.row(COLUMNS, cells, y)
        y = sheet.lines(COLUMNS[1].x, y + 11, rows[1:], leading=11) + 7
    sheet.rule(50, y - 9, 545, y - 9)
    sheet.text(130, y + 8, "Closing balance", bold=True)
    sheet.text(545, y + 8, _money(BOOKINGS[-1].balance), bold=True, align="right")
    return pdf_bytes(document), _expected()


def _money(value: Decimal | None) -> str:
    return "" if value is None else english(value)


def _head(sheet: Sheet) -> None:
    sheet.text(50, 60, BANK, size=16, bold=True)
    sheet.text(50, 90, "Statement of account", size=12)
    grouped = " ".join(textwrap.wrap(IBAN, 4))
    facts = (
        ("Account holder:", HOLDER),
        ("Account number:", ACCOUNT),
        ("IBAN:", grouped),
        ("Currency:", "GBP"),
        ("Statement period:", f"{FIRST:%d %b %Y} to {LAST:%d %b %Y}"),
        ("Opening balance:", english(OPENING)),
    )
    sheet.pairs(50, 150, 120, facts)


def _captions(sheet: Sheet, y: float) -> float:
    sheet.heading(COLUMNS, y, left=50, right=545)
    return y + 22


def _expected() -> dict[str, Any]:
    return {
        "bank_name": BANK,
        "account_holder": HOLDER,
        "account_number": ACCOUNT,
        "iban": IBAN,
        "currency": "GBP",
        "period_start": FIRST.isoformat(),
        "period_end": LAST.isoformat(),
        "opening_balance": float(OPENING),
        "closing_balance": float(BOOKINGS[-1].balance),
        "transactions": [
            {
                "date": booking.day.isoformat(),
                "description": booking.text,
                "debit": None if booking.debit is None else float(booking.debit),
                "credit": None if booking.credit is None else float(booking.credit),
                "balance": float(booking.balance),
            }
            for booking in BOOKINGS
        ],
    }
