"""Notices and bills: fields known by their descriptions, key figures, heads of two rows, tables in parts."""

from __future__ import annotations

from itertools import pairwise

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    TEXTS,
    Fact,
    Field,
    Json,
    Paper,
    Stranger,
    number,
    one_of,
    titled,
)


def _described(type_: Json, description: str) -> Json:
    return type_ | {"description": description}


def assessment() -> Stranger:
    """German, under English names: only descriptions say what is printed."""
    paper = Paper("tax assessment")
    paper.text(50, 50, "Finanzamt Musterstadt", size=12, bold=True)
    tax_number = Fact("Steuernummer", "112/5044/3318", "tax_number", _described(TEXT, "Steuernummer"))
    paper.line(64, (50, tax_number), joint=" ", size=9)
    paper.text(50, 120, "Bescheid für 2025 über Einkommensteuer", size=12, bold=True)
    paper.text(50, 140, "Das Guthaben in Höhe von 809,87 Euro wird auf Ihr Konto überwiesen.", size=9)
    paper.ask("refund", _described(NUMBER, "Guthaben in Höhe von"), 809.87)
    printed_as = "steht als 'Gesamtbetrag der Einkünfte' im zweiten Teil des Bescheids"
    facts = [
        Fact("Bruttoarbeitslohn", "54.230 EUR", "gross_wage", _described(NUMBER, "Bruttoarbeitslohn"), 54230),
        Fact("Werbungskosten", "1.844 EUR", "advertising_costs", _described(NUMBER, "Werbungskosten"), 1844),
        Fact("Gesamtbetrag der Einkünfte", "52.386 EUR", "total_income", _described(NUMBER, printed_as), 52386),
        Fact(
            "Zu versteuerndes Einkommen",
            "44.369 EUR",
            "taxable",
            _described(NUMBER, "Zu versteuerndes Einkommen"),
            44369,
        ),
    ]
    paper.facts(50, 340, 170, facts, colon=" ............", size=9)
    paper.ask("church_tax", _described(NUMBER, "Kirchensteuer"), None)
    return paper.finished()


def electricity() -> Stranger:
    """Key figures in boxes, a sentence until when to pay, charges with what they are made of."""
    paper = Paper("electricity bill")
    paper.text(380, 50, "Your electricity bill", size=14, bold=True)
    facts = [
        Fact("Account number", "8800 4127 553", "account_number"),
        Fact("Bill reference", "BW-2611-00931", "bill_reference"),
        Fact("Tariff", "Fixed Saver 24", "tariff"),
    ]
    paper.facts(330, 440, 110, facts, size=9)
    cards = [
        Fact("Previous balance", "£84.20", "previous_balance", NUMBER, 84.2),
        Fact("Charges this period", "£97.36", "charges_this_period", NUMBER, 97.36),
        Fact("Total due", "£97.36", "total_due", NUMBER, 97.36),
    ]
    for index, fact in enumerate(cards):
        paper.box(50 + index * 165, 190, 205 + index * 165, 235)
        paper.below(58 + index * 165, 204, fact, gap=20, size=14)
    paper.text(50, 262, "Total amount due by 19 November 2026. Payment is by Direct Debit.", size=10)
    paper.ask("due_date", DATE, "2026-11-19")
    fields = [
        Field("Meter serial", 50, "meter_serial"),
        Field("Previous", 170, "previous", NUMBER, number),
        Field("Current", 260, "current", NUMBER, number),
        Field("Units (kWh)", 350, "units", NUMBER, number),
        Field("Reading type", 450, "reading_type", one_of("Actual", "Estimated")),
    ]
    rows = [
        ("E17-4402918", "21,884", "22,187", "303", "Actual"),
        ("E17-4402918 N", "10,102", "10,171", "69", "Estimated"),
    ]
    paper.table("readings", 300, fields, rows, leading=18, size=9, grid=(45, 545))
    for index, cells in enumerate(
        (("Day units", "303 kWh at 24.5p", "£74.24"), ("Standing charge", "31 days at 30.41p", "£9.43"))
    ):
        for x, cell in zip((50, 200, 450), cells, strict=True):
            paper.text(x, 400 + index * 15, cell)
    paper.ask("standing_charge", NUMBER, 9.43)
    return paper.finished()


