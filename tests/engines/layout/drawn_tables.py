"""Draws invented tables as words on pages, together with the rows that must be read from them."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from docvl.document import Page
from tests.engines.layout.drawn_sheet import LEFT, Sheet, width, wrapped, written
from tests.engines.layout.drawn_words import LANGUAGES

RIGHT_ALIGNED = ("quantity", "unit_price", "tax_rate", "amount")
Row = dict[str, str]


class TableDrawer:
    """One invented table with its ways of laying things out, decided by ``random``."""

    def __init__(self, random: Random, language: str) -> None:
        self.random = random
        self.language = LANGUAGES[language]
        optional = {"article": 0.25, "quantity": 0.8, "unit": 0.6, "store": 0.15, "unit_price": 0.75, "tax_rate": 0.6}
        wanted = [name for name, chance in optional.items() if random.random() < chance]
        middle = random.sample(["name", *wanted], len(wanted) + 1) if random.random() < 0.3 else ["name", *wanted]
        counted = ["position"] if random.random() < 0.7 else []
        self.columns = [*counted, *middle, "amount"]
        self.caption = {name: random.choice(self._captions(name)) for name in self.columns}
        self.align = {name: "right" if name in RIGHT_ALIGNED else "left" for name in self.columns}
        if random.random() < 0.2:
            self.align |= dict.fromkeys([*wanted, "amount"], random.choice(["left", "center"]))
        self.name_width = random.choice([90.0, 130.0, 200.0, 260.0])
        self.gutter = random.choice([9.0, 14.0, 25.0])
        self.pitch = random.choice([12.0, 14.0])
        self.centred = random.random() < 0.25
        self.row_gap = random.choice([6.0, 10.0] if self.centred else [0.0, 2.0, 6.0])
        self.percent = random.choice(["", "%"])
        self.money = random.choice(self.language.money)
        self.notes = random.choice(["", *self.language.notes])
        self.discounts = random.random() < 0.2
        self.gaps = random.choice([0.0, 0.0, 0.2])
        self.credit = random.random() < 0.1
        self.header_align = random.choice(["column", "column", "center", "left"])
        self.edges = self._edges()

    def _captions(self, name: str) -> tuple[str, ...]:
        return self.language.stores[:1] if name == "store" else self.language.captions[name]

    def _edges(self) -> dict[str, tuple[float, float]]:
        edges, x = {}, LEFT
        least = {"name": self.name_width, "amount": 80.0, "unit_price": 65.0, "tax_rate": 30.0, "quantity": 30.0}
        least |= {"article": 40.0, "store": 50.0}
        for name in self.columns:
            caption = max(width(line) for line in self.caption[name].split("\n"))
            x1 = x + max(caption, least.get(name, 26.0))
            edges[name] = (x, x1)
            x = x1 + self.gutter
        return edges

    def row(self, number: int) -> Row:
        """The values of a row whose quantity times price is its amount."""
        random, language = self.random, self.language
        quantity = random.choice([1, 2, 3, 10, 12, 48])
        price = Decimal(random.choice([25, 350, 1999, 12750, 119000])) / 100
        things = random.sample(language.things, random.randint(1, 5))
        row = {
            "position": str(number),
            "name": language.space.join(things),
            "quantity": written(Decimal(quantity), 0, language.style),
            "unit": random.choice(language.units),
            "unit_price": written(price, 2, language.style),
            "tax_rate": random.choice(["0", "7", "19", "20"]) + self.percent,
            "amount": self.money.format(written(price * quantity * (-1 if self.credit else 1), 2, language.style)),
            "article": f"{random.choice('AKQ')}{random.randint(1000, 9999)}",
            "store": random.choice(language.stores[1:]),
        }
        left_out = ("quantity", "unit", "unit_price", "tax_rate", "article") if random.random() < self.gaps else ()
        return {name: row[name] for name in self.columns if name not in left_out}

    def draw_header(self, sheet: Sheet) -> None:
        """The captions; those of fewer lines stand at the foot of the header."""
        depth = max(caption.count("\n") for caption in self.caption.values())
        for name, caption in self.caption.items():
            lines = caption.split("\n")
            for index, line in enumerate(lines, start=depth + 1 - len(lines)):
                align = {"column": self.align[name]}.get(self.header_align, self.header_align)
                self._put(sheet, name, line, sheet.y + index * 11.0, align)
        sheet.y += depth * 11.0 + self.pitch + self.random.choice([1.0, 6.0])

    def draw_row(self, sheet: Sheet, row: Row) -> None:
        """The lines of one row, its values beside the first line of the name or beside its middle."""
        lines = wrapped(row["name"], self.name_width, self.language.space)
        for index, line in enumerate(lines):
            self._put(sheet, "name", line, sheet.y + index * 11.0)
        middle = sheet.y + (len(lines) - 1) * 5.5 if self.centred else sheet.y
        for name, text in row.items():
            if name != "name":
                self._put(sheet, name, text, middle)
        sheet.y += (len(lines) - 1) * 11.0 + self.pitch
        if self.notes and not self.centred:
            self._put(sheet, "name", self.notes, sheet.y)
            sheet.y += self.pitch
        sheet.y += self.row_gap
        if self.discounts and not self.centred:
            self.draw_sum(sheet, self.language.discount, self.money.format("-1" + self.language.style[1] + "00"))

    def draw_sum(self, sheet: Sheet, caption: str, value: str) -> None:
        """A caption left of the amounts, and a sum below them."""
        x0, x1 = self.edges["amount"]
        sheet.put(caption, min(x0 - 12.0, x1 - width(value) - 12.0), sheet.y, "right")
        self._put(sheet, "amount", value, sheet.y, "right")
        sheet.y += self.pitch

    def _put(self, sheet: Sheet, name: str, text: str, y: float, align: str = "") -> None:
        x0, x1 = self.edges[name]
        align = align or self.align[name]
        sheet.put(text, {"left": x0, "center": (x0 + x1) / 2, "right": x1}[align], y, align)


def draw_document(random: Random, language: str, rows: int, rows_per_page: int) -> tuple[list[Page], list[Row]]:
    """Pages of one document with one table of ``rows`` rows, and the rows."""
    drawer = TableDrawer(random, language)
    data = [drawer.row(number) for number in range(1, rows + 1)]
    repeats, carries = random.random() < 0.7, random.random() < 0.3
    words = drawer.language
    pages: list[Page] = []
    for first in range(0, rows, rows_per_page):
        sheet = Sheet()
        sheet.put("Castle Bridge Trading Ltd", LEFT, 20.0)
        sheet.put("10-48213", 560.0, 20.0)
        if first == 0 or repeats:
            drawer.draw_header(sheet)
        if first and carries:
            drawer.draw_sum(sheet, words.carried[-1], written(Decimal(5000), 2, words.style))
        for row in data[first : first + rows_per_page]:
            drawer.draw_row(sheet, row)
        sheet.y += drawer.row_gap
        if first + rows_per_page < rows:
            if carries:
                drawer.draw_sum(sheet, words.carried[0], written(Decimal(5000), 2, words.style))
        else:
            for caption in words.total:
                drawer.draw_sum(sheet, caption, written(Decimal(9876), 2, words.style))
        sheet.put(f"{len(pages) + 1}", 300.0, max(sheet.y + 80.0, 1150.0))
        pages.append(sheet.page(len(pages) + 1))
    return pages, [{name: text for name, text in row.items() if name != "store"} for row in data]
