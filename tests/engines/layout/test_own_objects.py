"""Objects and ticks of strangers: whose a caption is, what a box says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engines.layout.own import NUMBER, schema_of
from tests.engines.layout.pages import read


def test_parties_other_than_seller_and_buyer_have_captions_of_their_own() -> None:
    text = """
付款人户名    杭州绿野贸易有限公司      收款人户名    宁波东海物流有限公司
付款人账号    3305 0161 6227 0000 0123        收款人账号    3315 0198 3636 0000 4567
"""
    names = {"payer": "付款人", "payee": "收款人"}
    sides = {side: schema_of(name=f"{title}户名", account=f"{title}账号") for side, title in names.items()}
    data = read({"type": "object", "properties": sides}, text).data
    assert data["payer"] == {"name": "杭州绿野贸易有限公司", "account": "3305 0161 6227 0000 0123"}
    assert data["payee"] == {"name": "宁波东海物流有限公司", "account": "3315 0198 3636 0000 4567"}


def test_names_and_places_by_a_plain_caption_where_nobody_sells() -> None:
    text = "名    称    上海澜庭信息技术有限公司\n住    所    上海市浦东新区张江路88号3幢201室"
    assert read(schema_of(名称={}, 住所={}), text).data == {
        "名称": "上海澜庭信息技术有限公司",
        "住所": "上海市浦东新区张江路88号3幢201室",
    }


def test_fields_of_an_object_stand_under_its_heading() -> None:
    text = """
Landlord                           Agent
Name:     Oakfield Estates LLP     Name:     Lettings & Co
Phone:    0117 496 0021            Phone:    0117 900 0000

Tenant
Name:     Sofia Almeida
Phone:    07700 900417
"""
    party = schema_of(name={}, phone={})
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


def test_fields_of_an_object_without_a_heading_are_known_by_their_captions() -> None:
    text = """
Musterbau GmbH & Co. KG
Werkstr. 9, 48653 Coesfeld

Name         Ferdinand Ahlers      Personal-Nr.    00317
"""
    employee = schema_of(name={"title": "Name"}, number={"title": "Personal-Nr."})
    data = read({"type": "object", "properties": {"employee": employee}}, text).data
    assert data == {"employee": {"name": "Ferdinand Ahlers", "number": "00317"}}


def test_of_two_objects_each_has_what_is_under_its_own_heading() -> None:
    text = """
Pick-up                            Return
Location    Hamburg Airport        Location    Bremen Station
Mileage     31,402 km              Mileage
"""
    place = schema_of(location={}, mileage=NUMBER)
    data = read({"type": "object", "properties": {"pick_up": place, "return": place}}, text).data
    assert data == {
        "pick_up": {"location": "Hamburg Airport", "mileage": 31402},
        "return": {"location": "Bremen Station"},
    }


@pytest.mark.parametrize("heading", ["Ship to", "Ship to:", "Delivery address"])
def test_an_object_may_be_an_address_under_its_heading(heading: str) -> None:
    text = f"""
Musterwerk AB
Storgatan 4, 903 26 Umeå, Sweden

{heading}
Kestrel Joinery Ltd
Unit 7, Ropewalk Yard
Bristol BS1 6XE
United Kingdom

Order total EUR 3,015.50
"""
    schema = {"type": "object", "properties": {"shipTo": schema_of(name={}, city={}, country={}, phone={})}}
    ship_to = {"name": "Kestrel Joinery Ltd", "city": "Bristol", "country": "United Kingdom"}
    assert read(schema, text).data == {"shipTo": ship_to}


def test_what_an_object_of_another_name_holds_is_not_of_the_seller() -> None:
    text = "Musterwerk AB\nStorgatan 4, 903 26 Umeå, Sweden\nVAT No. SE556677889901\n\nOrder total EUR 3,015.50"
    schema = {"type": "object", "properties": {"consignee": schema_of(name={}, city={}), "order_total": NUMBER}}
    assert "consignee" not in read(schema, text).data


def test_what_is_asked_of_a_supplier_alone_is_read_beside_its_caption() -> None:
    text = "Details of the supplier\nMusterchemie\n\nTelephone: +49 621 555 0140"
    schema = {"type": "object", "properties": {"supplier": schema_of(telephone={})}}
    assert read(schema, text).data == {"supplier": {"telephone": "+49 621 555 0140"}}
