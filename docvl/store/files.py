"""Files that are either whole or not there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from docvl.errors import OutputError, RunFolderError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns what goes wrong while writing ``path`` into an OutputError."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        hint = "Check free space and permissions; the same command goes on where it stopped."
        raise OutputError(f"Cannot write {str(path)!r}: {reason}.", hint=hint) from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path beside ``path`` that takes its place, on disk for good, when the block ends well.

    A reader sees the old file or the new one, never a part.

    Raises:
        OutputError: no space, no permission.
    """
    make_folder(path.parent)
    temporary = path.with_name(f".{path.name}.part")
    with writing(path):
        try:
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def make_folder(path: Path) -> None:
    """Create the folder and those above it, if need be.

    Raises:
        OutputError: no permission, or a file is in the way.
    """
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)


def hold(path: Path) -> int:
    """Hold a folder until the descriptor is closed, if only by the end of the process.

    Raises:
        RunFolderError: another process holds it.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        hint = "Wait for it to end, or give another folder with -o."
        raise RunFolderError(f"Another process is writing to {str(path)!r}.", hint=hint) from None
    return descriptor
