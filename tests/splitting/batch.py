"""Mixed batches: many documents drawn into one PDF, and where each begins. All of it is invented."""

from __future__ import annotations

import random
import textwrap
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf

from samples.drawing import optics
from samples.drawing.sheet import Column, Sheet

SAID: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
A4, LETTER = (595.0, 842.0), (612.0, 792.0)


@dataclass(frozen=True)
class Drawn:
    """What a reader must find: kind and pages, from 1, of each document; the other pages are blank."""

    kinds: tuple[str, ...]
    pages: tuple[tuple[int, ...], ...]


class Batch:
    """A PDF that grows by documents."""

    def __init__(self, seed: int) -> None:
        self.pdf = pymupdf.open()
        self.random = random.Random(seed)  # noqa: S311
        self._kinds: list[str] = []
        self._pages: list[tuple[int, ...]] = []

    def add(self, kind: str, draw: Callable[[Batch], None]) -> None:
        first = len(self.pdf)
        draw(self)
        self._kinds.append(kind)
        self._pages.append(tuple(range(first + 1, len(self.pdf) + 1)))

    def blank(self, text: str = "") -> None:
        sheet = Sheet(self.pdf, *A4)
        if text:
            sheet.text(297, 400, text, align="center")

    def sheet(self, size: tuple[float, float] = A4, *, chinese: bool = False) -> Sheet:
        return Sheet(self.pdf, *size, chinese=chinese)

    def code(self, pattern: str) -> str:
        return "".join(str(self.random.randrange(10)) if char == "#" else char for char in pattern)

    def day(self) -> str:
        return f"{self.random.randint(1, 28):02d}.{self.random.randint(1, 12):02d}.2025"

    def money(self, most: int = 900) -> str:
        return f"{self.random.randint(3, most)}.{self.random.randint(0, 99):02d}"

    @property
    def drawn(self) -> Drawn:
        return Drawn(tuple(self._kinds), tuple(self._pages))


