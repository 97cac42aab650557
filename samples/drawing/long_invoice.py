"""An invoice over three pages: many lines, wrapped descriptions, captions repeated, sums carried forward."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pymupdf

from samples.drawing.model import Invoice, Line, Party, english
from samples.drawing.sheet import Column, Sheet, pdf_bytes

LETTER = (612.0, 792.0)
BOTTOM = 715.0
COLUMNS = (
    Column("Item", 54), Column("Description", 90), Column("Quantity", 370, "right"), Column("Unit", 385),
    Column("Unit Price", 480, "right"), Column("Amount", 562, "right"),
)  # fmt: skip
PARTS = (
    "Hex bolt, zinc plated", "Flat washer, stainless", "Lock nut with nylon insert", "Threaded rod, one metre",
    "Anchor bolt for concrete, with sleeve, for use in cracked and uncracked concrete", "Wood screw, countersunk",
    "Cable tie, black", "Conduit clip", "Junction box, IP65, with four glands and earth terminal, grey", "Ferrule",
    "Pipe clamp with rubber lining",
)  # fmt: skip
SIZES = ("M6", "M8", "M10", "M12", "M16", "M20")
UNITS = ("pcs", "box", "pack", "set")


def _stock() -> Iterator[Line]:
    """66 lines, each part in each size."""
    for number in range(len(PARTS) * len(SIZES)):
        size, part = divmod(number, len(PARTS))
        price = Decimal(35 + (number * 137) % 2400) / 100
        quantity = Decimal(1 + (number * 7) % 40)
        yield Line(f"{PARTS[part]} {SIZES[size]}", quantity, UNITS[number % len(UNITS)], price, Decimal(7))


INVOICE = Invoice(
    number="10-48213",
    issued=date(2026, 1, 28),
    due=date(2026, 2, 27),
    order="4500018837",
    seller=Party("Prairie Fastener Company", "2200 Rail Avenue", "68102", "Omaha", "USA",
                 city_line="{city}, NE {postcode}"),
    buyer=Party("Sandhill Grain Systems Inc", "915 Depot Street", "67401", "Salina", "USA",
                city_line="{city}, KS {postcode}"),
    currency="USD",
    lines=tuple(_stock()),
)  # fmt: skip


def three_pages() -> tuple[bytes, dict[str, Any]]:
    """The file and its record; the lines print no tax rate."""
    document = pymupdf.open()
    sheet, y = _page(document), 0.0
    _head(sheet)
    y = _captions(sheet, 270)
    running = Decimal(0)
    for position, line in enumerate(INVOICE.lines, start=1):
        rows = textwrap.wrap(line.description, 46)
        if y + 11 * len(rows) > BOTTOM:
            _carried(sheet, "Carried forward", running, y + 6)
            sheet = _page(document)
            y = _captions(sheet, 110)
            _carried(sheet, "Brought forward", running, y)
            y += 16
        cells = (str(position), rows[0], str(line.quantity), line.unit, english(line.price), english(line.amount))
        sheet.row(COLUMNS, cells, y, size=8)
        y = sheet.lines(COLUMNS[1].x, y + 10, rows[1:], size=8, leading=10) + 6
        running += line.amount
    _foot(sheet, y + 4)
    return pdf_bytes(document), INVOICE.expected(rates=False)


def _page(document: pymupdf.Document) -> Sheet:
    sheet = Sheet(document, *LETTER)
    number = document.page_count
    sheet.text(306, 765, f"Page {number} of 3", size=8, align="center")
    if number > 1:
        sheet.text(50, 60, INVOICE.seller.name, bold=True)
        sheet.text(562, 60, f"Invoice No. {INVOICE.number}", align="right")
    return sheet


def _head(sheet: Sheet) -> None:
    sheet.text(50, 60, INVOICE.seller.name, size=16, bold=True)
    sheet.lines(50, 78, INVOICE.seller.address)
    sheet.text(562, 60, "Invoice", size=18, bold=True, align="right")
    facts = [
        ("Invoice No.", INVOICE.number),
        ("Invoice Date", f"{INVOICE.issued:%m/%d/%Y}"),
        ("Due Date", f"{INVOICE.due:%m/%d/%Y}"),
        ("P.O. Number", INVOICE.order or ""),
    ]
    sheet.pairs(400, 490, 90, facts)
    sheet.text(50, 170, "Bill To:", bold=True)
    sheet.lines(50, 185, [INVOICE.buyer.name, *INVOICE.buyer.address])


def _captions(sheet: Sheet, y: float) -> float:
    sheet.heading(COLUMNS, y, left=50, right=562, size=8)
    return y + 20


def _carried(sheet: Sheet, caption: str, amount: Decimal, y: float) -> None:
    sheet.text(480, y, caption, size=8, bold=True, align="right")
    sheet.text(562, y, english(amount), size=8, bold=True, align="right")


def _foot(sheet: Sheet, y: float) -> None:
    sheet.rule(50, y - 10, 562, y - 10)
    totals = (
        ("Subtotal", INVOICE.subtotal),
        (f"Sales Tax ({INVOICE.rate}%)", INVOICE.tax),
        ("Total", INVOICE.total),
    )
    for row, (caption, amount) in enumerate(totals):
        sheet.text(400, y + 8 + 15 * row, caption)
        sheet.text(562, y + 8 + 15 * row, f"${english(amount)}", align="right")
