"""The name in a picture at the head of a page: words that OCR saw on a page with a text layer."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.layout.parties import PartyReader
from docvl.engines.layout.phrases import read_lines
from docvl.engines.layout.targets import Role
from docvl.geometry import Box

Placed = tuple[float, float, float, str]
"""x, y, font size, text."""

BODY: tuple[Placed, ...] = (
    (40, 300, 10, "Description of what was delivered in the month of March of this year and what is to be paid for it"),
    (40, 320, 10, "Bill to:"),
    (40, 335, 10, "Meridian Foods Ltd"),
    (40, 350, 10, "14 Canal Street"),
    (40, 365, 10, "Leeds LS1 4AB"),
)


def _words(lines: Sequence[Placed], confidence: float) -> list[Word]:
    words = []
    for x, y, size, text in lines:
        at = x
        for part in text.split():
            words.append(Word(part, Box(at, y, at + size / 2 * len(part), y + size), confidence))
            at += size / 2 * (len(part) + 1)
    return words


def parties(pictured: Sequence[Placed], written: Sequence[Placed], layer: float = 1.0) -> dict[Role, dict[str, str]]:
    words = (*_words(pictured, 0.98), *_words((*BODY, *written), layer))
    page = Page(1, 600, 800, lambda: PageText(words, "text-layer"), lambda w, h: None)  # type: ignore[arg-type]
    reader = PartyReader()
    reader.feed(read_lines(page))
    found = reader.parties().items()
    return {role: {key: part.value for key, part in party.attributes.items()} for role, party in found}


def seller(pictured: Sequence[Placed], written: Sequence[Placed] = (), *, layer: float = 1.0) -> str | None:
    return parties(pictured, written, layer).get("seller", {}).get("name")


def test_the_largest_print_of_a_picture_names_the_seller() -> None:
    assert (
        seller([(60, 40, 18, "Northwind Outfitters"), (80, 64, 9, "Quality gear since 1974")]) == "Northwind Outfitters"
    )
    assert seller([(400, 40, 18, "cronovia")]) == "cronovia"


def test_a_name_over_two_lines() -> None:
    assert seller([(60, 40, 18, "Pelican"), (60, 60, 16, "Office World")]) == "Pelican Office World"


def test_a_seller_that_is_named_otherwise_stays() -> None:
    written = ((40, 120, 10, "Seller:"), (40, 133, 10, "Ashdown Stationery Ltd"), (40, 146, 10, "3 Mill Lane"))
    assert seller([(60, 40, 18, "Trusted Shops")], written) == "Ashdown Stationery Ltd"


def test_a_legal_name_at_the_foot_says_more() -> None:
    written = ((40, 770, 8, "Bluestone Media is a brand of"), (300, 770, 8, "Harrow Holdings Ltd"))
    assert seller([(60, 40, 18, "Bluestone Media")], written) == "Harrow Holdings Ltd"


def test_of_several_legal_names_that_in_the_picture_counts() -> None:
    written = ((40, 770, 8, "Harrow Banking plc"), (300, 770, 8, "Bluestone Media GmbH"))
    assert seller([(60, 40, 18, "Bluestone Media")], written) == "Bluestone Media GmbH"


@pytest.mark.parametrize(
    "text", ["PAID", "Kopie", "ISO 9001", "01904 4960 22", "York YO1 9RN", "www.voss.example", "Invoice"]
)
def test_what_names_nobody(text: str) -> None:
    assert seller([(60, 40, 18, text)]) is None


def test_pictures_further_down_name_nobody() -> None:
    assert seller([(60, 400, 18, "Trusted Shops"), (60, 700, 18, "mastercard")]) is None


@pytest.mark.parametrize("street", ["Hauptstraße 5", "9 Castle Street"])
def test_an_address_without_a_name_is_of_who_is_in_the_picture(street: str) -> None:
    written = ((400, 90, 8, street), (400, 101, 8, "25813 Husum"), (400, 112, 8, "Tel. 04841 445566"))
    found = parties([(400, 40, 18, "Radhaus Nord")], written)
    address = {"name": "Radhaus Nord", "street": street, "postcode": "25813", "city": "Husum"}
    assert found["seller"].items() >= address.items()
    assert found["buyer"]["city"] == "Leeds"


def test_the_mark_of_who_certified_is_no_name() -> None:
    mark = (60, 740, 8, "Tested by Quality Management GmbH")
    assert seller([(60, 40, 18, "Waldkaffee"), mark]) == "Waldkaffee"
    assert seller([mark]) is None


def test_a_footer_in_a_picture_names_the_seller() -> None:
    foot = ((60, 740, 8, "Voss Joinery Ltd"), (60, 750, 8, "5 Market Row"), (60, 760, 8, "York YO1 9RN"))
    assert seller(foot) == "Voss Joinery Ltd"


def test_scans_and_pages_without_pictures_are_left_as_they_are() -> None:
    assert seller([], [(60, 40, 18, "Northwind Outfitters")]) is None
    assert seller([(60, 40, 18, "Northwind Outfitters")], layer=0.98) is None
