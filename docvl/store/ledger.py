"""The ledger of a run, a file of JSON Lines: which documents it holds, and where."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, NamedTuple, Self

_PACKED = struct.Struct("<QQ32s?d")


class Entry(NamedTuple):
    """Where a document's results stand in the ledger, in bytes, and what decides whether they are still good.

    Attributes:
        start: of the first line.
        end: behind the last line.
        sha256: of the document's content; None where it could not be read.
        failed: whether one of the results is.
        seconds: that it took; None where it is not known.
    """

    start: int
    end: int
    sha256: str | None
    failed: bool
    seconds: float | None

    def packed(self) -> bytes:
        """A quarter of the memory: one is kept for each document of an archive."""
        digest = bytes.fromhex(self.sha256 or "")
        seconds = math.nan if self.seconds is None else self.seconds
        return _PACKED.pack(self.start, self.end, digest, self.failed, seconds)

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The entry that was packed."""
        start, end, digest, failed, seconds = _PACKED.unpack(packed)
        return cls(start, end, digest.hex() if any(digest) else None, failed, None if math.isnan(seconds) else seconds)


def slice_of(file: IO[bytes], entry: Entry) -> bytes:
    """The lines of the entry."""
    file.seek(entry.start)
    return file.read(entry.end - entry.start)


def read_ledger(path: Path, seconds: Mapping[str, Any]) -> dict[str, bytes]:
    """The entries by source path, packed; what follows the last document whose results are all there is cut off.

    Args:
        path: of the ledger; it need not be there.
        seconds: by source path, where they are known.
    """
    entries: dict[str, bytes] = {}
    if path.exists():
        with path.open("rb+") as file:
            end = 0
            for source, entry in _documents(file):
                took = seconds.get(source)
                entries[source] = entry._replace(seconds=took if isinstance(took, float) else None).packed()
                end = entry.end
            file.truncate(end)
    return entries


def _documents(file: Iterable[bytes]) -> Iterator[tuple[str, Entry]]:
    """The path of each whole document and its entry, up to the first line that no run of docvl writes."""
    start, end, missing, has_failed = 0, 0, 0, False
    for line in file:
        try:
            record = json.loads(line)
            source, status = record["source"], record["status"]
            digest = source["sha256"] and bytes.fromhex(source["sha256"]).hex()
            missing = (missing or source.get("parts", 1)) - 1
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if not line.endswith(b"\n"):
            return
        end, has_failed = end + len(line), has_failed or status == "failed"
        if not missing:
            yield source["path"], Entry(start, end, digest, has_failed, None)
            start, has_failed = end, False
