"""Rows of tables, on pages drawn as text: one character is 6 points wide, a line 10 high, lines 14 apart."""

from __future__ import annotations

import re
from typing import Any

import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.layout.phrases import PageLines, read_lines
from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.targets import plan_targets
from docvl.geometry import Box
from docvl.schema import load_schema

CHARACTER, LINE = 6.0, 14.0


def drawn(text: str, number: int = 1, confidence: float = 1.0, pitch: float = LINE) -> PageLines:
    """A page that shows ``text``, its lines ``pitch`` points apart; a CJK character is as wide as two others."""
    words = []
    for row, line in enumerate(text.strip("\n").split("\n")):
        for match in re.finditer(r"\S+", line):
            x0 = CHARACTER * _width(line[: match.start()])
            x1 = x0 + CHARACTER * _width(match.group())
            words.append(Word(match.group(), Box(x0, row * pitch, x1, row * pitch + 10.0), confidence))
    text_of_page = PageText(tuple(words), "text-layer")
    page = Page(number, 600.0, 800.0, lambda: text_of_page, lambda w, h: None)  # type: ignore[arg-type]
    return read_lines(page)


def _width(text: str) -> int:
    return sum(2 if c > "⺀" else 1 for c in text)


def rows(
    schema: str | dict[str, Any], *pages: str, confidence: float = 1.0, pitch: float = LINE
) -> list[dict[str, str]]:
    """What is read from pages."""
    target = plan_targets(load_schema(schema)).lists[0]
    reader = TableReader(target)
    for number, page in enumerate(pages, start=1):
        reader.feed(drawn(page, number, confidence, pitch))
    return [{name: snippet.text for name, snippet in row.items()} for row in reader.rows()]


def items(*names: str) -> dict[str, Any]:
    """A schema of one list, ``rows``, with columns of these names."""
    columns = {name: {"type": ["string", "null"]} for name in names}
    item = {"type": "object", "properties": columns}
    return {"type": "object", "properties": {"rows": {"type": "array", "items": item}}}


ITEMS = items("name", "quantity", "unit_price", "amount")


def test_one_row_for_each_line_until_the_totals() -> None:
    page = """
Invoice 17

Pos   Description               Qty   Unit price      Amount
 1    Garden chair, green         2        40.00       80.00
 2    Parasol                     1       119.50      119.50
      Subtotal                                        199.50
      VAT 20%                                          39.90
"""
    assert rows(ITEMS, page) == [
        {"name": "Garden chair, green", "quantity": "2", "unit_price": "40.00", "amount": "80.00"},
        {"name": "Parasol", "quantity": "1", "unit_price": "119.50", "amount": "119.50"},
    ]


def test_wrapped_names_belong_to_their_row_and_remarks_do_not() -> None:
    page = """
Pos  Bezeichnung            Menge   Einzelpreis     Gesamt
1    Schraube verzinkt      10 Stk         0,25       2,50
     M8 x 40
     GTIN: 4012345001235
2    Beilagscheibe          20 Stk         0,05       1,00
     • Herkunftsland: DE

     Summe                                            3,50
"""
    found = rows(ITEMS, page)
    assert [row["name"] for row in found] == ["Schraube verzinkt M8 x 40", "Beilagscheibe"]
    assert [row["quantity"] for row in found] == ["10 Stk", "20 Stk"]


def test_values_centred_beside_tall_cells() -> None:
    page = """
Description                  Qty    Unit price      Amount


Website, five pages
                               1        900.00      900.00
in two languages



Hosting for one year
                               2         60.00      120.00
with backup


Total                                             1020.00
"""
    found = rows(ITEMS, page, pitch=7.0)
    assert [row["name"] for row in found] == [
        "Website, five pages in two languages",
        "Hosting for one year with backup",
    ]


def test_captions_over_several_lines() -> None:
    page = """
                         Unit price        Line
Item        Quantity      excl. VAT      amount
Lamp               3          10.00       30.00
Total                                     30.00
"""
    assert rows(ITEMS, page) == [{"name": "Lamp", "quantity": "3", "unit_price": "10.00", "amount": "30.00"}]


