"""Which lines of a page are rows, and what belongs to each."""

from __future__ import annotations

import pytest

from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.targets import plan_targets
from docvl.geometry import Box
from docvl.schema import load_schema
from tests.engines.layout.table_pages import ITEMS, drawn, items, rows


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


def test_a_breakdown_of_taxes_is_no_table_of_items() -> None:
    page = """
VAT rate        Net amount        VAT amount       Gross amount
19%                 100.00             19.00             119.00
"""
    assert rows(ITEMS, page) == []


def test_punctuation_belongs_to_the_caption_before_it() -> None:
    page = """
Bezeichnung       Menge    Einzelpreis    MwSt. %    Gesamt
Stuhl                 2          40,00         19     80,00
"""
    assert rows(items("name", "tax_rate", "amount"), page) == [{"name": "Stuhl", "tax_rate": "19", "amount": "80,00"}]


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


def test_a_number_of_the_article_below_a_name_is_no_part_of_it() -> None:
    text = """
Bezeichnung                 Menge   Preis   Gesamt
Warenträger Linea               4   10.00    40.00
Art.-Nr. 40-1182
verchromt
Wandregal Eiche                 6   20.00   120.00
Art.-Nr. 40-2207
"""
    found = rows(ITEMS, text)
    assert [row["name"] for row in found] == ["Warenträger Linea", "Wandregal Eiche"]


def test_names_below_codes() -> None:
    text = """
Qty   Description                 Unit price   Amount
 12   TENT-2P                         150.00  1800.00
      Two-person tent
 20   BAG-35F                          64.00  1280.00
      Sleeping bag
"""
    assert [row["name"] for row in rows(ITEMS, text)] == ["Two-person tent", "Sleeping bag"]


def test_a_code_that_names_some_rows_only_is_a_name() -> None:
    text = """
Qty   Description                 Unit price   Amount
 12   TENT-2P                         150.00  1800.00
      for two
 20   Sleeping bag                     64.00  1280.00
"""
    assert [row["name"] for row in rows(ITEMS, text)] == ["TENT-2P for two", "Sleeping bag"]


def test_a_last_column_called_net_is_the_amount() -> None:
    text = """
Description            Qty    Price    Disc %    VAT      Net
A4 copier paper         40     3.10       5.0   20.0   117.80
Card 160gsm assorted    12     6.75       0.0   20.0    81.00
"""
    found = rows(ITEMS, text)
    assert [(row["name"], row["amount"]) for row in found] == [
        ("A4 copier paper", "117.80"),
        ("Card 160gsm assorted", "81.00"),
    ]


def test_a_table_goes_on_below_the_sum_of_a_part() -> None:
    text = """
Qty   Description                 Unit price   Amount
 18   Tiles removed                    22.00   396.00
  1   Rubble taken away               180.00   180.00
      Subtotal                                 576.00
 20   Stoneware tiles                  38.50   770.00
      Subtotal                                 770.00
      Total                                   1346.00
"""
    assert [row["name"] for row in rows(ITEMS, text)] == ["Tiles removed", "Rubble taken away", "Stoneware tiles"]
