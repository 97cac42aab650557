"""Markdown, as a model writes it -> blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from docvl.decoding.html_table import read_table
from docvl.transcript import Block, BlockKind, Cell

_TABLE = re.compile(r"<table\b.*?(?:</table\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # no page shows them
_SOFT = "\v"
_CHINESE_BREAK = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])\v(?=[\u2e80-\u9fff\uff00-\uffef])")
_WRAPPED = ("", "markdown", "md")
_BOX = tuple[float, float, float, float]


class Piece(NamedTuple):
    """A block without its place."""

    kind: BlockKind
    text: str
    level: int | None = None
    cells: tuple[Cell, ...] = ()


def read_markdown(text: str, *, page: int, bbox: _BOX | None, confidence: float) -> tuple[Block, ...]:
    """The blocks of an answer; whatever the model wrote, all of its text is in one of them.

    Tables are those of GitHub or of HTML; other tags are left out. An answer that is one block of code, as some models
    wrap theirs, is what stands in it.

    Args:
        text: CommonMark with tables.
        page: that all of it is about.
        bbox: likewise.
        confidence: likewise.
    """
    return tuple(
        Block(
            kind=piece.kind,
            text=piece.text,
            page=page,
            bbox=bbox,
            confidence=confidence,
            level=piece.level,
            cells=piece.cells,
        )
        for piece in _pieces(_CONTROL.sub("", text))
        if piece.text
    )


def _pieces(text: str) -> Iterator[Piece]:
    end = 0
    for table in _TABLE.finditer(text):
        yield from _parsed(text[end : table.start()])
        yield _table(read_table(table[0]))
        end = table.end()
    yield from _parsed(text[end:])


@cache
def _parser() -> MarkdownIt:
    # What is not indented as code, which no page shows, is a paragraph.
    return MarkdownIt("commonmark").enable("table").disable("code")


def _parsed(text: str) -> Iterator[Piece]:
    tokens = _parser().parse(text)
    match tokens:
        case [Token(type="fence", info=info, content=content)] if info.strip().lower() in _WRAPPED:
            yield from _pieces(content)
        case _:
            yield from _Reader(tokens).pieces()


class _Reader:
    """Walks through the tokens of a text."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = tokens
        self._depth = 0
        self._marker = ""
        self._kind: BlockKind = "paragraph"
        self._level: int | None = None
        self._cells: list[Cell] = []
        self._place = (-1, -1)
        self._header = False

    def pieces(self) -> Iterator[Piece]:
        for token in self._tokens:
            if token.type == "inline" and self._place[1] >= 0:
                row, column = self._place
                self._cells.append(Cell(row=row, column=column, text=_inline(token), header=self._header))
            elif token.type == "inline":
                yield self._piece(_inline(token))
            elif token.type in ("fence", "html_block"):
                yield self._piece(re.sub(r"<[^>]*>", "", token.content).strip())
            elif token.type == "table_close":
                yield _table(tuple(self._cells))
                self._cells, self._place = [], (-1, -1)
            else:
                self._follow(token)

    def _piece(self, text: str) -> Piece:
        if self._marker:
            text, self._marker = f"{self._marker} {text}", ""
            return Piece("list-item", text, self._depth)
        if self._kind == "heading":
            return Piece("heading", text, self._level)
        return Piece("paragraph", text)

    def _follow(self, token: Token) -> None:
        self._depth += {"bullet_list": 1, "ordered_list": 1}.get(token.type.removesuffix("_open"), 0)
        self._depth -= {"bullet_list": 1, "ordered_list": 1}.get(token.type.removesuffix("_close"), 0)
        if token.type == "list_item_open":
            self._marker = f"{token.info}{token.markup}" if token.info else "-"
        elif token.type == "heading_open":
            self._kind, self._level = "heading", int(token.tag[1:])
        elif token.type == "heading_close":
            self._kind = "paragraph"
        elif token.type == "tr_open":
            self._place = (self._place[0] + 1, -1)
        elif token.type in ("th_open", "td_open"):
            self._place = (self._place[0], self._place[1] + 1)
            self._header = token.type == "th_open"


def _table(cells: tuple[Cell, ...]) -> Piece:
    rows: dict[int, list[str]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell.text)
    return Piece("table", "\n".join("\t".join(row) for row in rows.values()).strip(), cells=cells)


def _inline(token: Token) -> str:
    """Text without marks; a line break in the source is a space, in Chinese nothing, one that was asked for stays."""
    text = "".join(map(_text, token.children or ()))
    return _CHINESE_BREAK.sub("", text).replace(_SOFT, " ").strip()


def _text(token: Token) -> str:
    if token.type == "softbreak":
        return _SOFT
    if token.type == "hardbreak":
        return "\n"
    if token.type == "html_inline":
        return "\n" if _BREAK.fullmatch(token.content) else ""
    # Of a picture there is nothing to read: what stands in its brackets is the model's own.
    return token.content if token.type in ("text", "code_inline", "text_special") else ""
