"""Opening a file in a child process: what a page costs, at worst, is that page."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from pydantic import BaseModel, TypeAdapter

from docvl.config import IngestOptions
from docvl.document import Document, Page, PageText, Source
from docvl.errors import DocumentError
from docvl.geometry import Box
from docvl.guard.child import Child, Death
from docvl.guard.limits import Limits
from docvl.guard.serve import Answer, serve
from docvl.ingest.ocr_models import configure_threads
from docvl.ingest.opening import open_here
from docvl.issues import Issue

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_DEATHS = 2
"""A document that has ended so many children is read no further."""
_MOST_THREADS = 4
"""Of OCR: each takes address space, which is limited."""

_T = TypeVar("_T")
_TEXT = TypeAdapter(PageText)
_BOXES = TypeAdapter(list[Box])
_idle = threading.local()


class _Opened(BaseModel):
    """What is known of an open file."""

    source: Source
    issues: tuple[Issue, ...]


class _Shape(BaseModel):
    """What is known of a page before it is read."""

    width: float
    height: float
    raster_size: tuple[int, int] | None


@contextmanager
def open_apart(path: str | Path, options: IngestOptions) -> Iterator[Document]:
    """Open a file as by :func:`docvl.ingest.open_document`, in a child; pages are asked of it one by one.

    Raises:
        DocvlError: as that.
    """
    remote = _Remote(path, options)
    try:
        yield Document(remote.opened.source, remote.pages, remote.opened.issues, remote.attachments)
    finally:
        remote.release()


class _Remote:
    """A file that a child holds open; it is opened again in another one where that dies."""

    def __init__(self, path: str | Path, options: IngestOptions) -> None:
        told = options.model_dump(mode="json", include=set(IngestOptions.model_fields))
        self._request = {"open": os.fspath(path), "options": told}
        self._options = options
        self._seconds = float(options.time_limit)
        self._deaths = 0
        self._error: DocumentError | None = None
        self._child: Child | None = None
        try:
            self.opened = self._asked(lambda child: _Opened.model_validate_json(self._open(child)), again=True)
        except BaseException:
            self.release()
            raise

    def pages(self, only: Container[int] | None = None) -> Iterator[Page]:
        for number in range(1, (self.opened.source.pages or 0) + 1):
            if self._options.selects(number) and (only is None or number in only):
                yield self._page(number)

    def attachments(self) -> dict[str, bytes]:
        def ask(child: Child) -> dict[str, bytes]:
            sizes: dict[str, int] = json.loads(self._ask(child, {"attachments": True}))["sizes"]
            return {name: bytes(child.bytes_after(size)) for name, size in sizes.items()}

        return self._asked(ask)

    def release(self) -> None:
        """Keep the child for the next document of this thread, or end it."""
        child, self._child = self._child, None
        if child is not None and child.alive and not child.worn and getattr(_idle, "child", None) is None:
            _idle.child = child
        elif child is not None:
            child.close()

    def _page(self, number: int) -> Page:
        from docvl.ingest.pages import broken

        try:
            shape = _Shape.model_validate_json(self._asked(lambda child: self._ask(child, {"page": number})))
        except DocumentError as error:
            return broken(number, error)

        def text(child: Child) -> PageText:
            return _TEXT.validate_json(self._ask(child, {"text": number}))

        def rules(child: Child) -> Sequence[Box]:
            return _BOXES.validate_python(json.loads(self._ask(child, {"rules": number}))["boxes"])

        def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
            def ask(child: Child) -> bytearray:
                self._ask(child, {"render": number, "size": [width_px, height_px]})
                return child.bytes_after(width_px * height_px * 3)

            return np.frombuffer(self._asked(ask), dtype=np.uint8).reshape(height_px, width_px, 3)

        return Page(
            number,
            shape.width,
            shape.height,
            partial(self._asked, text),
            render,
            shape.raster_size,
            partial(self._asked, rules),
        )

    def _asked(self, ask: Callable[[Child], _T], *, again: bool = False) -> _T:
        """What ``ask`` gets from the child; where that dies, ``again`` says to try another at once."""
        if self._error is not None and self._deaths >= _MOST_DEATHS:
            raise self._error
        try:
            if self._child is None:
                self._child = _hire()
                if not again:
                    self._open(self._child)
            return ask(self._child)
        except Death as death:
            self._deaths += 1
            self._error = death.error
            if self._child is not None:
                self._child.close()
                self._child = None
            if again and not death.guilty and self._deaths < _MOST_DEATHS:
                return self._asked(ask, again=True)
            raise death.error from None

    def _open(self, child: Child) -> bytes:
        return self._ask(child, self._request)

    def _ask(self, child: Child, request: dict[str, Any]) -> bytes:
        start = time.monotonic()
        try:
            return child.ask(request, max(0.0, self._seconds))
        finally:
            # The time between requests is that of whoever reads the pages.
            self._seconds -= time.monotonic() - start


def _hire() -> Child:
    child: Child | None = getattr(_idle, "child", None)
    _idle.child = None
    if child is not None and child.alive:
        return child
    child = Child("docvl.ingest.apart", {"threads": min(_MOST_THREADS, os.cpu_count() or 1)}, Limits())
    child.start()
    return child


class _Server:
    """The child: one open file, and the page that was asked for last."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._document: Document
        self._page: Page | None = None

    def __call__(self, request: dict[str, Any]) -> Answer:
        what = next(iter(request))
        if what == "open":
            return self._open(request)
        if what == "attachments":
            return self._attachments()
        page = self._at(request[what])
        if what == "text":
            return _TEXT.dump_json(page.text).decode()
        if what == "rules":
            return {"boxes": list(page.rules())}
        if what == "render":
            return {}, np.ascontiguousarray(page.render(*request["size"])).data.cast("B")
        return _Shape(width=page.width, height=page.height, raster_size=page.raster_size).model_dump()

    def _open(self, request: dict[str, Any]) -> Answer:
        self._stack.close()
        self._page = None
        document = self._stack.enter_context(open_here(request["open"], IngestOptions(**request["options"])))
        self._document = document
        return _Opened(source=document.source, issues=document.issues).model_dump_json()

    def _attachments(self) -> Answer:
        files = self._document.attachments()
        return {"sizes": {name: len(data) for name, data in files.items()}}, b"".join(files.values())

    def _at(self, number: int) -> Page:
        if self._page is None or self._page.number != number:
            self._page = next(iter(self._document.pages({number})))
        return self._page


def _begin(told: dict[str, Any]) -> Callable[[dict[str, Any]], Answer]:
    configure_threads(told["threads"])
    return _Server()


if __name__ == "__main__":
    serve(_begin)
