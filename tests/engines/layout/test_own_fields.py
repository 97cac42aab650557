"""Fields that no lexicon knows: schemas of strangers, found by the captions that they state themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.base import Request
from docvl.engines.layout import LayoutEngine
from docvl.geometry import Box
from docvl.schema import load_schema
from tests.engines.layout.pages import read

TEXT: dict[str, Any] = {"type": ["string", "null"]}
NUMBER: dict[str, Any] = {"type": ["number", "null"]}


def _schema(**fields: dict[str, Any] | str) -> dict[str, Any]:
    """Fields by name: their title, or more than that."""
    stated = {name: {"title": field} if isinstance(field, str) else field for name, field in fields.items()}
    return {"type": "object", "properties": {name: TEXT | field for name, field in stated.items()}}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("employee_number", "Employee No.   004417"),
        ("employee_id", "Employee Number: 004417"),
        ("Personalnummer", "Personal-Nr.: 004417"),
        ("员工编号", "员工号：004417"),
    ],
)
def test_a_number_is_captioned_in_many_ways(name: str, text: str) -> None:
    assert read(_schema(**{name: {}}), text).data == {name: "004417"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pay_date", "Date of pay:  30/10/2026"),
        ("date_of_birth", "Birth date   30/10/2026"),
        ("collected_at", "Collected: 30/10/2026"),
        ("reported_on", "Date reported 30/10/2026"),
    ],
)
def test_a_date_is_captioned_in_many_ways(name: str, text: str) -> None:
    assert read(_schema(**{name: {"format": "date"}}), text).data == {name: "2026-10-30"}


def test_a_title_that_heads_columns_elsewhere_is_a_caption() -> None:
    text = "Tax Code     1257L        Total Payments     2,579.00"
    schema = _schema(tax_code={}, gross_pay={"title": "Total Payments"} | NUMBER)
    assert read(schema, text).data == {"tax_code": "1257L", "gross_pay": Decimal("2579.00")}


def test_parties_other_than_seller_and_buyer_have_captions_of_their_own() -> None:
    text = """
付款人户名    杭州绿野贸易有限公司      收款人户名    宁波东海物流有限公司
付款人账号    3305 0161 6227 0000 0123        收款人账号    3315 0198 3636 0000 4567
"""
    names = {"payer": "付款人", "payee": "收款人"}
    sides = {side: _schema(name=f"{title}户名", account=f"{title}账号") for side, title in names.items()}
    data = read({"type": "object", "properties": sides}, text).data
    assert data["payer"] == {"name": "杭州绿野贸易有限公司", "account": "3305 0161 6227 0000 0123"}
    assert data["payee"] == {"name": "宁波东海物流有限公司", "account": "3315 0198 3636 0000 4567"}


def test_names_and_places_by_a_plain_caption_where_nobody_sells() -> None:
    text = "名    称    上海澜庭信息技术有限公司\n住    所    上海市浦东新区张江路88号3幢201室"
    assert read(_schema(名称={}, 住所={}), text).data == {
        "名称": "上海澜庭信息技术有限公司",
        "住所": "上海市浦东新区张江路88号3幢201室",
    }


def test_a_value_may_read_like_a_caption() -> None:
    assert read(_schema(用途={}, 币种={}), "用途    运费      币种    人民币").data["用途"] == "运费"


def test_a_period_is_not_cut_at_its_middle() -> None:
    text = "营业期限    2019年03月18日至2049年03月17日"
    assert read(_schema(营业期限={}), text).data == {"营业期限": "2019年03月18日至2049年03月17日"}


def test_text_goes_on_below_itself_where_nothing_stands_under_the_caption() -> None:
    text = """
Comment:      Mild anaemia, no change since the last
              report. Suggest ferritin.
Doctor:       Dr. Quinn
"""
    data = read(_schema(comment={}, doctor={}), text).data
    assert data == {
        "comment": "Mild anaemia, no change since the last report. Suggest ferritin.",
        "doctor": "Dr. Quinn",
    }
    assert read(_schema(经营范围={}), "经营范围    软件开发；信息\n        系统集成服务。").data == {
        "经营范围": "软件开发；信息系统集成服务。"
    }


def test_a_number_under_its_caption_is_the_nearest() -> None:
    text = """
