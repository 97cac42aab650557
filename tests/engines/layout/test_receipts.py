"""Items of till receipts, which have no header."""

from __future__ import annotations

from decimal import Decimal

from tests.engines.layout.pages import read
from tests.engines.layout.table_pages import items, rows

BOUGHT = items("name", "quantity", "price")


def test_items_stand_between_the_head_and_the_totals() -> None:
    page = """
      CORNER SHOP
   12 High Street 01-81
   Tel 020 7946 0999
  2024-02-01 14:17
1 Garden Salad         15.00
2 Margarita            24.00
  Lemon cake            4.50
Subtotal               43.50
Tax                     2.85
CASH                   50.00
"""
    assert rows(BOUGHT, page, confidence=0.9) == [
        {"name": "Garden Salad", "quantity": "1", "price": "15.00"},
        {"name": "Margarita", "quantity": "2", "price": "24.00"},
        {"name": "Lemon cake", "price": "4.50"},
    ]


def test_lines_of_quantities_belong_to_the_name_above() -> None:
    page = """
      CORNER SHOP
Still water
   2 x 3.50             7.00
Coffee (3 @2.00)        6.00
Bread                   2.10 T
TOTAL                  15.10
"""
    assert rows(items("name", "quantity", "unit_price", "amount"), page, confidence=0.9) == [
        {"name": "Still water", "quantity": "2", "unit_price": "3.50", "amount": "7.00"},
        {"name": "Coffee", "quantity": "(3", "unit_price": "@2.00)", "amount": "6.00"},
        {"name": "Bread", "amount": "2.10"},
    ]


def test_the_sum_of_all_items_is_none() -> None:
    page = """
1 Garden Salad         15.00
2-Margarita            24.00
  Lemon cake            4.50
FOOD                   43.50
MINTS                   2.85
"""
    found = rows(BOUGHT, page, confidence=0.9)
    assert [(row["name"], row.get("quantity")) for row in found] == [
        ("Garden Salad", "1"),
        ("Margarita", "2"),
        ("Lemon cake", None),
    ]


def test_totals_after_a_count_are_no_items() -> None:
    page = """
Garden Salad           15.00
Margarita              24.00
2 TOTAL                41.00
"""
    assert len(rows(BOUGHT, page, confidence=0.9)) == 2


def test_a_price_that_a_tilt_has_moved_off_its_name() -> None:
    page = """
Garden Salad           15.00

Margarita              24.00

                        2.95
1 Rice
"""
    found = rows(BOUGHT, page, confidence=0.9, pitch=7.0)
    assert found[-1] == {"name": "Rice", "quantity": "1", "price": "2.95"}


def test_a_letter_without_captions_has_no_items() -> None:
    page = """
We are pleased to offer you the following two things, as we told you on the telephone last week already:
the garden chair that you liked so much in our window, at the special price of only                 40.00
and the parasol that goes with it so well and that all our customers have been asking for, for     119.50
"""
    assert rows(BOUGHT, page) == []


def test_arithmetic_tells_whether_a_count_is_of_the_item_above_or_below() -> None:
    page = """
      CORNER SHOP
Milk                    1.19 B
3 x 5.63
Olive oil              16.89 B
Bread                   2.40 B
2 x 1.20
TOTAL                  20.48
"""
    found = rows(items("name", "quantity", "unit_price", "amount"), page, confidence=0.9)
    assert [(row["name"], row.get("quantity"), row.get("unit_price")) for row in found] == [
        ("Milk", None, None),
        ("Olive oil", "3", "5.63"),
        ("Bread", "2", "1.20"),
    ]


def test_what_a_pack_holds_is_no_count() -> None:
    page = """
      CORNER SHOP
Water 6x1,5l            3,29 A
Bread                   2,10 B
SUMME                   5,39
"""
    assert [row["name"] for row in rows(BOUGHT, page, confidence=0.9)] == ["Water 6x1,5l", "Bread"]


def test_discounts_among_the_items_are_taken_off() -> None:
    page = """
      CORNER SHOP
Detergent               7,90
Rabatt 10 %            -0,79
Leergut                -2,25
SUMME                   4,86
"""
    assert [row["price"] for row in rows(BOUGHT, page, confidence=0.9)] == ["7,90", "-0,79", "-2,25"]


def test_a_table_of_rates_does_not_state_the_total() -> None:
    page = """
    CORNER SHOP
Milk                      18,08 B
Water                      5,03 A
SUMME EUR                 23,11
BAR EUR                   30,00
RUECKGELD                 -6,89

       Netto    Steuer   Brutto
A 19%   4,23      0,80     5,03
B  7%  16,90      1,18    18,08
14.03.2026  5:42 PM
"""
    data = read("receipt", page).data
    assert (data["total"], data["tax"], data["time"]) == (Decimal("23.11"), Decimal("1.98"), "17:42")


def test_a_total_after_a_discount_is_what_is_paid() -> None:
    data = read("receipt", "合计：56.16\n优惠：-1.16\n应收：55.00\n现金：60.00\n找零：5.00").data
    assert data["total"] == Decimal("55.00")


def test_a_price_of_one_behind_the_name() -> None:
    page = """
      CORNER SHOP
2 x Pint Bitter @5.10  10.20
Salad                   4.25
TOTAL                  14.45
"""
    found = rows(items("name", "quantity", "unit_price", "amount"), page, confidence=0.9)
    assert found[0] == {"name": "Pint Bitter", "quantity": "2", "unit_price": "5.10", "amount": "10.20"}


def test_the_total_of_several_rates_under_the_caption_of_what_is_due() -> None:
    page = """
    CORNER SHOP
Beer                      35,08 1
Juice                      1,61 2
Zu zahlen EUR             36,69

1 19%  Netto 29,48  MwSt 5,60
2  7%  Netto  1,50  MwSt 0,11
"""
    data = read("receipt", page).data
    assert (data["total"], data["tax"]) == (Decimal("36.69"), Decimal("5.71"))
