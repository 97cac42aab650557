"""Draws invented account statements, together with the bookings that must be read from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from docvl.document import Page
from tests.engines.layout.drawn_sheet import LEFT, Sheet, wrapped, written

Booking = dict[str, str]


@dataclass(frozen=True)
class Wording:
    """How the statements of one language are worded.

    Attributes:
        captions: of date, value date, description, debit, credit, amount, balance.
        purposes: of bookings.
        sums: before the first booking, over the page, after the last.
        day: a format of dates.
        style: thousands mark, decimal mark.
        space: between words.
    """

    captions: tuple[str, str, str, str, str, str, str]
    purposes: tuple[str, ...]
    sums: tuple[str, str, str]
    day: str
    style: tuple[str, str]
    space: str = " "


WORDINGS = {
    "en": Wording(
        ("Date", "Value date", "Description", "Debit", "Credit", "Amount", "Balance"),
        ("Card payment Toolbox Direct", "Salary", "Rent unit 7", "Direct debit Northern Power", "Transfer to",
         "J Hartley, repair order 2207", "reference invoice 7731", "Bank charges"),
        ("Opening balance", "Balance carried forward", "Closing balance"),
        "%d %b %Y",
        (",", "."),
    ),
    "de": Wording(
        ("Datum", "Valuta", "Verwendungszweck", "Soll", "Haben", "Betrag", "Saldo"),
        ("Kartenzahlung Baumarkt", "Gehalt", "Miete Halle 7", "Lastschrift Stadtwerke", "Überweisung an",
         "Rechnung Nr. 7731", "Kontoführung", "Dauerauftrag"),
        ("Alter Saldo", "Übertrag", "Neuer Saldo"),
        "%d.%m.%Y",
        (".", ","),
    ),
    "fr": Wording(
        ("Date", "Valeur", "Libellé", "Débit", "Crédit", "Montant", "Solde"),
        ("Paiement carte", "Salaire", "Loyer atelier 7", "Prélèvement", "Virement à", "facture 7731", "Frais de tenue"),
        ("Ancien solde", "À reporter", "Nouveau solde"),
        "%d/%m/%Y",
        (" ", ","),
    ),
    "zh": Wording(
        ("交易日期", "起息日", "摘要", "借方", "贷方", "交易金额", "余额"),
        ("刷卡消费", "工资", "房租", "代扣电费", "转账", "手续费", "货款"),
        ("期初余额", "承前页", "期末余额"),
        "%Y-%m-%d",
        (",", "."),
        "",
    ),
}  # fmt: skip
NAMES = ("date", "value_date", "description", "debit", "credit", "amount", "balance")


def draw_statement(random: Random, language: str, bookings: int, per_page: int) -> tuple[list[Page], list[Booking]]:
    """Pages of one statement, and its bookings."""
    wording = WORDINGS[language]
    names = _columns(random)
    edges, x = {}, LEFT
    for name in names:
        room = {"description": random.choice([110.0, 170.0]), "date": 62.0, "value_date": 62.0}.get(name, 80.0)
        edges[name] = (x, x + room)
        x += room + random.choice([10.0, 18.0])
    day, balance = date(2024, 1, 1), Decimal(50_000)
    pages: list[Page] = []
    found: list[Booking] = []
    for first in range(0, bookings, per_page):
        sheet = Sheet()
        _line(sheet, edges, dict(zip(NAMES, wording.captions, strict=True)), 14.0)
        _line(sheet, edges, {"description": wording.sums[1 if first else 0], "balance": _money(balance, wording)}, 14.0)
        for _ in range(min(per_page, bookings - first)):
            day += timedelta(days=random.choice([0, 0, 1, 3]))
            change = Decimal(random.choice([-1250, 9169, -17088, 32926, -250700])) / 100
            balance += change
            found.append(_booking(random, names, wording, day, change, balance))
            _draw(sheet, edges, found[-1], wording)
        last = first + per_page >= bookings
        _line(sheet, edges, {"description": wording.sums[2 if last else 1], "balance": _money(balance, wording)}, 14.0)
        pages.append(sheet.page(len(pages) + 1))
    return pages, found


def _columns(random: Random) -> list[str]:
    sides = ["debit", "credit"] if random.random() < 0.6 else ["amount"]
    valued = ["value_date"] if random.random() < 0.4 else []
    return ["date", *valued, "description", *sides, "balance"]


def _booking(
    random: Random, names: list[str], wording: Wording, day: date, change: Decimal, balance: Decimal
) -> Booking:
    sides = {"debit"} if change < 0 else {"credit"}
    purpose = wording.space.join(random.sample(wording.purposes, random.randint(1, 3)))
    values = {
        "date": day.strftime(wording.day),
        "value_date": (day + timedelta(days=1)).strftime(wording.day),
        "description": purpose,
        "debit": _money(abs(change), wording),
        "credit": _money(abs(change), wording),
        "amount": _money(change, wording),
        "balance": _money(balance, wording),
    }
    return {name: values[name] for name in names if name not in {"debit", "credit"} - sides}


def _draw(sheet: Sheet, edges: dict[str, tuple[float, float]], booking: Booking, wording: Wording) -> None:
    lines = wrapped(booking["description"], edges["description"][1] - edges["description"][0], wording.space)
    _line(sheet, edges, booking | {"description": lines[0]}, 11.0)
    for line in lines[1:]:
        _line(sheet, edges, {"description": line}, 11.0)
    sheet.y += 3.0


def _line(sheet: Sheet, edges: dict[str, tuple[float, float]], texts: Booking, pitch: float) -> None:
    for name, text in texts.items():
        if name in edges:
            right = name in ("debit", "credit", "amount", "balance")
            sheet.put(text, edges[name][right], sheet.y, "right" if right else "left")
    sheet.y += pitch


def _money(value: Decimal, wording: Wording) -> str:
    return written(value, 2, wording.style)
