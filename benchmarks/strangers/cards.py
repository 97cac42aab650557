"""Small papers: cards, slips, notices."""

from __future__ import annotations

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    TIME,
    Fact,
    Field,
    Paper,
    Stranger,
    titled,
)


def boarding() -> Stranger:
    """A boarding pass: small captions with their values below."""
    paper = Paper("boarding", 600, 260)
    paper.text(30, 40, "NORDVIND  BOARDING PASS", size=14, bold=True)
    placed = [
        (30, 80, Fact("PASSENGER", "ERIKSEN/KAI MR", "passenger")),
        (250, 80, Fact("FLIGHT", "ND 4417", "flight")),
        (350, 80, Fact("DATE", "14NOV26")),
        (450, 80, Fact("SEAT", "17C", "seat")),
        (30, 130, Fact("FROM", "OSLO (OSL)", "from")),
        (180, 130, Fact("TO", "BERGEN (BGO)", "to")),
        (320, 130, Fact("GATE", "B12", "gate")),
        (390, 130, Fact("BOARDING", "06:45", "boarding", TIME, "06:45:00")),
        (480, 130, Fact("DEPARTURE", "07:20", "departure", TIME, "07:20:00")),
        (30, 180, Fact("BOOKING REF", "Q7ZT4L", "booking_ref")),
        (180, 180, Fact("CLASS", "Y")),
    ]
    for x, y, fact in placed:
        paper.below(x, y, fact)
    return paper.finished()


def weighbridge() -> Stranger:
    """German: a slip with commas in its tonnes, and a caption for day and time at once."""
    paper = Paper("weighbridge", 420, 400)
    paper.text(40, 40, "Kieswerk Musterbach GmbH", size=12, bold=True)
    paper.text(280, 40, "WIEGESCHEIN", size=12, bold=True)
    facts = [
        Fact("Schein-Nr.", "W-226-0914", "schein_nr", titled(TEXT, "Schein-Nr.")),
        Fact("Datum / Zeit", "17.11.2026 07:42", "zeitpunkt", titled(MOMENT, "Datum / Zeit"), "2026-11-17T07:42:00"),
        Fact("Kennzeichen", "DN-KH 4411", "kennzeichen"),
        Fact("Kunde", "Straßenbau Peters", "kunde"),
        Fact("Material", "Kies 0/32", "material"),
        Fact("Brutto", "38,460 t", "brutto", NUMBER, 38.46),
        Fact("Tara", "13,720 t", "tara", NUMBER, 13.72),
        Fact("Netto", "24,740 t", "netto", NUMBER, 24.74),
        Fact("Fahrer", "M. Yildiz", "fahrer"),
    ]
    paper.facts(40, 160, 80, facts, leading=18)
    return paper.finished()


def prescription() -> Stranger:
    """German: a patient and a table without rules."""
    paper = Paper("prescription", 420, 595)
    paper.text(40, 40, "Praxis Dr. med. Anke Vogt", size=12, bold=True)
    paper.text(40, 56, "Fachärztin für Allgemeinmedizin · Lindenallee 4 · 50968 Köln", size=8)
    facts = [
        Fact("Patient", "Hr. Georg Schuster", "patient"),
        Fact("geb. am", "22.07.1959", "geburtsdatum", titled(DATE, "geb. am"), "1959-07-22"),
        Fact("Versicherungsnummer", "K558120937", "versicherungsnummer"),
        Fact("Ausstellungsdatum", "16.11.2026", "ausstellungsdatum", DATE, "2026-11-16"),
    ]
    paper.facts(40, 170, 90, facts, colon=":")
    fields = [
        Field("Medikament", 40, "medikament"),
        Field("Dosierung", 200, "dosierung"),
        Field("Menge", 310, "menge"),
    ]
    rows = [("Ramipril 5 mg", "1-0-0", "100 Stück"), ("Metformin 850 mg", "1-0-1", "180 Stück")]
    paper.table("medikamente", 170, fields, rows)
    return paper.finished()


def listing() -> Stranger:
    """A flat for sale: dots lead from captions to values, features stand in two columns."""
    paper = Paper("listing")
    paper.text(50, 50, "Apartment for sale - Calle Inventada 14, Valencia", size=14, bold=True)
    facts = [
        Fact("Ref.", "VLC-2290", "ref", titled(TEXT, "Ref.")),
        Fact("Price", "€ 289,000", "price", NUMBER, 289000),
        Fact("Living area", "94 m2", "living_area", NUMBER, 94),
        Fact("Bedrooms", "3", "bedrooms", INTEGER, 3),
        Fact("Bathrooms", "2", "bathrooms", INTEGER, 2),
        Fact("Year built", "1978", "year_built", INTEGER, 1978),
        Fact("Energy rating", "D", "energy_rating"),
        Fact("Available from", "January 2027"),
    ]
    paper.facts(50, 220, 85, facts, colon=" ...........................")
    features = ["Lift", "Balcony", "Air conditioning", "Storage room"]
    paper.text(50, 230, "Features", size=11, bold=True)
    for index, feature in enumerate(features):
        paper.text(60 + index % 2 * 150, 248 + index // 2 * 14, f"• {feature}", size=10)
    paper.ask("features", TEXTS, features)
    paper.line(300, (50, Fact("Agent", "Costa Inventada SL", "agent")), (250, Fact("Tel.", "555 0120")), joint=": ")
    return paper.finished()


ALL = (boarding, weighbridge, prescription, listing)
