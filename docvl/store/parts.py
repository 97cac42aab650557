"""Records in many Parquet files, written by many machines: each file whole or absent, each document in one of them.

====================================  ==================================================================
``run.json``                          the manifest; its ``finished`` is written last of all
``records/part-000001-<hash>.parquet``  published parts: what readers look at, and the ledger of what is done
``records/status=ok/part-...``        the same, parted by a column when asked
``_staged/<attempt>/<hash>.parquet``  whole parts that are not published yet; readers skip names with ``_``
====================================  ==================================================================

Workers stage parts, named by their content. One process, which holds the folder, publishes them by giving them their
final names; it reads the published parts to know what is done. So a worker that is killed, tried again or left over
from an earlier attempt can never show a reader half a file or a document twice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from docvl.schema import Node
from docvl.store.filesystems import Place, remove, write_whole
from docvl.store.manifest import now
from docvl.store.parquet import record_batch, record_schema
from docvl.store.summary import Summary

RECORDS = "records"
STAGED = "_staged"
JSON_COLUMN = "json"
"""Beside the columns of ``records.parquet``: the record as its line of ``records.jsonl`` has it."""

PART_BYTES = 64_000_000
"""A part ends where its records come to this, counted in JSON, or at the end of a batch."""

_NAME = re.compile(r"part-(\d+)-")
_SUMMARY = b"docvl.summary"
Keys = NDArray[np.bytes_]


def key_of_path(path: str) -> bytes:
    """16 bytes for the path of a document."""
    return hashlib.blake2b(path.encode(), digest_size=16).digest()


def key_of_document(path: str, sha256: str | None) -> bytes:
    """16 bytes for this content under this path: what is done is not done again."""
    return hashlib.blake2b(f"{path}\0{sha256 or ''}".encode(), digest_size=16).digest()


def holds_key(keys: Keys, key: bytes) -> bool:
    """Whether a sorted array of keys holds one."""
    index = int(np.searchsorted(keys, np.frombuffer(key, "S16")[0]))
    return index < len(keys) and bool(keys[index] == np.frombuffer(key, "S16")[0])


class Staged(NamedTuple):
    """A part that waits to be published.

    Attributes:
        name: of the file, below the folder.
        partition: such as ``status=ok``; empty where parts are not parted by a column.
        documents: how many it holds.
    """

    name: str
    partition: str
    documents: int


def stage(
    documents: Iterable[Sequence[bytes]], root: Node, folder: Place, attempt: str, *, partition_by: str | None = None
) -> Iterator[Staged]:
    """Write records as parts of bounded size; the records of a document stay together.

    Args:
        documents: the lines of JSON of each.
        root: of the schema.
        folder: of the run.
        attempt: of :attr:`PartsFolder.attempt`.
        partition_by: ``status``, where each document has one record, or ``date``: the day, in UTC.

    Raises:
        OutputError: no space, no permission.
    """
    for partition, group in _grouped(documents, partition_by):
        table, count = _table([line for lines in group for line in lines], root), len(group)
        data = written(table.drop_columns(["status"]) if partition_by == "status" else table)
        staged = Staged(staged_name(attempt, partition, data), partition, count)
        write_whole(folder / staged.name, data)
        yield staged


def staged_name(attempt: str, partition: str, data: pa.Buffer) -> str:
    """Where a part waits, below the folder: equal parts have equal names."""
    return "/".join(filter(None, (STAGED, attempt, partition, f"{hashlib.sha256(data).hexdigest()[:16]}.parquet")))


def below(partition: str) -> str:
    """Folder of published parts, below that of the run."""
    return f"{RECORDS}/{partition}" if partition else RECORDS


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


def with_summary(table: pa.Table, misfits: int = 0) -> pa.Table:
    """The table with what its records come to in its footer."""
    summary = Summary.of(_lines(table))
    summary.issues.update({"parquet-misfit": misfits} if misfits else {})
    said = {name: getattr(summary, name) for name in ("statuses", "pages", "ocr_pages", "issues")}
    return table.replace_schema_metadata({_SUMMARY: json.dumps(said)})


def written(table: pa.Table) -> pa.Buffer:
    """The bytes of a part."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd")
    return sink.getvalue()


