from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.engines.layout.addresses import (
    city_line,
    has_legal_form,
    is_country,
    is_street,
    legal_name,
    one_line,
    street_end,
)


@pytest.mark.parametrize(
    ("text", "postcode", "city", "country"),
    [
        ("80331 München", "80331", "München", None),
        ("DE 20095 Hamburg", "20095", "Hamburg", "DE"),
        ("CH-8001 Zürich", "8001", "Zürich", "CH"),
        ("75018 PARIS, FR", "75018", "PARIS", "FR"),
        ("75371 Paris Cedex 08", "75371", "Paris Cedex 08", None),
        ("3500 MJ Utrecht", "3500 MJ", "Utrecht", None),
        ("GB SE1 7AB London", "SE1 7AB", "London", "GB"),
        ("London SW1A 1AA", "SW1A 1AA", "London", None),
        ("Springfield, IL 62704", "62704", "Springfield", None),
        ("Vancouver, BC V6G 2L7", "V6G 2L7", "Vancouver", None),
        ("New Delhi - 110001", "110001", "New Delhi", None),
    ],
)
def test_city_lines(text: str, postcode: str, city: str, country: str | None) -> None:
    found = city_line(text)
    assert found is not None
    assert text[slice(*found.postcode)] == postcode
    assert text[slice(*found.city)] == city
    assert (found.country and text[slice(*found.country)]) == country


@pytest.mark.parametrize("text", ["Invoice 2024", "12 Widgets large", "IBAN DE02 1203 0000", "", "Total 1.234,50 EUR"])
def test_other_lines_are_no_city(text: str) -> None:
    assert city_line(text) is None


@given(st.text(max_size=60))
def test_spans_stay_inside_the_text(text: str) -> None:
    found = city_line(text)
    if found is not None:
        for start, end in (found.postcode, found.city):
            assert 0 <= start < end <= len(text)
    line = one_line(text)
    if line is not None:
        assert all(0 <= s.start <= s.stop <= len(text) for s in (slice(*line.city.postcode), slice(*line.city.city)))


def test_one_line_address() -> None:
    text = "Muster GmbH - Hauptstr. 3 - 10115 Berlin - Deutschland"
    line = one_line(text)
    assert line is not None and line.name is not None and line.street is not None
    assert [text[slice(*span)] for span in (line.name, line.street, line.city.postcode, line.city.city)] == [
        "Muster GmbH",
        "Hauptstr. 3",
        "10115",
        "Berlin",
    ]


def test_street_and_city_in_one_part_after_a_caption() -> None:
    text = "Exemple SAS au capital de 1.000 Euros − Siège social: 8 rue de la Paix 75002 Paris −"
    line = one_line(text)
    assert line is not None and line.street is not None
    assert text[slice(*line.street)] == "8 rue de la Paix"
    assert text[slice(*line.city.city)] == "Paris"


def test_streets() -> None:
    assert all(map(is_street, ("Seestraße 9", "Mill Lane, 7", "12 rue de la Mer", "Lindenallee 2", "Postfach 10")))
    assert not any(map(is_street, ("Muster GmbH", "Telefon: 030 123", "info@example.com", "19,00 %")))
    text = "4 rue de l'Eau, Bâtiment B"
    assert text[: street_end(text)] == "4 rue de l'Eau"
    assert street_end("Mill Lane, 7") == len("Mill Lane, 7")


def test_legal_forms() -> None:
    assert all(
        map(has_legal_form, ("Muster GmbH & Co. KG", "ACME SDN. BHD.", "Example Ltd", "Foo B.V.", "某某科技有限公司"))
    )
    assert not any(map(has_legal_form, ("Jane Doe", "the issuer and its company", "Saint Denis")))
    text = "ACME CO. (M) BHD (123456-X)"
    span = legal_name(text)
    assert span is not None and text[slice(*span)] == "ACME CO. (M) BHD"


def test_countries() -> None:
    assert is_country("Deutschland") and is_country("FR") and is_country("Île de la Réunion")
    assert not is_country("Uttar Pradesh") and not is_country("XX")


def test_towns_have_hyphens() -> None:
    text = "44800 Saint-Herblain"
    found = city_line(text)
    assert found is not None and text[slice(*found.city)] == "Saint-Herblain"


def test_a_floor_behind_a_comma_is_not_the_street() -> None:
    text = "Muebles Ortega S.L. · Avda. de la Constitución 12, 3º B · 41001 Sevilla"
    found = one_line(text)
    assert found is not None and found.street is not None
    assert text[slice(*found.street)] == "Avda. de la Constitución 12, 3º B"


def test_british_address_on_one_line() -> None:
    text = "Northgate Timber Ltd, 22 Orchard Lane, Bristol BS8 2QX"
    found = one_line(text)
    assert found is not None and found.street is not None
    assert text[slice(*found.street)] == "22 Orchard Lane"
    assert text[slice(*found.city.city)] == "Bristol"


def test_a_number_with_letters_before_a_hyphen_is_no_town() -> None:
    assert city_line("PO-41611") is None


def test_a_state_before_its_postcode_is_no_legal_form() -> None:
    assert not has_legal_form("77 Industrial Way, Reno, NV 89502")
    assert has_legal_form("Jansen Bouw NV")
