"""Tables with and without rules, captions around them."""

from __future__ import annotations

from benchmarks.strangers.paper import (
    DATE,
    INTEGER,
    NUMBER,
    TEXT,
    TEXTS,
    TIME,
    YES_NO,
    Fact,
    Field,
    Paper,
    Stranger,
    clock,
    day,
    number,
    titled,
)


def timesheet() -> Stranger:
    """A ruled week with a day that is empty."""
    paper = Paper("timesheet")
    paper.text(50, 50, "Weekly Timesheet", size=16, bold=True)
    ending = Fact("Week ending", "13/11/2026", "week_ending", DATE, "2026-11-13")
    paper.line(75, (50, Fact("Employee", "Priya Nair", "employee")), (300, ending), joint=": ")
    project = Fact("Project", "Harbour Crossing Phase 2", "project")
    paper.line(92, (50, project), (300, Fact("Approved by", "T. Sullivan", "approved_by")), joint=": ")
    fields = [
        Field("Day", 50, "day"),
        Field("Date", 130, "date", DATE, day),
        Field("Start", 210, "start", TIME, clock),
        Field("Finish", 270, "finish", TIME, clock),
        Field("Break", 330),
        Field("Hours", 400, "hours", NUMBER, number),
    ]
    rows = [
        ("Monday", "09/11/2026", "08:30", "17:00", "0:30", "8.0"),
        ("Tuesday", "10/11/2026", "08:30", "17:30", "0:30", "8.5"),
        ("Wednesday", "11/11/2026", "09:00", "17:00", "1:00", "7.0"),
        ("Thursday", "12/11/2026", "", "", "", ""),
        ("Friday", "13/11/2026", "08:00", "12:00", "", "4.0"),
    ]
    paper.table("days", 124, fields, rows, leading=20, grid=(45, 125, 205, 265, 325, 395, 450))
    paper.facts(330, 400, 245, [Fact("Total hours", "27.5", "total_hours", NUMBER, 27.5)], bold=True)
    return paper.finished()


def pump() -> Stranger:
    """A data sheet: captions and values over rules, sizes in a table."""
    paper = Paper("pump")
    paper.text(50, 50, "ZX-500 Centrifugal Pump", size=18, bold=True)
    paper.text(50, 68, "Technical data sheet  Rev. 4", size=10)
    paper.ask("revision", titled(TEXT, "Rev"), "4")
    facts = [
        Fact("Max. flow rate", "48 m³/h", "max_flow_rate"),
        Fact("Max. head", "62 m", "max_head"),
        Fact("Rated power", "7.5 kW", "rated_power"),
        Fact("Voltage", "400 V / 50 Hz", "voltage"),
        Fact("Protection class", "IP 55", "protection_class"),
        Fact("Weight", "86 kg", "weight", NUMBER, 86),
        Fact("Material housing", "Cast iron EN-GJL-250"),
    ]
    paper.facts(50, 250, 100, facts)
    for row in range(len(facts)):
        paper.rule(50, 104 + row * 16, 400, 104 + row * 16)
    paper.text(50, 240, "Available sizes", size=12, bold=True)
    fields = [
        Field("Model", 50, "model"),
        Field("DN", 150, "dn", INTEGER, int),
        Field("Impeller (mm)", 220, "impeller_mm", titled(NUMBER, "Impeller (mm)"), number),
        Field("Order code", 340, "order_code"),
    ]
    rows = [
        ("ZX-500/32", "32", "160", "100-3201"),
        ("ZX-500/40", "40", "200", "100-4002"),
        ("ZX-500/50", "50", "250", "100-5003"),
    ]
    paper.table("sizes", 262, fields, rows)
    return paper.finished()


def sales() -> Stranger:
    """Captions over several columns, each of which the schema asks for by both captions."""
    paper = Paper("sales", 842, 595)
    paper.text(50, 40, "Quarterly sales report - Region West", size=14, bold=True)
    date = Fact("Reporting date", "2026-10-02", "reporting_date", DATE)
    paper.line(60, (50, Fact("Prepared by", "L. Hoang", "prepared_by")), (190, date), joint=": ")
    for x, quarter in ((200, "Q2"), (380, "Q3"), (560, "Change")):
        paper.text(x, 90, quarter, size=10, bold=True)
    fields = [
        Field("Product", 50, "product"),
        Field("Units", 200, "q2_units", titled(NUMBER, "Q2 Units"), number),
        Field("Revenue", 290, "q2_revenue", titled(NUMBER, "Q2 Revenue"), number),
        Field("Units", 380, "q3_units", titled(NUMBER, "Q3 Units"), number),
        Field("Revenue", 470, "q3_revenue", titled(NUMBER, "Q3 Revenue"), number),
        Field("%", 560),
        Field("Remarks", 650, "remarks"),
    ]
    rows = [
        ("Drill D20", "1,204", "96,320", "1,388", "111,040", "15.3", "new dealer"),
        ("Saw S7", "640", "83,200", "598", "77,740", "-6.6", ""),
        ("Sander P1", "912", "54,720", "1,010", "60,600", "10.7", ""),
    ]
    paper.table("products", 106, fields, rows)
    return paper.finished()