Previous reading     Current reading     Units used
41,208               41,552              344
Standing charge      31 days             16.54
"""
    schema = _schema(previous_reading=NUMBER, current_reading=NUMBER, units_used=NUMBER)
    assert read(schema, text).data == {
        "previous_reading": Decimal(41208),
        "current_reading": Decimal(41552),
        "units_used": Decimal(344),
    }


def test_a_date_with_its_time_of_day() -> None:
    schema = _schema(collected={"format": "date-time"})
    assert read(schema, "Collected: 12-Nov-2026 08:15").data == {"collected": "2026-11-12T08:15:00"}
    assert read(schema, "Collected: 12 November 2026 at 8:15 pm").data == {"collected": "2026-11-12T20:15:00"}


def _list(*columns: str, **more: dict[str, Any]) -> dict[str, Any]:
    properties = {name: TEXT for name in columns} | more
    return {"type": "array", "items": {"type": "object", "properties": properties}}


def test_rows_of_a_table_of_any_kind() -> None:
    text = """
Patient: Declan Byrne                      Collected: 12-Nov-2026

Test                 Result     Units       Reference range    Flag
Haemoglobin          13.1       g/dL        13.5 - 17.5        L
White cell count     6.4        10^9/L      4.0 - 11.0
Creatinine           118        umol/L      59 - 104           H
"""
    results = _list("test", "units", "reference_range", result=NUMBER, flag={"enum": ["L", "H", None]})
    data = read({"type": "object", "properties": {"results": results}}, text).data
    assert data["results"] == [
        {
            "test": "Haemoglobin",
            "result": Decimal("13.1"),
            "units": "g/dL",
            "reference_range": "13.5 - 17.5",
            "flag": "L",
        },
        {"test": "White cell count", "result": Decimal("6.4"), "units": "10^9/L", "reference_range": "4.0 - 11.0"},
        {"test": "Creatinine", "result": Decimal(118), "units": "umol/L", "reference_range": "59 - 104", "flag": "H"},
    ]


def test_a_table_of_any_kind_goes_on_overleaf_and_its_sums_are_no_rows() -> None:
    first = """
Site            Visits       Refused
North           120          4
South           98           7
"""
    second = """
Site            Visits       Refused
West            77           1
Total           295
"""
    visits = {"type": "object", "properties": {"visits_by_site": _list("site", visits=NUMBER, refused=NUMBER)}}
    rows = read(visits, first, second).data["visits_by_site"]
    assert [(row["site"], row["visits"], row["refused"]) for row in rows] == [
        ("North", 120, 4),
        ("South", 98, 7),
        ("West", 77, 1),
    ]


def test_of_two_lists_side_by_side_each_has_its_own_amounts() -> None:
    text = """
Payments           Hours     Rate     Amount       Deductions            Amount
Basic Pay          160.00    14.50    2,320.00     PAYE Tax              291.60
Overtime           8.00      21.75    174.00       National Insurance    121.68
"""
    lists = {
        name: _list(description={"title": name.title()} | TEXT, amount=NUMBER) for name in ("payments", "deductions")
    }
    data = read({"type": "object", "properties": lists}, text).data
    assert data["payments"] == [
        {"description": "Basic Pay", "amount": Decimal(2320)},
        {"description": "Overtime", "amount": Decimal(174)},
    ]
    assert data["deductions"] == [
        {"description": "PAYE Tax", "amount": Decimal("291.60")},
        {"description": "National Insurance", "amount": Decimal("121.68")},
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Skills: Python, SQL, 3,5 years of Spark", ["Python", "SQL", "3,5 years of Spark"], id="beside"),
        pytest.param("SKILLS\n\nPython; SQL;\nSpark\n\nLANGUAGES\nEnglish", ["Python", "SQL", "Spark"], id="below"),
        pytest.param(
            "Skills\n• Python\n• SQL and\n  databases\n\n\nHobbies", ["Python", "SQL and databases"], id="marked"
        ),
        pytest.param("Skills\nPython       SQL\nSpark", ["Python", "SQL", "Spark"], id="one for each phrase"),
        pytest.param("Her skills are many.\nPython", None, id="a word of a sentence is no caption"),
    ],
)
def test_a_list_of_plain_values(text: str, expected: list[str] | None) -> None:
    schema = {"type": "object", "properties": {"skills": {"type": "array", "items": {"type": "string"}}}}
    reply = read(schema, text)
    assert reply.data.get("skills") == expected
    assert all(reply.findings[f"/skills/{n}"].raw in value for n, value in enumerate(expected or ()))


def test_a_chinese_list_of_plain_values() -> None:
    schema = {"type": "object", "properties": {"适用范围": {"type": "array", "items": {"type": "string"}}}}
    assert read(schema, "适用范围：学校、医院、商场").data == {"适用范围": ["学校", "医院", "商场"]}


def test_rows_of_text_alone_stand_under_their_captions() -> None:
    text = """
