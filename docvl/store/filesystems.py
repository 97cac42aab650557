"""Where files may stand: folders of this machine and of the network, and buckets, all reached through Arrow.

A place is written as a path or as a URI: ``s3://bucket/folder``, ``gs://...``, ``abfs://...``, ``hdfs://...``, or any
scheme that an installed fsspec package knows. What a service needs to be reached, such as ``?region=`` or
``?endpoint_override=``, stands behind the path; credentials come from where its own tools look for them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
from pyarrow import fs

from docvl.errors import DocvlError, OutputError, UsageError
from docvl.store.files import make_folder, replacing, writing

_REASONS = {
    "ACCESS_DENIED": "no permission",
    "INVALID_ACCESS_KEY_ID": "the access key is not known",
    "NO_SUCH_BUCKET": "there is no such bucket",
    "NETWORK_CONNECTION": "the service cannot be reached",
    "SIGNATURE_DOES_NOT_MATCH": "the secret key is wrong",
}
"""Of errors that the SDK of S3 names."""


def is_remote(text: str) -> bool:
    """Whether a place is written as a URI."""
    return re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", text) is not None


@dataclass(frozen=True)
class Place:
    """A file or a folder.

    Attributes:
        files: the filesystem that holds it.
        path: in that filesystem, ``/`` between parts.
        shown: as the user would write it, without what stands behind ``?``.
    """

    files: fs.FileSystem
    path: str
    shown: str

    @property
    def local(self) -> Path | None:
        """The path on this machine; None in a bucket."""
        return Path(self.path) if isinstance(self.files, fs.LocalFileSystem) else None

    def __truediv__(self, name: str) -> Place:
        """What stands below a folder under this name."""
        return replace(self, path=f"{self.path}/{name}", shown=f"{self.shown}/{name}")

    def at(self, path: str) -> Place:
        """What stands at a path of the same filesystem, below this folder."""
        return replace(self, path=path, shown=f"{self.shown}{path.removeprefix(self.path)}")


@lru_cache(maxsize=64)
def locate(text: str) -> Place:
    """The place that a path or URI names; nothing needs to be there.

    Raises:
        UsageError: no such scheme, or the service cannot be reached.
    """
    shown = text.partition("?")[0].rstrip("/") if is_remote(text) else text
    if not is_remote(text):
        return Place(fs.LocalFileSystem(), Path(text).absolute().as_posix(), shown)
    with reaching(shown, UsageError):
        try:
            files, path = fs.FileSystem.from_uri(text)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            files, path = _by_fsspec(text)
    return Place(files, path.rstrip("/"), shown)


def _by_fsspec(text: str) -> tuple[fs.FileSystem, str]:
    try:
        files, path = fs.FileSystem.from_uri(f"fsspec+{text}")
    except ValueError:  # what fsspec and Arrow raise for what they do not know
        scheme = text.partition("://")[0]
        raise UsageError(f"Nothing here reads {scheme}://.", hint=f"Install the fsspec package for {scheme}.") from None
    return files, path


@contextmanager
def reaching(shown: str, kind: type[DocvlError] = OutputError) -> Iterator[None]:
    """Turns what a filesystem raises into an error of that kind, which names the place."""
    try:
        yield
    except OSError as error:
        hint = "Check the address, the credentials and free space; the same command goes on where it stopped."
        raise kind(f"Cannot reach {shown!r}: {_reason(error)}.", hint=hint) from error


def write_whole(place: Place, data: bytes | pa.Buffer) -> None:
    """Write a file that is there as a whole or not at all, for good once this returns.

    Raises:
        OutputError: no space, no permission.
    """
    if place.local is not None:
        with replacing(place.local) as temporary:
            temporary.write_bytes(memoryview(data))
        _sync(place.local.parent)
    else:
        # An object appears when its upload is completed.
        with reaching(place.shown), place.files.open_output_stream(place.path) as out:
            out.write(data)


def move(place: Place, to: Place) -> None:
    """Give a file another name on the same filesystem, where it appears as a whole.

    Raises:
        OutputError: it cannot be done.
    """
    if place.local is not None and to.local is not None:
        make_folder(to.local.parent)
        with writing(to.local):
            place.local.replace(to.local)
        _sync(to.local.parent)
    else:
        with reaching(to.shown):
            place.files.move(place.path, to.path)


def remove(place: Place) -> None:
    """Remove a file, if it is there.

    Raises:
        OutputError: it cannot be done.
    """
    with reaching(place.shown):
        try:
            place.files.delete_file(place.path)
        except FileNotFoundError:
            return


def read_whole(place: Place) -> bytes | None:
    """The bytes of a small file; None where there is none.

    Raises:
        OutputError: it cannot be read.
    """
    with reaching(place.shown):
        try:
            with place.files.open_input_file(place.path) as file:
                data: bytes = file.read()
        except FileNotFoundError:
            return None
    return data


def files_below(folder: Place, suffix: str = "") -> list[Place]:
    """The files in a folder and below, by name; none where there is no folder. Hidden ones are left out.

    Raises:
        OutputError: the folder cannot be listed.
    """
    with reaching(folder.shown):
        found = folder.files.get_file_info(fs.FileSelector(folder.path, recursive=True, allow_not_found=True))
    names = sorted(info.path for info in found if info.type == fs.FileType.File)
    inside = ((name, name.removeprefix(folder.path).strip("/").split("/")) for name in names)
    return [
        folder.at(name)
        for name, parts in inside
        if name.endswith(suffix) and not any(part.startswith(".") for part in parts)
    ]


def _sync(folder: Path) -> None:
    """Make the names in a folder last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    known = re.search(r"AWS Error ([A-Z_]+)", str(error))
    if known:
        return _REASONS.get(known[1], known[1].lower().replace("_", " "))
    return os.strerror(error.errno) if error.errno else str(error).partition("\n")[0][:200]
