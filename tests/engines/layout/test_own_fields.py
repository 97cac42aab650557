"""Fields that no lexicon knows: schemas of strangers, found by the captions that they state themselves."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.engines.layout.own import NUMBER, schema_of
from tests.engines.layout.pages import read


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
    assert read(schema_of(**{name: {}}), text).data == {name: "004417"}


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
    assert read(schema_of(**{name: {"format": "date"}}), text).data == {name: "2026-10-30"}


def test_a_title_that_heads_columns_elsewhere_is_a_caption() -> None:
    text = "Tax Code     1257L        Total Payments     2,579.00"
    schema = schema_of(tax_code={}, gross_pay={"title": "Total Payments"} | NUMBER)
    assert read(schema, text).data == {"tax_code": "1257L", "gross_pay": Decimal("2579.00")}


def test_a_period_is_not_cut_at_its_middle() -> None:
    text = "营业期限    2019年03月18日至2049年03月17日"
    assert read(schema_of(营业期限={}), text).data == {"营业期限": "2019年03月18日至2049年03月17日"}


def test_a_date_with_its_time_of_day() -> None:
    schema = schema_of(collected={"format": "date-time"})
    assert read(schema, "Collected: 12-Nov-2026 08:15").data == {"collected": "2026-11-12T08:15:00"}
    assert read(schema, "Collected: 12 November 2026 at 8:15 pm").data == {"collected": "2026-11-12T20:15:00"}


def test_a_bracket_that_a_caption_opens_is_closed_with_it() -> None:
    schema = schema_of(first_names="First name(s)", etudiant="Étudiant(e)")
    text = "First name(s)     Ruth Adaeze\nÉtudiant(e) : Camille Deschamps"
    assert read(schema, text).data == {"first_names": "Ruth Adaeze", "etudiant": "Camille Deschamps"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Permit no. LK23 ZRT", "LK23 ZRT"),
        ("Permit no.: 65 040687 A 512", "65 040687 A 512"),
        ("Permit no. 1884/2026 of 13/11/2026", "1884/2026"),
        ("Permit no. 4711 (renewed)", "4711"),
        ("Permit no.: pending", "pending"),
    ],
)
def test_a_number_may_be_of_several_words_and_ends_before_others(text: str, number: str) -> None:
    assert read(schema_of(permit_no={}), text).data == {"permit_no": number}


def test_a_charge_is_the_sum_at_the_end_of_its_line() -> None:
    text = "Standing charge     31 days at 30.41p      £9.43\nDeposit held on card      500.00"
    data = read(schema_of(standing_charge=NUMBER, deposit=NUMBER), text).data
    assert data == {"standing_charge": Decimal("9.43"), "deposit": Decimal(500)}


def test_a_sentence_says_until_when_to_pay() -> None:
    text = "Total amount due by 19 November 2026. Payment is by Direct Debit."
    assert read(schema_of(due_date={"format": "date"}), text).data == {"due_date": "2026-11-19"}


def test_a_date_with_a_caption_of_its_own_is_not_that_of_the_document() -> None:
    text = "Né(e) le : 17/03/2004\n\nMontferrand, 8 juillet 2026"
    dates = {name: {"title": title, "format": "date"} for name, title in (("birth", "Né(e) le"), ("date", "Date"))}
    assert read(schema_of(**dates), text).data == {"birth": "2004-03-17", "date": "2026-07-08"}


@pytest.mark.parametrize(
    "description",
    [
        "Bruttoarbeitslohn",
        "Printed as 'Bruttoarbeitslohn' in the second part of the notice",
        "steht im Bescheid unter „Bruttoarbeitslohn“ auf der zweiten Seite",
    ],
)
def test_a_description_may_hold_the_caption(description: str) -> None:
    schema = schema_of(gross_wage={"description": description} | NUMBER)
    assert read(schema, "Bruttoarbeitslohn ......... 54.230,50 EUR").data == {"gross_wage": Decimal("54230.50")}


def test_examples_in_a_description_are_no_captions() -> None:
    schema = schema_of(unit={"description": "The unit printed behind the weight, e.g. 'Net'"})
    assert read(schema, "Net: 500 kg").data == {}


def test_captions_of_a_form_may_be_counted_by_bare_numbers() -> None:
    text = """
