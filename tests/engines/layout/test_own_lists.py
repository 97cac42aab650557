"""Lists of strangers: rows of tables of any kind, plain values under one caption."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engines.layout.own import NUMBER, TEXT, list_of
from tests.engines.layout.pages import read


def test_rows_of_a_table_of_any_kind() -> None:
    text = """
Patient: Declan Byrne                      Collected: 12-Nov-2026

Test                 Result     Units       Reference range    Flag
Haemoglobin          13.1       g/dL        13.5 - 17.5        L
White cell count     6.4        10^9/L      4.0 - 11.0
Creatinine           118        umol/L      59 - 104           H
"""
    results = list_of("test", "units", "reference_range", result=NUMBER, flag={"enum": ["L", "H", None]})
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
    visits = {"type": "object", "properties": {"visits_by_site": list_of("site", visits=NUMBER, refused=NUMBER)}}
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
        name: list_of(description={"title": name.title()} | TEXT, amount=NUMBER) for name in ("payments", "deductions")
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
    medication = list_of("drug", "dose", "frequency")
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
    products = list_of("product", "remarks", q2_units=NUMBER, q2_revenue=NUMBER, q3_units=NUMBER, q3_revenue=NUMBER)
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
    staff = list_of("姓名", "部门", "职务")
    assert read({"type": "object", "properties": {"人员": staff}}, text).data["人员"] == [
        {"姓名": "张三", "部门": "研发部", "职务": "工程师"},
        {"姓名": "李四", "部门": "市场部", "职务": "经理"},
    ]


def test_rows_whose_numbers_are_missing_are_rows() -> None:
    text = """
Day          Date          Start     Finish    Hours
Monday       09/11/2026    08:30     17:00     8.0
Tuesday      10/11/2026
Wednesday    11/11/2026    08:00     12:00     4.0
Thursday     12/11/2026    09:00     12:00     3.0
"""
    days = list_of("day", date={"format": "date"} | TEXT, start={"format": "time"} | TEXT, hours=NUMBER)
    rows = read({"type": "object", "properties": {"days": days}}, text).data["days"]
    assert [row["day"] for row in rows] == ["Monday", "Tuesday", "Wednesday", "Thursday"]
    assert rows[1] == {"day": "Tuesday", "date": "2026-11-10"}
    assert rows[2] == {"day": "Wednesday", "date": "2026-11-11", "start": "08:00:00", "hours": Decimal(4)}


def test_captions_that_are_said_again_and_sums_of_any_name_are_no_rows() -> None:
    text = """
LA      Bezeichnung       Menge       Satz        Betrag
100     Stundenlohn       168,00      21,40       3.595,20
120     Zuschlag          6,50        26,75       173,88
LA      Bezeichnung       Menge       Satz        Betrag
310     Fahrgeld          1,00        26,59       26,59
        Gesamtbrutto                              3.795,67
        Lohnsteuer                                212,33
"""
    wages = list_of("la", "bezeichnung", menge=NUMBER, satz=NUMBER, betrag=NUMBER)
    rows = read({"type": "object", "properties": {"lohnarten": wages}}, text).data["lohnarten"]
    assert [(row["la"], row["betrag"]) for row in rows] == [
        ("100", Decimal("3595.20")),
        ("120", Decimal("173.88")),
        ("310", Decimal("26.59")),
    ]


def test_a_name_that_holds_a_word_for_sums_is_a_row_where_the_rest_is_stated() -> None:
    text = """
Test                Result     Units       Range       Flag
Total protein       71         g/L         60 - 80
Total bilirubin     31         umol/L      0 - 21      H
"""
    results = list_of("test", "units", "range", "flag", result=NUMBER)
    rows = read({"type": "object", "properties": {"results": results}}, text).data["results"]
    assert [row["test"] for row in rows] == ["Total protein", "Total bilirubin"]


def test_a_remark_in_brackets_is_no_part_of_the_caption_of_a_column() -> None:
    text = """
Meter           Previous      Current       Units (kWh)     Remark
E17-440         21,884        22,187        303             Actual
E17-441         10,102        10,171        69              Estimated
"""
    readings = list_of("meter", "remark", previous=NUMBER, current=NUMBER, units=NUMBER)
    rows = read({"type": "object", "properties": {"readings": readings}}, text).data["readings"]
    assert [row["units"] for row in rows] == [303, 69]


def test_marks_of_a_list_may_stand_apart_from_what_they_mark() -> None:
    schema = {"type": "object", "properties": {"结论": {"type": "array", "items": {"type": "string"}}}}
    text = "结论：\n1.   轻度贫血，建议复查。\n2.   甲状腺结节，建议每年复查。"
    assert read(schema, text).data == {"结论": ["轻度贫血，建议复查。", "甲状腺结节，建议每年复查。"]}


CONTACTS = ["Ann Osei", "Bo Lind", "Cy Tran"]


@pytest.mark.parametrize(
    "text",
    [
        """
