"""What the documents are drawn with; the schema and the truth grow with the drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

import pymupdf

from samples.drawing.sheet import Sheet, pdf_bytes

Json = dict[str, Any]

TEXT: Json = {"type": ["string", "null"]}
NUMBER: Json = {"type": ["number", "null"]}
INTEGER: Json = {"type": ["integer", "null"]}
YES_NO: Json = {"type": ["boolean", "null"]}
DATE: Json = {"type": ["string", "null"], "format": "date"}
TIME: Json = {"type": ["string", "null"], "format": "time"}
MOMENT: Json = {"type": ["string", "null"], "format": "date-time"}
TEXTS: Json = {"type": "array", "items": {"type": "string"}}


class Stranger(NamedTuple):
    """A document that nothing in docvl knows.

    Attributes:
        pdf: one page with a text layer.
        schema: as its owner would write it.
        truth: what a reader must answer.
    """

    pdf: bytes
    schema: Json
    truth: Json


@dataclass(frozen=True)
class Fact:
    """What a document prints, and the field that asks for it.

    Attributes:
        name: of the field; empty where the schema does not ask.
        truth: None for the text as printed, or null where nothing is printed.
    """

    caption: str
    printed: str
    name: str = ""
    type: Json = field(default_factory=lambda: TEXT)
    truth: Any = None

    @property
    def answer(self) -> Any:
        """The right value."""
        return (self.printed or None) if self.truth is None else self.truth


@dataclass(frozen=True)
class Field:
    """A column of a table, and the field that asks for its cells.

    Attributes:
        x: of the left end of its cells, in points.
        name: of the field; empty where the schema does not ask.
        value: of a printed cell; an empty one is null.
    """

    caption: str
    x: float
    name: str = ""
    type: Json = field(default_factory=lambda: TEXT)
    value: Callable[[str], Any] = str


class Paper(Sheet):
    """One page, by default of A4; lengths in points, origin top left, ``y`` is the baseline of text."""

    def __init__(self, title: str, width: float = 595, height: float = 842, *, chinese: bool = False) -> None:
        """Take the title of the schema, which the page does not print."""
        self._document = pymupdf.open()
        super().__init__(self._document, width, height, chinese=chinese)
        self._title = title
        self._properties: Json = {}
        self._truth: Json = {}

    def finished(self) -> Stranger:
        """The document with what was asked of it."""
        schema = {"title": self._title, "type": "object", "properties": self._properties}
        return Stranger(pdf_bytes(self._document), schema, self._truth)

    def ask(self, name: str, type_: Json, truth: Any, *, under: str = "") -> None:
        """Add a field to the schema, in the object ``under`` where one is named."""
        properties, values = self._properties, self._truth
        if under:
            properties = properties.setdefault(under, {"type": "object", "properties": {}})["properties"]
            values = values.setdefault(under, {})
        properties[name], values[name] = type_, truth

    def facts(
        self,
        x: float,
        value_x: float,
        y: float,
        facts: Iterable[Fact],
        *,
        leading: float = 16,
        size: float = 10,
        bold: bool = False,
        colon: str = "",
        under: str = "",
    ) -> float:
        """Write captions at ``x`` with their values at ``value_x``, and ask for them; returns the next baseline."""
        for fact in facts:
            self.text(x, y, fact.caption + colon, size=size, bold=bold)
            self.text(value_x, y, fact.printed, size=size)
            self._ask_for(fact, under)
            y += leading
        return y

    def line(self, y: float, *placed: tuple[float, Fact], joint: str = "：", size: float = 10) -> None:
        """Write facts side by side, each as one text."""
        for x, fact in placed:
            self.text(x, y, fact.caption + joint + fact.printed, size=size)
            self._ask_for(fact)

    def below(self, x: float, y: float, fact: Fact, *, gap: float = 16, size: float = 12) -> None:
        """Write a small caption with its value below it in bold."""
        self.text(x, y, fact.caption, size=7)
        self.text(x, y + gap, fact.printed, size=size, bold=True)
        self._ask_for(fact)

    def captioned(self, frame: tuple[float, float, float, float], fact: Fact) -> None:
        """Draw a box (x0, y0, x1, y1) with a small caption at its top and the lines of a value below."""
        self.box(*frame)
        self.text(frame[0] + 3, frame[1] + 9, fact.caption, size=7)
        self.lines(frame[0] + 6, frame[1] + 25, fact.printed.split("\n"), size=10)
        self._ask_for(fact)

    def ruled(self, y: float, height: float, *cells: tuple[float, float, float, Fact]) -> None:
        """Draw cells side by side: (x0, x of the rule between caption and value, x1, fact); ``y`` is their top."""
        for x0, rule, x1, fact in cells:
            baseline = y + height / 2 + 4
            self.box(x0, y, rule, y + height)
            self.box(rule, y, x1, y + height)
            self.text(x0 + 6, baseline, fact.caption, size=10)
            self.text(rule + 6, baseline, fact.printed, size=10)
            self._ask_for(fact)

    def tick(self, x: float, y: float, label: str, ticked: bool) -> None:
        """Draw a box of eight points, crossed where it is ticked, with its label to the right."""
        self.box(x, y - 8, x + 8, y)
        if ticked:
            self.rule(x + 1, y - 7, x + 7, y - 1, width=1)
            self.rule(x + 7, y - 7, x + 1, y - 1, width=1)
        self.text(x + 13, y, label, size=10)

    def table(
        self,
        name: str,
        y: float,
        fields: Sequence[Field],
        rows: Sequence[Sequence[str]],
        *,
        leading: float = 16,
        size: float = 10,
        title: str = "",
        grid: tuple[float, ...] = (),
    ) -> float:
        """Write a table and ask for its rows; returns the baseline below the last one.

        Args:
            name: of the list of rows.
            y: baseline of the captions.
            fields: one for each column.
            rows: as printed.
            leading: from row to row.
            size: of the text.
            title: of the list in the schema.
            grid: where upright rules stand, with lines between all rows; two of them are only the ends of the lines.
        """
        for number, cells in enumerate([[each.caption for each in fields], *rows]):
            for column, cell in zip(fields, cells, strict=True):
                self.text(column.x, y + number * leading, cell, size=size, bold=number == 0)
        bottom = y + (len(rows) + 1) * leading
        if grid:
            self._grid(grid, y - leading * 0.7, bottom - leading * 0.7, leading)
        asked = [(column, index) for index, column in enumerate(fields) if column.name]
        items = {"type": "object", "properties": {column.name: column.type for column, _ in asked}}
        list_: Json = {"type": "array", "items": items}
        truth = [{column.name: column.value(row[i]) if row[i] else None for column, i in asked} for row in rows]
        self.ask(name, list_ | {"title": title} if title else list_, truth)
        return bottom

    def _grid(self, xs: tuple[float, ...], top: float, bottom: float, leading: float) -> None:
        for number in range(round((bottom - top) / leading) + 1):
            self.rule(xs[0], top + number * leading, xs[-1], top + number * leading)
        for x in xs if len(xs) > 2 else ():
            self.rule(x, top, x, bottom)

    def _ask_for(self, fact: Fact, under: str = "") -> None:
        if fact.name:
            self.ask(fact.name, fact.type, fact.answer, under=under)


def titled(type_: Json, title: str) -> Json:
    """A field whose caption is not its name."""
    return type_ | {"title": title}


def one_of(*choices: str) -> Json:
    """A field with these answers, or null."""
    return {"enum": [*choices, None]}


def number(text: str) -> float:
    """Of digits with commas between the thousands."""
    return float(text.replace(",", ""))


def clock(text: str) -> str:
    """Of hours and minutes."""
    return f"{text}:00"


def day(text: str) -> str:
    """Of day, month and year with slashes or points between them."""
    return datetime.strptime(text.replace(".", "/"), "%d/%m/%Y").date().isoformat()
