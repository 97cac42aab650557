"""From what the user names to the files to read."""

from __future__ import annotations

import glob
import json
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from docvl.errors import UsageError
from docvl.ingest.sniff import HEAD_BYTES, sniff

SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".webp", ".bmp", ".gif"})


def discover(paths: Iterable[str | Path]) -> Iterator[str]:
    """The files to read, each once, in the order named; folders recursively, sorted by name.

    Args:
        paths: files, folders, glob patterns (``**`` included), or ``-`` for a list on stdin, one path a line.

    Yields:
        Paths with ``/`` between parts. A file that the user named is yielded whether it exists or not, so that it
        ends as one failed record. In a folder or a glob only what is a document by its suffix or its bytes counts:
        no hidden files, no devices, no links that lead out of the folder, and nothing that docvl itself wrote into a
        folder of results, unless this is the folder named.

    Raises:
        UsageError: a folder or a pattern without any document, or no path at all; raised when it is reached.
    """
    seen: set[str] = set()
    named = False
    for text in _listed(paths):
        named = True
        for found in _expand(text):
            key = str(Path(found).absolute())
            if key not in seen:
                seen.add(key)
                yield found
    if not named:
        raise UsageError(
            "No documents were named.", hint="Name files, folders or patterns, or '-' for a list on stdin."
        )


def _listed(paths: Iterable[str | Path]) -> Iterator[str]:
    for path in paths:
        if str(path) == "-":
            yield from filter(None, (line.rstrip("\r\n") for line in sys.stdin))
        else:
            yield str(path)


def _expand(text: str) -> Iterator[str]:
    path = Path(text)
    if path.is_dir():
        yield from _some(_walk(path), f"The folder {text!r} holds no documents.")
    elif os.path.lexists(path) or not glob.has_magic(text):
        yield path.as_posix()
    else:
        yield from _some(_matches(text), f"No document matches the pattern {text!r}.")


def _some(found: Iterator[str], message: str) -> Iterator[str]:
    first = next(found, None)
    if first is None:
        raise UsageError(message, hint="docvl reads PDF, PNG, JPEG, TIFF, WebP, BMP and GIF.")
    yield first
    yield from found


def _matches(pattern: str) -> Iterator[str]:
    # pathlib would also find hidden files.
    for match in sorted(glob.glob(pattern, recursive=True)):  # noqa: PTH207
        path = Path(match)
        if path.is_dir():
            yield from _walk(path)
        elif _is_document(path):
            yield path.as_posix()


def _walk(root: Path) -> Iterator[str]:
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _is_ours(Path(folder, name)))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.resolve().is_relative_to(inside) and _is_document(path):
                yield path.as_posix()


def _is_ours(folder: Path) -> bool:
    """Whether it holds the results of a run."""
    try:
        manifest = json.loads((folder / "run.json").read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(manifest, dict) and "docvl" in manifest


def _is_document(path: Path) -> bool:
    """A regular file that claims or turns out to be of a supported type."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return False
        if path.suffix.lower() in SUFFIXES:
            return True
        with path.open("rb") as file:
            return sniff(file.read(HEAD_BYTES)) is not None
    except OSError:
        # Not readable: only its name can tell, and a document must not vanish.
        return path.suffix.lower() in SUFFIXES and not path.is_symlink()