Emergency contacts
Name:      Ann Osei
Relation:  Mother        Phone:   0117 496 0021

Name:      Bo Lind
Relation:  Brother       Phone:   0117 496 0022

Name:      Cy Tran
Relation:  Friend        Phone:   0117 496 0023
""",
        """
Name:      Ann Osei              Name:      Bo Lind
Relation:  Mother                Relation:  Brother
Phone:     0117 496 0021         Phone:     0117 496 0022

Name:      Cy Tran
Relation:  Friend
Phone:     0117 496 0023
""",
    ],
)
def test_rows_may_be_blocks_with_the_same_captions(text: str) -> None:
    contacts = list_of("name", "relation", "phone")
    rows = read({"type": "object", "properties": {"contacts": contacts}}, text).data["contacts"]
    assert [row["name"] for row in rows] == CONTACTS
    assert [row["relation"] for row in rows] == ["Mother", "Brother", "Friend"]
    assert [row["phone"][-1] for row in rows] == ["1", "2", "3"]


def test_captions_that_stand_but_once_begin_no_rows() -> None:
    contacts = list_of("name", "relation")
    text = "Name:      Ann Osei\nRelation:  Mother"
    assert read({"type": "object", "properties": {"contacts": contacts}}, text).data == {}


def test_captions_of_two_rows_and_a_title_on_the_captions() -> None:
    text = """
                  2026                    2020
List              Votes       Share %     Votes       Share %
Green             311         39.3        290         37.0
Village           1 248       31.3        1 201       25.6
Sum               1 559       70.6        1 491       62.6
"""
    lists = list_of("list", votes_2026=NUMBER, votes_2020=NUMBER)
    rows = read({"type": "object", "properties": {"results": lists}}, text).data["results"]
    assert rows == [
        {"list": "Green", "votes_2026": 311, "votes_2020": 290},
        {"list": "Village", "votes_2026": 1248, "votes_2020": 1201},
    ]


def test_a_row_of_other_kinds_below_a_table_is_none_of_its_rows() -> None:
    text = """
Section               From            To              Pension
Final salary          01/09/1992      31/03/2012      7,905.40
Career average        01/04/2012      05/04/2026      4,574.76
Have you told us?                     Yes  No
"""
    day = {"format": "date"} | TEXT
    sections = list_of("section", **{"from": day, "to": day, "pension": NUMBER})
    rows = read({"type": "object", "properties": {"sections": sections}}, text).data["sections"]
    assert [row["section"] for row in rows] == ["Final salary", "Career average"]


def test_captions_with_values_below_a_table_are_no_row() -> None:
    text = """
Vaccine                    Given           Batch
DTaP/IPV/Hib               18/04/2019      AC14B233
MMR                        03/03/2020      R0214X
Allergies: none known      Next dose: March 2027
"""
    doses = list_of("vaccine", "batch", given={"format": "date"} | TEXT)
    rows = read({"type": "object", "properties": {"doses": doses}}, text).data["doses"]
    assert [row["vaccine"] for row in rows] == ["DTaP/IPV/Hib", "MMR"]


def test_two_captions_without_a_gap_are_each_over_its_own_column() -> None:
    text = """
Code          Description              U.M. Quantity    Packages
GR-6060-B     Porcelain 60x60 beige    MQ      86.40           2
GR-3060-G     Porcelain 30x60 grey     MQ      43.20           1
BT-0812       Skirting 8x120           PZ     120.00           4
"""
    lines = list_of("code", um={"title": "U.M."} | TEXT, quantity=NUMBER, packages=NUMBER)
    rows = read({"type": "object", "properties": {"lines": lines}}, text).data["lines"]
    assert [(row["um"], row["quantity"], row["packages"]) for row in rows] == [
        ("MQ", Decimal("86.40"), 2),
        ("MQ", Decimal("43.20"), 1),
        ("PZ", 120, 4),
    ]


def test_a_caption_of_a_list_may_be_counted_and_abbreviated() -> None:
    lists = {name: {"type": "array", "items": {"type": "string"}} for name in ("inventors", "int_cl")}
    text = "(51) Int. Cl.: B63B 1/24, B63H 25/38\n(72) Inventors: Ingrid Moen; Lars Eide"
    assert read({"type": "object", "properties": lists}, text).data == {
        "inventors": ["Ingrid Moen", "Lars Eide"],
        "int_cl": ["B63B 1/24", "B63H 25/38"],
    }
