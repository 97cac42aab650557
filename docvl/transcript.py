"""What the pages of a document say: blocks in reading order."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from docvl.document import Source
from docvl.issues import Issue
from docvl.record import EngineInfo, Fraction, Status, Usage

BlockKind = Literal["heading", "paragraph", "list-item", "table", "caption", "header", "footer"]


class Cell(BaseModel):
    """One cell of a table.

    Attributes:
        row: of its top edge, from 0.
        column: of its left edge, from 0.
        rows: how many it spans.
        columns: how many it spans.
        text: as printed, its lines joined; may be empty.
        header: whether it names its column.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    text: str = ""
    header: bool = False


class Block(BaseModel):
    """One piece of a page, as a reader would part it.

    Attributes:
        kind: what it is; ``header`` and ``footer`` stand outside the text of the document.
        text: as printed, its lines joined and their hyphens undone, without markup; of a table, its cells row by row.
        page: from 1; of its beginning where it goes on overleaf.
        bbox: x0, y0, x1, y1 as fractions of the page as shown, origin top left; None when the engine cannot say.
        confidence: 0 to 1.
        level: of a heading, from 1; of a list item, how deep it stands, from 1; None for others.
        cells: of a table, in order of row and column; empty for others.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: BlockKind
    text: str
    page: int
    bbox: tuple[Fraction, Fraction, Fraction, Fraction] | None
    confidence: Fraction
    level: int | None = None
    cells: tuple[Cell, ...] = ()


class Transcript(BaseModel):
    """One document as text.

    Attributes:
        source: the file.
        status: ``ok`` everything was read; ``partial`` something is missing, an issue says what; ``failed`` there is
            nothing.
        blocks: in reading order; none for blank pages.
        issues: findings, in the order they were made.
        engine: what read it.
        usage: what it cost.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source
    status: Status
    blocks: tuple[Block, ...] = ()
    issues: tuple[Issue, ...] = ()
    engine: EngineInfo
    usage: Usage = Usage()