Drug              Dose        Route       Frequency
Amoxicillin       500 mg      oral        three times a day
                                          with food
Ibuprofen         200 mg      oral        as needed

Signed by Dr. Quinn
"""
    medication = _list("drug", "dose", "frequency")
    data = read({"type": "object", "properties": {"medication": medication}}, text).data
    assert data["medication"] == [
        {"drug": "Amoxicillin", "dose": "500 mg", "frequency": "three times a day with food"},
        {"drug": "Ibuprofen", "dose": "200 mg", "frequency": "as needed"},
    ]


def test_captions_over_several_columns_belong_to_each() -> None:
    text = """
             Q2                     Q3
Product      Units     Revenue      Units     Revenue      Remarks
Drill        1,204     96,320       1,388     111,040      new dealer
Saw          640       83,200       598       77,740
Sander       912       54,720       1,010     60,600
"""
    products = _list("product", "remarks", q2_units=NUMBER, q2_revenue=NUMBER, q3_units=NUMBER, q3_revenue=NUMBER)
    rows = read({"type": "object", "properties": {"products": products}}, text).data["products"]
    assert rows[0] == {
        "product": "Drill",
        "remarks": "new dealer",
        "q2_units": 1204,
        "q2_revenue": 96320,
        "q3_units": 1388,
        "q3_revenue": 111040,
    }
    assert [row["q3_revenue"] for row in rows] == [111040, 77740, 60600]


def test_a_chinese_table_under_its_captions() -> None:
    text = """
