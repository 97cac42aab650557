"""Opening a file in this process."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Container, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from docvl.config import IngestOptions
from docvl.document import Document, Page, Source
from docvl.errors import CorruptError, LimitError, UnreadableError, UnsupportedError
from docvl.guard import life
from docvl.ingest.sniff import HEAD_BYTES, Kind, describe, sniff
from docvl.issues import Issue

MAX_BYTES = 200_000_000
MAX_PAGES = 2_000


@contextmanager
def open_here(path: str | Path, options: IngestOptions) -> Iterator[Document]:
    """Open a file as by :func:`docvl.ingest.open_document`, and decode it in this process, which may not survive it.

    Raises:
        DocvlError: as that.
    """
    file = Path(path)
    kind = _kind(file)
    sha256 = file_sha256(file)
    from docvl.ingest.pages import ImagePages, PdfPages, broken

    with closing(PdfPages(file, options) if kind == "pdf" else ImagePages(file, options)) as opened:
        count = opened.count
        if count > MAX_PAGES:
            raise LimitError(f"The file has {count} pages; the limit is {MAX_PAGES}.")
        numbers = [number for number in range(1, count + 1) if options.selects(number)]
        issues = opened.issues
        if not numbers:
            message = f"None of the {count} pages of the file is selected."
            issues += (Issue(code="no-page-selected", severity="error", message=message),)
        source = Source(path=printable_path(path), sha256=sha256, pages=count)

        def pages(only: Container[int] | None = None) -> Iterator[Page]:
            for number in numbers:
                if only is None or number in only:
                    life.at_page(number)
                    lost = life.left_out(number)
                    yield opened.page(number) if lost is None else broken(number, lost)
            life.after_pages()

        yield Document(source, pages, issues, opened.attachments)


def file_sha256(path: str | Path) -> str:
    """SHA-256 of the file's bytes, lower-case hex.

    Raises:
        UnreadableError: missing, or no permission.
    """
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(error) from None


def printable_path(path: str | Path) -> str:
    r"""The path as it stands in a record: ``/`` between parts, bytes that are not UTF-8 as ``\udcXX``."""
    return Path(path).as_posix().encode("utf-8", "backslashreplace").decode("utf-8")


def _kind(path: Path) -> Kind:
    try:
        status = path.stat()
        # Opening a FIFO would wait for ever.
        if not stat.S_ISREG(status.st_mode):
            what = "a folder" if stat.S_ISDIR(status.st_mode) else "not a regular file"
            raise UnreadableError(f"The path is {what}.")
        if status.st_size > MAX_BYTES:
            raise LimitError(f"The file has {status.st_size} bytes; the limit is {MAX_BYTES}.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except (OSError, ValueError) as error:
        raise _unreadable(error) from None
    if not head:
        raise CorruptError("The file is empty.")
    kind = sniff(head)
    if kind is None:
        raise UnsupportedError(
            f"The file looks like {describe(head)}.", hint="docvl reads PDF, PNG, JPEG, TIFF, WebP, BMP and GIF."
        )
    return kind


def _unreadable(error: OSError | ValueError) -> UnreadableError:
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "its name is not possible"
    return UnreadableError(f"The file cannot be read: {reason}.")
