"""What can be done for a document while the model reads others: its first pages are drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from docvl.config import EngineOptions
from docvl.document import Page
from docvl.engines.base import Request
from docvl.engines.internvl.chat import Reader
from docvl.errors import DocumentError
from docvl.preprocess import page_tiles

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_TILES = 48
"""Tiles of a document that are drawn ahead, up to those of one page more: 0.6 MB each."""

_T = TypeVar("_T")


def drawn_ahead(request: Request, reader: Reader, options: EngineOptions) -> Request:
    """The request with its first pages drawn, and the first one read where its language is asked for.

    The pages are asked for the same things in the same order as by the model; what fails fails when it comes there.
    """
    pages, drawn, tiles = iter(request.pages), deque[Page](), 0
    while tiles < MOST_TILES and (page := next(pages, None)) is not None:
        if not drawn and request.language == "auto":
            page = _worded(page)
        page, count = _drawn(page, reader, options)
        drawn.append(page)
        tiles += max(1, count)
    return replace(request, pages=_Ahead(request.pages, _popped(drawn, pages)))


class _Ahead:
    """Pages of which the first are at hand, once; where they are wanted again, they are opened anew."""

    def __init__(self, pages: Iterable[Page], first: Iterator[Page]) -> None:
        self._pages = pages
        self._first: Iterator[Page] | None = first

    def __iter__(self) -> Iterator[Page]:
        first, self._first = self._first, None
        return iter(self._pages) if first is None else first


def _popped(drawn: deque[Page], pages: Iterator[Page]) -> Iterator[Page]:
    while drawn:
        yield drawn.popleft()  # its pixels die with it
    yield from pages


def _drawn(page: Page, reader: Reader, options: EngineOptions) -> tuple[Page, int]:
    """The page with its tiles, and how many."""
    if options.policy == "document":
        page = _worded(page)
    try:
        planned = reader.grid(page, options)
    except DocumentError:
        return page, 0
    was_fast = options.resize == "fast"
    made = _done(lambda: page_tiles(page, planned, fast=was_fast))

    def tiles(columns: int, rows: int, side: int, fast: bool) -> NDArray[np.uint8] | None:
        same = (columns, rows, side, fast) == (planned.columns, planned.rows, planned.tile_size, was_fast)
        return made() if same else None

    return replace(page, tiles=tiles), planned.tiles_with_thumbnail


def _worded(page: Page) -> Page:
    return replace(page, read_text=_done(lambda: page.text))


def _done(make: Callable[[], _T]) -> Callable[[], _T]:
    """``make``, called now: what it gave is given, what it raised is raised."""
    done: Future[_T] = Future()
    try:
        done.set_result(make())
    except DocumentError as error:
        done.set_exception(error)
    return done.result
