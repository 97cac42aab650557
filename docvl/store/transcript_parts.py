"""Transcripts in parts, see :mod:`docvl.store.parts`, and beside these a Markdown file for each document.

The Markdown of a document is written before the part that says it is done. What no part speaks of any more is removed
at the end of a run, and what somebody took away is written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from docvl.store.filesystems import Place, files_below, remove, write_whole
from docvl.store.parquet import ENGINE, ISSUES, SOURCE, USAGE
from docvl.store.parts import FILE_COLUMN, Part, read_part, with_lines
from docvl.store.transcripts import markdown_of
from docvl.transcript import Transcript

FOLDER = "markdown"
"""Below that of the run."""

_MARKDOWN = "markdown"
_THREADS = 16
"""Writing a small file is waiting, for a disk or for a service."""

_CELL = pa.struct(
    [
        *((name, pa.int64()) for name in ("row", "column", "rows", "columns")),
        ("text", pa.string()),
        ("header", pa.bool_()),
    ]
)
_BLOCK = pa.struct(
    [
        ("kind", pa.string()),
        ("text", pa.string()),
        ("page", pa.int64()),
        ("bbox", pa.list_(pa.float64())),
        ("confidence", pa.float64()),
        ("level", pa.int64()),
        ("cells", pa.list_(_CELL)),
    ]
)
_COLUMNS = pa.schema(
    [
        ("source", SOURCE),
        ("status", pa.string()),
        (FILE_COLUMN, pa.string()),
        (_MARKDOWN, pa.string()),
        ("blocks", pa.list_(_BLOCK)),
        ("issues", ISSUES),
        ("engine", ENGINE),
        ("usage", USAGE),
    ]
)


def transcript_tables(lines: list[bytes], files: Mapping[str, str], folder: Place) -> Iterator[tuple[str, pa.Table]]:
    """One table of transcripts, see :data:`docvl.store.staging.Tables`; their files are written before it is made.

    Args:
        lines: of JSON.
        files: the name of each document's file below :data:`FOLDER`, by its path.
        folder: of the run.

    Raises:
        OutputError: no space, no permission.
    """
    rows = [_row(line, files) for line in lines]
    _write_files(rows, folder)
    yield "", with_lines(pa.Table.from_pylist(rows, _COLUMNS), lines)


def _row(line: bytes, files: Mapping[str, str]) -> dict[str, Any]:
    transcript = Transcript.model_validate_json(line)
    failed = transcript.status == "failed"
    markdown = None if failed else markdown_of(transcript.blocks)
    return {**json.loads(line), FILE_COLUMN: files[transcript.source.path], _MARKDOWN: markdown}


def _write_files(rows: Iterable[Mapping[str, Any]], folder: Place) -> None:
    """Write the files of documents; one that failed has none."""

    def write(row: Mapping[str, Any]) -> None:
        write_whole(folder / FOLDER / row[FILE_COLUMN], row[_MARKDOWN].encode())

    with ThreadPoolExecutor(_THREADS) as threads:
        list(threads.map(write, (row for row in rows if row[_MARKDOWN] is not None)))


def tidy(parts: Iterable[Part], folder: Place) -> None:
    """Have a file for each transcript of the published parts that is not failed, and no other.

    Raises:
        OutputError: no space, no permission.
    """
    base = f"{(folder / FOLDER).path}/"
    there = {file.path.removeprefix(base): file for file in files_below(folder / FOLDER)}
    for part in parts:
        wanted = [file for file, failed in zip(_files(part), part.failed, strict=True) if not failed]
        missing = {file for file in wanted if there.pop(file, None) is None}
        if missing:
            rows = read_part(part.place).select([FILE_COLUMN, _MARKDOWN]).to_pylist()
            _write_files((row for row in rows if row[FILE_COLUMN] in missing), folder)
    for file in there.values():
        remove(file)


def _files(part: Part) -> list[str]:
    with part.place.files.open_input_file(part.place.path) as source:
        names: list[str] = pq.ParquetFile(source).read(columns=[FILE_COLUMN])[FILE_COLUMN].to_pylist()
    return names
