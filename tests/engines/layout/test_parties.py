from __future__ import annotations

from collections.abc import Sequence

from docvl.document import Page, PageText, Word
from docvl.engines.layout.parties import Party, PartyReader
from docvl.engines.layout.phrases import PageLines, read_lines
from docvl.engines.layout.targets import Role
from docvl.geometry import Box

HEIGHT, CHARACTER = 10.0, 5.0
Placed = tuple[float, float, str]


def page_of(lines: Sequence[Placed], *, width: float = 600.0, height: float = 800.0) -> PageLines:
    """A page with each (x, y, text) set in a fixed pitch of 5 points; two spaces make a wide gap."""
    words = [word for line in lines for word in _words(*line)]
    page = Page(1, width, height, lambda: PageText(tuple(words), "text-layer"), lambda w, h: None)  # type: ignore[arg-type]
    return read_lines(page)


def _words(x: float, y: float, text: str) -> list[Word]:
    words, at = [], 0
    for part in text.split(" "):
        if part:
            left = x + at * CHARACTER
            words.append(Word(part, Box(left, y, left + len(part) * CHARACTER, y + HEIGHT)))
        at += len(part) + 1
    return words


def column(x: float, y: float, *lines: str) -> list[Placed]:
    return [(x, y + 13 * number, line) for number, line in enumerate(lines) if line]


def read(*pages: Sequence[Placed]) -> dict[Role, dict[str, str]]:
    reader = PartyReader()
    for lines in pages:
        reader.feed(page_of(lines))
    return {role: values(party) for role, party in reader.parties().items()}


def values(party: Party) -> dict[str, str]:
    return {key: found.value for key, found in party.attributes.items()}


# A line as wide as an invoice: without one, these few lines would be as narrow as a receipt.
WIDE = [
    (
        40.0,
        780.0,
        "Thank you for your order and please do not hesitate to call us if there is anything that we can do for you.",
    )
]


def test_captions_inside_of_headed_blocks() -> None:
    lines = [
        *column(40, 100, "Verkäufer", "Name:", "Anschrift:", "", "Steuernummer:", "USt.-Id.-Nr.:"),
        *column(200, 113, "Muster GmbH", "Hauptstraße 3", "DE 10115 Berlin", "12/345/67890", "DE123456789"),
        *column(40, 200, "Käufer/Leistungsempfänger", "Name:", "Anschrift:"),
        *column(200, 213, "Beispiel AG", "Am Markt 1", "DE 20095 Hamburg"),
        *WIDE,
    ]
    parties = read(lines)
    assert (
        parties["seller"].items()
        >= {
            "name": "Muster GmbH",
            "street": "Hauptstraße 3",
            "postcode": "10115",
            "city": "Berlin",
            "tax_number": "12/345/67890",
            "vat_id": "DE123456789",
        }.items()
    )
    assert parties["buyer"].items() >= {"name": "Beispiel AG", "street": "Am Markt 1", "city": "Hamburg"}.items()


def test_plain_blocks_side_by_side_under_headings() -> None:
    lines = [
        *column(40, 100, "Seller", "Example Supplies Ltd", "1 High Street", "London SW1A 1AA", "VAT ID: GB123456789"),
        *column(320, 100, "Bill to", "Jane Doe", "22 Low Road", "Leeds LS1 4AP"),
        *WIDE,
    ]
    parties = read(lines)
    assert parties["seller"].items() >= {"name": "Example Supplies Ltd", "vat_id": "GB123456789"}.items()
    assert parties["buyer"].items() >= {"name": "Jane Doe", "street": "22 Low Road", "postcode": "LS1 4AP"}.items()


def test_delivery_address_is_not_the_buyer() -> None:
    lines = [
        *column(40, 100, "Ship to", "Depot North", "5 Dock Road", "Hull HU1 1AA"),
        *column(320, 100, "Bill to", "Jane Doe", "22 Low Road", "Leeds LS1 4AP"),
        *WIDE,
    ]
    assert read(lines)["buyer"]["name"] == "Jane Doe"


