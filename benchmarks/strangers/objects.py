"""Papers of objects: parties in boxes, two places with the same captions, rows that are blocks."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    YES_NO,
    Fact,
    Field,
    Json,
    Paper,
    Stranger,
    number,
    one_of,
    titled,
)


def _address(paper: Paper, object_: str, **parts: str) -> None:
    """Ask for parts of an address that is printed without captions."""
    for name, part in parts.items():
        paper.ask(name, TEXT, part, under=object_)


def declaration() -> Stranger:
    """A customs form: captions are counted by bare numbers, parties stand in boxes."""
    paper = Paper("export declaration")
    paper.text(50, 40, "EXPORT DECLARATION", size=14, bold=True)
    boxes = [
        (
            (40, 55, 320, 125),
            Fact("2 Exporter", "No. GB 448 2210 31\nMusterforge Ltd\n18 Attercliffe Road\nSheffield S4 7WZ"),
        ),
        ((320, 55, 440, 90), Fact("1 Declaration", "EX A")),
        ((440, 55, 555, 90), Fact("5 Items", "2")),
        ((320, 90, 440, 125), Fact("6 Total packages", "14", "total_packages", INTEGER, 14)),
        ((440, 90, 555, 125), Fact("7 Reference number", "HF-2611-0088", "reference_number")),
        ((40, 125, 320, 195), Fact("8 Consignee", "Ferro Inventado SA\nCalle Los Robles 450\n28001 Madrid\nSpain")),
        ((320, 125, 440, 160), Fact("15 Country of dispatch", "GB")),
        ((440, 125, 555, 160), Fact("17 Country of destination", "ES", "country_of_destination")),
        ((320, 160, 555, 195), Fact("20 Delivery terms", "CIF Valencia", "delivery_terms")),
        ((40, 195, 320, 230), Fact("23 Exchange rate", "1.2714", "exchange_rate", NUMBER, 1.2714)),
        ((320, 195, 555, 230), Fact("29 Office of exit", "GB000060 Immingham", "office_of_exit")),
    ]
    for frame, fact in boxes:
        paper.captioned(frame, fact)
    _address(paper, "exporter", name="Musterforge Ltd", city="Sheffield", postcode="S4 7WZ")
    _address(paper, "consignee", name="Ferro Inventado SA", city="Madrid", country="Spain")
    fields = [
        Field("32 Item", 46, "item", INTEGER, int),
        Field("31 Description of goods", 100, "description_of_goods"),
        Field("33 Commodity code", 270, "commodity_code"),
        Field("38 Net mass (kg)", 400, "net_mass", NUMBER, number),
    ]
    rows = [("1", "Forged steel hooks, 5 t", "7326 19 90", "1,790.0"), ("2", "Shackles", "7326 90 98", "1,080.0")]
    paper.table("items", 260, fields, rows, leading=20, size=9, grid=(40, 94, 264, 394, 555))
    return paper.finished()


def rental() -> Stranger:
    """A car that is hired: two places have the same captions, of the return some have no value yet."""
    paper = Paper("rental agreement")
    paper.text(300, 40, "RENTAL AGREEMENT", size=12, bold=True)
    paper.text(300, 55, "No. RA 2209 8841 06", size=10)
    paper.ask("agreement_no", TEXT, "RA 2209 8841 06")
    blocks: Sequence[tuple[float, float, str, str, list[Fact]]] = [
        (
            50,
            90,
            "RENTER",
            "renter",
            [Fact("Name", "Tobias Lindgren", "name"), Fact("Phone", "+46 70 555 1188", "phone")],
        ),
        (
            320,
            90,
            "VEHICLE",
            "vehicle",
            [Fact("Registration", "HB 204 KM", "registration"), Fact("Class", "D", "class")],
        ),
        (50, 160, "PICK-UP", "pick_up", _place("Hamburg Airport", "14 Nov 2026 10:30", "31,402 km")),
        (320, 160, "RETURN", "return", _place("Bremen Station", "18 Nov 2026 18:00", "")),
    ]
    for x, y, heading, object_, facts in blocks:
        paper.text(x, y, heading, size=10, bold=True)
        paper.facts(x, x + 90, y + 17, facts, leading=14, size=9, under=object_)
    fields = [
        Field("Charge", 50, "charge"),
        Field("Days", 280, "days", INTEGER, int),
        Field("Per day", 360, "per_day", NUMBER, number),
        Field("Amount", 480, "amount", NUMBER, number),
    ]
    rows = [
        ("Vehicle rental", "4", "46.00", "184.00"),
        ("Damage waiver", "4", "12.50", "50.00"),
        ("One-way fee", "", "", "75.00"),
    ]
    paper.table("charges", 260, fields, rows, size=9)
    paper.facts(50, 480, 330, [Fact("Estimated total (EUR)", "309.00", "estimated_total", NUMBER, 309)], bold=True)
    paper.facts(50, 480, 346, [Fact("Deposit held on card", "500.00")])
    paper.ask("deposit", NUMBER, 500)
    return paper.finished()


def _place(location: str, moment: str, mileage: str) -> list[Fact]:
    when = f"2026-11-{moment[:2]}T{moment[-5:]}:00"
    return [
        Fact("Location", location, "location"),
        Fact("Date and time", moment, "date_and_time", MOMENT, when),
        Fact("Mileage", mileage, "mileage", NUMBER, number(mileage.removesuffix(" km")) if mileage else None),
    ]


def consent() -> Stranger:
    """A consent form: rows are blocks side by side with the same captions."""
    paper = Paper("consent form")
    paper.text(50, 45, "School trip consent form", size=15, bold=True)
    facts = [
        Fact("Trip", "Natural History Museum, London", "trip"),
        Fact("Date of trip", "Thursday 3 December 2026", "date_of_trip", DATE, "2026-12-03"),
        Fact("Cost per pupil", "£14.50", "cost_per_pupil", NUMBER, 14.5),
    ]
    paper.facts(50, 150, 75, facts, colon=":")
    paper.text(50, 150, "Emergency contacts", size=11, bold=True)
    contacts = [("Marta Kowalska", "Mother", "07700 900455"), ("Piotr Kowalski", "Father", "07700 900456")]
    for index, contact in enumerate(contacts):
        paper.pairs(
            50 + 250 * index, 120 + 250 * index, 170, zip(("Name", "Relationship", "Phone"), contact, strict=True)
        )
    names = ("name", "relationship", "phone")
    items: Json = {"type": "object", "properties": dict.fromkeys(names, TEXT)}
    truth = [dict(zip(names, contact, strict=True)) for contact in contacts]
    paper.ask("emergency_contacts", {"type": "array", "items": items}, truth)
    paper.text(50, 235, "My child", size=10)
    for x, label, name, ticked in (
        (110, "can swim 25 m", "can_swim", True),
        (230, "is vegetarian", "vegetarian", False),
    ):
        paper.tick(x, 235, label, ticked)
        paper.ask(name, titled(YES_NO, label), ticked)
    paper.line(260, (50, Fact("Medication", "salbutamol inhaler, as needed", "medication")), joint=": ")
    return paper.finished()


def data_sheet() -> Stranger:
    """The head of a safety data sheet: a supplier under a counted heading, statements one a line."""
    paper = Paper("safety data sheet")
    paper.text(50, 40, "SAFETY DATA SHEET", size=14, bold=True)
    paper.line(40, (400, Fact("Version", "3.1", "version")), joint=" ", size=9)
    paper.line(52, (400, Fact("Revision date", "02.09.2026", "revision_date", DATE, "2026-09-02")), joint=": ", size=9)
    paper.text(50, 85, "1.1 Product identifier", size=9, bold=True)
    facts = [Fact("Trade name", "Mustex Descaler 500", "trade_name"), Fact("UFI", "QN20-70YE-W00H-2M1T", "ufi")]
    paper.facts(70, 190, 100, facts, leading=14, size=9, colon=":")
    paper.text(50, 142, "1.3 Details of the supplier of the safety data sheet", size=9, bold=True)
    lines = ["Mustex Chemie GmbH", "Industriestraße 40", "67063 Ludwigshafen", "Germany", "Telephone: +49 621 555 0140"]
    paper.lines(70, 157, lines)
    _address(paper, "supplier", name=lines[0], street=lines[1], postcode="67063", city="Ludwigshafen")
    paper.ask("telephone", TEXT, "+49 621 555 0140", under="supplier")
    emergency = Fact("1.4 Emergency telephone number", "+49 30 555 19240 (24 h)")
    paper.line(240, (50, emergency), joint=": ", size=9)
    paper.ask("emergency_telephone_number", TEXT, "+49 30 555 19240")
    paper.line(260, (50, Fact("Signal word", "Danger", "signal_word", one_of("Danger", "Warning"))), joint=": ", size=9)
    paper.text(50, 280, "Hazard statements", size=9, bold=True)
    statements = ["H290 May be corrosive to metals.", "H314 Causes severe skin burns and eye damage."]
    paper.lines(70, 295, statements)
    paper.ask("hazard_statements", TEXTS, statements)
    return paper.finished()


ALL = (declaration, rental, consent, data_sheet)
