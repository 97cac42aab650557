from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.amounts import read_amounts, read_numbers, read_percentages, read_quantities, resolve
from docvl.values.numbers import NumberStyle
from docvl.values.style import decide_style

DOT = NumberStyle(".", ",")
COMMA = NumberStyle(",", ".")


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1,234.50", "1234.50", None),
        ("1.234,50", "1234.50", None),
        ("1 234,50", "1234.50", None),
        ("1\u202f234.50", "1234.50", None),
        ("CHF 1 234.50", "1234.50", "CHF"),
        ("1'234.50", "1234.50", None),
        ("1\u2019234.50", "1234.50", None),
        ("１，２３４．５０", "1234.50", None),
        ("1,23,456.78", "123456.78", None),
        ("12,345,678", "12345678", None),
        ("RM 33.90", "33.90", "MYR"),
        ("RM33.90", "33.90", "MYR"),
        ("¥1,200.00", "1200.00", "CNY"),
        ("￥1200", "1200", "CNY"),
        ("100元", "100", "CNY"),
        ("250万元", "2500000", "CNY"),
        ("€ 12,-", "12.00", "EUR"),
        ("1.234,\u2013 €", "1234.00", "EUR"),
        ("12,34 €", "12.34", "EUR"),
        ("Eur154,40", "154.40", "EUR"),
        ("$1.5", "1.5", "USD"),
        ("AU$77.43", "77.43", "AUD"),
        ("$12.00 CAD", "12.00", "CAD"),
        ("Rs. 1,000.00", "1000.00", "INR"),
        ("12,50-", "-12.50", None),
        ("-12.50", "-12.50", None),
        ("\u221212.50", "-12.50", None),
        ("- 12.50", "-12.50", None),
        ("-RM 0.02", "-0.02", "MYR"),
        ("RM-0.02", "-0.02", "MYR"),
        ("$-5", "-5", "USD"),
        ("(12.50)", "-12.50", None),
        ("($0.26)", "-0.26", "USD"),
        ("12.50 CR", "-12.50", None),
        ("12.50DR", "12.50", None),
        ("0.500", "0.500", None),
        (".50", "0.50", None),
        ("12 .50", "12.50", None),
        ("12. 50", "12.50", None),
        ("1O.5O", "10.50", None),
        ("l2.50", "12.50", None),
    ],
)
def test_printed_forms(text: str, value: str, currency: str | None) -> None:
    (reading,) = read_amounts(text)
    assert reading.text == text
    assert resolve(reading) == Decimal(value)
    assert next(iter(reading.currencies), None) == currency


@pytest.mark.parametrize(("text", "dot", "comma"), [("1,234", "1234", "1.234"), ("1.234", "1.234", "1234")])
def test_one_mark_and_three_digits_have_two_meanings(text: str, dot: str, comma: str) -> None:
    (reading,) = read_amounts(text)
    assert reading.ambiguous
    assert resolve(reading, DOT) == Decimal(dot)
    assert resolve(reading, COMMA) == Decimal(comma)


def test_space_before_a_price_depends_on_the_style() -> None:
    assert [resolve(r) for r in read_amounts("2 500.00")] == [2, Decimal("500.00")]
    assert [resolve(r) for r in read_amounts("3 120,00", COMMA)] == [3, Decimal("120.00")]
    assert [resolve(r) for r in read_amounts("3 120.00", NumberStyle(".", " "))] == [Decimal("3120.00")]


@pytest.mark.parametrize(
    "text",
    [
        "21.11.2026", "192.168.1.1", "v1.25", "RE-2024-0012", "SX-575-1", "019-2606493", "21 Nov 2026",
        "2026年11月21日", "9.38PM", "14:03", "12/03", "#5", "No.12", "000027830", "+49", "A1.234", "12345678901234567",
    ],
)  # fmt: skip
def test_no_amounts(text: str) -> None:
    assert read_numbers(text) == ()


def test_neighbours_keep_their_own_currency() -> None:
    for text in ("12.00 € 13.00 €", "€ 12.00 € 13.00"):
        assert [r.currency for r in read_amounts(text)] == ["€", "€"]
    assert [r.currency for r in read_amounts("1 RM 5.00")] == ["", "RM"]