def test_sender_line_over_the_address_window() -> None:
    lines = [
        (40.0, 100.0, "Muster GmbH | Hauptstr. 3 | 10115 Berlin"),
        *column(40, 118, "Herr", "Max Beispiel", "Am Markt 1", "20095 Hamburg"),
        *WIDE,
    ]
    parties = read(lines)
    assert parties["seller"].items() >= {"name": "Muster GmbH", "street": "Hauptstr. 3", "city": "Berlin"}.items()
    assert parties["buyer"].items() >= {"name": "Max Beispiel", "street": "Am Markt 1", "city": "Hamburg"}.items()


def test_seller_known_by_the_domain_of_the_page() -> None:
    lines = [
        *column(40, 100, "Tailor Corporation", "Mill Lane, 7", "40213 Düsseldorf"),
        *column(400, 100, "Kronlicht DE", "Seestraße 9", "20095 Hamburg"),
        (40.0, 700.0, "Email info@kronlicht.com"),
        *WIDE,
    ]
    parties = read(lines)
    assert (parties["seller"]["name"], parties["buyer"]["name"]) == ("Kronlicht DE", "Tailor Corporation")


def test_tax_numbers_go_to_the_one_they_are_said_to_be_of() -> None:
    lines = [
        (40.0, 40.0, "Exemple SARL - 12 chemin du Lac - 74000 Annecy - France"),
        (40.0, 53.0, "TVA : FR40303265045 - SIRET : 30326504500019"),
        *column(320, 100, "Ma boutique", "6 rue du Port", "69001 Lyon"),
        (40.0, 200.0, "N° TVA client"),
        (200.0, 200.0, "FR83404833048"),
        *WIDE,
    ]
    parties = read(lines)
    assert parties["seller"]["vat_id"] == "FR40303265045"
    assert parties["buyer"]["vat_id"] == "FR83404833048"


def test_second_number_on_a_line_has_the_owner_of_the_first() -> None:
    lines = [(40.0, 300.0, "Buyer VAT ID: FR 83 404 833 048 - Tax ID: 12345678"), *WIDE]
    assert read(lines)["buyer"] == {"vat_id": "FR 83 404 833 048", "tax_number": "12345678"}


def test_boxes_of_a_chinese_invoice_above_each_other() -> None:
    lines = [
        *column(40, 40, "名 称：某某个人", "纳税人识别号：", "地址、电话："),
        *column(40, 300, "名 称：某某科技有限公司", "纳税人识别号：91110000100000009X"),
        *column(40, 326, "地址、电话：北京市东城区一号010-62345678", "开户行及账号：建设银行6222020200112345"),
    ]
    parties = read(lines)
    assert parties["buyer"]["name"] == "某某个人"
    assert (
        parties["seller"].items()
        >= {
            "name": "某某科技有限公司",
            "tax_number": "91110000100000009X",
            "address_phone": "北京市东城区一号010-62345678",
            "phone": "010-62345678",
            "bank_account": "建设银行6222020200112345",
        }.items()
    )


def test_boxes_of_a_chinese_invoice_side_by_side() -> None:
    lines = [
        *column(40, 60, "名称：甲方贸易有限公司", "统一社会信用代码/纳税人识别号：91110000100000001A"),
        *column(400, 60, "名称：乙方服务有限公司", "统一社会信用代码/纳税人识别号：91310000100000002B"),
    ]
    parties = read(lines)
    assert parties["buyer"].items() >= {"name": "甲方贸易有限公司", "tax_number": "91110000100000001A"}.items()
    assert parties["seller"].items() >= {"name": "乙方服务有限公司", "tax_number": "91310000100000002B"}.items()


def test_receipt_goes_to_the_merchant_reader() -> None:
    lines = column(
        20, 20, "ACME BOOK SDN BHD (100001-A)", "NO 8, JALAN BESAR,", "50490 KUALA LUMPUR", "TEL : 03-2093 7358",
        "GST ID : 000123456789", "TAX INVOICE", "Pen  2.00", "Total  2.00",
    )  # fmt: skip
    assert (
        read(lines)["seller"].items()
        >= {
            "name": "ACME BOOK SDN BHD",
            "address": "NO 8, JALAN BESAR, 50490 KUALA LUMPUR",
            "phone": "03-2093 7358",
        }.items()
    )


