from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_97_10

from docvl import values
from docvl.values import IdentifierReading

Finder = Callable[[str], tuple[IdentifierReading, ...]]
FINDERS: list[Finder] = [
    values.find_ibans,
    values.find_bics,
    values.find_creditor_references,
    values.find_bank_accounts,
    values.find_vat_ids,
    values.find_german_tax_numbers,
    values.find_french_company_numbers,
    values.find_chinese_tax_ids,
    values.find_fapiao_numbers,
    values.find_phones,
    values.find_emails,
    values.find_urls,
    values.find_postcodes,
]


@pytest.mark.parametrize(
    ("find", "text", "kind", "value", "valid"),
    [
        (values.find_ibans, "IBAN: DE89 3704 0044 0532 0130 00 BIC", "iban", "DE89370400440532013000", True),
        (values.find_ibans, "IBANDE89370400440532013000", "iban", "DE89370400440532013000", True),
        (values.find_ibans, "GB29 NWBK 6016 1331 9268 19", "iban", "GB29NWBK60161331926819", True),
        (values.find_ibans, "DE88 3704 0044 0532 0130 00", "iban", "DE88370400440532013000", False),
        (values.find_ibans, "IBAN : DE12 1234 4321 9876 00", "iban", "DE1212344321987600", False),
        (values.find_vat_ids, "USt-IdNr.: DE1234567890", "vat-id", "DE1234567890", False),
        (values.find_bics, "COBADEFFXXX", "bic", "COBADEFFXXX", True),
        (values.find_bics, "BIC: GENO DE F1 ABC", "bic", "GENODEF1ABC", True),
        (values.find_creditor_references, "RF18 5390 0754 7034", "creditor-reference", "RF18539007547034", True),
        (values.find_bank_accounts, "账号:6222 0202 0000 1234 567", "account", "6222020200001234567", None),
        (values.find_bank_accounts, "Konto-Nr. 0532013000 BLZ 37040044", "account", "0532013000", None),
        (values.find_bank_accounts, "Card No 4111 1111 1111 1111", "card", "4111111111111111", True),
        (values.find_vat_ids, "USt-IdNr.: DE 136 695 976", "vat-id", "DE136695976", True),
        (values.find_vat_ids, "DE123456789", "vat-id", "DE123456789", False),
        (values.find_vat_ids, "FR 40 303 265 045 RCS", "vat-id", "FR40303265045", True),
        (values.find_vat_ids, "NL 004495445 B01", "vat-id", "NL004495445B01", True),
        (values.find_vat_ids, "BE 0403.019.261", "vat-id", "BE0403019261", True),
        (values.find_vat_ids, "CHE-107.787.577 MWST", "vat-id", "CHE107787577", True),
        (values.find_vat_ids, "NO 995 525 828 MVA", "vat-id", "NO995525828", True),
        (values.find_vat_ids, "EL094259216", "vat-id", "EL094259216", True),
        (values.find_german_tax_numbers, "St.-Nr. 181/815/08155", "steuernummer", "18181508155", True),
        (values.find_french_company_numbers, "SIRET : 732 829 320 00074", "siret", "73282932000074", True),
        (values.find_french_company_numbers, "RCS Paris 732 829 320", "siren", "732829320", True),
        (values.find_chinese_tax_ids, "税号:91110000600037341L", "uscc", "91110000600037341L", True),
        (values.find_chinese_tax_ids, "11010519491231002X", "citizen-id", "11010519491231002X", True),
        (values.find_chinese_tax_ids, "纳税人识别号：110105710935793", "tax-id-15", "110105710935793", None),
        (values.find_fapiao_numbers, "发票代码：050001700111", "fapiao-code", "050001700111", None),
        (
            values.find_fapiao_numbers,
            "发票号码 ２４４４２０００000012345678",
            "fapiao-number",
            "24442000000012345678",
            None,
        ),
        (values.find_fapiao_numbers, "校验码 12345 12345 12345 12345", "fapiao-check-code", "12345" * 4, None),
        (values.find_phones, "Tel: 03-8961 1234", "phone", "0389611234", None),
        (values.find_phones, "TEL03-8961 1234", "phone", "0389611234", None),
        (values.find_phones, "call +49 (0)40 123456-78 now", "phone", "+4904012345678", None),
        (values.find_phones, "x 13812345678 x", "phone", "13812345678", None),
        (values.find_phones, "Tel. 030/1234567", "phone", "0301234567", None),
        (values.find_emails, "Mail: Info@Example.co.uk.", "email", "info@example.co.uk", None),
        (values.find_urls, "(see https://www.example.com/a?b=1).", "url", "https://www.example.com/a?b=1", None),
        (values.find_urls, "网址www.example.cn，谢谢", "url", "www.example.cn", None),
        (values.find_postcodes, "SW1A 1AA London", "postcode", "SW1A 1AA", None),
        (values.find_postcodes, "1234 AB Amsterdam", "postcode", "1234 AB", None),
        (values.find_postcodes, "New York, NY 10001-1234", "postcode", "10001-1234", None),
        (values.find_postcodes, "邮编：100081", "postcode", "100081", None),
    ],
)
def test_found(find: Finder, text: str, kind: str, value: str, valid: bool | None) -> None:
    (reading,) = find(text)
    assert (reading.kind, reading.value, reading.valid) == (kind, value, valid)
    assert text[reading.start : reading.end] == reading.text