def test_captions_in_two_languages_with_characters_spread_out() -> None:
    page = """
项目名称 Description    数 量     单 价       金 额    税率      税 额
*文具*钢笔                  2     50.00      100.00     6%       6.00
*文具*笔记本                1     20.00       20.00     6%       1.20
合    计                                    ¥120.00             ¥7.20
"""
    schema = items("名称", "数量", "单价", "金额", "税率", "税额")
    assert rows(schema, page) == [
        {"名称": "*文具*钢笔", "数量": "2", "单价": "50.00", "金额": "100.00", "税率": "6%", "税额": "6.00"},
        {"名称": "*文具*笔记本", "数量": "1", "单价": "20.00", "金额": "20.00", "税率": "6%", "税额": "1.20"},
    ]


def test_a_row_that_points_to_an_attached_list_is_none() -> None:
    first = """
项目名称             数量     单价       金额   税率     税额
(详见销货清单)                         300.00     6%    18.00
合    计                              ¥300.00          ¥18.00
"""
    second = """
序号  项目名称             数量     单价       金额   税率     税额
1     *餐饮*餐费                             100.00     6%     6.00
2     *餐饮*餐费                             200.00     6%    12.00
      小计                                  ¥300.00          ¥18.00
"""
    found = rows(items("名称", "金额"), first, second)
    assert [row["金额"] for row in found] == ["100.00", "200.00"]


@pytest.mark.parametrize("carried", ["Übertrag", "Carried forward", "À reporter"])
def test_a_table_goes_on_over_the_page_and_carried_sums_are_no_rows(carried: str) -> None:
    first = f"""
Pos   Description            Qty   Unit price      Amount
 1    Chair                    2        40.00       80.00
      {carried}                                     80.00
"""
    second = f"""
Page 2

      {carried}                                     80.00
 2    Table                    1       100.00      100.00
      Total                                        180.00
"""
    assert [row["name"] for row in rows(ITEMS, first, second)] == ["Chair", "Table"]


def test_repeated_captions_on_the_next_page() -> None:
    page = """
Pos   Description            Qty   Unit price      Amount
 {}    Chair                    2        40.00       80.00
"""
    assert len(rows(ITEMS, page.format(1), page.format(2))) == 2


def test_text_under_unknown_captions_stays_out() -> None:
    page = """
Description      Warehouse      Qty   Unit price      Amount
Chair            North hall       2        40.00       80.00
Total                                                  80.00
"""
    assert rows(ITEMS, page)[0]["name"] == "Chair"


def test_a_breakdown_of_taxes_is_no_table_of_items() -> None:
    page = """
VAT rate        Net amount        VAT amount       Gross amount
19%                 100.00             19.00             119.00
"""
    assert rows(ITEMS, page) == []


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


def test_punctuation_belongs_to_the_caption_before_it() -> None:
    page = """
Bezeichnung       Menge    Einzelpreis    MwSt. %    Gesamt
Stuhl                 2          40,00         19     80,00
"""
    assert rows(items("name", "tax_rate", "amount"), page) == [{"name": "Stuhl", "tax_rate": "19", "amount": "80,00"}]


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


def test_columns_that_only_the_schema_names() -> None:
    page = """
Item           Warranty      Amount
Drill          2 years        80.00
Saw            1 year         40.00
"""
    assert [row["warranty"] for row in rows(items("item", "warranty", "amount"), page)] == ["2 years", "1 year"]


def test_evidence_stands_where_the_cell_is() -> None:
    page = """
Item           Qty      Amount
Drill            1       80.00
"""
    reader = TableReader(plan_targets(load_schema(items("item", "quantity", "amount"))).lists[0])
    reader.feed(drawn(page))
    cell = reader.rows()[0]["amount"]
    assert (cell.page, cell.text) == (1, "80.00")
    assert cell.box == Box(round(150 / 600, 4), round(14 / 800, 4), round(180 / 600, 4), round(24 / 800, 4))


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


def test_a_letter_without_captions_has_no_items() -> None:
    page = """
We are pleased to offer you the following two things, as we told you on the telephone last week already:
the garden chair that you liked so much in our window, at the special price of only                 40.00
and the parasol that goes with it so well and that all our customers have been asking for, for     119.50
"""
    assert rows(BOUGHT, page) == []
