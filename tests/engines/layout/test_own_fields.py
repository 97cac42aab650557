"""Fields that no lexicon knows: schemas of strangers, found by the captions that they state themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engines.layout.pages import read


def _schema(**fields: dict[str, Any] | str) -> dict[str, Any]:
    """Fields by name: their title, or more than that."""
    stated = {name: {"title": field} if isinstance(field, str) else field for name, field in fields.items()}
    return {
        "type": "object",
        "properties": {name: {"type": ["string", "null"]} | field for name, field in stated.items()},
    }


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
    schema = _schema(tax_code={}, gross_pay={"title": "Total Payments", "type": ["number", "null"]})
    assert read(schema, text).data == {"tax_code": "1257L", "gross_pay": Decimal("2579.00")}


def test_parties_other_than_seller_and_buyer_have_captions_of_their_own() -> None:
    text = """
付款人户名    杭州绿野贸易有限公司      收款人户名    宁波东海物流有限公司
付款人账号    3305 0161 6227 0000 0123        收款人账号    3315 0198 3636 0000 4567
"""
    sides = {
        side: _schema(name=f"{zh}户名", account=f"{zh}账号") for side, zh in (("payer", "付款人"), ("payee", "收款人"))
    }
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
    schema = _schema(
        **{name: {"type": ["number", "null"]} for name in ("previous_reading", "current_reading", "units_used")}
    )
    assert read(schema, text).data == {
        "previous_reading": Decimal(41208),
        "current_reading": Decimal(41552),
        "units_used": Decimal(344),
    }


def test_a_date_with_its_time_of_day() -> None:
    schema = _schema(collected={"format": "date-time"})
    assert read(schema, "Collected: 12-Nov-2026 08:15").data == {"collected": "2026-11-12T08:15:00"}
    assert read(schema, "Collected: 12 November 2026 at 8:15 pm").data == {"collected": "2026-11-12T20:15:00"}
