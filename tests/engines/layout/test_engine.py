"""The layout engine as its callers see it: words in, values with evidence out."""

from __future__ import annotations

from decimal import Decimal

import pytest

from docvl.document import Page, PageText
from docvl.engines.base import Request
from docvl.engines.layout import LayoutEngine
from docvl.errors import CorruptError
from docvl.schema import load_schema
from tests.engines.layout.pages import fields, page_of, read


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Invoice No.: 4711", "4711", id="right of the label"),
        pytest.param("Invoice No. 2026-118  Date 01.02.2026", "2026-118", id="up to the next label"),
        pytest.param("Invoice number      Customer\nA-77                Smith", "A-77", id="below the label"),
        pytest.param("Rechnungsnummer: RE-2026-1093", "RE-2026-1093", id="German"),
        pytest.param("Facture n° F20260023", "F20260023", id="French"),
        pytest.param("发票号码：12235358", "12235358", id="Chinese, in one word"),
        pytest.param("发 票 号 码 ： 12235358", "12235358", id="Chinese, spread out"),
        pytest.param("Handelsrechnung (380) Nr. 471102 vom 05.06.2026", "471102", id="after the number sign"),
        pytest.param("Invoice no. of original: 999\nInvoice no.: 1000", "1000", id="not the qualified caption"),
        pytest.param("INVOICE       2210 Canyon Road\n\nInvoice #     10442", "10442", id="the number sign"),
        pytest.param("Invoice No. RE\u00ad2026\u00ad118", "RE-2026-118", id="hyphens that a font calls soft"),
        pytest.param("Invoice Date: 01.02.2026", None, id="a date is no number"),
        pytest.param("Nothing to see here", None, id="nothing"),
    ],
)
def test_identifier_beside_its_caption(text: str, expected: str | None) -> None:
    assert read(fields(invoice_number="string"), text).data.get("invoice_number") == expected


def test_slips_of_recognition_are_forgiven_only_on_ocr_pages() -> None:
    text = "Involce numbor: 4711"
    schema = fields(invoice_number="string")
    assert read(schema, text, source="ocr").data == {"invoice_number": "4711"}
    assert read(schema, text).data == {}


def test_words_run_together_by_recognition() -> None:
    assert read(fields(total="number"), "TOTALAMOUNT 12.50", source="ocr").data == {"total": Decimal("12.50")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Date: 03/04/2026\nDue date: 25/04/2026", "2026-04-03"),
        ("Date: 03/04/2026\nDue date: 04/25/2026", "2026-03-04"),
        ("Invoice Date: $ 5.00\nNov 21, 2026", "2026-11-21"),
        ("日期：2026年11月21日", "2026-11-21"),
        ("Datum: 1. März 2026", "2026-03-01"),
    ],
)
def test_dates_are_read_as_the_document_writes_them(text: str, expected: str) -> None:
    assert read(fields(date="date", due_date="date"), text).data["date"] == expected


def test_a_schema_may_state_the_order_of_dates() -> None:
    schema = fields(date="date")
    schema["properties"]["date"]["description"] = "Written month first."
    assert read(schema, "Date: 03/04/2026").data["date"] == "2026-03-04"


def test_totals_that_add_up_win() -> None:
    text = """
    Net        Tax      Gross
    100.00     19.00    119.00
     50.00      9.50     59.50
    150.00     28.50    178.50
    """
    wanted = fields(net_total="number", tax_total="number", gross_total="number")
    assert read(wanted, text).data == {
        "net_total": Decimal("150.00"),
        "tax_total": Decimal("28.50"),
        "gross_total": Decimal("178.50"),
    }


@pytest.mark.parametrize(
    ("text", "total"),
    [
        pytest.param("Subtotal   100.00\nVAT 19 % of 100.00   19.00\nTotal   119.00", "119.00", id="end of the line"),
        pytest.param("Total incl. VAT   119.00", "119.00", id="a qualifying label"),
        pytest.param("Total 33.92\nRounding -0.02\nTotal rounded 33.90", "33.90", id="cash rounding"),
        pytest.param("Gesamtbetrag   1.234,50 €", "1234.50", id="decimal comma"),
        pytest.param("价税合计（小写）¥4566.21", "4566.21", id="Chinese"),
        pytest.param("Total   12\nAmount 3.50 4.50 5.50", None, id="a bare count is no sum"),
    ],
)
def test_total(text: str, total: str | None) -> None:
    value = read(fields(total="number"), text).data.get("total")
    assert value == (None if total is None else Decimal(total))


