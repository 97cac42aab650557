"""A decoded document on its way to a model: words, and each page's tiles as compressed levels, never as floats.

What was not foreseen, such as another grid, is drawn from the file itself, where the model is: slower, never wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pyarrow as pa
from pydantic import BaseModel

from docvl.config import PlanOptions
from docvl.document import Document, Page, PageText, Render, Source
from docvl.errors import DocumentError, DocvlError
from docvl.geometry import Box
from docvl.guard.serve import error_of, told_of
from docvl.issues import Issue
from docvl.plan import plan_page
from docvl.plan.grid import TILE_PX
from docvl.preprocess import page_tiles

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_PAGES = 64
"""Pages of a document whose tiles travel with it; those behind are drawn where they are read."""

_CODEC = "zstd"
RenderAgain = Callable[[int, int, int], "NDArray[np.uint8]"]
"""Draws page number, width, height in pixels -> raster, see :class:`docvl.document.Render`."""


class _Page(BaseModel):
    number: int
    width: float
    height: float
    raster_size: tuple[int, int] | None
    text: PageText | None
    error: dict[str, Any] | None
    rules: list[Box]
    grid: tuple[int, int, int] | None


class Head(BaseModel):
    """All of a document but its pixels."""

    source: Source
    issues: tuple[Issue, ...]
    attachments: dict[str, str]
    pages: list[_Page]


def tile_size_of(model: str | Path | None) -> int:
    """Side of a checkpoint's tiles, pixels, as far as its ``config.json`` tells; a wrong guess costs time alone."""
    if model is None:
        return TILE_PX
    try:
        config = json.loads(Path(model, "config.json").read_text(encoding="utf-8"))
        size = config.get("force_image_size") or config["vision_config"]["image_size"]
        return int(size[0] if isinstance(size, list) else size)
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return TILE_PX


def pack(document: Document, options: PlanOptions, tile_size: int = TILE_PX) -> tuple[bytes, list[bytes]]:
    """The document as JSON (:class:`Head`), and for each page its tiles, compressed; empty where there are none."""
    attachments = {name: data.decode("latin-1") for name, data in document.attachments().items()}
    packed = [
        _packed(page, options, tile_size if index < MOST_PAGES else None) for index, page in enumerate(document.pages())
    ]
    pages = [page for page, _ in packed]
    head = Head(source=document.source, issues=document.issues, attachments=attachments, pages=pages)
    return head.model_dump_json().encode(), [tiles for _, tiles in packed]


def unpack(head: bytes, pixels: list[bytes], options: PlanOptions, render_again: RenderAgain) -> Document:
    """The document that was packed."""
    told = Head.model_validate_json(head)

    def pages(only: Container[int] | None = None) -> Iterator[Page]:
        for page, tiles in zip(told.pages, pixels, strict=True):
            if only is None or page.number in only:
                yield _unpacked(page, tiles, options, render_again)

    return Document(
        told.source,
        pages,
        told.issues,
        lambda: {name: text.encode("latin-1") for name, text in told.attachments.items()},
    )


def _packed(page: Page, options: PlanOptions, tile_size: int | None) -> tuple[_Page, bytes]:
    text, error, grid, tiles = None, None, None, b""
    rules: list[Box] = []
    try:
        text = page.text
        rules = list(page.rules())
    except DocumentError as broken:
        error = told_of(broken)
    try:
        if tile_size is not None:
            words = text.words if text and options.policy == "document" else None
            planned = plan_page(page, options, words=words, tile_size=tile_size)
            levels = page_tiles(page, planned, fast=options.resize == "fast")
            grid = (planned.columns, planned.rows, planned.tile_size)
            tiles = pa.compress(levels.tobytes(), codec=_CODEC, asbytes=True) if len(levels) else b""
    except DocumentError:
        grid = None  # said when the model wants to see the page
    head = _Page(
        number=page.number,
        width=page.width,
        height=page.height,
        raster_size=page.raster_size,
        text=text,
        error=error,
        rules=rules,
        grid=grid,
    )
    return head, tiles


def _unpacked(page: _Page, tiles: bytes, options: PlanOptions, render_again: RenderAgain) -> Page:
    return Page(
        page.number,
        page.width,
        page.height,
        partial(_text, page),
        _render(page.number, render_again),
        page.raster_size,
        partial(_rules, page),
        tiles=partial(_tiles, page.grid, tiles, options.resize == "fast"),
    )


def _text(page: _Page) -> PageText:
    if page.text is None:
        _raise(page.error)
    return page.text


def _rules(page: _Page) -> list[Box]:
    return page.rules


def _raise(told: dict[str, Any] | None) -> NoReturn:
    error: DocvlError = error_of(told or {"error": "DocumentError", "message": "The page has no text.", "hint": ""})
    raise error


def _render(number: int, render_again: RenderAgain) -> Render:
    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        return render_again(number, width_px, height_px)

    return render


def _tiles(
    packed: tuple[int, int, int] | None, tiles: bytes, was_fast: bool, columns: int, rows: int, side: int, fast: bool
) -> NDArray[np.uint8] | None:
    if packed != (columns, rows, side) or was_fast != fast:
        return None
    count = columns * rows + (columns * rows > 1)
    if not count:
        return np.empty((0, side, side, 3), np.uint8)
    levels = pa.decompress(tiles, decompressed_size=count * side * side * 3, codec=_CODEC)
    return np.frombuffer(levels, np.uint8).reshape(count, side, side, 3)
