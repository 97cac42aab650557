from __future__ import annotations

import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.layout.merchants import is_receipt, read_merchant
from docvl.engines.layout.phrases import PageLines, read_lines
from docvl.geometry import Box


def receipt(*lines: str) -> PageLines:
    words = []
    for number, line in enumerate(lines):
        at = 0
        for part in line.split():
            words.append(Word(part, Box(at * 5.0, number * 13.0, (at + len(part)) * 5.0, number * 13.0 + 10)))
            at += len(part) + 1
    text = PageText(tuple(words), "ocr")
    return read_lines(Page(1, 300, 800, lambda: text, lambda w, h: None))  # type: ignore[arg-type]


def merchant(*lines: str) -> dict[str, str]:
    return {key: " ".join(piece.text for piece in pieces) for key, pieces in read_merchant(receipt(*lines)).items()}


def test_company_is_the_line_with_the_legal_form() -> None:
    found = merchant(
        "jane doe", "GOOD GROCER", "GOOD GROCER SDN. BHD", "(100002-B)", "LOT 6, JALAN BATAI,", "50490, KUALA LUMPUR",
        "TEL: 03-2093 7358", "TAX INVOICE",
    )  # fmt: skip
    assert found == {
        "name": "GOOD GROCER SDN. BHD",
        "address": "LOT 6, JALAN BATAI, 50490, KUALA LUMPUR",
        "phone": "03-2093 7358",
    }


def test_legal_form_on_the_second_line() -> None:
    assert merchant("POPLAR BOOK", "CO. (M) SDN BHD", "NO 8, JALAN 7", "56000 KUALA LUMPUR")["name"] == (
        "POPLAR BOOK CO. (M) SDN BHD"
    )


def test_stamp_above_a_name_without_a_legal_form() -> None:
    assert (
        merchant("tan ah kow", "RESTORAN SATU", "NO.2, JALAN DUA,", "43200 CHERAS", "INVOICE")["name"]
        == "RESTORAN SATU"
    )


@pytest.mark.parametrize(
    ("lines", "address"),
    [
        (("81700 PASIR GUDANG,", "JOHOR.", "IOI MALL"), "NO 4, JALAN TIGA, 81700 PASIR GUDANG, JOHOR."),
        (("56000 KUALA LUMPUR", "IOI MALL", "TEL : 03-80709188"), "NO 4, JALAN TIGA, 56000 KUALA LUMPUR"),
        (
            ("TAMAN RAYA, 41050", "KLANG SELANGOR", "DATE 1/2/2018"),
            "NO 4, JALAN TIGA, TAMAN RAYA, 41050 KLANG SELANGOR",
        ),
        (("BANDAR RAYA", "GST ID : 000123456780", "43000 KAJANG"), "NO 4, JALAN TIGA, BANDAR RAYA"),
    ],
)
def test_where_the_address_ends(lines: tuple[str, ...], address: str) -> None:
    assert merchant("KEDAI LIMA", "NO 4, JALAN TIGA,", *lines)["address"] == address


def test_american_address_and_phone() -> None:
    found = merchant("CORNER DINER", "144 ROUTE 130", "BORDENTOWN, NJ 08505", "(609) 298-4650", "Server: Ann")
    assert found["address"] == "144 ROUTE 130 BORDENTOWN, NJ 08505"
    assert found["phone"] == "(609) 298-4650"


def test_width_tells_receipts() -> None:
    assert is_receipt(receipt("SHOP", "Milk 2.00", "A line of forty characters and no more"))
    assert not is_receipt(
        receipt("Letter", "A line of text that is as wide as letters and invoices are printed on paper")
    )
    assert not is_receipt(receipt())


def test_who_runs_a_shop_is_no_part_of_its_name() -> None:
    found = merchant("Bäckerei Sonnentau", "Inh. M. Reiter", "Gartenweg 2", "82319 Starnberg")
    assert found["name"] == "Bäckerei Sonnentau"


def test_a_chinese_shop_above_what_its_slip_is_called() -> None:
    assert merchant("惠民生活超市（中山路店）", "收银小票", "单号：202603180057")["name"] == "惠民生活超市（中山路店）"
