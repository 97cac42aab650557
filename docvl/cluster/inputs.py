"""What is to be read, wherever it stands."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
from pyarrow import fs

from docvl.errors import LimitError, UnreadableError, UsageError
from docvl.ingest import MAX_BYTES, discover, printable_path
from docvl.ingest.discover import SUFFIXES
from docvl.store.filesystems import Place, files_below, is_remote, locate, reaching
from docvl.store.names import names_of
from docvl.store.transcripts import MARKDOWN

_FIRST_BLOCK, _LARGEST_BLOCK, _OF_ONE_SIZE = 4, 256, 8  # the last one for each core
BLOCK = pa.schema([(name, pa.string()) for name in ("name", "path", "base", "file")])


class Input(NamedTuple):
    """A document to be read.

    Attributes:
        name: as in its record.
        path: absolute on this machine and on shared disks; of a bucket, its path in there.
        base: URI of the bucket, with what it needs to be reached; empty for a disk.
        file: what is made of it, below the output folder, where each document has a file; else empty.
    """

    name: str
    path: str
    base: str = ""
    file: str = ""


def list_inputs(inputs: Iterable[str]) -> Iterator[Input]:
    """The documents, each once, in the order named; folders and buckets recursively, by name.

    In a bucket a document is known by its suffix, and patterns are not looked for.

    Raises:
        UsageError: nothing there, or the place cannot be reached.
    """
    seen: set[tuple[str, str]] = set()
    for text in inputs:
        for found in _in_bucket(text) if is_remote(text) else map(_on_disk, discover([text])):
            if (found.base, found.path) not in seen:
                seen.add((found.base, found.path))
                yield found


def with_files(found: Iterable[Input], inputs: Iterable[str]) -> list[Input]:
    """The documents with the names of their Markdown files, see :func:`docvl.store.names.names_of`."""
    found = list(found)
    named = [text.partition("?")[0] if is_remote(text) else text for text in inputs]
    names = names_of(named, [document.name for document in found])
    return [document._replace(file=f"{names[document.name]}{MARKDOWN}") for document in found]


def tables(found: Iterable[Input], cores: int) -> Iterator[pa.Table]:
    """The inputs as blocks, which are read as a whole.

    They begin small, so that a short run uses all cores, and grow, so that a long one has few.
    """
    rest, size, made = iter(found), _FIRST_BLOCK, 0
    while group := list(islice(rest, size)):
        yield pa.table([list(column) for column in zip(*group, strict=True)], schema=BLOCK)
        made += 1
        if made % (_OF_ONE_SIZE * cores) == 0 and size < _LARGEST_BLOCK:
            size *= 2


@contextmanager
def at_hand(document: Input) -> Iterator[str]:
    """A path under which the document can be opened here, while the block lasts.

    Raises:
        UnreadableError: it cannot be fetched.
        LimitError: it is too large.
    """
    if not document.base:
        yield document.path
        return
    place = _at(document)
    with tempfile.NamedTemporaryFile() as copy:
        with reaching(place.shown, UnreadableError), place.files.open_input_file(place.path) as source:
            if source.size() > MAX_BYTES:
                raise LimitError(f"The file has {source.size()} bytes; the limit is {MAX_BYTES}.")
            copy.write(source.read())
        copy.flush()
        yield copy.name


def _at(document: Input) -> Place:
    base = locate(document.base)
    return Place(base.files, document.path, document.name)


def _on_disk(path: str) -> Input:
    return Input(printable_path(path), Path(path).absolute().as_posix())


def _in_bucket(text: str) -> Iterator[Input]:
    place = locate(text)
    with reaching(place.shown, UsageError):
        info = place.files.get_file_info(place.path)
    if info.type == fs.FileType.File:
        yield Input(place.shown, place.path, text)
        return
    found = (file for file in files_below(place) if Path(file.path).suffix.lower() in SUFFIXES)
    first = next(found, None)
    if first is None:
        raise UsageError(f"{place.shown!r} holds no documents.", hint="docvl reads PDF, PNG, JPEG, TIFF and others.")
    yield Input(first.shown, first.path, text)
    yield from (Input(file.shown, file.path, text) for file in found)
