"""Many small parts into few."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

import pyarrow as pa

from docvl.store.filesystems import Place, write_whole
from docvl.store.parts import Part, lines_of_parts, read_part
from docvl.store.parts_folder import PartsFolder
from docvl.store.records import RECORDS as LEDGER
from docvl.store.transcripts import TRANSCRIPTS

TARGET_BYTES = 128_000_000


def compact(place: Place, target: int = TARGET_BYTES) -> tuple[int, int]:
    """Merge the parts of a folder; afterwards no document stands in two.

    Between the moment when a merged part appears and that in which the ones it is made of are gone, a reader may see
    records twice. An interrupted merge is put right by the next one, or by the next run.

    Args:
        place: of the folder.
        target: bytes that merged parts may have, about.

    Returns:
        How many parts there were and are.

    Raises:
        RunFolderError: no run that wrote parts, or another process is writing there.
        OutputError: the folder cannot be reached or written.
    """
    with PartsFolder(place) as folder:
        before = len(folder.parts)
        ordered = sorted(folder.parts, key=lambda part: (part.partition, part.number))
        for _, parts in groupby(ordered, key=lambda part: part.partition):
            for group in _groups(list(parts), target):
                folder.replace(group, pa.concat_tables([read_part(part.place) for part in group]))
        after = len(folder.parts)
        folder.finish({"finished": folder.manifest.get("finished")})
    return before, after


def write_lines(place: Place) -> None:
    """Write ``records.jsonl`` or ``transcripts.jsonl`` beside the parts, by path and page; it is made in memory.

    Raises:
        RunFolderError: no run that wrote parts, or another process is writing there.
        OutputError: the folder cannot be reached or written.
    """
    with PartsFolder(place) as folder:
        lines = list(lines_of_parts(folder.parts))
        finished = folder.manifest.get("finished")
        folder.finish({"finished": finished})
    # The sort is stable: what was read under one schema of a file stands together in one part, in its order.
    lines.sort(key=_place)
    name = LEDGER if "schema" in folder.manifest else TRANSCRIPTS
    write_whole(place / name, b"".join(lines))


def _place(line: bytes) -> tuple[str, int]:
    source = json.loads(line)["source"]
    return source["path"], (source.get("split") or {}).get("first_page", 0)


def _groups(parts: list[Part], target: int) -> Iterator[list[Part]]:
    """Neighbours that together stay within the target, where there are two at least."""
    group: list[Part] = []
    size = 0
    for part in parts:
        bytes_ = part.place.files.get_file_info(part.place.path).size
        if group and size + bytes_ > target:
            yield from [group] if len(group) > 1 else []
            group, size = [], 0
        group, size = [*group, part], size + bytes_
    if len(group) > 1:
        yield group
