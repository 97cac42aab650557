"""Pages into blocks, one page at a time: paragraphs that go on in the next column or overleaf are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from statistics import fmean

from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.layout.grids import Grid
from docvl.engines.layout.page.joining import compounds, line_text
from docvl.engines.layout.page.kinds import kind_of, kinds_of
from docvl.engines.layout.page.paragraphs import Paragraph
from docvl.engines.layout.page.sheets import Part, Sheet, look, sheets
from docvl.engines.layout.phrases import Line
from docvl.ingest.ocr_words import is_wide
from docvl.record import Usage
from docvl.transcript import Block, BlockKind, Cell

_ENDS = tuple('.!?:;…。！？：；"”’」』)）')
_SAME_SIZE = 1.15


def transcribe(pages: Iterable[Page]) -> Iterator[PageBlocks]:
    """The blocks of each page, in order; a page is given when the one behind it was looked at."""
    ready: tuple[Sheet, list[Part]] | None = None
    for sheet in sheets(map(look, pages)):
        parts = _joined(sheet)
        if ready is not None:
            if len(parts) > 1:  # a page that only goes on keeps what it says
                _join(*ready, parts)
            yield _blocks(*ready)
        ready = sheet, parts
    if ready is not None:
        yield _blocks(*ready)


def _joined(sheet: Sheet) -> list[Part]:
    """The parts of a page; what breaks off at the end of a column is joined with its rest."""
    parts: list[Part] = []
    for column in sheet.columns:
        _join(sheet, parts, rest := list(column))
        parts += rest
    return parts


def _join(sheet: Sheet, parts: list[Part], following: list[Part]) -> None:
    """Let the last part take in the first of those that follow, where it goes on there."""
    if not parts or not following:
        return
    before, after = parts[-1], following[0]
    if isinstance(before, Paragraph) and isinstance(after, Paragraph) and _goes_on(sheet, before, after):
        parts[-1] = before.then(after)
        del following[0]


def _goes_on(sheet: Sheet, before: Paragraph, after: Paragraph) -> bool:
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
