"""Stage 4: results as parts, and what is written for each document."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pyarrow as pa

from docvl.cluster.reading import job_of, task_for
from docvl.cluster.session import telling
from docvl.pipeline import Transcription
from docvl.store.filesystems import Place, locate
from docvl.store.staging import Tables, record_tables, stage
from docvl.store.transcript_parts import transcript_tables


def write(block: pa.Table, told: str, board: Any, folder: str, attempt: str, partition_by: str | None) -> pa.Table:
    """Stage the results of a block; see :class:`docvl.store.staging.Staged`."""
    place = locate(folder)
    with telling(board):
        tables = _transcripts(block, place) if task_for(told).name == Transcription.name else _records(told)
        staged = list(stage(_lines(block), tables, place, attempt, partition_by=partition_by))
    return pa.Table.from_pylist([part._asdict() for part in staged])


def _records(told: str) -> Tables:
    return partial(record_tables, roots={schema.name: schema.root for schema in job_of(told).schemas})


def _transcripts(block: pa.Table, folder: Place) -> Tables:
    files = dict(zip(block["name"].to_pylist(), block["file"].to_pylist(), strict=True))
    return partial(transcript_tables, files=files, folder=folder)


def _lines(block: pa.Table) -> Iterator[list[bytes]]:
    """The lines of JSON of each document."""
    return (row for batch in block.select(["lines"]).to_batches(100) for row in batch["lines"].to_pylist())