@dataclass(frozen=True)
class Invoice:
    """Draws an invoice over as many pages as its rows need.

    Attributes:
        numbered: printed at the foot of each page, such as ``Page {} of {}``.
        repeat: the title and the number stand on each page.
        carry: sums are carried over the page breaks.
        positions: rows are numbered.
        right: title and facts stand at the right.
    """

    language: str
    rows: int
    firm: int = 0
    numbered: str = ""
    repeat: bool = False
    carry: bool = False
    positions: bool = True
    right: bool = True
    size: tuple[float, float] = A4
    title: str | None = None

    @property
    def _said(self) -> dict[str, Any]:
        return SAID[self.language]

    @property
    def _name(self) -> str:
        return self.title or str(self._said["invoice"])

    def __call__(self, batch: Batch) -> None:
        number, row, pages = batch.code("R-2025-####"), 0, 1 + max(0, -(-(self.rows - 22) // 38))
        said = self._said
        columns = [Column("#", 50), Column(said["item"], 80)]
        columns += [Column(said[name], x, "right") for name, x in (("qty", 360), ("price", 450), ("sum", 540))]
        for index in range(pages):
            sheet = batch.sheet(self.size, chinese=self.language == "zh")
            y = 80.0
            if index == 0:
                self._head(batch, sheet, number)
                y = 250.0
            elif self.repeat:
                sheet.text(50, 50, f"{self._name} {number}", size=11, bold=True)
            sheet.heading(columns, y, left=45, right=545)
            y = self._carried(batch, sheet, y + 20, "brought") if self.carry and index else y + 20
            for _ in range(min(self.rows - row, 38 if index else 22)):
                row += 1
                cells = [str(row) if self.positions else "", batch.random.choice(said["goods"])]
                cells += [str(batch.random.randint(1, 9)), batch.money(), batch.money(3000)]
                sheet.row(columns, cells, y)
                y += 17
            if index == pages - 1:
                self._sums(batch, sheet, y)
            elif self.carry:
                self._carried(batch, sheet, y, "carried")
            self._foot(sheet, self.numbered.format(index + 1, pages))

    def _head(self, batch: Batch, sheet: Sheet, number: str) -> None:
        said, seller = self._said, self._said["firms"][self.firm]
        sheet.text(50, 60, seller[0], size=14, bold=True)
        sheet.lines(50, 78, seller[1:])
        sheet.text(360 if self.right else 50, 60 if self.right else 215, self._name, size=20, bold=True)
        sheet.pairs(360, 470, 100, [(said["number"], number), (said["date"], batch.day()), (said["due"], batch.day())])
        sheet.text(50, 150, said["to"], size=8)
        sheet.lines(50, 164, said["firms"][(self.firm + batch.random.randint(1, 4)) % 5])

    def _sums(self, batch: Batch, sheet: Sheet, y: float) -> None:
        for caption in ("net", "tax", "total"):
            y += 16
            sheet.text(360, y, self._said[caption], bold=caption == "total")
            sheet.text(540, y, batch.money(9000), align="right")
        sheet.text(50, y + 20, self._said["thanks"])

    def _carried(self, batch: Batch, sheet: Sheet, y: float, caption: str) -> float:
        sheet.text(80, y, self._said[caption])
        sheet.text(540, y, batch.money(9000), align="right")
        return y + 16

    def _foot(self, sheet: Sheet, number: str) -> None:
        height = self.size[1]
        sheet.text(297, height - 30, number, size=8, align="center")
        if self.firm % 2:
            sheet.text(50, height - 44, "  ".join(self._said["firms"][self.firm][:2]), size=7)


def fapiao(firm: int) -> Callable[[Batch], None]:
    def draw(batch: Batch) -> None:
        sheet = batch.sheet((595.0, 396.0), chinese=True)
        seller, buyer = SAID["zh"]["firms"][firm], SAID["zh"]["firms"][(firm + 1) % 5]
        sheet.text(297, 40, "电子发票（普通发票）", size=17, align="center")
        sheet.pairs(
            400, 465, 50, [("发票号码：", batch.code("2531200000##########"[:20])), ("开票日期：", "2025年03月11日")]
        )
        sheet.lines(
            40,
            100,
            ["购买方信息", f"名称：{buyer[0]}", f"统一社会信用代码/纳税人识别号：{batch.code('9131########5X####')}"],
        )
        sheet.lines(
            320,
            100,
            ["销售方信息", f"名称：{seller[0]}", batch.code("统一社会信用代码/纳税人识别号：9144########2M####")],
        )
        captions = zip(
            ("规格型号", "数量", "单价", "金额", "税率", "税额"), (200, 300, 370, 440, 490, 550), strict=True
        )
        columns = [Column("项目名称", 40), *(Column(caption, x, "right") for caption, x in captions)]
        sheet.heading(columns, 165, left=35, right=560)
        for row in range(3):
            cells = (
                batch.random.choice(SAID["zh"]["goods"]),
                "M",
                "2",
                batch.money(),
                batch.money(),
                "13%",
                batch.money(90),
            )
            sheet.row(columns, cells, 185 + 17 * row)
        sheet.lines(
            40, 290, ["价税合计（大写） 壹仟贰佰叁拾肆圆伍角陆分    （小写）¥1234.56", "开票人：李敏"], leading=30
        )

    return draw


def receipt(language: str, *, paper: tuple[float, float] = (226.0, 420.0)) -> Callable[[Batch], None]:
    words = SAID[language]

    def draw(batch: Batch) -> None:
        sheet = batch.sheet(paper, chinese=language == "zh")
        x0, x1 = (14.0, 212.0) if paper[0] < 300 else (60.0, 250.0)
        middle = (x0 + x1) / 2
        shop = batch.random.choice(words["shops"].split("|"))
        sheet.text(middle, 40, shop, size=13, bold=True, align="center")
        sheet.text(middle, 56, batch.code(words["shop_line"]), align="center")
        sheet.text(middle, 74, words["receipt"], align="center")
        sheet.text(x0, 96, f"{batch.day()}  {batch.random.randint(8, 20)}:{batch.random.randint(10, 59)}")
        y = 118.0
        for _ in range(batch.random.randint(3, 9)):
            sheet.text(x0, y, batch.random.choice(SAID[language]["goods"])[:22])
            sheet.text(x1, y, batch.money(40), align="right")
            y += 15
        for caption in (words["total"], words["cash"], words["change"]):
            y += 15
            sheet.text(x0, y, caption, bold=True)
            sheet.text(x1, y, batch.money(90), align="right")
        sheet.text(middle, y + 30, words["bye"], align="center")

    return draw


def statement(
    language: str, rows: int, *, firm: int = 0, numbered: str = "", head: bool = True
) -> Callable[[Batch], None]:
    words = SAID[language]

    def draw(batch: Batch) -> None:
        bank = words["banks"].split("|")[firm % 2]
        left, page, total = rows, 0, 1 + max(0, -(-(rows - 24) // 36))
        columns = tuple(
            Column(caption, x, "left" if x < 300 else "right")
            for caption, x in zip(words["booking"].split("|"), (50, 130, 380, 460, 545), strict=True)
        )
        account = batch.code("########")
        while left > 0:
            page += 1
            sheet = batch.sheet(chinese=language == "zh")
            if page == 1:
                sheet.text(50, 60, bank, size=16, bold=True)
                sheet.text(50, 90, words["statement"], size=13, bold=True)
                sheet.pairs(50, 170, 115, [
                    (words["holder"], SAID[language]["firms"][firm][0]), (words["account"], account),
                    (words["period"], "01.03.2025 - 31.03.2025"), (words["opening"], batch.money(9000)),
                ])  # fmt: skip
                y, count = 210.0, min(left, 24)
            else:
                if head:
                    sheet.text(50, 50, f"{bank}   {words['account']} {account}", size=8)
                y, count = 90.0, min(left, 36)
            sheet.heading(columns, y, left=45, right=548)
            for _ in range(count):
                y += 18
                cells = [batch.day(), batch.random.choice(SAID[language]["goods"]), "", "", batch.money(9000)]
                cells[batch.random.choice((2, 3))] = batch.money()
                sheet.row(columns, cells, y)
            left -= count
            if left <= 0:
                sheet.text(130, y + 22, words["closing"], bold=True)
                sheet.text(545, y + 22, batch.money(9000), align="right")
            if numbered:
                sheet.text(545, 815, numbered.format(page, total), size=8, align="right")

    return draw


def contract(language: str, pages: int, *, numbered: str = "", firm: int = 0) -> Callable[[Batch], None]:
    words = SAID[language]
    clauses = words["clauses"]

    def draw(batch: Batch) -> None:
        clause = 0
        for page in range(1, pages + 1):
            sheet = batch.sheet(chinese=language == "zh")
            y = 70.0
            if page == 1:
                sheet.text(
                    297, 80, batch.random.choice(words["contract"].split("|")), size=18, bold=True, align="center"
                )
                y = sheet.lines(
                    60,
                    120,
                    [
                        words["between"],
                        SAID[language]["firms"][firm][0],
                        words["and"],
                        SAID[language]["firms"][(firm + 2) % 5][0],
                    ],
                    leading=18,
                )
                y += 20
            while y < (600 if page == pages else 730):
                title, text = clauses[clause % len(clauses)]
                clause += 1
                sheet.text(60, y, words["clause"].format(clause=clause, title=title), bold=True, size=10)
                width = 40 if language == "zh" else 88
                lines = _wrapped(text, width)
                y = sheet.lines(60, y + 16, lines, size=10, leading=14) + 14
            if page == pages:
                sheet.text(60, 700, words["signature"])
                sheet.text(340, 700, words["signature"])
                sheet.rule(60, 740, 240, 740)
                sheet.rule(340, 740, 520, 740)
            if numbered:
                sheet.text(297, 815, numbered.format(page, pages), size=8, align="center")

    return draw


def form(language: str) -> Callable[[Batch], None]:
    title, *captions = SAID[language]["form"]

    def draw(batch: Batch) -> None:
        sheet = batch.sheet(LETTER if language == "en" else A4, chinese=language == "zh")
        sheet.text(60, 70, title, size=17, bold=True)
        for row, caption in enumerate(captions):
            sheet.text(60, 120 + 30 * row, caption)
            sheet.text(220, 120 + 30 * row, "_" * 40)

    return draw


def letter(batch: Batch) -> None:
    sheet = batch.sheet()
    sheet.lines(60, 80, ["Pellworth Gardening Club", "9 Orchard Row", "Tewkesbury"])
    sheet.text(60, 160, "Dear members,")
    text = "The autumn meeting will take place in the village hall, and everybody who likes may bring seeds. "
    sheet.lines(60, 190, _wrapped(text * 4, 85), size=10, leading=15)
    sheet.text(60, 420, "Kind regards, Judith Pell")


def mixed(seed: int) -> Batch:
    """Forty documents, blank pages between some of them."""
    batch = Batch(seed)
    of = {"en": "Page {} of {}", "de": "Seite {} von {}", "fr": "Page {} sur {}", "zh": "第{}页 共{}页"}
    steps: list[tuple[str, Callable[[Batch], None]]] = [
        ("invoice", Invoice("en", 6)),
        ("invoice", Invoice("en", 9)),
        ("invoice", Invoice("en", 50, numbered=of["en"])),
        ("receipt", receipt("en")),
        ("receipt", receipt("en")),
        ("bank_statement", statement("en", 70, numbered=of["en"])),
        ("invoice", Invoice("de", 5, firm=1, right=False)),
        ("invoice", Invoice("de", 55, firm=1, right=False, carry=True)),
        ("contract", contract("en", 3, numbered=of["en"])),
        ("contract", contract("de", 2)),
        ("form", form("en")),
        ("form", form("de")),
        ("invoice", Invoice("zh", 5)),
        ("fapiao", fapiao(0)),
        ("fapiao", fapiao(2)),
        ("receipt", receipt("zh")),
        ("invoice", Invoice("fr", 12, firm=2)),
        ("invoice", Invoice("fr", 60, firm=3, repeat=True)),
        ("bank_statement", statement("de", 60)),
        ("bank_statement", statement("zh", 40, numbered=of["zh"])),
        ("invoice", Invoice("en", 125, firm=1, numbered=of["en"], repeat=True)),
        ("invoice", Invoice("en", 4, firm=1, numbered=of["en"], repeat=True)),
        ("invoice", Invoice("en", 4, firm=1, numbered=of["en"], repeat=True)),
        ("other", letter),
        ("receipt", receipt("de")),
        ("receipt", receipt("fr")),
        ("contract", contract("zh", 2, numbered=of["zh"])),
        ("form", form("zh")),
        ("invoice", Invoice("en", 30, firm=4, positions=False)),
        ("invoice", Invoice("en", 8, firm=4, title="Tax invoice")),
        ("receipt", receipt("en", paper=A4)),
        ("invoice", Invoice("de", 100, firm=2, numbered="Seite {}")),
        ("bank_statement", statement("fr", 90, head=False)),
        ("form", form("fr")),
        ("contract", contract("fr", 2)),
        ("invoice", Invoice("zh", 48, firm=1, numbered=of["zh"])),
        ("invoice", Invoice("en", 10, size=LETTER, firm=3)),
        ("bank_statement", statement("en", 20, firm=1)),
        ("contract", contract("en", 1, firm=3)),
        ("receipt", receipt("zh")),
    ]
    batch.random.shuffle(steps)
    for index, (kind, draw) in enumerate(steps):
        batch.add(kind, draw)
        if index % 6 == 2:
            batch.blank("This page intentionally left blank" if index % 12 == 2 else "")
    return batch


def scanned(batch: Batch) -> Batch:
    """The same as a scanner leaves it: pages that are pictures, some of them tilted."""
    scans = Batch(0)
    for index in range(len(batch.pdf)):
        page = batch.pdf[index]
        pixmap = page.get_pixmap(dpi=150)
        pixels = np.frombuffer(pixmap.samples, np.uint8).reshape(pixmap.height, pixmap.width, 3)
        grey = optics.scanned(pixels, skew=(-0.8, 0.0, 0.9)[index % 3], seed=index)
        target = scans.pdf.new_page(width=page.rect.width, height=page.rect.height)
        target.insert_image(target.rect, stream=optics.jpeg(grey, quality=70, dpi=150))
    return scans


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width)