姓名        部门        职务
张三        研发部      工程师
李四        市场部      经理
"""
    staff = _list("姓名", "部门", "职务")
    assert read({"type": "object", "properties": {"人员": staff}}, text).data["人员"] == [
        {"姓名": "张三", "部门": "研发部", "职务": "工程师"},
        {"姓名": "李四", "部门": "市场部", "职务": "经理"},
    ]


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        pytest.param(
            {"收货单位": {}, "收货地址": {}},
            "收货单位：苏州恒达机械有限公司\n收货地址：苏州市工业园区星湖街328号",
            {"收货单位": "苏州恒达机械有限公司", "收货地址": "苏州市工业园区星湖街328号"},
            id="two fields that are one thing to the lexicon",
        ),
        pytest.param({"bl": "B/L No."}, "B/L No. TSN2611-0098", {"bl": "TSN2611-0098"}, id="a slash within a word"),
        pytest.param(
            {"from": {}, "to": {}},
            "From: Jonas Weber\nTo: orders@millbrook.example",
            {"from": "Jonas Weber", "to": "orders@millbrook.example"},
            id="whence and where to are no dates",
        ),
        pytest.param(
            {"project": {}},
            "Project: Harbour Crossing Phase 2",
            {"project": "Harbour Crossing Phase 2"},
            id="a name that ends in a number",
        ),
        pytest.param(
            {"guest": {}},
            "Guest       Ms Laura Bianchi\nArrival     Friday",
            {"guest": "Ms Laura Bianchi"},
            id="Ms is no M/s",
        ),
        pytest.param(
            {"subject": {}},
            "Subject: Change of delivery address for order 77120",
            {"subject": "Change of delivery address for order 77120"},
            id="running text that holds captions",
        ),
        pytest.param(
            {"学院": {}},
            "学院：计算机科学与技术学院",
            {"学院": "计算机科学与技术学院"},
            id="a name that ends like its caption",
        ),
        pytest.param(
            {"zaehler_nr": "Zähler-Nr."}, "Zählernummer: 1ESY-1160", {"zaehler_nr": "1ESY-1160"}, id="a compound"
        ),
        pytest.param({"weight": NUMBER}, "Weight     86 kg", {"weight": Decimal(86)}, id="a number with its unit"),
        pytest.param(
            {"annual_premium": NUMBER},
            "Annual premium    £512.40 (including tax of £54.90)",
            {"annual_premium": Decimal("512.40")},
            id="the first of two amounts",
        ),
        pytest.param(
            {"zaehlerstand": {"title": "Zählerstand"} | NUMBER},
            "Zählerstand: 12.408 kWh\nZählernummer: 5 für Gerät",
            {"zaehlerstand": Decimal(12408)},
            id="as the language groups digits",
        ),
    ],
)
def test_a_caption_has_what_stands_beside_it(fields: dict[str, Any], text: str, expected: dict[str, Any]) -> None:
    assert read(_schema(**fields), text).data == expected


def test_small_captions_stand_over_their_values() -> None:
    small = [("Booking", 40.0), ("ref", 75.0), ("Class", 200.0)]
    large = [("Q7ZT4L", 40.0), ("Y", 200.0)]
    words = [Word(text, Box(x, 50.0, x + 4.0 * len(text), 57.0)) for text, x in small]
    words += [Word(text, Box(x, 60.0, x + 7.0 * len(text), 72.0)) for text, x in large]
    page = Page(
        1, 400.0, 200.0, lambda: PageText(tuple(words), "text-layer"), lambda w, h: np.zeros((1, 1, 3), np.uint8)
    )
    reply = LayoutEngine().read(Request([page], load_schema(_schema(booking_ref={}))))
    assert reply.data == {"booking_ref": "Q7ZT4L"}


def test_small_captions_stand_under_what_was_filled_in() -> None:
    large, small = [("Marek", 40.0), ("Nowak", 80.0), ("K", 200.0)], [("Received", 40.0), ("by", 76.0), ("Gate", 200.0)]
    words = [Word(text, Box(x, 50.0, x + 7.0 * len(text), 62.0)) for text, x in large]
    words += [Word(text, Box(x, 64.0, x + 4.0 * len(text), 71.0)) for text, x in small]
    page = Page(
        1, 400.0, 200.0, lambda: PageText(tuple(words), "text-layer"), lambda w, h: np.zeros((1, 1, 3), np.uint8)
    )
    reply = LayoutEngine().read(Request([page], load_schema(_schema(received_by={}, gate={}))))
    assert reply.data == {"received_by": "Marek Nowak", "gate": "K"}


def test_rows_whose_numbers_are_missing_are_rows() -> None:
    text = """
