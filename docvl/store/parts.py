"""Records in many Parquet files, written by many machines: each file whole or absent, each document in one of them.

====================================  ==================================================================
``run.json``                          the manifest; its ``finished`` is written last of all
``records/part-000001-<hash>.parquet``  published parts: what readers look at, and the ledger of what is done
``records/status=ok/part-...``        the same, parted by a column when asked
``records/schema=invoice/part-...``   the records read under each of several schemas, which have other columns
``_staged/<attempt>/<hash>.parquet``  whole parts that are not published yet; readers skip names with ``_``
====================================  ==================================================================

Workers stage parts, named by their content. One process, which holds the folder, publishes them by giving them their
final names; it reads the published parts to know what is done. So a worker that is killed, tried again or left over
from an earlier attempt can never show a reader half a file or a document twice.

Under several schemas, documents that are staged together become a group of parts, one for each schema, as the records
of one file may be of several. The parts of a group share hash and number, and are staged before the first is published:
by these a later run publishes the rest of a group that was interrupted.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from docvl.store.filesystems import Place, remove, write_whole
from docvl.store.summary import Summary

RECORDS = "records"
STAGED = "_staged"
JSON_COLUMN = "json"
"""Beside the columns of ``records.parquet``: the record as its line of ``records.jsonl`` has it."""

FILE_COLUMN = "file"
"""The file that was made of a document, where there is one for each, below the folder of the run."""

NO_SCHEMA = "__HIVE_DEFAULT_PARTITION__"
"""What readers of partitioned folders take for null."""

_NUMBERED, _SIZE = re.compile(r"part-(\d+)-"), re.compile(r"-(\d+)\.")
_SUMMARY = b"docvl.summary"
Keys = NDArray[np.bytes_]


def key_of_path(path: str) -> bytes:
    """16 bytes for the path of a document."""
    return hashlib.blake2b(path.encode(), digest_size=16).digest()


def key_of_document(path: str, sha256: str | None, file: str = "") -> bytes:
    """16 bytes for this content under this path, and for the file made of it: what is done is not done again."""
    return hashlib.blake2b(f"{path}\0{sha256 or ''}\0{file}".encode(), digest_size=16).digest()


def holds_key(keys: Keys, key: bytes) -> bool:
    """Whether a sorted array of keys holds one."""
    index = int(np.searchsorted(keys, np.frombuffer(key, "S16")[0]))
    return index < len(keys) and bool(keys[index] == np.frombuffer(key, "S16")[0])


def below(partition: str) -> str:
    """Folder of published parts, below that of the run."""
    return f"{RECORDS}/{partition}" if partition else RECORDS


def with_lines(table: pa.Table, lines: Iterable[bytes], misfits: int = 0) -> pa.Table:
    """The table with the lines of JSON that it was made of, and what they come to."""
    texts = pa.array([line.decode().rstrip("\n") for line in lines], pa.string())
    return with_summary(table.append_column(JSON_COLUMN, texts), misfits)


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


def _lines(table: pa.Table) -> Iterator[bytes]:
    return (text.as_py().encode() for text in table[JSON_COLUMN])


@dataclass
class Part:
    """A published part.

    Attributes:
        place: of the file.
        number: parts are numbered in the order in which they were published; those of a group have one number.
        paths: key of the path of each record, (records,).
        documents: key of the document of each record, (records,).
        expected: records that the document of each record has, (records,).
        failed: whether the record is, (records,).
        summary: of its records.
    """

    place: Place
    number: int
    paths: Keys
    documents: Keys
    expected: NDArray[np.int32]
    failed: NDArray[np.bool_]
    summary: Summary

    @property
    def group(self) -> str:
        """What the parts of a group are called behind their number."""
        return _name(self.place)[1]

    @property
    def size(self) -> int:
        """Parts in the group."""
        size = _SIZE.search(self.group)
        return int(size[1]) if size else 1

    @property
    def partition(self) -> str:
        """Such as ``status=ok`` or ``schema=invoice/date=2026-11-21``; empty where parts are not parted."""
        above = takewhile(lambda name: "=" in name, reversed(self.place.path.split("/")[:-1]))
        return "/".join(reversed(list(above)))

    @property
    def schema(self) -> str:
        """The part of it that is about the schema; empty where there is one for all."""
        first = self.partition.partition("/")[0]
        return first if first.startswith("schema=") else ""

    @classmethod
    def read(cls, place: Place) -> Part:
        """What a part holds, without its data.

        Raises:
            OutputError: it cannot be read.
        """
        with place.files.open_input_file(place.path) as source:
            file = pq.ParquetFile(source)
            there = [name for name in ("status", FILE_COLUMN) if name in file.schema_arrow.names]
            table = file.read(columns=["source.path", "source.sha256", "source.parts", *there])
            said = json.loads((file.schema_arrow.metadata or {}).get(_SUMMARY, b"{}"))
        sources = table["source"].to_pylist()
        names = table[FILE_COLUMN].to_pylist() if FILE_COLUMN in there else [""] * len(sources)
        failed = [status == "failed" for status in table["status"].to_pylist()] if "status" in there else []
        return cls(
            place,
            _name(place)[0],
            _keys(key_of_path(source["path"]) for source in sources),
            _keys(
                key_of_document(source["path"], source["sha256"], name)
                for source, name in zip(sources, names, strict=True)
            ),
            np.array([source["parts"] or 1 for source in sources], np.int32),
            np.array(failed or ["/status=failed/" in place.path] * len(sources), bool),
            _summary(said),
        )

    def without(self, doomed: NDArray[np.bool_]) -> None:
        """Take records out of the file, which is replaced, or removed when nothing is left.

        Raises:
            OutputError: it cannot be written.
        """
        keep = ~doomed
        self.paths, self.documents = self.paths[keep], self.documents[keep]
        self.expected, self.failed = self.expected[keep], self.failed[keep]
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


def _name(place: Place) -> tuple[int, str]:
    """Number, 0 for a part that is not published yet, and group."""
    name = place.path.rpartition("/")[2]
    numbered = _NUMBERED.match(name)
    return (int(numbered[1]), name[numbered.end() :]) if numbered else (0, name)


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