@pytest.mark.parametrize(
    ("text", "value"), [("19 %", "19"), ("6%", "6"), ("GST6%", "6"), ("-15 %", "-15"), ("7,7%", "7.7"), ("６％", "6")]
)
def test_percentages(text: str, value: str) -> None:
    (reading,) = read_percentages(text)
    assert resolve(reading) == Decimal(value)
    assert read_amounts(text) == ()


@pytest.mark.parametrize("text", ["免税", "不征税", "tax exempt", "steuerfrei"])
def test_exemption_is_its_own_kind(text: str) -> None:
    (reading,) = read_percentages(text)
    assert (reading.kind, resolve(reading), reading.text) == ("exempt", None, text)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("2 Stk", "2", "Stk"),
        ("1 x", "1", "x"),
        ("x6", "6", "x"),
        ("2.5 kg", "2.5", "kg"),
        ("6EA", "6", "EA"),
        ("1.5L", "1.5", "L"),
        ("3件", "3", "件"),
        ("1,00 h", "1.00", "h"),
        ("30 Tage", "30", "Tage"),
    ],
)
def test_quantities(text: str, value: str, unit: str) -> None:
    (reading,) = read_quantities(text)
    assert (resolve(reading), reading.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["2 x 5.00", "2@5.00", "5.00 x 2", "2x(5.00)", "2 x 5.00 each"])
def test_price_beside_a_quantity(text: str) -> None:
    assert [resolve(r) for r in read_quantities(text)] == [2]
    assert [abs(resolve(r) or 0) for r in read_amounts(text)] == [Decimal("5.00")]


def test_style_by_votes_then_language() -> None:
    assert decide_style(read_numbers("1,234 12,50 €"), ["en"]) == NumberStyle(",", ".")
    assert decide_style(read_numbers("1.234,50")) == NumberStyle(",", ".")
    assert decide_style(read_numbers("1'234.50 12.00"), ["de"]) == NumberStyle(".", "'")
    assert decide_style(read_numbers("1 234,50"), ["de"]) == NumberStyle(",", " ")
    assert decide_style((), ["de"]) == NumberStyle(",", ".")
    assert decide_style((), ["fr"]) == NumberStyle(",", " ")
    assert decide_style((), ["zh"]) == decide_style(()) == decide_style((), ["??"]) == NumberStyle(".", ",")


def printed(value: Decimal, style: NumberStyle) -> str:
    text = f"{value:,.2f}"
    return "".join({",": style.group, ".": style.decimal}.get(char, char) for char in text)


STYLES = [
    NumberStyle(".", ","),
    NumberStyle(",", "."),
    NumberStyle(",", " "),
    NumberStyle(".", "'"),
    NumberStyle(".", ""),
]
AMOUNTS = st.decimals(-(10**10), 10**10, places=2, allow_nan=False)


@given(AMOUNTS, st.sampled_from(STYLES), st.sampled_from(["{}", "€ {}", "{} EUR", "RM{}", "Total: {}", "合计：{}"]))
def test_every_form_reads_back(value: Decimal, style: NumberStyle, frame: str) -> None:
    text = frame.format(printed(value, style))
    (reading,) = read_amounts(text)
    assert resolve(reading, style) == value
    assert text[reading.start : reading.end] == reading.text


@given(AMOUNTS.filter(lambda v: v > 0), st.sampled_from(["({})", "{}-", "-{}", "{} CR", "- {}", "-€ {}"]))
def test_every_negative_form_reads_back(value: Decimal, frame: str) -> None:
    (reading,) = read_amounts(frame.format(printed(value, DOT)))
    assert resolve(reading, DOT) == -value


@given(st.text(alphabet=st.sampled_from("0123456789.,' -+()%€$RMxOl元万件CR:/\u00a0\u202f１，．\u2013"), max_size=60))
def test_garbage_never_raises(text: str) -> None:
    for style in (None, DOT, NumberStyle(",", " ")):
        readings = read_numbers(text, style)
        for reading in readings:
            assert text[reading.start : reading.end] == reading.text
            resolve(reading, style)
        assert all(a.end <= b.start for a, b in zip(readings, readings[1:], strict=False))
        decide_style(readings, ["de"])


@given(st.text(max_size=200))
def test_any_text_never_raises(text: str) -> None:
    read_numbers(text)
