"""Blocks of a transcript as Markdown (CommonMark with the tables of GitHub; HTML where cells span)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import product

from docvl.transcript import Block, Cell

_OUTSIDE = ("header", "footer")
_BULLET = re.compile(r"[•·●○◦▪▫◆◇▶➢➤‣⁃∙]\s*|[-–—*]\s+")
_OPENS_BLOCK = re.compile(r"(#{1,6}(?=\s|$)|[>+](?=\s)|[-*](?=\s)|={3,}$|-{3,}$|_{3,}$|`{3,}|~{3,})")
_MARK = re.compile(r"(?<!\S)_{3,}(?!\S)|([*_`])(?=\S(?:.*\S)?\1)")
_NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s)")


def to_markdown(blocks: Iterable[Block]) -> Iterator[str]:
    """A piece of Markdown for each block, to be written one after the other.

    Headers and footers of pages stand outside the text and are left out. Pieces end with an empty line.
    """
    offsets: list[int] = []  # of the texts of the list items that the next one may be a part of
    for block in blocks:
        if block.kind not in _OUTSIDE:
            offsets = offsets[: (block.level or 1) - 1] if block.kind == "list-item" else []
            indent = offsets[-1] if offsets else 0
            if block.kind == "list-item":
                offsets.append(indent + _mark_width(block.text))
            yield f"{' ' * indent}{_block(block)}\n\n"


def _block(block: Block) -> str:
    if block.kind == "table":
        return _table(block.cells)
    if block.kind == "heading":
        return f"{'#' * (block.level or 1)} {_inline(block.text)}"
    if block.kind == "list-item":
        return _item(block.text)
    return _paragraph(block.text)


def _item(text: str) -> str:
    bullet = _BULLET.match(text)
    return f"- {_inline(text[bullet.end() :])}" if bullet else _inline(text)


def _mark_width(text: str) -> int:
    """How far the text of an item is set in behind its mark; 0 behind marks that Markdown does not know."""
    number = _NUMBERED.match(text)
    return len(number.group()) + 1 if number else 2 if _BULLET.match(text) else 0


def _paragraph(text: str) -> str:
    """The text, with what would open another kind of block made plain."""
    text = _NUMBERED.sub(r"\1\\\2", text, count=1) if _NUMBERED.match(text) else text
    return _OPENS_BLOCK.sub(r"\\\1", _inline(text), count=1) if _OPENS_BLOCK.match(text) else _inline(text)


def _inline(text: str) -> str:
    """Only what a reader of Markdown would take for a mark is escaped: pairs of marks, tags; no blanks to fill in."""
    text = _MARK.sub(lambda found: f"\\{found[1]}" if found[1] else found[0], text)
    return re.sub(r"<(?=[A-Za-z/!?])", r"&lt;", text)


def _table(cells: Sequence[Cell]) -> str:
    if not cells:
        return ""
    if any(cell.rows > 1 or cell.columns > 1 for cell in cells):
        return _html(cells)
    rows = max(cell.row for cell in cells) + 1
    columns = max(cell.column for cell in cells) + 1
    grid = [["" for _ in range(columns)] for _ in range(rows)]
    for cell in cells:
        grid[cell.row][cell.column] = _inline(cell.text).replace("|", "\\|").replace("\n", "<br>")
    lines = [f"| {' | '.join(row)} |" for row in grid]
    return "\n".join([lines[0], "|" + " --- |" * columns, *lines[1:]])


def _html(cells: Sequence[Cell]) -> str:
    places = {(row, column): cell for cell in cells for row, column in _places(cell)}
    height, width = max(row for row, _ in places) + 1, max(column for _, column in places) + 1
    lines = ["<table>"]
    for row in range(height):
        line = ""
        for column in range(width):
            cell = places.get((row, column), Cell(row=row, column=column))
            line += _html_cell(cell) if (cell.row, cell.column) == (row, column) else ""
        lines.append(f"<tr>{line}</tr>")
    return "\n".join([*lines, "</table>"])


def _places(cell: Cell) -> Iterator[tuple[int, int]]:
    return product(range(cell.row, cell.row + cell.rows), range(cell.column, cell.column + cell.columns))


def _html_cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    spans = (("rowspan", cell.rows), ("colspan", cell.columns))
    attributes = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
    text = escape(cell.text, quote=False).replace("\n", "<br>")
    return f"<{tag}{attributes}>{text}</{tag}>"
