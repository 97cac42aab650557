"""Invoices: English, German, one over three pages, one whose text layer lies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pymupdf

from samples.drawing.model import Invoice, Line, Money, Party, english, german
from samples.drawing.sheet import Column, Sheet, pdf_bytes

A4 = (595.0, 842.0)
Drawn = tuple[bytes, dict[str, Any]]


def _line(description: str, quantity: str, unit: str, price: str, rate: str) -> Line:
    return Line(description, Decimal(quantity), unit, Decimal(price), Decimal(rate))


def _long_date(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _grouped(iban: str | None) -> str:
    return " ".join(re.findall(".{1,4}", iban or ""))


def _table(sheet: Sheet, columns: Sequence[Column], invoice: Invoice, money: Money, y: float) -> float:
    """Draw the lines of the invoice below their captions; returns the baseline below the closing rule."""
    sheet.heading(columns, y, left=50, right=545)
    for position, line in enumerate(invoice.lines, start=1):
        y += 21
        quantity = str(line.quantity) if money is english else str(line.quantity).replace(".", ",")
        cells = (str(position), line.description, quantity, line.unit, money(line.price), str(line.rate))
        sheet.row(columns, (*cells, money(line.amount)), y)
    sheet.rule(50, y + 9, 545, y + 9)
    return y + 25


def _totals(sheet: Sheet, y: float, totals: Iterable[tuple[str, str]]) -> None:
    for caption, amount in totals:
        sheet.text(390, y, caption)
        sheet.text(545, y, amount, align="right")
        y += 16


HARBOUR = Party(
    "Harbour & Vale Supplies Ltd", "18 Quayside Road", "BS1 6TY", "Bristol", "United Kingdom", "GB731500031",
    city_line="{city} {postcode}",
)  # fmt: skip
ENGLISH = Invoice(
    number="HV-2026-0318",
    issued=date(2026, 3, 14),
    due=date(2026, 4, 13),
    order="PO-77120",
    seller=HARBOUR,
    buyer=Party("Meridian Kitchens Ltd", "4 Canal Street", "M1 3HE", "Manchester", "United Kingdom",
                city_line="{city} {postcode}"),
    currency="GBP",
    iban="GB96HVBK60161331926819",
    bic="HVBKGB22",
    lines=(
        _line("Oak worktop, 40 mm, oiled", "3", "pcs", "189.50", "20"),
        _line("Brass cabinet handle", "48", "pcs", "6.25", "20"),
        _line("Soft-close hinge, 110 degrees", "60", "pcs", "2.40", "20"),
        _line("Sealant, clear, 310 ml", "12", "tube", "7.95", "20"),
        _line("Delivery and unloading", "1", "job", "85.00", "20"),
    ),
)  # fmt: skip


def english_digital() -> Drawn:
    """One page, text layer, pounds, dates in words."""
    document = pymupdf.open()
    _draw_english(Sheet(document, *A4), ENGLISH)
    return pdf_bytes(document), ENGLISH.expected()


def _draw_english(sheet: Sheet, invoice: Invoice, symbol: str = "£") -> None:
    seller, buyer = invoice.seller, invoice.buyer
    sheet.text(50, 70, seller.name, size=15, bold=True)
    sheet.lines(50, 90, [*seller.address, f"VAT No: {seller.vat_id}"])
    sheet.text(545, 70, "INVOICE", size=20, bold=True, align="right")
    facts = [
        ("Invoice number:", invoice.number),
        ("Invoice date:", _long_date(invoice.issued)),
        ("Due date:", _long_date(invoice.due)),
        ("Purchase order:", invoice.order or ""),
    ]
    sheet.pairs(350, 450, 110, [fact for fact in facts if fact[1]])
    sheet.text(50, 200, "Bill to", bold=True)
    sheet.lines(50, 216, [buyer.name, *buyer.address])
    columns = (
        Column("#", 54), Column("Description", 80), Column("Qty", 315, "right"), Column("Unit", 330),
        Column("Unit price", 425, "right"), Column("VAT %", 470, "right"), Column("Amount", 545, "right"),
    )  # fmt: skip
    y = _table(sheet, columns, invoice, english, 300)
    totals = (("Subtotal", invoice.subtotal), (f"VAT {invoice.rate}%", invoice.tax), ("Total", invoice.total))
    _totals(sheet, y, [(caption, symbol + english(value)) for caption, value in totals])
    if invoice.iban:
        sheet.lines(50, 740, [f"IBAN: {_grouped(invoice.iban)}", f"BIC: {invoice.bic}", "Thank you for your order."])


IRISH = Invoice(
    number="2026/0457",
    issued=date(2026, 5, 27),
    due=date(2026, 6, 26),
    seller=Party("Kilbrogan Print Works", "7 Mill Lane", "P72 XK31", "Bandon", "Ireland", "IE6530001K",
                 city_line="{city} {postcode}"),
    buyer=Party("Western Seaboard Tours", "22 Shop Street", "H91 Y8F2", "Galway", "Ireland",
                city_line="{city} {postcode}"),
    currency="EUR",
    lines=(
        _line("Brochures, A5, 24 pages", "2500", "pcs", "0.48", "23"),
        _line("Folded maps, full colour", "4000", "pcs", "0.17", "23"),
        _line("Window posters, A2", "150", "pcs", "3.90", "23"),
        _line("Layout and proofs", "6.5", "hours", "64.00", "23"),
    ),
)  # fmt: skip


def english_for_scan() -> tuple[pymupdf.Document, dict[str, Any]]:
    """The page that the scanner gets to see."""
    document = pymupdf.open()
    _draw_english(Sheet(document, *A4), IRISH, symbol="€")
    return document, IRISH.expected()


GERMAN = Invoice(
    number="RE-2026-1093",
    issued=date(2026, 2, 9),
    due=date(2026, 2, 23),
    delivered=date(2026, 2, 5),
    order="B-55871",
    seller=Party("Nordlicht Bürotechnik GmbH", "Hafenstraße 27", "24103", "Kiel", "Deutschland", "DE281940006"),
    buyer=Party("Architekturbüro Lindner", "Gartenweg 5", "99423", "Weimar", "Deutschland"),
    currency="EUR",
    iban="DE44500105175407324931",
    bic="NLBKDEH1XXX",
    prepaid=Decimal("500.00"),
    lines=(
        _line("Höhenverstellbarer Schreibtisch", "2", "Stk", "648.00", "19"),
        _line("Bürostuhl mit Armlehnen", "2", "Stk", "319.90", "19"),
        _line("Monitorarm, doppelt", "2", "Stk", "127.45", "19"),
        _line("Montage vor Ort", "3.5", "Std", "58.00", "19"),
    ),
)


def german_digital() -> Drawn:
    """One page, text layer, decimal commas, a part already paid."""
    invoice = GERMAN
    document = pymupdf.open()
    sheet = Sheet(document, *A4)
    sheet.text(545, 60, invoice.seller.name, size=14, bold=True, align="right")
    for row, text in enumerate([*invoice.seller.address, f"USt-IdNr.: {invoice.seller.vat_id}"]):
        sheet.text(545, 78 + 13 * row, text, align="right")
    sheet.text(50, 150, "Rechnungsempfänger", size=8)
    sheet.lines(50, 166, [invoice.buyer.name, *invoice.buyer.address])
    sheet.text(50, 250, "Rechnung", size=18, bold=True)
    facts = [
        ("Rechnungsnummer:", invoice.number),
        ("Rechnungsdatum:", f"{invoice.issued:%d.%m.%Y}"),
        ("Lieferdatum:", f"{invoice.delivered:%d.%m.%Y}"),
        ("Fälligkeitsdatum:", f"{invoice.due:%d.%m.%Y}"),
        ("Bestellnummer:", invoice.order or ""),
    ]
    sheet.pairs(330, 440, 166, facts)
    columns = (
        Column("Pos.", 54), Column("Bezeichnung", 85), Column("Menge", 300, "right"), Column("Einheit", 315),
        Column("Einzelpreis", 420, "right"), Column("MwSt. %", 475, "right"), Column("Gesamtpreis", 545, "right"),
    )  # fmt: skip
    prepaid = invoice.prepaid or Decimal(0)
    totals = (
        ("Nettobetrag", invoice.subtotal),
        (f"Umsatzsteuer {invoice.rate} %", invoice.tax),
        ("Gesamtbetrag", invoice.total),
        ("Bereits gezahlt", prepaid),
        ("Zahlbetrag", invoice.total - prepaid),
    )
    y = _table(sheet, columns, invoice, german, 300)
    _totals(sheet, y, [(caption, f"{german(value)} €") for caption, value in totals])
    sheet.lines(50, 760, [f"IBAN: {_grouped(invoice.iban)}", f"BIC: {invoice.bic}"])
    return pdf_bytes(document), invoice.expected()


LIARS = Invoice(
    number="LS-40917",
    issued=date(2026, 4, 22),
    due=date(2026, 5, 22),
    order="9003-B",
    seller=Party("Lantern Street Joinery Ltd", "61 Lantern Street", "NR3 1AB", "Norwich", "United Kingdom",
                 "GB731500044", city_line="{city} {postcode}"),
    buyer=Party("Fenwick Museum Trust", "2 Abbey Gate", "CB5 8BQ", "Cambridge", "United Kingdom",
                city_line="{city} {postcode}"),
    currency="GBP",
    lines=(
        _line("Display cabinet, ash, glazed", "4", "pcs", "1275.00", "20"),
        _line("Lockable drawer insert", "8", "pcs", "96.50", "20"),
        _line("Fitting on site", "18", "hours", "42.00", "20"),
    ),
)  # fmt: skip


def garbage_text() -> Drawn:
    """One page that looks right and whose text layer is noise: the font's map to Unicode points to private use."""
    document = pymupdf.open()
    _draw_english(Sheet(document, *A4), LIARS)
    document.subset_fonts()
    for xref in range(1, document.xref_length()):
        kind, target = document.xref_get_key(xref, "ToUnicode")
        if kind == "xref":
            _break_map(document, int(target.split()[0]))
    return pdf_bytes(document), LIARS.expected()


def _break_map(document: pymupdf.Document, xref: int) -> None:
    """Lead every code of a ToUnicode map into the private use area."""
    mapping = document.xref_stream(xref).decode("ascii")
    broken = re.sub(r"(<[0-9A-Fa-f]{4}>\s*)<00([0-9A-Fa-f]{2})>(\s*\n)", r"\1<E0\2>\3", mapping)
    document.update_stream(xref, broken.encode("ascii"))
