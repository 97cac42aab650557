"""Captions and things for sale, for invented tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """Captions, things for sale and the way of writing numbers.

    Attributes:
        captions: by column; a line break wraps.
        things: words of names.
        units: of quantities.
        total: captions of sums, in order.
        carried: captions of sums carried over the page.
        style: thousands mark, decimal mark.
        notes: lines below a name that are no part of it.
        discount: caption of a line between rows.
        stores: caption and values of a column that no schema asks for.
        money: amounts of money around ``{}``.
        space: between words.
    """

    captions: dict[str, tuple[str, ...]]
    things: tuple[str, ...]
    units: tuple[str, ...]
    total: tuple[str, ...]
    carried: tuple[str, ...]
    style: tuple[str, str]
    notes: tuple[str, ...]
    discount: str
    stores: tuple[str, ...]
    money: tuple[str, ...]
    space: str = " "


LANGUAGES = {
    "en": Language(
        {
            "position": ("Pos", "#", "No.", "Item", "Line"),
            "name": ("Description", "Item description", "Product", "Description of goods"),
            "quantity": ("Qty", "Quantity"),
            "article": ("Article No", "SKU", "Item code"),
            "unit": ("Unit", "UoM"),
            "unit_price": ("Unit price", "Price per unit", "Unit\nprice", "Rate"),
            "tax_rate": ("VAT %", "VAT rate", "Tax rate"),
            "amount": ("Amount", "Line total", "Amount\n(GBP)", "Total"),
        },
        ("oak worktop", "brass handle", "hinge, 110 degrees", "garden chair", "A4 paper 80 g", "sealant", "cable 3 m",
         "lamp with shade", "M8 x 40", "delivery", "for one year", "24 pages", "soft-close", "zinc plated",
         "per person"),
        ("pcs", "box", "hours", "m"),
        ("Subtotal", "VAT 20%", "Total"),
        ("Carried forward", "Brought forward"),
        (",", "."),
        ("GTIN: 4012345001235", "Country of origin: SE"),
        "Discount 10%",
        ("Warehouse", "North", "South hall"),
        ("{}", "£{}", "$ {}", "{} GBP"),
    ),
    "de": Language(
        {
            "position": ("Pos.", "Pos", "Lfd. Nr."),
            "name": ("Bezeichnung", "Artikelbezeichnung", "Leistung", "Beschreibung"),
            "quantity": ("Menge", "Anzahl"),
            "article": ("Artikelnummer", "Art.-Nr."),
            "unit": ("Einheit", "ME"),
            "unit_price": ("Einzelpreis", "E-Preis", "Preis pro\nEinheit", "Einzelpreis\n(EUR)"),
            "tax_rate": ("MwSt. %", "USt.", "Steuersatz"),
            "amount": ("Gesamtpreis", "Betrag", "Gesamt", "Betrag in\nEUR"),
        },
        ("Schreibtisch, höhenverstellbar", "Bürostuhl", "Montage vor Ort", "Schraube M6", "verzinkt", "für 3 Monate",
         "Kabel 5 m", "Papier A4", "mit Armlehnen", "Lieferung", "Lampe", "und Zubehör", "doppelt", "2-fach"),
        ("Stk", "Std", "kg", "m"),
        ("Nettobetrag", "Umsatzsteuer 19 %", "Gesamtbetrag"),
        ("Übertrag",),
        (".", ","),
        ("• Herkunftsland: SE", "Zolltarifnummer: 8471 30 00"),
        "Rabatt 10 %",
        ("Lagerplatz", "Nord", "Halle Süd"),
        ("{}", "{} €", "{}€", "EUR {}"),
    ),
    "fr": Language(
        {
            "position": ("Ligne", "N°", "Pos"),
            "name": ("Désignation", "Libellé", "Description", "Désignation des produits"),
            "quantity": ("Quantité", "Qté"),
            "article": ("Référence", "Code article"),
            "unit": ("Unité",),
            "unit_price": ("Prix unitaire", "P.U. HT", "PU HT", "Prix\nunitaire"),
            "tax_rate": ("TVA", "Taux TVA", "TVA %"),
            "amount": ("Montant HT", "Total HT", "Montant\nHT (EUR)"),
        },
        ("chaise de jardin", "lampe", "vis M8", "papier A4 80 g", "avec accoudoirs", "livraison", "pour un an",
         "câble 3 m", "table en chêne", "et accessoires", "24 pages", "formation sur site"),
        ("pce", "h", "kg"),
        ("Total HT", "TVA 20 %", "Total TTC"),
        ("À reporter", "Report"),
        (" ", ","),
        ("Code douanier: 8471 30 00", "- pays d'origine : Suède"),
        "Remise 10 %",
        ("Entrepôt", "Nord", "Halle sud"),
        ("{}", "{} €", "{}€"),
    ),
    "zh": Language(
        {
            "position": ("序号", "行号"),
            "name": ("项目名称", "商品名称", "品名"),
            "quantity": ("数量",),
            "article": ("货号", "商品编码"),
            "unit": ("单位",),
            "unit_price": ("单价", "单价(元)"),
            "tax_rate": ("税率", "税率(%)"),
            "amount": ("金额", "金额(元)"),
        },
        ("*文具*钢笔", "办公桌", "升降式", "复印纸A4", "节能灯", "安装服务", "不锈钢", "带扶手", "餐饮服务", "电缆"),
        ("件", "个", "千克", "米"),
        ("小计", "合计", "价税合计"),
        ("承前页", "过次页"),
        (",", "."),
        ("商品条码：4012345001235",),
        "折扣 10%",
        ("仓库", "北库", "南库"),
        ("{}", "¥{}", "￥{}"),
        "",
    ),
}  # fmt: skip
