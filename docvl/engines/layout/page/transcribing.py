"""Pages into blocks, one page at a time: paragraphs that go on in the next column or overleaf are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from statistics import fmean

from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.layout.page.joining import compounds, line_text
from docvl.engines.layout.page.kinds import kind_of
from docvl.engines.layout.page.paragraphs import Paragraph
from docvl.engines.layout.page.sheets import Part, Sheet, look, sheets
from docvl.engines.layout.phrases import Line
from docvl.ingest.ocr_words import is_wide
from docvl.record import Usage
from docvl.transcript import Block, BlockKind

_ENDS = tuple('.!?:;…。！？：；"”’」』)）')
_SAME_SIZE = 1.15


def transcribe(pages: Iterable[Page]) -> Iterator[PageBlocks]:
    """The blocks of each page, in order; a page is given when the one behind it was looked at."""
    ready: tuple[Sheet, list[Part]] | None = None
    for sheet in sheets(map(look, pages)):
        parts = _joined(sheet)
        if ready is not None:
            _join_overleaf(ready[0], ready[1], parts)
            yield _blocks(*ready)
        ready = sheet, parts
    if ready is not None:
        yield _blocks(*ready)


def _joined(sheet: Sheet) -> list[Part]:
    """The parts of a page; what breaks off at the end of a column is joined with its rest."""
    parts: list[Part] = []
    for column in sheet.columns:
        rest = list(column)
        if parts and rest and _goes_on(sheet, parts[-1], rest[0]):
            parts[-1] = parts[-1].then(rest.pop(0))
        parts += rest
    return parts


def _join_overleaf(sheet: Sheet, parts: list[Part], following: list[Part]) -> None:
    """Join the end of a page with the beginning of the next one, where that has more to say."""
    if parts and len(following) > 1 and _goes_on(sheet, parts[-1], following[0]):
        parts[-1] = parts[-1].then(following.pop(0))


def _goes_on(sheet: Sheet, before: Part, after: Part) -> bool:
    """Whether a paragraph that ends a column goes on at the top of the next one."""
    seen = sheet.page.text.source == "ocr"
    if any(kind_of(part, sheet.usual, seen=seen)[0] not in ("paragraph", "list-item") for part in (before, after)):
        return False
    low, high = sorted((before.height, after.height))
    if (
        before.tabular
        or after.tabular
        or high > _SAME_SIZE * low
        or not before.full
        or before.lines[-1].endswith(_ENDS)
    ):
        return False
    begins = after.lines[0][0]
    return begins.islower() or (is_wide(begins) and not after.indented) or before.lines[-1].endswith("-")


def _blocks(sheet: Sheet, parts: Iterable[Part]) -> PageBlocks:
    page = sheet.page
    known = compounds(line for part in parts for line in part.lines)
    blocks = [_running(sheet, line, "header") for line in sheet.headers]
    blocks += [_text(sheet, part, known) for part in parts]
    blocks += [_running(sheet, line, "footer") for line in sheet.footers]
    usage = Usage(pages=1, ocr_pages=page.text.source == "ocr")
    return PageBlocks(page.number, tuple(blocks), page.issues, usage)


def _text(sheet: Sheet, part: Paragraph, known: frozenset[str]) -> Block:
    kind, level = kind_of(part, sheet.usual, seen=sheet.page.text.source == "ocr")
    return Block(
        kind=kind,
        text=part.text(known),
        page=sheet.page.number,
        bbox=sheet.page.fractions(part.box),
        confidence=round(part.confidence, 4),
        level=level,
    )


def _running(sheet: Sheet, line: Line, kind: BlockKind) -> Block:
    return Block(
        kind=kind,
        text=line_text(line.words),
        page=sheet.page.number,
        bbox=sheet.page.fractions(line.box),
        confidence=round(fmean(word.confidence for word in line.words), 4),
    )