def _table(lines: list[bytes], root: Node) -> pa.Table:
    schema = record_schema(root)
    batch, misfits = record_batch(lines, root, schema)
    texts = pa.array([line.decode().rstrip("\n") for line in lines], pa.string())
    table = pa.Table.from_batches([batch]).append_column(JSON_COLUMN, texts)
    return with_summary(table, misfits)


def _lines(table: pa.Table) -> Iterator[bytes]:
    return (text.as_py().encode() for text in table[JSON_COLUMN])


@dataclass
class Part:
    """A published part.

    Attributes:
        place: of the file.
        number: parts are numbered in the order in which they were published.
        paths: key of the path of each record, (records,).
        documents: key of the document of each record, (records,).
        failed: whether the record is, (records,).
        summary: of its records.
    """

    place: Place
    number: int
    paths: Keys
    documents: Keys
    failed: NDArray[np.bool_]
    summary: Summary

    @property
    def partition(self) -> str:
        """Such as ``status=ok``; empty where parts are not parted by a column."""
        above = self.place.path.rsplit("/", 2)[1]
        return above if "=" in above else ""

    @classmethod
    def read(cls, place: Place) -> Part:
        """What a part holds, without its data.

        Raises:
            OutputError: it cannot be read.
        """
        with place.files.open_input_file(place.path) as source:
            file = pq.ParquetFile(source)
            has_status = "status" in file.schema_arrow.names
            columns = ["source.path", "source.sha256", *(["status"] if has_status else [])]
            table = file.read(columns=columns)
            said = json.loads((file.schema_arrow.metadata or {}).get(_SUMMARY, b"{}"))
        sources = table["source"].to_pylist()
        number = _NAME.search(place.path.rpartition("/")[2])
        failed = [status == "failed" for status in table["status"].to_pylist()] if has_status else []
        return cls(
            place,
            int(number[1]) if number else 0,
            _keys(key_of_path(source["path"]) for source in sources),
            _keys(key_of_document(source["path"], source["sha256"]) for source in sources),
            np.array(failed or ["/status=failed/" in place.path] * len(sources), bool),
            _summary(said),
        )

    def without(self, doomed: NDArray[np.bool_]) -> None:
        """Take records out of the file, which is replaced, or removed when nothing is left.

        Raises:
            OutputError: it cannot be written.
        """
        keep = ~doomed
        self.paths, self.documents, self.failed = self.paths[keep], self.documents[keep], self.failed[keep]
        if not keep.any():
            self.summary = Summary()
            remove(self.place)
            return
        table = with_summary(read_part(self.place).filter(pa.array(keep)))
        self.summary = _summary(json.loads(table.schema.metadata[_SUMMARY]))
        write_whole(self.place, written(table))


def read_part(place: Place) -> pa.Table:
    """The records of a part."""
    with place.files.open_input_file(place.path) as source:
        return pq.ParquetFile(source).read()


def no_keys() -> Keys:
    """An array of none."""
    return _keys(())


def _keys(keys: Iterable[bytes]) -> Keys:
    return np.frombuffer(b"".join(keys), "S16")


def _summary(said: dict[str, Any]) -> Summary:
    summary = Summary(pages=said.get("pages", 0), ocr_pages=said.get("ocr_pages", 0))
    summary.statuses.update(said.get("statuses", {}))
    summary.issues.update(said.get("issues", {}))
    return summary


def lines_of_parts(parts: Iterable[Part]) -> Iterator[bytes]:
    """The records as lines of JSON, part by part."""
    for part in parts:
        yield from (line + b"\n" for line in _lines(read_part(part.place)))