6 Total packages      7 Reference number
14                    HF-2611-0088

8 Consignee           20 Delivery terms
Ferro Andino SA       CIF Leith
"""
    schema = schema_of(total_packages=NUMBER, reference_number={}, delivery_terms={}, consignee={})
    assert read(schema, text).data == {
        "total_packages": 14,
        "reference_number": "HF-2611-0088",
        "delivery_terms": "CIF Leith",
        "consignee": "Ferro Andino SA",
    }


def test_a_caption_behind_an_of_is_one_where_a_colon_follows() -> None:
    text = "Signature and name of the declarant: D. Whitmore\nN° : 2626E1144907K"
    schema = schema_of(declarant="declarant", numero="N°")
    assert read(schema, text).data == {"declarant": "D. Whitmore", "numero": "2626E1144907K"}


@pytest.mark.parametrize("printed", ["20 2 6-11-08", "2 02 6 /11/ 0 8", "2 026年11月08日"])
def test_recognition_may_part_the_digits_of_a_date(printed: str) -> None:
    schema = schema_of(体检日期={"format": "date"})
    assert read(schema, f"体检日期：{printed}", source="ocr").data == {"体检日期": "2026-11-08"}


def test_a_colon_may_stand_close_to_what_it_announces() -> None:
    assert read(schema_of(proprietaire={}), "Proprietaire : Mme Odile Garnier").data == {
        "proprietaire": "Mme Odile Garnier"
    }


def test_an_address_of_mail_holds_no_caption() -> None:
    assert read(schema_of(events={}), "Contact: events@example.org").data == {}


def test_a_name_where_nobody_sells_is_not_any_name_at_the_head() -> None:
    text = "Amara Nwosu\nStructural engineer\nLeeds, UK | +44 7700 900 311 | amara@example.org"
    assert "name" not in read(schema_of(name={}), text).data


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("agreement_no", "TRAVELCAR      RENTAL AGREEMENT\n               No. RA 2209 8841 06", "RA 2209 8841 06"),
        ("certificate_number", "CERTIFICATE OF ORIGIN        No. C 118 4402", "C 118 4402"),
        ("证明编号", "租赁登记备案证明        编号：沪2026-118820", "沪2026-118820"),
        ("agreement_no", "RENTAL AGREEMENT\nNo smoking in 2026 cars", None),
        ("invoice_no", "RENTAL AGREEMENT\nNo. RA 2209 8841 06", None),
    ],
)
def test_the_title_says_of_what_a_bare_number_is(name: str, text: str, number: str | None) -> None:
    assert read(schema_of(**{name: {}}), text).data.get(name) == number


@pytest.mark.parametrize(
    ("fields", "text", "expected"),
    [
        ({"version": {}}, "Version 3.1", {"version": "3.1"}),
        ({"version": {}}, "Version control is done by hand", {}),
        ({"issued_at": {}}, "Issued at Porto on 10/11/2026 by the Chamber of Commerce", {}),
        ({"issued_at": {}}, "Issued at Porto", {"issued_at": "Porto"}),
        ({"hotline_number": {}}, "Hotline number: +49 30 555 19240 (24 h)", {"hotline_number": "+49 30 555 19240"}),
        ({"revision": {"type": ["boolean", "null"]}}, "Revisión: sí", {"revision": True}),
    ],
)
def test_words_behind_a_caption(fields: dict[str, Any], text: str, expected: dict[str, Any]) -> None:
    assert read(schema_of(**fields), text).data == expected
