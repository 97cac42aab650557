"""Where the value of a caption stands, and where it ends."""

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
from tests.engines.layout.own import NUMBER, schema_of
from tests.engines.layout.pages import read


def test_text_goes_on_below_itself_where_nothing_stands_under_the_caption() -> None:
    text = """
Comment:      Mild anaemia, no change since the last
              report. Suggest ferritin.
Doctor:       Dr. Quinn
"""
    data = read(schema_of(comment={}, doctor={}), text).data
    assert data == {
        "comment": "Mild anaemia, no change since the last report. Suggest ferritin.",
        "doctor": "Dr. Quinn",
    }
    assert read(schema_of(经营范围={}), "经营范围    软件开发；信息\n        系统集成服务。").data == {
        "经营范围": "软件开发；信息系统集成服务。"
    }


def test_a_number_under_its_caption_is_the_nearest() -> None:
    text = """
Previous reading     Current reading     Units used
41,208               41,552              344
Standing charge      31 days             16.54
"""
    schema = schema_of(previous_reading=NUMBER, current_reading=NUMBER, units_used=NUMBER)
    assert read(schema, text).data == {
        "previous_reading": Decimal(41208),
        "current_reading": Decimal(41552),
        "units_used": Decimal(344),
    }


def test_a_value_may_read_like_a_caption() -> None:
    assert read(schema_of(用途={}, 币种={}), "用途    运费      币种    人民币").data["用途"] == "运费"


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
    assert read(schema_of(**fields), text).data == expected


def test_small_captions_stand_over_their_values() -> None:
    small = [("Booking", 40.0), ("ref", 75.0), ("Class", 200.0)]
    large = [("Q7ZT4L", 40.0), ("Y", 200.0)]
    words = [Word(text, Box(x, 50.0, x + 4.0 * len(text), 57.0)) for text, x in small]
    words += [Word(text, Box(x, 60.0, x + 7.0 * len(text), 72.0)) for text, x in large]
    page = Page(
        1, 400.0, 200.0, lambda: PageText(tuple(words), "text-layer"), lambda w, h: np.zeros((1, 1, 3), np.uint8)
    )
    reply = LayoutEngine().read(Request([page], load_schema(schema_of(booking_ref={}))))
    assert reply.data == {"booking_ref": "Q7ZT4L"}


def test_small_captions_stand_under_what_was_filled_in() -> None:
    large, small = [("Marek", 40.0), ("Nowak", 80.0), ("K", 200.0)], [("Received", 40.0), ("by", 76.0), ("Gate", 200.0)]
    words = [Word(text, Box(x, 50.0, x + 7.0 * len(text), 62.0)) for text, x in large]
    words += [Word(text, Box(x, 64.0, x + 4.0 * len(text), 71.0)) for text, x in small]
    page = Page(
        1, 400.0, 200.0, lambda: PageText(tuple(words), "text-layer"), lambda w, h: np.zeros((1, 1, 3), np.uint8)
    )
    reply = LayoutEngine().read(Request([page], load_schema(schema_of(received_by={}, gate={}))))
    assert reply.data == {"received_by": "Marek Nowak", "gate": "K"}


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
    assert read(schema_of(**fields), text).data == expected


def test_leaders_may_be_parted() -> None:
    text = "Owner ...   .   Rosalind M. Tate\nFolio ..      14-0882-731"
    assert read(schema_of(owner={}, folio={}), text).data == {"owner": "Rosalind M. Tate", "folio": "14-0882-731"}
