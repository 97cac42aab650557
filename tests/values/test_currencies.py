from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.currencies import choose_currency, currency_codes, read_currencies


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("€", "EUR"), ("EUR", "EUR"), ("Eur", "EUR"), ("Euro", "EUR"), ("euros", "EUR"), ("US$", "USD"), ("$US", "USD"),
        ("US Dollar", "USD"), ("美元", "USD"), ("￥", "CNY"), ("元", "CNY"), ("人民币", "CNY"), ("RMB", "CNY"),
        ("RM", "MYR"), ("Malaysian Ringgit", "MYR"), ("Rs.", "INR"), ("₹", "INR"), ("Fr.", "CHF"), ("CHF", "CHF"),
        ("Schweizer Franken", "CHF"), ("livre sterling", "GBP"), ("zł", "PLN"), ("Kč", "CZK"), ("(EUR)", "EUR"),
        ("PEN", "PEN"), ("日元", "JPY"),
    ],
)  # fmt: skip
def test_likeliest_code(printed: str, code: str) -> None:
    assert currency_codes(printed)[0] == code


@pytest.mark.parametrize("printed", ["", "XYZ", "DEM", "Total", "abc", "12", "FRF"])
def test_no_currency(printed: str) -> None:
    assert currency_codes(printed) == ()


@pytest.mark.parametrize(
    ("printed", "countries", "languages", "code"),
    [
        ("$", ["CA"], [], "CAD"), ("$", [], ["en-AU"], "AUD"), ("$", [], ["en"], "USD"), ("$", ["DE"], ["de"], "USD"),
        ("¥", [], ["ja"], "JPY"), ("¥", [], ["zh"], "CNY"), ("¥", ["JP"], ["zh"], "JPY"), ("kr", [], ["da"], "DKK"),
        ("kr", [], ["nb"], "NOK"), ("Rs", ["PK"], ["en"], "PKR"), ("€", ["US"], ["en"], "EUR"),
    ],
)  # fmt: skip
def test_hints(printed: str, countries: list[str], languages: list[str], code: str) -> None:
    assert choose_currency(currency_codes(printed), countries, languages) == code


def test_nothing_to_choose() -> None:
    assert choose_currency((), ["DE"]) is None


def test_currencies_in_text() -> None:
    text = "All prices in EUR, RM 5.00, 12 元 and US$ 7; the top 10 kr"
    assert [(r.text, r.codes[0]) for r in read_currencies(text)] == [
        ("EUR", "EUR"), ("RM", "MYR"), ("元", "CNY"), ("US$", "USD"), ("kr", "SEK"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["2024年元月", "TOP 10", "Herr Fr Kr", "2 CUP", "PEN 1.20", "lei lei"])
def test_words_are_no_currencies(text: str) -> None:
    assert read_currencies(text) == ()


@given(st.text(alphabet=st.sampled_from("€$¥￥元RMEURUSDkr.Fr12 ()ä"), max_size=40))
def test_garbage_never_raises(text: str) -> None:
    for reading in read_currencies(text):
        assert text[reading.start : reading.end] == reading.text
        assert reading.codes