@pytest.mark.parametrize(
    ("find", "text"),
    [
        (values.find_ibans, "DE89 3704 0044"),
        (values.find_ibans, "code DE12 1234 4321 9876 00"),
        (values.find_ibans, "XX12 3456 7890 1234 5678"),
        (values.find_vat_ids, "article DE1234567890 of"),
        (values.find_bics, "INVOICES TOTALDUE CUSTOMER DISCOUNT"),
        (values.find_bank_accounts, "Invoice 12345678 of 20181231"),
        (values.find_vat_ids, "IBAN FR76 3000 6000 0112 3456 7890 189"),
        (values.find_german_tax_numbers, "am 12/03/2018 in Bonn"),
        (values.find_french_company_numbers, "article 732829320"),
        (values.find_chinese_tax_ids, "开户行625555888900998711"),
        (values.find_fapiao_numbers, "编号 12235358"),
        (values.find_phones, "Invoice 20180312"),
        (values.find_phones, "Tel: 12/03/2018"),
        (values.find_phones, "1.234,50"),
        (values.find_emails, "a@b"),
        (values.find_postcodes, "total 12345.00"),
        (values.find_postcodes, "order 12345 of 2024"),
    ],
)
def test_not_found(find: Finder, text: str) -> None:
    assert find(text) == ()


def test_letters_become_digits_only_when_the_checksum_then_holds() -> None:
    (iban,) = values.find_ibans("DE89 37O4 0044 0532 0130 00")
    assert (iban.value, iban.valid, iban.repaired) == ("DE89370400440532013000", True, True)
    assert values.find_ibans("DE88 37O4 0044 0532 0130 00") == ()
    (uscc,) = values.find_chinese_tax_ids("911I0000600037341L")
    assert (uscc.value, uscc.repaired) == ("91110000600037341L", True)


def test_two_phones_parted_by_a_slash() -> None:
    assert [r.value for r in values.find_phones("019-2606493/012-2868193")] == ["0192606493", "0122868193"]


def test_postcode_countries() -> None:
    assert values.find_postcodes("D-20097 Hamburg")[0].countries == ("DE",)
    assert values.find_postcodes("20097 Hamburg", ["DE", "AT"])[0].countries == ("DE",)
    assert values.find_postcodes("20097 Hamburg", ["CN"]) == ()
    assert len(values.find_postcodes("43300 SERI KEMBANGAN")[0].countries) > 1


@given(st.integers(0, 10**18 - 1), st.sampled_from(["{}", "IBAN {} BIC", "IBAN:{}\nTel"]), st.booleans())
def test_every_german_iban_reads_back(account: int, frame: str, spaces: bool) -> None:
    body = f"{account:018d}"
    iban = f"DE{mod_97_10.calc_check_digits(body + 'DE')}{body}"
    printed = " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) if spaces else iban
    (reading,) = values.find_ibans(frame.format(printed))
    assert (reading.text, reading.value, reading.valid) == (printed, iban, True)


@given(st.text(alphabet=st.sampled_from("0123456789ABDEFRU@.:/- +()\n税号码wTel１，"), max_size=60))
def test_garbage_never_raises(text: str) -> None:
    for find in FINDERS:
        for reading in find(text):
            assert text[reading.start : reading.end] == reading.text
