from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.rules import Rule, check, named, parse, pointer_to, rows_touched


def answers(text: str, data: dict[str, Any], **more: Any) -> list[bool | None]:
    rule = Rule(text, parse(text).conditions, **more)
    return [outcome.kept for outcome in check(rule, data)]


@pytest.mark.parametrize(
    ("rule", "data", "kept"),
    [
        ("/a + /b == /c", {"a": 0.1, "b": 0.2, "c": 0.3}, True),
        ("/a + /b == /c", {"a": 0.1, "b": 0.2, "c": 0.31}, False),
        ("/a + /b == /c", {"a": 0.1, "b": None, "c": 0.31}, None),
        ("/a + /b == /c", {"a": -100, "b": -19, "c": -119}, True),
        ("/a + (/b else 0) == /c", {"a": 1, "c": 1}, True),
        ("/a else /b == 3", {"b": 3}, True),
        ("/a == 1 or /b == 1", {"a": 2, "b": 1}, True),
        ("/a == 1 or /b == 1", {"a": 2, "b": 2}, False),
        ("/a == 1 or /b == 1", {"a": 2}, None),
        ("/a <= /b", {"a": "2026-01-31", "b": "2026-02-01"}, True),
        ("/a <= /b", {"a": "2026-02-02", "b": "2026-02-01"}, False),
        ("/a < /b", {"a": 1, "b": 1}, False),
        ("/a != /b", {"a": 1, "b": 1.01}, True),
        ("/a in [EUR, USD]", {"a": "EUR"}, True),
        ("/a in [EUR, USD]", {"a": "GBP"}, False),
        ("/a in [0, 19]", {"a": 19.0}, True),
        ("-/a * 2 == 0 - 6", {"a": 3}, True),
        ("(/a + /b) * 2 == 6", {"a": 1, "b": 2}, True),
        ("/a + /b * 2 == 5", {"a": 1, "b": 2}, True),
        ("abs(/a) == 3", {"a": -3}, True),
        ("sum(/r/*/x) == /a", {"a": 3, "r": [{"x": 1}, {"x": 2}]}, True),
        ("sum(/r/*/x) == /a", {"a": 4, "r": [{"x": 1}, {"x": 2}]}, False),
        ("sum(/r/*/x) == /a", {"a": 4, "r": [{"x": 1}, {"x": None}]}, None),
        ("sum(/r/*/x) == /a", {"a": 1, "r": [{"x": 1}, {"x": None}]}, True),
        ("sum(/r/*/x else 0) == /a", {"a": 4, "r": [{"x": 1}, {"x": None}]}, False),
        ("sum(/r/*/x) == /a", {"a": 0, "r": []}, None),
        ("sum(/r/*/x) == /a", {"a": 0, "r": None}, None),
        ("sum(/r/*/s/*/x) == /a", {"a": 6, "r": [{"s": [{"x": 1}, {"x": 2}]}, {"s": [{"x": 3}]}]}, True),
        ("iban(/a)", {"a": "DE89 3704 0044 0532 0130 00"}, True),
        ("iban(/a)", {"a": "DE89370400440532013001"}, False),
        ("iban(/a)", {"a": "4711"}, False),
        ("bic(/a)", {"a": "COBADEFFXXX"}, True),
        ("vat_id(/a)", {"a": "DE136695976"}, True),
        ("vat_id(/a)", {"a": "DE136695977"}, False),
        ("vat_id(/a)", {"a": "12-3456789"}, None),
        ("uscc(/a)", {"a": "91440300708461136T"}, True),
        ("uscc(/a)", {"a": "91440300708461136X"}, False),
        ("uscc(/a)", {"a": "440300708461136"}, None),
        ("luhn(/a)", {"a": "4111 1111 1111 1111"}, True),
        ("luhn(/a)", {"a": "4111111111111112"}, False),
        ("fapiao_number(/a)", {"a": "12235358"}, True),
        ("fapiao_number(/a)", {"a": "1223535"}, False),
        ("fapiao_code(/a)", {"a": "050001700111"}, True),
        ("capital(/a) == /b", {"a": "肆仟伍佰陆拾陆圆贰角壹分", "b": 4566.21}, True),
        ("capital(/a) == /b", {"a": "肆仟伍佰陆拾陆圆贰角壹分", "b": 4566.2}, False),
        ("capital(/a) == /b", {"a": "unreadable", "b": 4566.2}, None),
    ],
)
def test_a_rule_is_kept_broken_or_open(rule: str, data: dict[str, Any], kept: bool | None) -> None:
    assert answers(rule, data) == [kept]