def patent() -> Stranger:
    """The front page of a patent: captions behind codes in brackets, lists on one line."""
    paper = Paper("patent")
    left = [
        Fact("(21) Application number", "20240918", "application_number"),
        Fact("(22) Filing date", "2024.09.12", "filing_date", DATE, "2024-09-12"),
        Fact("(54) Title", "Hydrofoil with adjustable trailing edge", "title"),
        Fact("(73) Proprietor", "Fjordfoil AS, Strandgata 8, 5004 Bergen, Norway", "proprietor"),
    ]
    for index, fact in enumerate(left):
        paper.line(75 + index * 16, (50, fact), joint=": ", size=9)
    inventors, classes = ["Ingrid Moen", "Samir Haddou", "Lars Eide"], ["B63B 1/24", "B63H 25/38"]
    paper.text(50, 139, "(72) Inventors: " + "; ".join(inventors))
    paper.ask("inventors", TEXTS, inventors)
    paper.text(320, 75, "(51) Int. Cl.: " + ", ".join(classes))
    paper.ask("int_cl", titled(TEXTS, "Int. Cl."), classes)
    return paper.finished()


def election() -> Stranger:
    """German: captions of two rows, a sum below; the figures of both years have the same captions."""
    paper = Paper("election")
    paper.text(50, 45, "Wahl zum Gemeinderat Musterweiden", size=14, bold=True)
    figures = [
        Fact("Wahlberechtigte", "1.284", "wahlberechtigte", INTEGER, 1284),
        Fact("Wahlbeteiligung", "62,5 %", "wahlbeteiligung", NUMBER, 62.5),
        Fact("Gültige Stimmen", "792", "gueltig", titled(INTEGER, "Gültige Stimmen"), 792),
    ]
    for index, fact in enumerate(figures):
        paper.below(50 + index * 170, 80, fact, gap=14)
    xs, rows = (
        (50, 240, 310, 380, 450, 545),
        [
            ("Freie Bürgerliste", "311", "39,3", "290", "37,0"),
            ("Grünes Bündnis", "248", "31,3", "201", "25,6"),
            ("Summe", "559", "70,6", "491", "62,6"),
        ],
    )
    for x0, x1, y1, text in ((50, 240, 186, "Wahlvorschlag"), (240, 380, 168, "2026"), (380, 545, 168, "2020")):
        paper.box(x0, 150, x1, y1)
        paper.text(x0 + 4, y1 - 5, text, bold=True)
    for index, cells in enumerate([("", "Stimmen", "Anteil %", "Stimmen", "Anteil %"), *rows]):
        for (x0, x1), cell in zip(pairwise(xs), cells, strict=True):
            if cell:
                paper.box(x0, 168 + index * 18, x1, 186 + index * 18)
                paper.text(x0 + 4, 181 + index * 18, cell)
    columns = {"wahlvorschlag": TEXT, "stimmen_2026": INTEGER, "stimmen_2020": INTEGER}
    truth = [{"wahlvorschlag": row[0], "stimmen_2026": int(row[1]), "stimmen_2020": int(row[3])} for row in rows[:2]]
    paper.ask("ergebnisse", {"type": "array", "items": {"type": "object", "properties": columns}}, truth)
    return paper.finished()


def quote() -> Stranger:
    """French: a table in parts, each with its title and its sum."""
    paper = Paper("quote")
    paper.line(45, (50, Fact("DEVIS N°", "D-2026-311", "numero", titled(TEXT, "Devis N°"))), joint=" ", size=14)
    paper.line(80, (50, Fact("Chantier", "12 impasse des Lilas, 69003 Lyon", "chantier")), joint=" : ", size=9)
    xs = (50, 300, 345, 415, 500)
    parts = {
        "1. Démolition": [
            ("Dépose carrelage", "m²", "18", "22,00", "396,00"),
            ("Gravats", "forf.", "1", "180,00", "180,00"),
        ],
        "2. Revêtement": [
            ("Grès cérame", "m²", "20", "38,50", "770,00"),
            ("Pose collée", "m²", "18", "45,00", "810,00"),
        ],
    }
    lines = [("Désignation", "U", "Qté", "P.U. HT", "Total HT")]
    for (title, rows), total in zip(parts.items(), ("576,00", "1 580,00"), strict=True):
        lines += [(title, "", "", "", ""), *rows, ("", "Sous-total", "", "", total)]
    for index, cells in enumerate(lines):
        for x, cell in zip(xs, cells, strict=True):
            paper.text(x, 110 + index * 15, cell, bold=index == 0)
    columns = {
        "designation": titled(TEXT, "Désignation"),
        "qte": titled(NUMBER, "Qté"),
        "total": titled(NUMBER, "Total HT"),
    }
    truth = [
        {"designation": row[0], "qte": int(row[2]), "total": float(row[4].replace(",", "."))}
        for rows in parts.values()
        for row in rows
    ]
    paper.ask("lignes", {"type": "array", "items": {"type": "object", "properties": columns}}, truth)
    return paper.finished()


ALL = (assessment, electricity, patent, election, quote)
