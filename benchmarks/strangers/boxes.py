"""Values in boxes, above lines, and given by ticks."""

from __future__ import annotations

from benchmarks.strangers.paper import (
    DATE,
    MOMENT,
    NUMBER,
    TEXT,
    TEXTS,
    YES_NO,
    Fact,
    Field,
    Paper,
    Stranger,
    number,
    one_of,
    titled,
)


def lading() -> Stranger:
    """A bill of lading: boxes with small captions, and a table without rules."""
    paper = Paper("lading")
    paper.text(330, 40, "BILL OF LADING", size=16, bold=True)
    shipper, consignee = "Tianjin Muban Export Co., Ltd.", "Nordmuster GmbH"
    boxes = [
        ((300, 60, 560, 95), Fact("B/L No.", "TSN2611-0098", "bl_number", titled(TEXT, "B/L No."))),
        ((300, 95, 560, 130), Fact("Booking No.", "BK771204", "booking_number")),
        ((40, 60, 300, 130), Fact("Shipper", f"{shipper}\n88 Port Road, Tianjin, China", "shipper", truth=shipper)),
        (
            (40, 130, 300, 200),
            Fact("Consignee", f"{consignee}\nHafenstr. 12, 20457 Hamburg, Germany", "consignee", truth=consignee),
        ),
        ((300, 130, 560, 200), Fact("Notify party", "Same as consignee", "notify_party")),
        ((40, 200, 170, 235), Fact("Vessel", "MV MORNING HERON", "vessel")),
        ((170, 200, 300, 235), Fact("Voyage No.", "014W", "voyage", titled(TEXT, "Voyage No."))),
        ((300, 200, 430, 235), Fact("Port of loading", "Tianjin Xingang", "port_of_loading")),
        ((430, 200, 560, 235), Fact("Port of discharge", "Hamburg", "port_of_discharge")),
    ]
    for frame, fact in boxes:
        paper.captioned(frame, fact)
    fields = [
        Field("Container No.", 45, "container_number"),
        Field("Seal No.", 160, "seal_number"),
        Field("Description of goods", 260, "description", titled(TEXT, "Description of goods")),
        Field("Packages", 420, "packages"),
        Field("Gross weight kg", 490, "gross_weight", titled(NUMBER, "Gross weight kg"), number),
    ]
    rows = [
        ("TCLU 448120-7", "CN99821", "LED lamps", "420 CTN", "6,300.00"),
        ("TCLU 551098-2", "CN99822", "LED drivers", "380 CTN", "5,912.50"),
    ]
    paper.table("containers", 255, fields, rows, size=9)
    return paper.finished()


def membership() -> Stranger:
    """An application in boxes whose captions are numbered."""
    paper = Paper("membership")
    paper.text(50, 50, "APPLICATION FOR MEMBERSHIP", size=14, bold=True)
    boxes = [
        (50, 70, 300, Fact("1. Last name", "Oyelaran", "last_name")),
        (300, 70, 545, Fact("2. First name", "Temitope Grace", "first_name")),
        (50, 105, 200, Fact("3. Date of birth", "08/09/1994", "date_of_birth", DATE, "1994-09-08")),
        (200, 105, 350, Fact("4. Nationality", "Nigerian", "nationality")),
        (350, 105, 545, Fact("5. Passport number", "A09928817", "passport_number")),
        (50, 140, 545, Fact("6. Street address", "44 Larkspur Crescent", "street_address")),
        (50, 175, 200, Fact("7. Postcode", "LS6 2AB", "postcode")),
        (200, 175, 350, Fact("8. City", "Leeds", "city")),
        (350, 175, 545, Fact("9. E-mail", "t.oyelaran@example.org", "email", titled(TEXT, "E-mail"))),
        (50, 210, 300, Fact("10. Membership fee paid", "£45.00", "membership_fee_paid", NUMBER, 45)),
        (300, 210, 545, Fact("11. Date received", "02/11/2026", "date_received", DATE, "2026-11-02")),
    ]
    for x0, y, x1, fact in boxes:
        paper.captioned((x0, y, x1, y + 35), fact)
    return paper.finished()


