"""What the columns of a table state."""

from __future__ import annotations

import pytest

from tests.engines.layout.table_pages import ITEMS, items, rows


def test_text_under_unknown_captions_stays_out() -> None:
    page = """
Description      Warehouse      Qty   Unit price      Amount
Chair            North hall       2        40.00       80.00
Total                                                  80.00
"""
    assert rows(ITEMS, page)[0]["name"] == "Chair"


def test_bookings_with_several_lines_and_two_columns_of_amounts() -> None:
    page = """
Date         Description                       Debit      Credit     Balance
             Balance brought forward                                  100.00
01/02/2024   Card payment                      20.00                   80.00
             Corner shop
03/02/2024   Salary                                       500.00      580.00
05/02/2024   Rent                             300.00                  280.00
             Closing balance                                          280.00
"""
    found = rows(items("date", "description", "debit", "credit", "balance"), page)
    assert found == [
        {"date": "01/02/2024", "description": "Card payment Corner shop", "debit": "20.00", "balance": "80.00"},
        {"date": "03/02/2024", "description": "Salary", "credit": "500.00", "balance": "580.00"},
        {"date": "05/02/2024", "description": "Rent", "debit": "300.00", "balance": "280.00"},
    ]


STATEMENT = """
Date         Description         Debit      Credit
01/02/2024   Card payment        20.00
03/02/2024   Salary                         500.00
"""


def test_one_column_of_amounts_takes_what_two_columns_share() -> None:
    assert [row["amount"] for row in rows(items("date", "description", "amount"), STATEMENT)] == ["20.00", "500.00"]


def test_amounts_are_given_once() -> None:
    found = rows(items("date", "description", "debit", "credit", "amount"), STATEMENT)
    assert [sorted(row) for row in found] == [["date", "debit", "description"], ["credit", "date", "description"]]


@pytest.mark.parametrize("caption", ["#", "No.", "Item"])
def test_a_column_that_counts_the_rows_is_the_position(caption: str) -> None:
    page = f"""
{caption:6}Description       Qty    Unit price    Amount
1     Chair              2         40.00     80.00
2     Table              1        100.00    100.00
"""
    found = rows(items("position", "description", "quantity", "amount"), page)
    assert [(row["position"], row["description"]) for row in found] == [("1", "Chair"), ("2", "Table")]


def test_of_several_prices_the_one_that_makes_the_amount() -> None:
    page = """
Description      Qty    Unit price    Unit price     Amount
                         with VAT       ex. VAT
Chair              2        48.00         40.00       80.00
Table              3       120.00        100.00      300.00
"""
    assert [row["unit_price"] for row in rows(ITEMS, page)] == ["40.00", "100.00"]


def test_a_column_without_a_known_caption_is_told_by_arithmetic() -> None:
    page = """
Description      Qty        Charged per piece        Amount
Chair              2                    40.00         80.00
Table              3                   100.00        300.00
"""
    assert [row["unit_price"] for row in rows(ITEMS, page)] == ["40.00", "100.00"]


def test_of_several_prices_in_one_cell_the_one_that_makes_the_amount() -> None:
    page = """
Description      Qty     Unit price     Amount
                        (List: 45.00)
Chair              2    (Cut:   5.00)    80.00
                        (Paid) 40.00

                        (List: 99.00)
Table              3    (Cut:   9.00)   270.00
                        (Paid) 90.00
"""
    assert [row["unit_price"] for row in rows(ITEMS, page)] == ["(Paid) 40.00", "(Paid) 90.00"]


def test_codes_in_sequence_are_no_positions() -> None:
    page = """
Code    Description                 Qty   Unit price     Amount
4711    2024 calendar, 12 pages       2        10.00      20.00
4712    100 envelopes C5              1         5.00       5.00
"""
    assert "position" not in rows(items("position", "name", "amount"), page)[0]


def test_signs_of_currency_at_the_left_edge_of_their_column() -> None:
    page = """
Item       Qty    Unit price        Amount
Chair        2    $    40.00    $    80.00
Table        1    $   100.00    $   100.00
Total                           $   180.00
"""
    found = rows(ITEMS, page)
    assert [(row["unit_price"], row["amount"]) for row in found] == [("$ 40.00", "$ 80.00"), ("$ 100.00", "$ 100.00")]


@pytest.mark.parametrize(("total", "field"), [("250.00", "unit_price"), ("150.00", "amount")])
def test_the_sum_tells_what_the_only_price_is(total: str, field: str) -> None:
    page = f"""
Qty   Description                     Price
2     Oak door                        100.00
1     Window                           50.00
Total                                 {total}
"""
    assert [sorted(row) for row in rows(ITEMS, page)] == [sorted(["name", "quantity", field])] * 2


def test_dates_that_are_printed_once_a_day() -> None:
    page = """
Date      Details                          Paid out      Paid in      Balance
02 Feb    Card payment to Shop                20.00
          Direct debit to Gym                 30.00                     50.00
05 Feb    Salary                                          500.00       550.00
"""
    found = rows(items("date", "description", "debit", "credit", "balance"), page)
    assert [row.get("date") for row in found] == ["02 Feb", None, "05 Feb"]


def test_columns_that_only_the_schema_names() -> None:
    page = """
Item           Warranty      Amount
Drill          2 years        80.00
Saw            1 year         40.00
"""
    assert [row["warranty"] for row in rows(items("item", "warranty", "amount"), page)] == ["2 years", "1 year"]


def test_groups_of_digits_are_one_number() -> None:
    """Also where the border that the captions and narrow numbers leave room for runs between them."""
    page = """
Date         Libellé                     Montant      Solde
01/02/2024   Frais de tenue Loyer     -2 507,00  5 000,00
"""
    (found,) = rows(items("date", "description", "amount", "balance"), page)
    assert (found["description"], found["amount"], found["balance"]) == (
        "Frais de tenue Loyer",
        "-2 507,00",
        "5 000,00",
    )