def test_amount_due_stands_in_only_without_prepayment() -> None:
    assert read(fields(amount_due="number"), "Total 80.00").data == {"amount_due": Decimal("80.00")}
    assert "amount_due" not in read(fields(amount_due="number"), "Total 80.00\nDeposit 30.00").data


def test_evidence_is_the_place_on_the_page() -> None:
    reply = read(fields(total="number"), "x\nTotal     12.50 EUR")
    finding = reply.findings["/total"]
    assert (finding.raw, finding.page) == ("12.50 EUR", 1)
    assert finding.box is not None
    assert finding.box == pytest.approx((50 / 600, 53 / 800, 95 / 600, 63 / 800), abs=2e-4)
    assert 0 < finding.confidence < 1


def test_fields_are_found_by_title_description_and_own_name() -> None:
    schema = fields(a="string", b="string", weight_class="string")
    schema["properties"]["a"]["title"] = "Invoice number / 发票号码"
    schema["properties"]["b"]["description"] = "The order number of the buyer."
    data = read(schema, "Invoice No: 17\nOrder No: 18\nWeight class: heavy").data
    assert data == {"a": "17", "b": "18", "weight_class": "heavy"}


def test_choices_are_spelt_as_the_schema_has_them() -> None:
    schema = fields(priority="string")
    schema["properties"]["priority"]["enum"] = ["High", "Low", None]
    assert read(schema, "Priority: HIGH").data == {"priority": "High"}
    assert read(schema, "Priority: medium").data == {}


def test_currency_of_the_amounts_when_no_caption_names_it() -> None:
    assert read(fields(currency="string"), "Widget  € 3,50\nTotal  € 3,50").data["currency"] == "EUR"


def test_document_title_states_the_kind() -> None:
    data = read(fields(invoice_type="string"), "上海增值税电子普通发票\n发票号码：1").data
    assert data == {"invoice_type": "上海增值税电子普通发票"}


def test_the_first_page_of_a_document_need_not_be_that_of_the_file() -> None:
    schema = load_schema(fields(invoice_type="string"))
    page = page_of("上海增值税电子普通发票\n发票号码：1", number=5)
    assert LayoutEngine().read(Request([page], schema)).data == {"invoice_type": "上海增值税电子普通发票"}


def test_pages_are_read_one_by_one_and_values_come_from_any() -> None:
    reply = read(fields(invoice_number="string", total="number"), "Invoice No: 5", "Total 9.00")
    assert reply.data == {"invoice_number": "5", "total": Decimal("9.00")}
    assert reply.findings["/total"].page == 2
    assert reply.usage.pages == 2


def test_an_unreadable_page_is_an_issue_and_the_others_count() -> None:
    def broken() -> PageText:
        raise CorruptError("The page is broken.")

    good = page_of("Total 9.00", number=2)
    bad = Page(1, 600.0, 800.0, broken, good.render)
    schema = load_schema(fields(total="number"))
    reply = LayoutEngine().read(Request([bad, good], schema))
    assert reply.data == {"total": Decimal("9.00")}
    assert [(issue.code, issue.page, issue.severity) for issue in reply.issues] == [("corrupt", 1, "error")]
    with pytest.raises(CorruptError):
        LayoutEngine().read(Request([bad], schema))


def test_the_same_pages_give_the_same_answer() -> None:
    text = "Invoice No: 5\nDate: 01/02/2026\nNet 10.00\nVAT 2.00\nTotal 12.00"
    assert read("invoice", text) == read("invoice", text)


def test_a_caption_that_runs_downwards_beside_its_box() -> None:
    text = "名称：甲公司            备   合同号YF-2026-031\n地址：杭州\n电话：0571           注"
    assert read(fields(remarks="string"), text).data == {"remarks": "合同号YF-2026-031"}


def test_a_list_of_plain_values_is_a_column() -> None:
    schema = {"type": "object", "properties": {"description": {"type": "array", "items": {"type": "string"}}}}
    reply = read(
        schema, "Description      Qty    Amount\nChair              2     80.00\nTable              1    100.00"
    )
    assert reply.data == {"description": ["Chair", "Table"]}
    assert reply.findings["/description/1"].raw == "Table"
    assert read(schema, "Nothing to see here").data == {}


@pytest.mark.parametrize(
    ("discount", "charge"),
    [("Discount", "Freight"), ("Rabatt", "Versandkosten"), ("Remise", "Frais de port"), ("折扣", "运费")],
)
def test_discounts_and_charges_of_an_invoice(discount: str, charge: str) -> None:
    data = read("invoice", f"{discount}:   -10.00\n{charge}:   4.00\nSkonto 2 %   1.88\nTotal   113.00").data
    assert (data["allowance_total"], data["charge_total"]) == (Decimal(-10), 4)


