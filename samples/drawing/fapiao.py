"""Chinese VAT invoices: the classic electronic form and the fully digital one."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pymupdf

from samples.drawing.model import CENT
from samples.drawing.sheet import Column, Sheet, pdf_bytes

PAPER = (684.0, 397.0)  # 241 mm x 140 mm
DIGITS = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True)
class Goods:
    """One row of a fapiao."""

    name: str
    specification: str
    unit: str
    quantity: Decimal
    price: Decimal
    rate: int

    @property
    def amount(self) -> Decimal:
        """Without tax."""
        return (self.quantity * self.price).quantize(CENT)

    @property
    def tax(self) -> Decimal:
        """To the fen."""
        return (self.amount * self.rate / 100).quantize(CENT)

    def cells(self) -> tuple[str, ...]:
        """As printed, in the order of the columns."""
        figures = (str(self.quantity), f"{self.price:.2f}", f"{self.amount:.2f}", f"{self.rate}%", f"{self.tax:.2f}")
        return (self.name, self.specification, self.unit, *figures)

    def expected(self) -> dict[str, Any]:
        """As the fapiao schema has it."""
        return {
            "name": self.name,
            "specification": self.specification or None,
            "unit": self.unit,
            "quantity": float(self.quantity),
            "unit_price": float(self.price),
            "amount": float(self.amount),
            "tax_rate": f"{self.rate}%",
            "tax_amount": float(self.tax),
        }


def _goods(name: str, specification: str, unit: str, quantity: str, price: str, rate: int = 13) -> Goods:
    return Goods(name, specification, unit, Decimal(quantity), Decimal(price), rate)


def _sums(goods: tuple[Goods, ...]) -> tuple[Decimal, Decimal]:
    return sum((row.amount for row in goods), Decimal(0)), sum((row.tax for row in goods), Decimal(0))


def capital(value: Decimal) -> str:
    """An amount below ten thousand in capital numerals: 1024.50 is 壹仟零贰拾肆元伍角整."""
    yuan, cents = divmod(int(value * 100), 100)
    text, gap = "", False
    for place, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = yuan // place % 10
        if digit:
            text += ("零" if gap else "") + DIGITS[digit] + unit
        gap = bool(text) and digit == 0
    text += "元"
    jiao, fen = divmod(cents, 10)
    if jiao:
        text += DIGITS[jiao] + "角"
    elif fen:
        text += "零"
    return text + (DIGITS[fen] + "分" if fen else "整")


CLASSIC = (
    _goods("*计算机网络设备*千兆交换机", "S1730-24T", "台", "2", "1150.00"),
    _goods("*计算机配套产品*无线键盘", "K380", "个", "5", "168.50"),
    _goods("*纸制品*A4复印纸", "70g", "箱", "8", "112.30"),
)
CLASSIC_FACTS: dict[str, Any] = {
    "invoice_type": "上海增值税电子普通发票",
    "invoice_code": "031002600211",
    "invoice_number": "48120937",
    "issue_date": "2026-03-18",
    "machine_number": "661820093317",
    "check_code": "60528173942086155473",
    "buyer_name": "杭州青禾文化传播有限公司",
    "buyer_tax_id": "91330106MA27XQ5H3N",
    "buyer_address_phone": "杭州市西湖区文三路259号0571-88156732",
    "buyer_bank_account": "中国工商银行杭州文三支行1202021509800123456",
    "seller_name": "上海云帆信息设备有限公司",
    "seller_tax_id": "91310104MA1FR7K84F",
    "seller_address_phone": "上海市徐汇区漕溪北路88号021-64381156",
    "seller_bank_account": "招商银行上海徐家汇支行121908273610501",
    "payee": "沈佳",
    "reviewer": "陆明远",
    "drawer": "周雨桐",
    "remarks": "合同号YF-2026-031",
}


def classic() -> tuple[bytes, dict[str, Any]]:
    """增值税电子普通发票 with a text layer."""
    document = pymupdf.open()
    sheet = Sheet(document, *PAPER, chinese=True)
    facts = CLASSIC_FACTS
    sheet.text(342, 42, facts["invoice_type"], size=17, align="center")
    sheet.text(40, 72, f"机器编号：{facts['machine_number']}", size=8)
    day = date.fromisoformat(facts["issue_date"])
    check_code = " ".join(textwrap.wrap(facts["check_code"], 5))
    labels = (
        f"发票代码：{facts['invoice_code']}",
        f"发票号码：{facts['invoice_number']}",
        f"开票日期：{day.year}年{day.month:02d}月{day.day:02d}日",
        f"校 验 码：{check_code}",
    )
    sheet.lines(505, 32, labels, size=8, leading=13)
    _classic_frame(sheet)
    _party(sheet, facts, "buyer", 94)
    _party(sheet, facts, "seller", 308)
    columns = (
        Column("货物或应税劳务、服务名称", 62), Column("规格型号", 230, "center"), Column("单位", 290, "center"),
        Column("数量", 345, "right"), Column("单价", 425, "right"), Column("金额", 510, "right"),
        Column("税率", 550, "center"), Column("税额", 636, "right"),
    )  # fmt: skip
    sheet.row(columns, [column.title for column in columns], 160, size=8)
    for index, row in enumerate(CLASSIC):
        sheet.row(columns, row.cells(), 176 + 15 * index, size=8)
    amount, tax = _sums(CLASSIC)
    sheet.row(columns, ("合      计", "", "", "", "", f"¥{amount:.2f}", "", f"¥{tax:.2f}"), 266, size=8)
    sheet.text(62, 288, "价税合计（大写）", size=8)
    sheet.text(180, 288, f"⊗{capital(amount + tax)}", size=9)
    sheet.text(480, 288, f"（小写）¥{amount + tax:.2f}", size=9)
    sheet.text(432, 312, facts["remarks"], size=8)
    names = (("收款人：", "payee", 60), ("复核：", "reviewer", 220), ("开票人：", "drawer", 370))
    for caption, key, x in names:
        sheet.text(x, 376, f"{caption}{facts[key]}", size=8)
    sheet.text(520, 376, "销售方：（章）", size=8)
    return pdf_bytes(document), _expected(facts, CLASSIC)


def _classic_frame(sheet: Sheet) -> None:
    """The box with its rules and the captions that run downwards."""
    sheet.box(38, 80, 646, 360)
    for y in (148, 274, 296):
        sheet.rule(38, y, 646, y)
    for x, top, bottom in (
        (56, 80, 148),
        (56, 296, 360),
        (400, 80, 148),
        (418, 80, 148),
        (400, 296, 360),
        (418, 296, 360),
    ):
        sheet.rule(x, top, x, bottom)
    for x, y, caption in ((43, 98, "购买方"), (405, 98, "密码区"), (43, 314, "销售方"), (405, 322, "备注")):
        sheet.lines(x, y, caption, size=8, leading=17)
    cipher = ("03+82*<94/17>-5620<*73", "/>1845-+0*6<29>71/3-84", "<67*20>/5+-1938*4<>062", "-4/9>5*8+<310726>*-/45")
    sheet.lines(428, 98, cipher, size=8, leading=14)


def _party(sheet: Sheet, facts: dict[str, Any], who: str, y: float) -> None:
    rows = (
        ("名        称：", f"{who}_name"),
        ("纳税人识别号：", f"{who}_tax_id"),
        ("地 址、电 话：", f"{who}_address_phone"),
        ("开户行及账号：", f"{who}_bank_account"),
    )
    for index, (caption, key) in enumerate(rows):
        sheet.text(62, y + 15 * index, caption, size=8)
        sheet.text(124, y + 15 * index, facts[key], size=8)


DIGITAL = (
    _goods("*餐饮服务*工作餐", "", "份", "36", "28.00", 6),
    _goods("*会展服务*会议室租用", "", "天", "2", "1200.00", 6),
    _goods("*印刷品*会议手册", "A4", "册", "40", "15.75", 13),
)
DIGITAL_FACTS: dict[str, Any] = {
    "invoice_type": "电子发票（普通发票）",
    "invoice_number": "26322000000451873062",
    "issue_date": "2026-05-09",
    "buyer_name": "深圳海岳工程咨询有限公司",
    "buyer_tax_id": "91440300MA5ET82N6C",
    "seller_name": "苏州湖畔会议服务有限公司",
    "seller_tax_id": "91320594MA1UW06R2Q",
    "drawer": "顾晓岚",
}


def digital_for_scan() -> tuple[pymupdf.Document, dict[str, Any]]:
    """数电发票, the page that the scanner gets to see."""
    document = pymupdf.open()
    sheet = Sheet(document, *PAPER, chinese=True)
    facts = DIGITAL_FACTS
    sheet.text(342, 46, facts["invoice_type"], size=18, align="center")
    day = date.fromisoformat(facts["issue_date"])
    sheet.lines(490, 38, (f"发票号码：{facts['invoice_number']}", f"开票日期：{day:%Y年%m月%d日}"), leading=16)
    sheet.box(38, 80, 646, 350)
    for y in (130, 262, 284):
        sheet.rule(38, y, 646, y)
    for x, bottom in ((58, 130), (342, 130), (362, 130)):
        sheet.rule(x, 80, x, bottom)
    for x, who, caption in ((43, "buyer", "购买方"), (347, "seller", "销售方")):
        sheet.lines(x, 94, caption, leading=15)
        name, tax_id = facts[f"{who}_name"], facts[f"{who}_tax_id"]
        sheet.lines(x + 22, 98, (f"名称：{name}", f"统一社会信用代码/纳税人识别号：{tax_id}"), size=8.5, leading=22)
    columns = (
        Column("项目名称", 60), Column("规格型号", 225, "center"), Column("单位", 285, "center"),
        Column("数量", 345, "right"), Column("单价", 425, "right"), Column("金额", 510, "right"),
        Column("税率/征收率", 555, "center"), Column("税额", 636, "right"),
    )  # fmt: skip
    sheet.row(columns, [column.title for column in columns], 144)
    for index, row in enumerate(DIGITAL):
        sheet.row(columns, row.cells(), 164 + 18 * index)
    amount, tax = _sums(DIGITAL)
    sheet.row(columns, ("合        计", "", "", "", "", f"¥{amount:.2f}", "", f"¥{tax:.2f}"), 255)
    sheet.text(60, 277, "价税合计（大写）")
    sheet.text(190, 277, capital(amount + tax))
    sheet.text(480, 277, f"（小写）¥{amount + tax:.2f}")
    sheet.text(60, 372, f"开票人：{facts['drawer']}")
    return document, _expected(facts, DIGITAL)


def _expected(facts: dict[str, Any], goods: tuple[Goods, ...]) -> dict[str, Any]:
    amount, tax = _sums(goods)
    return facts | {
        "items": [row.expected() for row in goods],
        "amount_without_tax": float(amount),
        "tax_amount": float(tax),
        "total_amount": float(amount + tax),
        "total_in_words": capital(amount + tax),
    }