def test_evidence_points_at_the_words() -> None:
    reader = PartyReader()
    reader.feed(page_of([*column(60, 80, "Seller: Example Ltd", "1 High Street", "London SW1A 1AA"), *WIDE]))
    found = reader.parties()["seller"].attributes["city"]
    assert (found.value, found.snippet.page) == ("London", 1)
    assert found.snippet.box == Box(0.1, 0.1325, 0.15, 0.145)
    assert 0 < found.confidence <= 1


def test_pages_without_parties() -> None:
    assert read(WIDE, []) == {}


def test_tax_numbers_below_a_bank_account_are_the_sellers() -> None:
    lines = column(
        0,
        0,
        "Druckerei Ost GmbH · Lindenstraße 14 · 50674 Köln",
        "",
        "Malerbetrieb Krüger",
        "Marktplatz 1",
        "99084 Erfurt",
    )
    bank = [
        "Bankverbindung: Commerzbank AG",
        "IBAN: DE26 4712 4225 9478 2204 59",
        "USt-IdNr.: DE335394800",
        "Steuernummer: 930/5578/9623",
    ]
    seller = read([*lines, (400, 0, "Rechnung 4711"), *column(0, 500, *bank)])["seller"]
    assert seller["name"] == "Druckerei Ost GmbH"
    assert seller["address"] == "Lindenstraße 14, 50674 Köln"
    assert (seller["vat_id"], seller["tax_number"]) == ("DE335394800", "930/5578/9623")


def test_a_bank_is_no_seller() -> None:
    bank = column(0, 0, "Bankverbindung: Commerzbank AG", "IBAN: DE26 4712 4225 9478 2204 59")
    assert "seller" not in read([*bank, (400, 0, "Rechnung 4711")])


def test_a_chinese_heading_with_name_and_captioned_address() -> None:
    blocks = column(
        0,
        0,
        "销售方：武汉长江物流股份有限公司",
        "地址：杭州市文三路12号",
        "电话：0571-88213344",
        "",
        "",
        "",
        "客户：成都恒达有限公司",
    )
    found = read([*blocks, (400, 0, "发票编号：2025548165")])
    assert (found["seller"]["name"], found["seller"]["address"]) == ("武汉长江物流股份有限公司", "杭州市文三路12号")
    assert found["buyer"]["name"] == "成都恒达有限公司"


def test_a_line_to_a_person_does_not_end_a_block() -> None:
    buyer = column(0, 100, "Brightwater Plumbing Limited", "Attn: Emily Carter", "8 Mill Road", "Cambridge CB1 2AD")
    found = read([*column(300, 0, "Northgate Timber Ltd", "info@northgate.example"), *buyer])["buyer"]
    assert (found["name"], found["address"]) == ("Brightwater Plumbing Limited", "8 Mill Road, Cambridge CB1 2AD")


def test_a_numbered_street_is_no_name() -> None:
    lines = [*column(0, 0, "Blue Mesa LLC"), *column(300, 0, "4120 Cedar Ave", "Denver, CO 80205")]
    assert all(party.get("name") != "4120 Cedar Ave" for party in read(lines).values())


def test_a_spanish_nif_with_its_country_is_a_vat_id() -> None:
    found = read(column(0, 0, "Cliente:", "Talleres Iglesias", "Calle Mayor 45", "28013 Madrid", "NIF: ESB58378431"))
    assert found["buyer"]["vat_id"] == "ESB58378431"
    assert "tax_number" not in found["buyer"]


def test_a_legal_form_on_a_line_of_its_own_belongs_to_the_name_above() -> None:
    found = read(column(0, 0, "Bill to:", "Northgate Timber Supplies", "Ltd", "22 Orchard Lane", "Bristol BS8 2QX"))
    assert found["buyer"]["name"] == "Northgate Timber Supplies Ltd"