def receipt_of_goods() -> Stranger:
    """Captions below the lines that their values stand on."""
    paper = Paper("goods receipt")
    paper.text(200, 50, "GOODS RECEIPT", size=16, bold=True)
    placed = [
        (60, 110, Fact("Received by", "Marek Nowak", "received_by")),
        (320, 110, Fact("Date received", "18/11/2026", "date_received", DATE, "2026-11-18")),
        (60, 170, Fact("Receipt number", "PZ-2026-0417", "receipt_number")),
        (320, 170, Fact("Vehicle plate", "WGM 4471K", "vehicle_plate")),
    ]
    for x, y, fact in placed:
        paper.text(x + 6, y, fact.printed, size=11)
        paper.rule(x, y + 4, x + 200, y + 4)
        paper.text(x, y + 15, fact.caption, size=8)
        paper.ask(fact.name, fact.type, fact.answer)
    return paper.finished()


def service() -> Stranger:
    """A report with answers by ticks, and a paragraph below its caption."""
    paper = Paper("service")
    paper.text(50, 50, "FIELD SERVICE REPORT", size=16, bold=True)
    paper.line(50, (400, Fact("No.", "FSR-20881", "report_number", titled(TEXT, "No."))), joint=" ")
    facts = [
        Fact("Customer", "Brindlewick Foods Ltd", "customer"),
        Fact("Site", "Unit 4, Mersey Park, Liverpool", "site"),
        Fact("Engineer", "K. Donnelly", "engineer"),
        Fact("Arrived", "16/11/2026 08:40", "arrived", MOMENT, "2026-11-16T08:40:00"),
        Fact("Left", "16/11/2026 11:05", "left", MOMENT, "2026-11-16T11:05:00"),
    ]
    paper.facts(50, 130, 80, facts, bold=True, colon=":")
    paper.text(50, 180, "Urgent:", size=10, bold=True)
    paper.tick(130, 180, "Yes", ticked=False)
    paper.tick(190, 180, "No", ticked=True)
    paper.ask("urgent", YES_NO, False)
    kinds = ("Installation", "Repair", "Inspection")
    paper.text(50, 200, "Service type:", size=10, bold=True)
    for x, kind in zip((130, 230, 310), kinds, strict=True):
        paper.tick(x, 200, kind, ticked=kind == "Repair")
    paper.ask("service_type", one_of(*kinds), "Repair")
    paper.tick(50, 225, "Warranty work", ticked=True)
    paper.ask("warranty_work", YES_NO, True)
    paper.tick(200, 225, "Parts ordered", ticked=False)
    paper.ask("parts_ordered", YES_NO, False)
    done = ("Replaced compressor relay and tested the unit for 30 minutes. Temperature", "stable at -18 C.")
    paper.text(50, 260, "Work done", size=10, bold=True)
    paper.lines(50, 276, done, size=10, leading=14)
    paper.ask("work_done", TEXT, " ".join(done))
    return paper.finished()


def inspection() -> Stranger:
    """Captions and values in two columns, a tick, and a list of sentences."""
    paper = Paper("inspection")
    paper.text(50, 50, "Vehicle Inspection Certificate", size=16, bold=True)
    paper.text(50, 68, "Issued under the Road Traffic Act", size=8)
    left = [
        Fact("Test number", "5512 0093 7741", "test_number"),
        Fact("Registration mark", "YK19 OLP"),
        Fact("Make", "Corvane", "make"),
        Fact("Model", "Lumen Sport", "model"),
        Fact("Odometer reading", "48,210 miles", "odometer_reading", NUMBER, 48210),
        Fact("Colour", "Blue", "colour"),
    ]
    right = [
        Fact("Test date", "14 Oct 2026", "test_date", DATE, "2026-10-14"),
        Fact("Expiry date", "13 Oct 2027", "expiry_date", DATE, "2027-10-13"),
        Fact("Test class", "IV"),
        Fact("Fuel type", "Petrol", "fuel_type"),
        Fact("Inspector", "R. Ashworth", "inspector"),
        Fact("Station number", "V88120"),
    ]
    paper.facts(50, 160, 100, left, leading=20, size=9)
    paper.facts(320, 420, 100, right, leading=20, size=9)
    paper.text(50, 240, "Result:", size=10)
    paper.tick(110, 240, "PASS", ticked=True)
    paper.tick(180, 240, "FAIL", ticked=False)
    paper.ask("result", one_of("PASS", "FAIL"), "PASS")
    advisories = ["Nearside front tyre worn close to legal limit", "Brake discs lightly scored"]
    paper.text(50, 270, "Advisories", size=11, bold=True)
    paper.lines(60, 288, [f"- {each}" for each in advisories], size=10, leading=14)
    paper.ask("advisories", TEXTS, advisories)
    return paper.finished()


ALL = (lading, membership, receipt_of_goods, service, inspection)