def test_taxes_of_several_rates_are_summed_where_no_sum_is_printed() -> None:
    text = "Net total   1000.00\nVAT 20%      160.00\nVAT 5%        10.00\nTotal       1170.00"
    reply = read(fields(subtotal="number", tax_total="number", total="number"), text)
    assert reply.data == {"subtotal": Decimal("1000.00"), "tax_total": Decimal("170.00"), "total": Decimal("1170.00")}
    assert reply.findings["/tax_total"].raw == "160.00 10.00"


def test_the_row_of_one_rate_is_not_the_whole_invoice() -> None:
    text = """
Nettobetrag                          300,00
MwSt. 19 %                            38,00
MwSt. 7 %                              7,00
Gesamtbetrag                         345,00

Satz     Netto     Steuer     Brutto
7 %     100,00       7,00     107,00
"""
    reply = read(fields(subtotal="number", tax_total="number", total="number"), text)
    assert reply.data == {"subtotal": Decimal("300.00"), "tax_total": Decimal("45.00"), "total": Decimal("345.00")}


@pytest.mark.parametrize("printed", ["400.00", "-400.00"])
def test_a_payment_is_stated_without_the_minus_of_the_subtraction(printed: str) -> None:
    text = f"Invoice total   1000.00\nAmount paid    {printed}\nBalance due   600.00"
    reply = read(fields(total="number", prepaid_amount="number", amount_due="number"), text)
    assert reply.data["prepaid_amount"] == Decimal("400.00")


def test_items_and_headers_of_a_table_are_no_sums_of_the_document() -> None:
    text = """
Description            Qty     Price     Total
Freight, zone 4          1     99.50     99.50
Steel bracket            2     10.00     20.00

Importe factura       119.50
"""
    reply = read("invoice", text)
    assert len(reply.data["line_items"]) == 2
    assert not {"charge_total", "total", "amount_due"} & reply.data.keys()


@pytest.mark.parametrize("text", ['This is made with Acme Ltd ("the Client").', "甲方（委托方）"])
def test_a_name_has_letters_outside_of_brackets(text: str) -> None:
    assert "party_a" not in read("contract", text).data


def test_a_unit_in_the_column_of_quantities() -> None:
    text = """
Beschreibung            Anzahl      Einzelpreis     Betrag
Druckerpapier           5 Karton         10,00       50,00
Beratung                2 Std.          100,00      200,00
"""
    rows = read("invoice", text).data["line_items"]
    assert [(row["quantity"], row["unit"]) for row in rows] == [(5, "Karton"), (2, "Std.")]


def test_and_within_a_sentence_is_no_caption() -> None:
    text = "This agreement is governed by the laws of England and Wales."
    data = read("contract", text).data
    assert data["governing_law"].startswith("England and Wales")
    assert "party_b" not in data


def test_a_place_of_signing_without_its_date() -> None:
    data = read("contract", "Fait à Lille, le 1 mai 2026").data
    assert data["place_of_signing"] == "Lille"


def test_a_compound_is_a_title() -> None:
    assert read("contract", "Mietvertrag\n\nVertragsnummer: C-2026-3340").data["title"] == "Mietvertrag"


@pytest.mark.parametrize("caption", ["19% USt. auf 100,00 €", "Btw 21% over 100,00", "VAT 20% on 100.00"])
def test_what_a_tax_is_levied_on_is_no_tax(caption: str) -> None:
    assert "tax_total" not in read(fields(tax_total="number"), caption).data


def test_a_post_box_is_no_order() -> None:
    data = read("invoice", "Bill to\nCedar Camp\nP.O. Box 118\n\nP.O. #   CR-771").data
    assert data["order_reference"] == "CR-771"
    assert "order_reference" not in read("invoice", "Cedar Camp\nP.O. Box 118").data


@pytest.mark.parametrize("caption", ["Total credit", "Gutschriftsbetrag", "Montant de l'avoir"])
def test_the_total_of_a_credit_note(caption: str) -> None:
    assert read("invoice", f"{caption}        77.40").data["total"] == Decimal("77.40")


@pytest.mark.parametrize("said", ["Bitte überweisen Sie den Betrag bis zum", "Zahlung spätestens am"])
def test_a_due_date_in_a_sentence(said: str) -> None:
    assert read("invoice", f"{said} 05.03.2026 auf unser Konto.").data["due_date"] == "2026-03-05"
