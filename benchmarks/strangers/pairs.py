"""Captions with their values: confirmations, policies, contracts."""

from __future__ import annotations

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    YES_NO,
    Fact,
    Field,
    Paper,
    Stranger,
    day,
    titled,
)


def hotel() -> Stranger:
    """A booking whose last value goes on in a second line."""
    paper = Paper("hotel")
    paper.text(50, 50, "Hotel Seeblick ***", size=18, bold=True)
    paper.text(50, 68, "Uferweg 3, 6399 Musterau, Switzerland")
    paper.text(50, 110, "Booking confirmation", size=14, bold=True)
    policy = "Free of charge until 48 hours before arrival. After"
    rest = "that the first night is charged."
    facts = [
        Fact("Confirmation number", "HSB-88231", "confirmation_number"),
        Fact("Guest", "Ms Laura Bianchi", "guest"),
        Fact("Arrival", "Fri, 04 Dec 2026, from 15:00", "arrival", DATE, "2026-12-04"),
        Fact("Departure", "Mon, 07 Dec 2026, until 11:00", "departure", DATE, "2026-12-07"),
        Fact("Nights", "3", "nights", INTEGER, 3),
        Fact("Room type", "Double superior, lake view", "room_type"),
        Fact("Guests", "2 adults, 1 child"),
        Fact("Breakfast included", "Yes", "breakfast_included", YES_NO, True),
        Fact("Rate per night", "CHF 240.00", "rate_per_night", NUMBER, 240),
        Fact("Total stay", "CHF 720.00", "total", titled(NUMBER, "Total stay"), 720),
        Fact("Cancellation policy", policy, "cancellation_policy", truth=f"{policy} {rest}"),
    ]
    end = paper.facts(50, 200, 140, facts, leading=18, bold=True)
    paper.text(200, end - 5, rest, size=10)
    return paper.finished()


def policy() -> Stranger:
    """A schedule of insurance: captions and values in cells, and a table without rules."""
    paper = Paper("policy")
    paper.text(50, 50, "ALBREY MUTUAL", size=16, bold=True)
    paper.text(50, 68, "Motor Insurance – Policy Schedule", size=12)
    tax = "£512.40 (including Insurance Premium Tax of £54.90)"
    facts = [
        Fact("Policy number", "AM/MTR/0093-441", "policy_number"),
        Fact("Policyholder", "Dr Helen Marsh", "policyholder"),
        Fact("Period of cover", "From 00:01 on 01 January 2027 to 23:59 on 31 December 2027"),
        Fact("Vehicle", "Merlin Arrow Estate 2.0", "vehicle"),
        Fact("Registration number", "LK23 ZRT", "registration_number"),
        Fact("Cover", "Comprehensive", "cover"),
        Fact("Compulsory excess", "£250", "compulsory_excess", NUMBER, 250),
        Fact("Voluntary excess", "£300", "voluntary_excess", NUMBER, 300),
        Fact("No claims discount", "9 years (protected)"),
        Fact("Annual premium", tax, "annual_premium", NUMBER, 512.4),
    ]
    for row, fact in enumerate(facts):
        paper.ruled(100 + row * 24, 24, (45, 200, 550, fact))
    paper.text(50, 370, "Named drivers", size=12, bold=True)
    fields = [
        Field("Name", 50, "name"),
        Field("Date of birth", 220, "date_of_birth", DATE, day),
        Field("Licence", 350, "licence"),
    ]
    rows = [("Helen Marsh", "03/02/1971", "Full UK"), ("Tom Marsh", "19/09/2001", "Full UK")]
    paper.table("named_drivers", 392, fields, rows, leading=18)
    return paper.finished()


