"""Names of the files that are written for each document."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath, PurePosixPath

_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_MOST_BYTES = 200  # of 255 that file systems take; a number and a suffix come on top


def names_of(inputs: Iterable[str], sources: Sequence[str]) -> dict[str, str]:
    """A name for each document: its path below the folder that all of ``inputs`` lie in, without its suffix.

    Documents of one folder that differ by their suffix alone keep it; what is left of doublets is numbered. Two names
    never differ by case or by composition of characters alone, and each is possible on every file system.

    Args:
        inputs: what the user named; patterns and ``-`` count as the documents they stand for.
        sources: paths of the documents.

    Returns:
        By source: a path with ``/`` between its parts, never absolute, without ``..``.
    """
    places = {source: Path(source).parent.resolve() / Path(source).name for source in sources}
    base = _base(inputs, places.values())
    below = {source: PurePosixPath(place.relative_to(base).as_posix()) for source, place in places.items()}
    short = {source: _safe(path.with_suffix("")) for source, path in below.items()}
    shared = Counter(map(_key, short.values()))
    names: dict[str, str] = {}
    taken: set[str] = set()
    for source, name in short.items():
        name = name if shared[_key(name)] == 1 else _safe(below[source])
        names[source] = _free(name, taken)
        taken.add(_key(names[source]))
    return names


def is_below(name: object) -> bool:
    """Whether a name, as it stands in a file that others may have written, leads to something below its folder."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    path = PurePath(name)
    return not path.is_absolute() and not path.drive and ".." not in path.parts


def _base(inputs: Iterable[str], places: Iterable[Path]) -> str:
    """The deepest folder above all that was named; what has documents below it is a folder, also in a bucket."""
    places = set(places)
    above = {folder for parent in {place.parent for place in places} for folder in (parent, *parent.parents)}
    folders = {Path(path).resolve() for path in inputs} & above
    others = (place.parent for place in places if not any(place.is_relative_to(folder) for folder in folders))
    return os.path.commonpath([*folders, *others])


def _safe(path: PurePosixPath) -> str:
    return "/".join(map(_safe_part, path.parts))


def _safe_part(part: str) -> str:
    part = _UNSAFE.sub("_", part).rstrip(". ")
    part = f"_{part}" if not part or part[0] in ". " or _RESERVED.fullmatch(part) else part
    return part.encode()[:_MOST_BYTES].decode("utf-8", "ignore")


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while _key(free) in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()
