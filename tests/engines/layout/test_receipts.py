"""Items of till receipts, which have no header."""

from __future__ import annotations

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
