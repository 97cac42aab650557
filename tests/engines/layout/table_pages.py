"""Pages drawn as text, and the rows read from them: a character is 6 points wide, a line 10 high, lines 14 apart."""

from __future__ import annotations

import re
from typing import Any

from docvl.document import Page, PageText, Word
from docvl.engines.layout.phrases import PageLines, read_lines
from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.targets import plan_targets
from docvl.geometry import Box
from docvl.schema import load_schema

CHARACTER, LINE = 6.0, 14.0


def drawn(text: str, number: int = 1, confidence: float = 1.0, pitch: float = LINE) -> PageLines:
    """A page that shows ``text``, its lines ``pitch`` points apart; a CJK character is as wide as two others."""
    words = []
    for row, line in enumerate(text.strip("\n").split("\n")):
        for match in re.finditer(r"\S+", line):
            x0 = CHARACTER * _width(line[: match.start()])
            x1 = x0 + CHARACTER * _width(match.group())
            words.append(Word(match.group(), Box(x0, row * pitch, x1, row * pitch + 10.0), confidence))
    text_of_page = PageText(tuple(words), "text-layer")
    page = Page(number, 600.0, 800.0, lambda: text_of_page, lambda w, h: None)  # type: ignore[arg-type]
    return read_lines(page)


def _width(text: str) -> int:
    return sum(2 if c > "⺀" else 1 for c in text)


def rows(
    schema: str | dict[str, Any], *pages: str, confidence: float = 1.0, pitch: float = LINE
) -> list[dict[str, str]]:
    """What is read from pages."""
    target = plan_targets(load_schema(schema)).lists[0]
    reader = TableReader(target)
    for number, page in enumerate(pages, start=1):
        reader.feed(drawn(page, number, confidence, pitch))
    return [{name: snippet.text for name, snippet in row.items()} for row in reader.rows()]


def items(*names: str) -> dict[str, Any]:
    """A schema of one list, ``rows``, with columns of these names."""
    columns = {name: {"type": ["string", "null"]} for name in names}
    item = {"type": "object", "properties": columns}
    return {"type": "object", "properties": {"rows": {"type": "array", "items": item}}}


ITEMS = items("name", "quantity", "unit_price", "amount")
