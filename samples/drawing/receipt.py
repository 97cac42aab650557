"""A shop receipt, drawn flat; the camera comes later."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pymupdf

from samples.drawing.model import CENT
from samples.drawing.sheet import Sheet

WIDTH, HEIGHT = 226.0, 400.0  # 80 mm paper roll
STORE, ADDRESS, PHONE = "GREENLEAF GROCERY", ("14 MARKET SQUARE", "LINCOLN LN2 4DR"), "01522 496011"
BOUGHT = (
    ("SOURDOUGH LOAF", 1, "3.40"),
    ("FREE RANGE EGGS", 2, "2.85"),
    ("OAT MILK 1L", 3, "1.95"),
    ("CHEDDAR MATURE", 1, "4.60"),
    ("PLUM TOMATOES", 2, "1.10"),
    ("GROUND COFFEE", 1, "6.75"),
)
TAX_RATE = Decimal(20)


def receipt() -> tuple[pymupdf.Document, dict[str, Any]]:
    """The paper and its record."""
    document = pymupdf.open()
    sheet = Sheet(document, WIDTH, HEIGHT)
    sheet.text(WIDTH / 2, 34, STORE, size=14, bold=True, align="center")
    for row, text in enumerate((*ADDRESS, f"TEL: {PHONE}")):
        sheet.text(WIDTH / 2, 52 + 13 * row, text, align="center")
    sheet.text(16, 104, "DATE: 21/06/2026")
    sheet.text(210, 104, "TIME: 17:42", align="right")
    sheet.rule(14, 114, 212, 114)
    for x, caption in ((16, "ITEM"), (126, "QTY"), (164, "PRICE"), (210, "AMOUNT")):
        sheet.text(x, 127, caption, size=8, bold=True, align="left" if x == 16 else "right")
    y = 144.0
    for name, quantity, price in BOUGHT:
        sheet.text(16, y, name)
        for x, cell in ((126, str(quantity)), (164, price), (210, str(quantity * Decimal(price)))):
            sheet.text(x, y, cell, align="right")
        y += 17
    sheet.rule(14, y - 8, 212, y - 8)
    subtotal, tax = _sums()
    for caption, value in (("SUBTOTAL", subtotal), ("VAT 20%", tax), ("TOTAL", subtotal + tax)):
        y += 10
        large = caption == "TOTAL"
        sheet.text(16, y, caption, size=12 if large else 9, bold=large)
        sheet.text(210, y, f"£{value}", size=12 if large else 9, bold=large, align="right")
        y += 7
    sheet.text(16, y + 14, "PAYMENT METHOD: VISA DEBIT")
    sheet.text(WIDTH / 2, y + 48, "THANK YOU, COME AGAIN", align="center")
    return document, _expected(subtotal, tax)


def _sums() -> tuple[Decimal, Decimal]:
    subtotal = sum((quantity * Decimal(price) for _, quantity, price in BOUGHT), Decimal(0))
    return subtotal, (subtotal * TAX_RATE / 100).quantize(CENT)


def _expected(subtotal: Decimal, tax: Decimal) -> dict[str, Any]:
    return {
        "store_name": STORE,
        "store_address": ", ".join(ADDRESS),
        "phone": PHONE,
        "date": "2026-06-21",
        "time": "17:42",
        "items": [
            {
                "name": name,
                "quantity": float(quantity),
                "unit_price": float(price),
                "amount": float(quantity * Decimal(price)),
            }
            for name, quantity, price in BOUGHT
        ],
        "subtotal": float(subtotal),
        "tax": float(tax),
        "total": float(subtotal + tax),
        "payment_method": "VISA DEBIT",
    }
