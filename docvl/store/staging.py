"""Records on their way into parts, see :mod:`docvl.store.parts`: what workers write."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import pyarrow as pa

from docvl.schema import Node
from docvl.store.filesystems import Place, write_whole
from docvl.store.manifest import now
from docvl.store.parquet import record_batch, record_schema
from docvl.store.parts import NO_SCHEMA, STAGED, with_lines, written
from docvl.store.tables import in_file_names

PART_BYTES = 64_000_000
"""A part ends where its records come to this, counted in JSON, or at the end of a batch."""


Tables = Callable[[list[bytes]], Iterable[tuple[str, pa.Table]]]
"""Makes tables of lines of JSON, each with the partition it stands in, such as ``schema=invoice``, or an empty one."""


class Staged(NamedTuple):
    """A part that waits to be published.

    Attributes:
        name: of the file, below the folder.
        partition: such as ``status=ok`` or ``schema=invoice/date=2026-11-21``; empty where parts are not parted.
    """

    name: str
    partition: str


def stage(
    documents: Iterable[Sequence[bytes]],
    tables: Tables,
    folder: Place,
    attempt: str,
    *,
    partition_by: str | None = None,
) -> Iterator[Staged]:
    """Write records as parts of bounded size; the records of a document stay together, in one part a table.

    Args:
        documents: the lines of JSON of each.
        tables: what they become.
        folder: of the run.
        attempt: of :attr:`docvl.store.parts_folder.PartsFolder.attempt`.
        partition_by: ``status``, where each document has one record, or ``date``: the day, in UTC.

    Raises:
        OutputError: no space, no permission.
    """
    for partition, group in _grouped(documents, partition_by):
        parts: dict[str, pa.Buffer] = {}
        for kind, table in tables([line for lines in group for line in lines]):
            data = written(table.drop_columns(["status"]) if partition_by == "status" else table)
            parts["/".join(filter(None, (kind, partition)))] = data
        name = name_of(parts.values())
        staged = [Staged(staged_name(attempt, below, name), below) for below in parts]
        for part, data in zip(staged, parts.values(), strict=True):
            write_whole(folder / part.name, data)
        yield from staged


def name_of(group: Collection[pa.Buffer]) -> str:
    """What the parts of a group are called: equal groups have equal names; of several parts, it says how many."""
    digest = hashlib.sha256()
    for data in group:
        digest.update(data)
    return f"{digest.hexdigest()[:16]}{f'-{len(group)}' if len(group) > 1 else ''}.parquet"


def staged_name(attempt: str, partition: str, name: str) -> str:
    """Where a part waits, below the folder."""
    return "/".join(filter(None, (STAGED, attempt, partition, name)))


def _grouped(
    documents: Iterable[Sequence[bytes]], partition_by: str | None
) -> Iterator[tuple[str, list[Sequence[bytes]]]]:
    groups: dict[str, list[Sequence[bytes]]] = {}
    sizes: Counter[str] = Counter()
    for lines in documents:
        partition = _partition(lines, partition_by)
        groups.setdefault(partition, []).append(lines)
        sizes[partition] += sum(map(len, lines))
        if sizes[partition] >= PART_BYTES:
            yield partition, groups.pop(partition)
            del sizes[partition]
    yield from groups.items()


def _partition(lines: Sequence[bytes], by: str | None) -> str:
    if by is None:
        return ""
    return f"{by}={now()[:10] if by == 'date' else json.loads(lines[0])['status']}"


def record_tables(lines: list[bytes], roots: Mapping[str, Node]) -> Iterator[tuple[str, pa.Table]]:
    """The records read under each of several schemas; those read under none have no data, and no column for it.

    Args:
        lines: of JSON.
        roots: the fields of each schema, by its name.
    """
    if len(roots) == 1:
        yield "", _table(lines, *roots.values())
        return
    groups: dict[str | None, list[bytes]] = {}
    for line in lines:
        split = json.loads(line)["source"].get("split")
        groups.setdefault(split and split["read_as"], []).append(line)
    for schema, own in groups.items():
        if schema is None:
            yield f"schema={NO_SCHEMA}", _table(own, next(iter(roots.values()))).drop_columns(["data"])
        else:
            yield f"schema={in_file_names(schema)}", _table(own, roots[schema])


def _table(lines: list[bytes], root: Node) -> pa.Table:
    schema = record_schema(root)
    batch, misfits = record_batch(lines, root, schema)
    return with_lines(pa.Table.from_batches([batch]), lines, misfits)