def expenses() -> Stranger:
    """Rows with lines below them, totals of two currencies, an approval in words."""
    paper = Paper("expenses")
    paper.text(200, 45, "EXPENSE CLAIM", size=15, bold=True)
    facts = [
        Fact("Claimant", "Yusuf Demir", "claimant"),
        Fact("Department", "Field Sales", "department"),
        Fact("Period", "1 to 31 October 2026"),
        Fact("Cost centre", "CC-4410", "cost_centre"),
    ]
    paper.facts(50, 130, 75, facts, leading=15, colon=":")
    fields = [
        Field("Date", 50, "date", DATE, day),
        Field("Purpose", 120, "purpose"),
        Field("Category", 320, "category"),
        Field("Currency", 400, "currency"),
        Field("Amount", 480, "amount", NUMBER, number),
    ]
    rows = [
        ("05.10.2026", "Train Leeds - London, client visit", "Travel", "GBP", "128.40"),
        ("06.10.2026", "Dinner with Haldvik AS", "Meals", "GBP", "86.15"),
        ("19.10.2026", "Hotel Oslo, 2 nights", "Lodging", "NOK", "3,180.00"),
        ("20.10.2026", "Taxi airport", "Travel", "NOK", "645.00"),
    ]
    paper.table("claims", 155, fields, rows, leading=20, size=9)
    for row in range(len(rows) + 1):
        paper.rule(45, 161 + row * 20, 550, 161 + row * 20)
    totals = [
        Fact("Total GBP", "214.55", "total_gbp", NUMBER, 214.55),
        Fact("Total NOK", "3,825.00", "total_nok", NUMBER, 3825),
    ]
    paper.facts(400, 480, 265, totals, leading=15, bold=True)
    approved = Fact("Approved", "yes", "approved", YES_NO, True)
    paper.line(320, (50, approved), (200, Fact("Approver", "H. Lindqvist", "approver")), joint=": ")
    return paper.finished()


def school() -> Stranger:
    """A report: captions above their values, a table, captions in a line."""
    paper = Paper("school")
    paper.text(180, 45, "End of Term Report", size=16, bold=True)
    for x, caption, text in ((50, "Pupil", "Zoe Achterberg"), (250, "Form", "9B"), (350, "Tutor", "Ms F. Kaur")):
        paper.below(x, 80, Fact(caption, text, caption.lower()), gap=14)
    fields = [
        Field("Subject", 50, "subject"),
        Field("Grade", 180, "grade", INTEGER, int),
        Field("Effort", 250, "effort"),
        Field("Comment", 330, "comment"),
    ]
    rows = [
        ("Mathematics", "7", "Good", "Confident with algebra; revise circle theorems."),
        ("English", "6", "Excellent", "Thoughtful essays."),
        ("Physics", "8", "Good", "Strong practical work."),
        ("History", "5", "Fair", "Needs to add detail."),
    ]
    paper.table("subjects", 130, fields, rows, leading=18, size=9)
    attendance = Fact("Attendance", "96.5%", "attendance", NUMBER, 96.5)
    absent = Fact("Days absent", "3", "days_absent", INTEGER, 3)
    paper.line(240, (50, attendance), (200, absent), (330, Fact("Late", "1")), joint=": ")
    paper.text(50, 270, "Next term begins on 5 January 2027.", size=10)
    return paper.finished()


def minutes() -> Stranger:
    """Names in one line that are a list, and a table of actions."""
    paper = Paper("minutes")
    paper.text(50, 50, "Minutes of the Works Committee", size=14, bold=True)
    present = ["I. Mortimer", "P. Osei", "L. Tran", "D. Webb"]
    facts = [
        Fact("Date", "11 November 2026", "date", DATE, "2026-11-11"),
        Fact("Place", "Town Hall, Room 2", "place"),
        Fact("Chair", "Cllr. Ines Mortimer", "chair"),
        Fact("Present", ", ".join(present), "present", TEXTS, present),
        Fact("Apologies", "S. Grant", "apologies", TEXTS, ["S. Grant"]),
    ]
    paper.facts(50, 130, 80, facts, bold=True, colon=":")
    paper.text(50, 180, "Actions", size=11, bold=True)
    fields = [
        Field("No", 50, "no", INTEGER, int),
        Field("Action", 90, "action"),
        Field("Owner", 340, "owner"),
        Field("Due", 440, "due", DATE, day),
    ]
    rows = [
        ("1", "Obtain three quotes for the footbridge repair", "P. Osei", "30/11/2026"),
        ("2", "Write to residents of Mill Lane about parking", "L. Tran", "25/11/2026"),
    ]
    paper.table("actions", 200, fields, rows, leading=18, size=9)
    return paper.finished()


ALL = (timesheet, pump, sales, expenses, school, minutes)
