"""The XML inside an electronic invoice against what its page says, end to end."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

import docvl
from docvl.einvoice import read_einvoice

pytestmark = pytest.mark.usefixtures("in_process")

CII = """<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice
  xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
 <rsm:ExchangedDocument><ram:ID>RE-17</ram:ID>
  <ram:IssueDateTime><udt:DateTimeString format="102">20260209</udt:DateTimeString></ram:IssueDateTime>
 </rsm:ExchangedDocument>
 <rsm:SupplyChainTradeTransaction>
  <ram:IncludedSupplyChainTradeLineItem>
   <ram:AssociatedDocumentLineDocument><ram:LineID>1</ram:LineID></ram:AssociatedDocumentLineDocument>
   <ram:SpecifiedTradeProduct><ram:Name>Oak board</ram:Name></ram:SpecifiedTradeProduct>
   <ram:SpecifiedLineTradeAgreement><ram:NetPriceProductTradePrice><ram:ChargeAmount>50.00</ram:ChargeAmount>
   </ram:NetPriceProductTradePrice></ram:SpecifiedLineTradeAgreement>
   <ram:SpecifiedLineTradeDelivery><ram:BilledQuantity unitCode="C62">2</ram:BilledQuantity>
   </ram:SpecifiedLineTradeDelivery>
   <ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
    <ram:LineTotalAmount>100.00</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
   </ram:SpecifiedLineTradeSettlement>
  </ram:IncludedSupplyChainTradeLineItem>
  <ram:ApplicableHeaderTradeAgreement>
   <ram:SellerTradeParty><ram:Name>Holz GmbH</ram:Name>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="FC">1/2/3</ram:ID></ram:SpecifiedTaxRegistration>
    <ram:SpecifiedTaxRegistration><ram:ID schemeID="VA">DE281940006</ram:ID></ram:SpecifiedTaxRegistration>
   </ram:SellerTradeParty>
  </ram:ApplicableHeaderTradeAgreement>
  <ram:ApplicableHeaderTradeSettlement><ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>
   <ram:SpecifiedTradeSettlementHeaderMonetarySummation><ram:TaxBasisTotalAmount>100.00</ram:TaxBasisTotalAmount>
    <ram:TaxTotalAmount>19.00</ram:TaxTotalAmount><ram:GrandTotalAmount>119.00</ram:GrandTotalAmount>
   </ram:SpecifiedTradeSettlementHeaderMonetarySummation>
  </ram:ApplicableHeaderTradeSettlement>
 </rsm:SupplyChainTradeTransaction>
</rsm:CrossIndustryInvoice>
"""

UBL = """<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
 <cbc:ID>U-1</cbc:ID><cbc:IssueDate>2026-02-09</cbc:IssueDate>
 <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Holz</cbc:Name></cac:PartyName>
 </cac:Party></cac:AccountingSupplierParty>
 <cac:LegalMonetaryTotal><cbc:TaxInclusiveAmount currencyID="EUR">119.00</cbc:TaxInclusiveAmount>
 </cac:LegalMonetaryTotal></Invoice>
"""


def hybrid(path: Path, total: str, xml: str = CII) -> Path:
    page = f"Holz GmbH\nInvoice No: RE-17\nInvoice date: 09.02.2026\nNet 100.00 EUR\nVAT 19.00 EUR\nTotal {total} EUR"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), page)
        document.embfile_add("factur-x.xml", xml.encode())
        document.save(path)
    return path


@pytest.mark.parametrize("backend", ["pymupdf", "pdfium"])
def test_xml_that_agrees_is_the_truth_and_keeps_the_place_on_the_page(tmp_path: Path, backend: str) -> None:
    (record,) = docvl.extract(hybrid(tmp_path / "a.pdf", "119.00"), "invoice", workers=1, pdf_backend=backend)
    assert record.data is not None
    assert (record.data["total"], record.data["seller"]["vat_id"]) == (119, "DE281940006")
    assert record.data["line_items"][0]["amount"] == 100
    total = record.fields["/total"]
    assert (total.source, total.page, total.raw) == ("xml", 1, "119.00 EUR")
    assert total.bbox is not None
    assert record.fields["/seller/vat_id"].page is None
    assert [issue.code for issue in record.issues if issue.code.startswith("xml")] == []


def test_a_page_that_shows_another_total_is_reported(tmp_path: Path) -> None:
    (record,) = docvl.extract(hybrid(tmp_path / "a.pdf", "1119.00"), "invoice", workers=1)
    assert record.data is not None
    assert record.data["total"] == 119
    assert record.status == "partial"
    differing = [issue for issue in record.issues if issue.code == "xml-differs" and issue.pointer == "/total"]
    assert [issue.severity for issue in differing] == ["error"]
    assert "1119.00" in differing[0].message


def test_a_discount_is_the_same_with_and_without_its_sign(tmp_path: Path) -> None:
    sums = (
        "<ram:AllowanceTotalAmount>10.00</ram:AllowanceTotalAmount><ram:ChargeTotalAmount>4.00</ram:ChargeTotalAmount>"
    )
    xml = CII.replace("<ram:TaxBasisTotalAmount>", f"{sums}<ram:TaxBasisTotalAmount>")
    path = hybrid(tmp_path / "a.pdf", "119.00 EUR\nDiscount: -10.00", xml)
    (record,) = docvl.extract(path, "invoice", workers=1)
    assert record.data is not None
    assert (record.data["allowance_total"], record.data["charge_total"]) == (10, 4)
    assert record.fields["/allowance_total"].page == 1
    assert [issue.code for issue in record.issues if issue.code.startswith("xml")] == []


def test_ubl() -> None:
    invoice = read_einvoice(UBL.encode())
    assert invoice is not None
    assert invoice.document == {"invoice_number": "U-1", "issue_date": "2026-02-09", "gross_total": "119.00"}
    assert invoice.parties == {"seller": {"name": "Holz"}}


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"not xml",
        b"<a/>",
        b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://localhost/x.dtd"><a/>',
        b'<?xml version="1.0" encoding="nonsense"?><a/>',
    ],
)
def test_other_attachments_are_passed_over(xml: bytes) -> None:
    assert read_einvoice(xml) is None