def lease() -> Stranger:
    """The same captions under two headings, an object of the schema for each."""
    paper = Paper("lease")
    paper.text(200, 50, "TENANCY SUMMARY", size=16, bold=True)
    parties = {
        "Landlord": ("Oakfenn Estates LLP", "9 Quay Street, Bristol BS1 4TT", "0117 496 0021"),
        "Tenant": ("Sofia Almeida", "Flat 3, 21 Hill Rise, Bath BA2 3QQ", "07700 900417"),
    }
    for y, (heading, printed) in zip((90, 180), parties.items(), strict=True):
        paper.text(50, y, heading, size=12, bold=True)
        captions = ("Name", "Address", "Phone")
        facts = [Fact(caption, text, caption.lower()) for caption, text in zip(captions, printed, strict=True)]
        paper.facts(60, 130, y + 18, facts, colon=":", under=heading.lower())
    paper.text(50, 270, "Terms", size=12, bold=True)
    terms = [
        Fact("Monthly rent", "£1,150.00", "monthly_rent", NUMBER, 1150),
        Fact("Deposit", "£1,325.00", "deposit", NUMBER, 1325),
        Fact("Start date", "1 February 2027", "start_date", DATE, "2027-02-01"),
        Fact("Length of term", "12 months", "length_of_term"),
    ]
    paper.facts(60, 160, 288, terms, colon=":", under="terms")
    return paper.finished()


def attestation() -> Stranger:
    """French: a space before colons, spaces between thousands."""
    paper = Paper("attestation")
    paper.text(50, 50, "Mutuelle du Val Inventé", size=14, bold=True)
    paper.text(50, 75, "Attestation d'assurance responsabilité civile", size=12)
    facts = [
        Fact("Assuré", "SARL Toitures Morel", "assure", titled(TEXT, "Assuré")),
        Fact("Numéro de contrat", "RC 88 412 067", "numero_contrat", titled(TEXT, "Numéro de contrat")),
        Fact(
            "Adresse du risque", "14 rue des Tanneurs, 69005 Lyon", "adresse_risque", titled(TEXT, "Adresse du risque")
        ),
        Fact("Date d'effet", "01/01/2027", "date_effet", titled(DATE, "Date d'effet"), "2027-01-01"),
        Fact("Date d'échéance", "31/12/2027", "date_echeance", titled(DATE, "Date d'échéance"), "2027-12-31"),
        Fact("Plafond de garantie", "1 500 000 €", "plafond", titled(NUMBER, "Plafond de garantie"), 1_500_000),
        Fact("Franchise", "750,00 €", "franchise", NUMBER, 750),
    ]
    paper.facts(50, 190, 110, facts, leading=18, colon=" :")
    return paper.finished()


def meter() -> Stranger:
    """German: points between thousands, captions that the schema abbreviates."""
    paper = Paper("meter")
    paper.text(50, 50, "Stadtwerke Musterhausen", size=14, bold=True)
    paper.text(350, 50, "Zählerstandsmeldung", size=12)
    facts = [
        Fact("Kundennummer", "5510 2231", "kunden_nr", titled(TEXT, "Kunden-Nr.")),
        Fact("Vertragskonto", "200 045 118", "vertragskonto"),
        Fact("Zählernummer", "1ESY-1160-4471", "zaehler_nr", titled(TEXT, "Zähler-Nr.")),
        Fact("Ablesedatum", "31.10.2026", "ablesedatum", DATE, "2026-10-31"),
        Fact("Zählerstand alt", "12.408 kWh", "zaehlerstand_alt", titled(NUMBER, "Zählerstand alt"), 12408),
        Fact("Zählerstand neu", "13.120 kWh", "zaehlerstand_neu", titled(NUMBER, "Zählerstand neu"), 13120),
        Fact("Verbrauch", "712 kWh", "verbrauch", NUMBER, 712),
        Fact("Abnahmestelle", "Birkenweg 8, 01099 Musterhausen", "abnahmestelle"),
    ]
    paper.facts(50, 180, 90, facts, colon=":")
    return paper.finished()


ALL = (hotel, policy, lease, attestation, meter)
