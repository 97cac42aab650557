"""What contracts say in sentences: parties, dates, law, sums; wordings of several countries, all of them invented."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.engines.layout.pages import read

ENGLISH = """
                SUPPLY AGREEMENT

THIS AGREEMENT is made on 4 May 2026
BETWEEN
(1) NORTHGATE TIMBER LIMITED, a company incorporated in England and Wales with number
01234567 whose registered office is at 3 Quay Street, Hull HU1 1AA (the "Seller"); and
(2) FENWAY JOINERY PLC, a company incorporated in England and Wales (the "Buyer").
This Agreement shall commence on 1 June 2026 and shall continue until 31 May 2028.
The Buyer shall pay a total fee of £12,500.00 in four instalments of £3,125.00 each.
It shall be governed by and construed in accordance with the laws of England and Wales,
and the parties submit to the courts of England.
"""
AMERICAN = """
                LICENSE AGREEMENT

This License Agreement is entered into as of January 9, 2026 (the "Effective Date") by and
between Tidewater Maps, Inc., a Delaware corporation ("Licensor"), and Ruth B. Calder, an
individual residing in Salem, Oregon ("Licensee"). It shall terminate on December 31, 2027.
Total fees under this Agreement shall not exceed $8,400.00 without written consent.
This Agreement shall be governed by the laws of the State of Delaware, without regard to
its conflict of laws provisions.


President                              Title: President
"""
GERMAN = """
                Mietvertrag

Zwischen
Frau Hanna Lindqvist, Ufergasse 3, 24103 Kiel
- nachfolgend „Vermieterin“ genannt -
und
Herrn Jonas Thomsen, Brückenstr. 88, 24105 Kiel
- nachfolgend „Mieter“ genannt -
wird folgender Mietvertrag geschlossen, der die Parteien auf lange Zeit bindet:
Das Mietverhältnis beginnt am 1. Mai 2026 und ist befristet bis zum 30. April 2029.
Auf diesen Vertrag findet das Recht der Bundesrepublik Deutschland Anwendung.

Kiel, den 12. April 2026
"""
FRENCH = """
                Contrat de prestation

Entre les soussignés :
La société Menuiserie Valette, société par actions simplifiée au capital de 20 000 euros,
ci-après dénommée « le Client », d'une part,
Et
La société Atelier Roche SARL, dont le siège est 5 rue Haute, 38000 Grenoble,
ci-après dénommée « le Prestataire », d'autre part,
Le présent contrat prend effet le 1er avril 2026 et se termine le 31 mars 2027.
Le prix total de la prestation est fixé à 24 500,00 €. Il est soumis au droit français.
Fait à Lyon, le 15 mars 2026
"""
CHINESE = """
                供货合同

供方（乙方）：无锡远航轴承有限公司
需方（甲方）：河北中正机械有限公司

本合同总价款为人民币17,700.00元，有效期自2026年3月10日起至2027年3月9日止，双方应当遵守。
本合同的订立和争议的解决均适用中华人民共和国法律。
签订日期：二〇二六年三月五日
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ENGLISH,
            {"party_a": "NORTHGATE TIMBER LIMITED", "party_b": "FENWAY JOINERY PLC", "signing_date": "2026-05-04",
             "effective_date": "2026-06-01", "expiry_date": "2028-05-31", "amount": Decimal("12500.00"),
             "governing_law": "England and Wales", "title": "SUPPLY AGREEMENT"},
            id="English",
        ),
        pytest.param(
            AMERICAN,
            {"party_a": "Tidewater Maps, Inc.", "party_b": "Ruth B. Calder", "signing_date": "2026-01-09",
             "effective_date": "2026-01-09", "expiry_date": "2027-12-31", "amount": Decimal("8400.00"),
             "governing_law": "State of Delaware"},
            id="American",
        ),
        pytest.param(
            GERMAN,
            {"party_a": "Hanna Lindqvist", "party_b": "Jonas Thomsen", "signing_date": "2026-04-12",
             "effective_date": "2026-05-01", "expiry_date": "2029-04-30", "place_of_signing": "Kiel",
             "governing_law": "Recht der Bundesrepublik Deutschland"},
            id="German",
        ),
        pytest.param(
            FRENCH,
            {"party_a": "Menuiserie Valette", "party_b": "Atelier Roche SARL", "signing_date": "2026-03-15",
             "effective_date": "2026-04-01", "expiry_date": "2027-03-31", "amount": Decimal("24500.00"),
             "governing_law": "droit français", "place_of_signing": "Lyon"},
            id="French",
        ),
        pytest.param(
            CHINESE,
            {"party_a": "河北中正机械有限公司", "party_b": "无锡远航轴承有限公司", "signing_date": "2026-03-05",
             "effective_date": "2026-03-10", "expiry_date": "2027-03-09", "amount": Decimal("17700.00"),
             "governing_law": "中华人民共和国法律"},
            id="Chinese, the second party first",
        ),
    ],
)  # fmt: skip
def test_what_a_contract_says_in_sentences(text: str, expected: dict[str, object]) -> None:
    data = read("contract", text).data
    assert {name: data.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("甲方（委托方）：杭州晨光软件有限公司", "杭州晨光软件有限公司"),
        ("出租方（以下简称甲方）：王建国", "王建国"),
        ("甲方（用人单位）名称：成都锦江食品有限公司", "成都锦江食品有限公司"),
    ],
)
def test_a_chinese_party_behind_what_it_is_called(line: str, name: str) -> None:
    text = f"{line}\n乙方：周敏\n\n甲方（盖章）：        乙方（盖章）："
    data = read("contract", text).data
    assert (data["party_a"], data["party_b"]) == (name, "周敏")


@pytest.mark.parametrize("day", ["12th day of February 2026", "twelfth day of February, 2026", "12 February 2026"])
def test_a_day_of_a_month_in_words(day: str) -> None:
    data = read("contract", f"This Agreement is made and entered into on this {day}, by and between us.").data
    assert data["signing_date"] == "2026-02-12"
    assert "party_a" not in data


def test_dates_at_two_places_of_signing_tell_neither() -> None:
    data = read("contract", "Hamburg, den 18.06.2026\n\nWedel, den 20.06.2026").data
    assert "place_of_signing" not in data


def test_a_semicolon_that_a_font_calls_greek() -> None:
    data = read("contract", ENGLISH.replace(";", "\u037e")).data
    assert data["party_b"] == "FENWAY JOINERY PLC"


def test_a_legal_form_with_its_capital_is_no_part_of_a_name() -> None:
    text = "Entre la société Transports Morel, SARL au capital de 8 000 euros, et Mademoiselle Julie Perrin, à Lille."
    data = read("contract", text).data
    assert (data["party_a"], data["party_b"]) == ("Transports Morel", "Julie Perrin")


def test_place_and_day_without_an_article() -> None:
    data = read("contract", "Der Kaufpreis beträgt 18.750,00 EUR netto.\n\nCelle, 02.09.2026").data
    assert (data["place_of_signing"], data["signing_date"]) == ("Celle", "2026-09-02")


def test_each_party_may_sign_beside_the_other() -> None:
    data = read("contract", "Hamburg, den 18.06.2026          Wedel, den 20.06.2026").data
    assert "place_of_signing" not in data


def test_an_end_is_no_beginning() -> None:
    data = read("contract", "本合同自双方签字之日起生效，有效期至2026年12月31日。").data
    assert data["expiry_date"] == "2026-12-31"
    assert "effective_date" not in data