def test_taxpayer_numbers_under_their_captions() -> None:
    boxes = [
        *column(0, 0, "名称：北京瑞信贸易有限公司", "统一社会信用代码/纳税人识别号：", "91798018MA6LEY9UHJ"),
        *column(400, 0, "名称：武汉长江物流有限公司", "统一社会信用代码/纳税人识别号：", "91542443MAW8BL9LAX"),
    ]
    found = read(boxes)
    assert found["buyer"]["tax_number"] == "91798018MA6LEY9UHJ"
    assert found["seller"]["tax_number"] == "91542443MAW8BL9LAX"


def test_the_first_number_after_a_caption_is_its_value() -> None:
    lines = column(
        0, 0, "Verkäufer:", "Autohaus Nord GmbH", "Weg 1", "60311 Frankfurt", "St.-Nr.: 433/5731/9176, HRB 12345"
    )
    assert read([*lines, (450, 0, "Rechnung")])["seller"]["tax_number"] == "433/5731/9176"


def test_a_tax_number_behind_its_caption_in_a_letterhead() -> None:
    lines = [
        *column(40, 40, "Copper Kettle Catering Ltd", "Riverside Works 4", "Norwich NR1 1QD", "VAT No. GB 823 4417 09"),
        *column(340, 60, "Invoice to:", "Fenland Events Ltd", "18 Cathedral Street", "Ely CB7 4EW"),
        *WIDE,
    ]
    assert read(lines)["seller"]["vat_id"] == "GB 823 4417 09"


def test_a_legal_form_with_its_capital_is_no_name() -> None:
    lines = [
        *column(40, 40, "Vins & Terroirs", "SAS au capital de 50 000 EUR", "27 allée des Vignes", "33500 Libourne"),
        *column(340, 60, "Adresse de facturation", "Restaurant Le Cormoran", "4 quai des Chartrons", "33000 Bordeaux"),
        *WIDE,
    ]
    parties = read(lines)
    assert parties["seller"]["name"] == "Vins & Terroirs"
    assert parties["buyer"]["name"] == "Restaurant Le Cormoran"


def test_a_seller_in_a_sentence_of_the_footer() -> None:
    lines = [
        *column(60, 100, "Harper & Moss Solicitors", "3 Temple Row", "Birmingham B2 5HG"),
        (
            60.0,
            790.0,
            "Larkfield Studio Ltd, 41 Gas Street, Birmingham B1 2JT. Company no. 08812345. VAT no. 318 7742 55",
        ),
        *WIDE,
    ]
    seller = read(lines)["seller"]
    assert (seller["name"], seller["street"]) == ("Larkfield Studio Ltd", "41 Gas Street")
    assert (seller["postcode"], seller["city"]) == ("B1 2JT", "Birmingham")
    assert "318 7742 55" in (seller.get("vat_id"), seller.get("tax_number"))


def test_a_tax_number_behind_its_caption_in_the_line_of_a_sender() -> None:
    lines = [
        (100.0, 60.0, "Feinkost Amsel · Domgasse 3 · 93047 Regensburg · Steuernummer 244/204/11873"),
        *column(60, 120, "Hotel Bischof GmbH", "Krautmarkt 3", "93047 Regensburg"),
        *WIDE,
    ]
    assert read(lines)["seller"]["tax_number"] == "244/204/11873"


def test_an_address_under_a_chinese_letterhead() -> None:
    lines = [
        (200.0, 40.0, "深圳市明达电子有限公司"),
        (200.0, 58.0, "地址：深圳市福田区振华路100号 电话：0755-83321234"),
        *column(60, 100, "客户：北京晨光科技有限公司"),
        *WIDE,
    ]
    assert read(lines)["seller"]["address"] == "深圳市福田区振华路100号"


def test_a_vat_id_on_the_line_of_a_company_needs_no_caption() -> None:
    lines = [
        *column(60, 100, "Autohaus Renner GmbH", "Neckarallee 90", "70173 Stuttgart"),
        (60.0, 790.0, "Technik Falk e.K. | Schmiedweg 7 | 70188 Stuttgart | USt-ID DE136695976"),
        *WIDE,
    ]
    assert read(lines)["seller"]["vat_id"] == "DE136695976"
