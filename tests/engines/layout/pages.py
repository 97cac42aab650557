"""Pages set in type for tests: text in a fixed pitch, as a typewriter would place it."""

from __future__ import annotations

from typing import Any

import numpy as np

from docvl.document import Page, PageText, TextSource, Word
from docvl.engines.base import Reply, Request
from docvl.engines.layout import LayoutEngine
from docvl.geometry import Box
from docvl.schema import load_schema

PITCH, HEIGHT, LEADING = 5.0, 10.0, 13.0


def page_of(text: str, *, number: int = 1, source: TextSource = "text-layer") -> Page:
    """A page with each line of ``text`` 13 points below the one before; every character is 5 points wide."""
    lines = text.strip("\n").splitlines()
    words = tuple(word for row, line in enumerate(lines) for word in _words(line, 40 + LEADING * row))
    blank = np.zeros((1, 1, 3), np.uint8)
    return Page(number, 600.0, 800.0, lambda: PageText(words, source), lambda width_px, height_px: blank)


def _words(line: str, y: float) -> list[Word]:
    words, at = [], 0
    for part in line.split(" "):
        if part:
            words.append(Word(part, Box(at * PITCH, y, (at + len(part)) * PITCH, y + HEIGHT)))
        at += len(part) + 1
    return words


def read(schema: str | dict[str, Any], *pages: str, source: TextSource = "text-layer") -> Reply:
    """What the layout engine makes of the pages under a schema."""
    made = [page_of(text, number=index, source=source) for index, text in enumerate(pages, start=1)]
    return LayoutEngine().read(Request(made, load_schema(schema)))


def fields(**types: str) -> dict[str, Any]:
    """A schema of nullable fields: ``total="number"``, ``date="date"`` (a string of that format)."""
    properties = {
        name: {"type": ["string", "null"], "format": "date"} if kind == "date" else {"type": [kind, "null"]}
        for name, kind in types.items()
    }
    return {"type": "object", "properties": properties}