Day          Date          Start     Finish    Hours
Monday       09/11/2026    08:30     17:00     8.0
Tuesday      10/11/2026
Wednesday    11/11/2026    08:00     12:00     4.0
Thursday     12/11/2026    09:00     12:00     3.0
"""
    days = _list("day", date={"format": "date"} | TEXT, start={"format": "time"} | TEXT, hours=NUMBER)
    rows = read({"type": "object", "properties": {"days": days}}, text).data["days"]
    assert [row["day"] for row in rows] == ["Monday", "Tuesday", "Wednesday", "Thursday"]
    assert rows[1] == {"day": "Tuesday", "date": "2026-11-10"}
    assert rows[2] == {"day": "Wednesday", "date": "2026-11-11", "start": "08:00:00", "hours": Decimal(4)}


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        pytest.param(
            {"postcode": {}, "fee": NUMBER},
            "7. Postcode      8. City\nLS6 2AB          Leeds\n10. Fee          11. Date\n45.00            02/11/26",
            {"postcode": "LS6 2AB", "fee": Decimal(45)},
            id="captions that are counted",
        ),
        pytest.param(
            {"site": {}}, "Site: Unit 4, Mersey Park", {"site": "Unit 4, Mersey Park"}, id="a number or a name"
        ),
        pytest.param({"site": {}}, "Site: 4711 (north)", {"site": "4711"}, id="a number before a remark"),
        pytest.param(
            {"payment_terms": {}}, "Payment terms: Net 45", {"payment_terms": "Net 45"}, id="opens like a caption"
        ),
        pytest.param(
            {"work_done": {}},
            "Work done\nReplaced the compressor relay and tested the unit. Temperature\nstable at -18 C.\n\nSigned",
            {"work_done": "Replaced the compressor relay and tested the unit. Temperature stable at -18 C."},
            id="a paragraph below",
        ),
        pytest.param({"assure": "Assuré"}, "Assuré :        SARL Morel", {"assure": "SARL Morel"}, id="a French colon"),
        pytest.param(
            {"plafond": NUMBER}, "Plafond : 1 500 000 €", {"plafond": Decimal(1500000)}, id="groups of digits"
        ),
        pytest.param(
            {"no_contrat": {}}, "No. contrat: RC 88 412 067", {"no_contrat": "RC 88 412 067"}, id="a long number"
        ),
        pytest.param({"email": {}}, "E-mail   c.ok@example.ng", {"email": "c.ok@example.ng"}, id="e-mail"),
        pytest.param({"rating": {}}, "Rating ............ D", {"rating": "D"}, id="dots that lead to it"),
        pytest.param(
            {"place": {}}, "Place: Town Hall, Room 2", {"place": "Town Hall, Room 2"}, id="a place by its name"
        ),
        pytest.param({"attendance": NUMBER}, "Attendance: 96.5%", {"attendance": Decimal("96.5")}, id="a percentage"),
        pytest.param(
            {"zeitpunkt": {"title": "Datum / Zeit", "format": "date-time"}},
            "Datum / Zeit     17.11.2026 07:42",
            {"zeitpunkt": "2026-11-17T07:42:00"},
            id="a date and a time by two captions",
        ),
        pytest.param(
            {"charity_number": {}}, "Charity number (if any)\n1188204", {"charity_number": "1188204"}, id="a remark"
        ),
        pytest.param({"service": {}}, "Service: express", {"service": "express"}, id="words where a sum is usual"),
        pytest.param(
            {"tracking_no": {}}, "Tracking no. JD01 4600 0098 22", {"tracking_no": "JD01 4600 0098 22"}, id="code"
        ),
        pytest.param(
            {"city": {}},
            "18 Bramble Lane\nNorwich NR3 2PD\n\nCity: Leeds",
            {"city": "Leeds"},
            id="whose the caption says",
        ),
    ],
)
def test_a_value_ends_where_it_ends(fields: dict[str, Any], text: str, expected: dict[str, Any]) -> None:
    assert read(_schema(**fields), text).data == expected


def test_fields_of_an_object_stand_under_its_heading() -> None:
    text = """
Landlord                           Agent
Name:     Oakfield Estates LLP     Name:     Lettings & Co
Phone:    0117 496 0021            Phone:    0117 900 0000

Tenant
Name:     Sofia Almeida
Phone:    07700 900417
"""
    party = _schema(name={}, phone={})
    data = read({"type": "object", "properties": {name: party for name in ("landlord", "tenant", "agent")}}, text).data
    assert data == {
        "landlord": {"name": "Oakfield Estates LLP", "phone": "0117 496 0021"},
        "agent": {"name": "Lettings & Co", "phone": "0117 900 0000"},
        "tenant": {"name": "Sofia Almeida", "phone": "07700 900417"},
    }


TICKS = {
    "urgent": {"type": ["boolean", "null"]},
    "kind": {"enum": ["Installation", "Repair", "Inspection", None]},
    "warranty_work": {"type": ["boolean", "null"]},
    "parts_ordered": {"type": ["boolean", "null"]},
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Urgent:  ☐ Yes   ☒ No", {"urgent": False}, id="one of two"),
        pytest.param("Urgent:  ☐ Yes   ☐ No", {}, id="none of two is no answer"),
        pytest.param(
            "☑ Warranty work     □ Parts ordered", {"warranty_work": True, "parts_ordered": False}, id="alone"
        ),
        pytest.param(
            "Parts ordered    ☐       Warranty work    ☒", {"warranty_work": True, "parts_ordered": False}, id="behind"
        ),
        pytest.param("Kind of work\n[ ] Installation\n[x] Repair", {"kind": "Repair"}, id="boxes of brackets"),
        pytest.param("☐ Installation\n☑ Repair\n☐ Inspection", {"kind": "Repair"}, id="of several, without a caption"),
    ],
)
def test_answers_by_tick(text: str, expected: dict[str, Any]) -> None:
    assert read({"type": "object", "properties": TICKS}, text).data == expected