def test_rules_about_rows_are_checked_row_by_row() -> None:
    rows = [{"q": 2, "p": 1.5, "x": 3}, {"q": 2, "p": 1.5, "x": 4}, {"q": None, "p": 1, "x": 1}]
    assert answers("/r/*/q * /r/*/p == /r/*/x", {"r": rows}) == [True, False, None]
    assert answers("/r/*/x <= /most", {"r": rows, "most": 3}) == [True, False, True]


def test_sums_of_inner_lists_belong_to_their_row() -> None:
    rows = [{"x": 3, "s": [{"y": 1}, {"y": 2}]}, {"x": 3, "s": [{"y": 1}]}]
    assert answers("sum(/r/*/s/*/y) == /r/*/x", {"r": rows}) == [True, False]


def test_neighbouring_rows() -> None:
    data = {"o": 10, "r": [{"x": 1, "b": 11}, {"x": 2, "b": 13}, {"x": 3, "b": 17}, {"x": 1, "b": 18}]}
    assert answers("previous(/r/*/b) + /r/*/x == /r/*/b", data) == [None, True, False, True]
    assert answers("previous(/r/*/b, /o) + /r/*/x == /r/*/b", data) == [True, True, False, True]
    upside_down = {"o": 10, "r": data["r"][::-1]}  # type: ignore[index]
    assert answers("next(/r/*/b, /o) + /r/*/x == /r/*/b", upside_down) == [True, False, True, True]


def test_products_may_be_off_by_their_rounding() -> None:
    assert answers("/a * /b == /c", {"a": 3, "b": 0.335, "c": 1.01}) == [True]
    assert answers("/a * /b == /c", {"a": 3, "b": 0.335, "c": 1.02}) == [False]
    rows = [{"q": 1, "p": 0.335}, {"q": 1, "p": 0.335}]
    assert answers("sum(/r/*/q * /r/*/p) == /t", {"r": rows, "t": 0.68}) == [True]
    assert answers("sum(/r/*/q * /r/*/p) == /t", {"r": rows, "t": 0.69}) == [False]


def test_a_stated_tolerance_counts() -> None:
    data = {"a": 1.0, "b": 1.05}
    assert answers("/a == /b", data, tolerance=Decimal("0.05")) == [True]
    assert answers("/a == /b", data, tolerance=Decimal("0.04")) == [False]
    assert answers("/a == /b", {"a": 1.0, "b": 1.001}, tolerance=Decimal(0)) == [False]


def test_what_rounding_may_explain_is_slight() -> None:
    (near,) = check(parse("/a + /b == /c"), {"a": 1, "b": 1, "c": 2.03})
    (far,) = check(parse("/a + /b == /c"), {"a": 1, "b": 1, "c": 2.04})
    assert (near.kept, near.slight) == (False, True)
    assert (far.kept, far.slight, far.left, far.right) == (False, False, Decimal(2), Decimal("2.04"))


def test_places_that_a_rule_names_and_rows_that_a_place_touches() -> None:
    data = {"t": 3, "r": [{"x": 1, "b": None}, {"x": 2, "b": 2}]}
    total, balance = parse("sum(/r/*/x) == /t"), parse("previous(/r/*/b) + /r/*/x == /r/*/b")
    assert [pointer_to(place) for place in named(total, data, ())] == ["/t", "/r/0/x", "/r/1/x"]
    assert [pointer_to(place) for place in named(balance, data, ("r", 1))] == ["/r/1/x", "/r/1/b"]
    assert rows_touched(total, data, ("r", 1, "x")) == ((),)
    assert rows_touched(total, data, ("r", 1, "b")) == ()
    assert set(rows_touched(balance, data, ("r", 0, "b"))) == {("r", 0), ("r", 1)}
    assert rows_touched(balance, data, ("r", 1, "x")) == (("r", 1),)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=40))
def test_cents_add_up_exactly(cents: list[int]) -> None:
    data = {"r": [{"x": cent / 100} for cent in cents], "t": sum(cents) / 100}
    assert answers("sum(/r/*/x) == /t", data) == [True]
    assert answers("sum(/r/*/x) == /t", {**data, "t": (sum(cents) + 1) / 100}) == [False]
