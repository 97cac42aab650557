"""Stage 2: documents under guard, read to the end or decoded for a model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any, cast

import pyarrow as pa
import ray

from docvl.cluster.inputs import Input, at_hand
from docvl.cluster.packing import pack, tile_size_of
from docvl.cluster.session import telling
from docvl.errors import DocumentError
from docvl.ingest import open_document
from docvl.issues import from_error
from docvl.pipeline import Job, Task, guarded, sha256_of, task_of
from docvl.record import JsonRecord
from docvl.store.jsonl import to_line
from docvl.store.parts import Keys, holds_key, key_of_document
from docvl.transcript import Transcript
from docvl.workers import Guard

RESULTS = pa.schema(
    [
        ("name", pa.string()),
        ("lines", pa.list_(pa.binary())),
        ("seconds", pa.float64()),
        ("head", pa.binary()),
        ("pixels", pa.list_(pa.binary())),
        ("path", pa.string()),
        ("base", pa.string()),
        ("file", pa.string()),
    ]
)
"""A document that is done has ``lines``; one that a model is to read has ``head`` and ``pixels`` instead."""


@dataclass(frozen=True)
class Common:
    """What all workers are told.

    Attributes:
        told: of the task, see :func:`docvl.pipeline.task_of`; JSON, so that equal ones are equal.
        known: reference to the keys of the documents that are done, in the object store.
        board: handle of the actor.
    """

    told: str
    known: Any
    board: Any


def read(block: pa.Table, common: Common) -> pa.Table:
    """Read documents; a child process does, which is kept for the next block."""
    with telling(common.board):
        guard, work = _guard(common.told), _Work(common)
        for document in work.todo(block):
            try:
                with at_hand(document) as path:
                    if not work.is_done(document, path):
                        done = guard.read(path)
                        work.add(document, done.results, done.seconds)
            except DocumentError as error:
                work.add(document, (work.task.failure(document.name, from_error(error)),))
        return work.close()


def decode(block: pa.Table, common: Common) -> Iterator[pa.Table]:
    """Decode documents for a model; those that cannot be are done."""
    with telling(common.board):
        work = _Work(common)
        for document in work.todo(block):
            try:
                with at_hand(document) as path:
                    if not work.is_done(document, path):
                        work.decode(document, path)
            except DocumentError as error:
                work.add(document, (work.task.failure(document.name, from_error(error)),))
            yield work.flush()
        yield work.close()


def named(records: tuple[JsonRecord | Transcript, ...], name: str) -> list[bytes]:
    """The lines of results, which are about the document of that name, wherever it was opened."""
    return [
        to_line(record.model_copy(update={"source": record.source.model_copy(update={"path": name})}))
        for record in records
    ]


def counts_of(records: tuple[JsonRecord | Transcript, ...]) -> dict[str, float]:
    """What a document adds to the counts of the board."""
    return {
        "documents": 1,
        "failed": float(any(record.status == "failed" for record in records)),
        "pages": sum(record.usage.pages for record in records),
    }


@lru_cache(maxsize=1)
def task_for(told: str) -> Task[Any]:
    """The task, made once in a process."""
    return task_of(json.loads(told))


def job_of(told: str) -> Job:
    """The task, which is an extraction."""
    return cast(Job, task_for(told))


@lru_cache(maxsize=1)
def _guard(told: str) -> Guard[Any]:
    return Guard(task_for(told))


_tile_size = lru_cache(maxsize=1)(tile_size_of)


@lru_cache(maxsize=1)
def _known(known: Any) -> Keys:
    return cast(Keys, ray.get(known))


class _Work:
    """The results of a block as they come."""

    def __init__(self, common: Common) -> None:
        self.task = task_for(common.told)
        self._board = common.board
        self._known = _known(common.known)
        self._rows: list[dict[str, Any]] = []
        self._counts: dict[str, float] = {}
        self._start = time.monotonic()

    def todo(self, block: pa.Table) -> Iterator[Input]:
        yield from (Input(**row) for row in block.to_pylist())

    def is_done(self, document: Input, path: str) -> bool:
        """Whether an earlier run read this very content under this name."""
        key = key_of_document(document.name, sha256_of(path), document.file)
        done = len(self._known) > 0 and holds_key(self._known, key)
        self._count({"kept": float(done)})
        return done

    def add(self, document: Input, records: tuple[JsonRecord | Transcript, ...], seconds: float | None = None) -> None:
        self._count(counts_of(records))
        self._rows.append(
            {"name": document.name, "lines": named(records, document.name), "seconds": seconds, **_place(document)}
        )

    def decode(self, document: Input, path: str) -> None:
        def work() -> tuple[JsonRecord, ...]:
            with open_document(path, self.task.options) as opened:
                head, pixels = pack(opened, self.task.options, _tile_size(self.task.options.model))
            self._rows.append({"name": document.name, "head": head, "pixels": pixels, **_place(document)})
            return ()

        if failures := guarded(work, partial(self.task.failure, path)):
            self.add(document, failures)

    def flush(self) -> pa.Table:
        rows, self._rows = self._rows, []
        return pa.Table.from_pylist(rows, RESULTS)

    def close(self) -> pa.Table:
        self._count({"decode_seconds": time.monotonic() - self._start})
        self._board.note.remote(self._counts)
        return self.flush()

    def _count(self, counts: dict[str, float]) -> None:
        for name, count in counts.items():
            self._counts[name] = self._counts.get(name, 0) + count


def _place(document: Input) -> dict[str, str]:
    return {"path": document.path, "base": document.base, "file": document.file}
