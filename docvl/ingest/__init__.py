"""Files become documents: discovery, type by content, limits, pages, words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docvl.config import IngestOptions
from docvl.document import Document
from docvl.guard import life
from docvl.ingest.discover import discover
from docvl.ingest.opening import MAX_BYTES, MAX_PAGES, file_sha256, open_here, printable_path

__all__ = ["MAX_BYTES", "MAX_PAGES", "discover", "file_sha256", "open_document", "printable_path"]


@contextmanager
def open_document(path: str | Path, options: IngestOptions) -> Iterator[Document]:
    """Open a file; its pages can be read until the context ends.

    It is decoded in a child process, or here where this is one whose limits are watched. A page that is broken or ends
    the child, while others do not, raises from :attr:`Page.text` and from ``Page.render``.

    Raises:
        UnreadableError: missing, not a regular file, no permission.
        UnsupportedError: the bytes are not of a supported type.
        CorruptError: empty, or broken as a whole.
        EncryptedError: no password, or none that fits.
        LimitError: more than :data:`MAX_BYTES`, more than :data:`MAX_PAGES`, more memory than a document may take.
        TimedOutError: it takes too long.
        CrashError: the child died of it.
        ConfigError: the password file cannot be read.
        MissingDependencyError: the chosen PDF backend is not installed.
    """
    if life.watched():
        opened = open_here(path, options)
    else:
        from docvl.ingest.apart import open_apart

        opened = open_apart(path, options)
    with opened as document:
        yield document
