"""Pages of documents on stdout, as they are ready."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO, Protocol

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from docvl.document import Source
from docvl.markdown import to_markdown
from docvl.store.jsonl import to_line
from docvl.transcript import Block, Cell, Transcript

from ._console import plain

_OUTSIDE = ("header", "footer")


class Printer(Protocol):
    """Prints what pages say."""

    def page(self, source: Source, blocks: Sequence[Block]) -> None:
        """Print one page of a document, or several."""
        ...

    def end(self, transcript: Transcript) -> None:
        """All pages of this document were printed."""
        ...

    def close(self) -> None:
        """There is nothing more."""
        ...


class LinePrinter:
    """A transcript a line; see :class:`Printer`."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def page(self, source: Source, blocks: Sequence[Block]) -> None:
        """See :class:`Printer`; a line holds the whole document."""

    def end(self, transcript: Transcript) -> None:
        """See :class:`Printer`."""
        self._out.write(to_line(transcript))
        self._out.flush()

    def close(self) -> None:
        """See :class:`Printer`."""


class MarkdownPrinter:
    """Markdown; where there are several documents, each below a comment with its path. See :class:`Printer`."""

    def __init__(self, out: IO[bytes], *, several: bool) -> None:
        self._out = out
        self._several = several
        self._current = ""
        self._begun = False

    def page(self, source: Source, blocks: Sequence[Block]) -> None:
        """See :class:`Printer`."""
        if self._several and source.path != self._current:
            self._current = source.path
            self._put(f"<!-- {source.path.replace('--', '- -')} -->")
        for piece in to_markdown(blocks):
            self._put(piece.rstrip("\n"))
        self._out.flush()

    def end(self, transcript: Transcript) -> None:
        """See :class:`Printer`."""

    def close(self) -> None:
        """See :class:`Printer`."""
        if self._begun:
            self._out.write(b"\n")

    def _put(self, piece: str) -> None:
        self._out.write(("\n\n" if self._begun else "").encode() + piece.encode())
        self._begun = True


class ScreenPrinter:
    """Text and tables for a person; see :class:`Printer`."""

    def __init__(self, screen: Console, *, several: bool) -> None:
        self._screen = screen
        self._several = several
        self._place = ("", 0)

    def page(self, source: Source, blocks: Sequence[Block]) -> None:
        """See :class:`Printer`."""
        for block in blocks:
            self._move(source, block.page)
            if block.kind not in _OUTSIDE:
                self._screen.print(_shown(block))

    def end(self, transcript: Transcript) -> None:
        """See :class:`Printer`."""

    def close(self) -> None:
        """See :class:`Printer`."""

    def _move(self, source: Source, page: int) -> None:
        before, self._place = self._place, (source.path, page)
        if before == self._place:
            return
        title = Text("  ").join(self._titles(source, page))
        if title:
            self._screen.print(Rule(title, align="left", style="dim"))

    def _titles(self, source: Source, page: int) -> Iterator[Text]:
        if self._several:
            yield plain(source.path, "bold")
        if (source.pages or 1) > 1:
            yield Text(f"page {page}", "dim")


def _shown(block: Block) -> RenderableType:
    if block.kind == "table" and block.cells:
        return Padding(_table(block.cells), (0, 0, 1, 0))
    if block.kind == "heading":
        return Padding(plain(block.text, "bold" if (block.level or 1) > 1 else "bold underline"), (0, 0, 1, 0))
    if block.kind == "list-item":
        return Padding(plain(block.text), (0, 0, 0, 2 * (block.level or 1)))
    return Padding(plain(block.text, "italic" if block.kind == "caption" else ""), (0, 0, 1, 0))


def _table(cells: Sequence[Cell]) -> Table:
    """The cells where they stand; one that spans stands in the first of its places."""
    columns = max(cell.column + cell.columns for cell in cells)
    table = Table(box=box.SQUARE, show_header=False, show_lines=True)
    for _ in range(columns):
        table.add_column(overflow="fold")
    for row in range(max(cell.row + cell.rows for cell in cells)):
        texts = {cell.column: plain(cell.text, "bold" if cell.header else "") for cell in cells if cell.row == row}
        table.add_row(*(texts.get(column, Text()) for column in range(columns)))
    return table
