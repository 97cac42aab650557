"""Pages into blocks, one page at a time: what goes on in the next column or overleaf is joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.layout.grids import Grid
from docvl.engines.layout.joining import compounds, line_text
from docvl.engines.layout.marks import SENTENCE_ENDS, marker
from docvl.engines.layout.page.kinds import kind_of, kinds_of
from docvl.engines.layout.page.overleaf import joined, rest_of
from docvl.engines.layout.page.paragraphs import Paragraph
from docvl.engines.layout.page.sheets import Part, Sheet, look, sheets
from docvl.engines.layout.phrases import Line
from docvl.ingest.ocr_words import is_wide
from docvl.record import Usage
from docvl.transcript import Block, BlockKind, Cell

_SAME_SIZE = 1.15

_SMALL = 0.9
"""Footnotes are smaller than so many times the usual height of a word."""


def transcribe(pages: Iterable[Page]) -> Iterator[PageBlocks]:
    """The blocks of each page, in order.

    A page is given when the one behind it was looked at; one whose table goes on, when that has ended.
    """
    waiting: list[tuple[Sheet, list[Part]]] = []  # the first, and those that hold nothing but more of its last table
    rests: list[Grid] = []
    for sheet in sheets(map(look, pages)):
        parts = _joined(sheet)
        if waiting:
            begun, before = waiting[0]
            rest = _rest(before, parts)
            rests += [rest] if rest else []
            _join_overleaf(begun, before, parts)
            if parts or not rest:
                yield from _ended(waiting, rests)
                waiting, rests = [], []
        waiting.append((sheet, parts))
    yield from _ended(waiting, rests)


def _rest(parts: Sequence[Part], following: list[Part]) -> Grid | None:
    """Take what goes on of the table that ends a page from the page behind it."""
    last, first = parts[-1] if parts else None, following[0] if following else None
    rest = rest_of(last, first) if isinstance(last, Grid) and isinstance(first, Grid) else None
    del following[: rest is not None]
    return rest


def _ended(waiting: Sequence[tuple[Sheet, list[Part]]], rests: Sequence[Grid]) -> Iterator[PageBlocks]:
    """The blocks of pages, the table that ends the first of them with what it has on the others and behind them."""
    if rests:
        parts = waiting[0][1]
        parts[-1:] = [joined(part, rests) for part in parts[-1:] if isinstance(part, Grid)]
    yield from (_blocks(*page) for page in waiting)


def _joined(sheet: Sheet) -> list[Part]:
    """The parts of a page; what breaks off at the end of a column is joined with its rest."""
    parts: list[Part] = []
    for column in sheet.columns:
        rest = list(column)
        if parts and rest:
            _join(sheet, parts, -1, rest, 0)
        parts += rest
    return parts


def _join_overleaf(sheet: Sheet, parts: list[Part], following: list[Part]) -> None:
    """Join the end of the text of a page with its rest; tables, captions and footnotes may stand between the two."""
    last = next((index for index in reversed(range(len(parts))) if _is_text(sheet, parts[index])), None)
    first = next((index for index, part in enumerate(following) if _is_text(sheet, part)), None)
    if last is not None and first is not None and len(following) > 1:  # a page that only goes on keeps what it says
        _join(sheet, parts, last, following, first)


def _join(sheet: Sheet, parts: list[Part], last: int, following: list[Part], first: int) -> None:
    """Let a paragraph take in the one that follows, if that goes on where it breaks off."""
    before, after = parts[last], following[first]
    if not isinstance(before, Paragraph) or not isinstance(after, Paragraph):
        return
    if {_kind(sheet, before), _kind(sheet, after)} <= {"paragraph", "list-item"} and _goes_on(before, after):
        parts[last] = before.then(after)
        del following[first]


def _is_text(sheet: Sheet, part: Part) -> bool:
    """Whether a part is of the text of the page, rather than set into it or below it."""
    if isinstance(part, Grid):
        return False
    return _kind(sheet, part) != "caption" and part.height > _SMALL * sheet.usual


def _kind(sheet: Sheet, part: Paragraph) -> BlockKind:
    return kind_of(part, sheet.usual, seen=sheet.page.text.source == "ocr")[0]


def _goes_on(before: Paragraph, after: Paragraph) -> bool:
    """Whether a paragraph that ends a column goes on at the top of the next one."""
    low, high = sorted((before.height, after.height))
    ended = not before.full or before.lines[-1].endswith(SENTENCE_ENDS)
    if ended or before.tabular or after.tabular or high > _SAME_SIZE * low or marker(after.lines[0]):
        return False
    begins = after.lines[0][0]
    return begins.islower() or (is_wide(begins) and not after.indented) or before.lines[-1].endswith("-")


def _blocks(sheet: Sheet, parts: Sequence[Part]) -> PageBlocks:
    page = sheet.page
    known = compounds(line for part in parts if isinstance(part, Paragraph) for line in part.lines)
    blocks = [_running(sheet, line, "header") for line in sheet.headers]
    texts = [part if isinstance(part, Paragraph) else None for part in parts]
    kinds = kinds_of(texts, sheet.usual, seen=page.text.source == "ocr")
    for part, (kind, level) in zip(parts, kinds, strict=True):
        blocks.append(_table(sheet, part) if isinstance(part, Grid) else _text(sheet, part, kind, level, known))
    blocks += [_running(sheet, line, "footer") for line in sheet.footers]
    usage = Usage(pages=1, ocr_pages=page.text.source == "ocr")
    return PageBlocks(page.number, tuple(blocks), page.issues, usage)


def _text(sheet: Sheet, part: Paragraph, kind: BlockKind, level: int | None, known: frozenset[str]) -> Block:
    return Block(
        kind=kind,
        text=part.text(known),
        page=sheet.page.number,
        bbox=sheet.page.fractions(part.box),
        confidence=round(part.confidence, 4),
        level=level,
    )


def _table(sheet: Sheet, table: Grid) -> Block:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return Block(
        kind="table",
        text="\n".join("\t".join(texts) for texts in rows.values()),
        page=sheet.page.number,
        bbox=sheet.page.fractions(table.box),
        confidence=round(fmean(word.confidence for word in table.words), 4),
        cells=tuple(
            Cell(
                row=cell.row,
                column=cell.column,
                rows=cell.rows,
                columns=cell.columns,
                text=cell.text,
                header=cell.header,
            )
            for cell in table.cells
        ),
    )


def _running(sheet: Sheet, line: Line, kind: BlockKind) -> Block:
    return Block(
        kind=kind,
        text=line_text(line.words),
        page=sheet.page.number,
        bbox=sheet.page.fractions(line.box),
        confidence=round(fmean(word.confidence for word in line.words), 4),
    )
