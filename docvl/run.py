"""A run: many documents, one schema; records stream out in input order."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

from pydantic import BaseModel

from docvl.config import ExtractOptions
from docvl.errors import ConfigError
from docvl.extraction import typed
from docvl.ingest import discover, printable_path
from docvl.pipeline import Job, sha256_of
from docvl.record import JsonRecord, Record
from docvl.schema import Schema, SchemaLike, load_schema
from docvl.store.folder import RunFolder
from docvl.store.jsonl import to_line, write_jsonl
from docvl.store.manifest import describe
from docvl.store.summary import Summary
from docvl.store.tables import TABLES, check_formats, write_table
from docvl.workers import Done, parallel, timed

ModelT = TypeVar("ModelT", bound=BaseModel)
DataT = TypeVar("DataT")
Paths = str | Path | Iterable[str | Path]
Watch = Callable[[Done[JsonRecord] | None], None]
"""Told of every document; None stands for one that an earlier run had finished."""


@overload
def extract(paths: Paths, schema: type[ModelT], *, workers: int | None = None, **options: Any) -> Run[ModelT]: ...
@overload
def extract(
    paths: Paths, schema: str | Path | dict[str, Any], *, workers: int | None = None, **options: Any
) -> Run[dict[str, Any]]: ...
@overload
def extract(paths: Paths, schema: Sequence[SchemaLike], *, workers: int | None = None, **options: Any) -> Run[Any]: ...
def extract(
    paths: Paths, schema: SchemaLike | Sequence[SchemaLike], *, workers: int | None = None, **options: Any
) -> Run[Any]:
    """Documents in, records out; the work starts when the run is iterated or written.

    Args:
        paths: files, folders, glob patterns, or ``-`` for a list on stdin; one or several.
        schema: a JSON Schema file, a built-in name, a dict, or a pydantic model, whose instances come back as data;
            several, each for documents of its kind, where ``split`` finds the documents in each file.
        workers: processes; by default one for each core, or one alone where each would load a model. One worker reads
            in this process.
        options: fields of :class:`docvl.config.ExtractOptions`.

    Raises:
        ConfigError: an unknown option, an impossible value, a calibration that cannot be read, or several schemas that
            cannot be told apart.
        SchemaError: the schema cannot be honoured.
        UsageError: no documents.
    """
    if workers is not None and workers < 1:
        raise ConfigError(f"workers is {workers}; it must be 1 or more.")
    job = Job.of(_schemas(schema), ExtractOptions.build(options))
    _check_schemas(job)
    inputs = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
    sources = tuple(discover(inputs))
    usual = _cores() if job.options.model is None else 1
    return Run(inputs, sources, job, min(workers or usual, len(sources)))


class Run(Generic[DataT]):
    """Documents to be read under one schema. Iterate it, or write it; each time the work is done anew.

    Attributes:
        inputs: what the caller named.
        sources: paths of the documents, in the order of the records.
        job: schema and options.
        workers: processes used; 1 is this process.
    """

    def __init__(self, inputs: Sequence[str], sources: Sequence[str], job: Job, workers: int) -> None:
        self.inputs = inputs
        self.sources = sources
        self.job = job
        self.workers = workers

    def __iter__(self) -> Iterator[Record[DataT]]:
        """Records in input order, as they are ready.

        Raises:
            UsageError, MissingDependencyError: the call is wrong for every document.
        """
        models = {schema.name: schema.model for schema in self.job.schemas}
        for record in (record for done in self.stream() for record in done.results):
            split = record.source.split
            model = models.get(split.read_as or "") if split else self.job.schema.model
            yield cast(Record[DataT], record if model is None else typed(record, model))

    def stream(self) -> Iterator[Done[JsonRecord]]:
        """The records of each document, with JSON data whatever the schema, and the seconds it took."""
        return self._process(self.sources)

    def to_jsonl(self, path: str | Path) -> None:
        """Write one record a line.

        Raises:
            OutputError: the file cannot be written.
        """
        write_jsonl(self._lines(), Path(path))

    def to_parquet(self, path: str | Path) -> None:
        """Write a Parquet file with columns typed from the schema.

        Args:
            path: a file that ends in ``.parquet``, else a folder, which gets ``records.parquet``.

        Raises:
            OutputError: the file cannot be written.
            ConfigError: there are several schemas.
        """
        if self.job.others:
            raise ConfigError("Records of several schemas do not fit one table.", hint="Use write(): a file for each.")
        target = Path(path)
        target = target if target.suffix == ".parquet" else target / TABLES["parquet"]
        write_table("parquet", self._lines(), target, self.job.schema.root)

    def write(
        self,
        folder: str | Path,
        *,
        formats: Collection[str] = ("jsonl", "parquet"),
        fresh: bool = False,
        retry_failed: bool = False,
        accept: float | None = None,
        watch: Watch = lambda done: None,
    ) -> Summary:
        """Write the output folder; documents that an earlier, interrupted run has finished are not redone.

        Args:
            folder: made when missing.
            formats: of :data:`docvl.store.tables.FORMATS`; ``records.jsonl`` is written in any case, since a later
                run goes on from it.
            fresh: drop the results of earlier runs.
            retry_failed: read failed documents again.
            accept: confidence, 0 to 1, that every value of a document must reach to need no review; then
                ``accepted.parquet`` holds these documents, and ``review.jsonl`` the others with what is doubtful.
            watch: told of every document.

        Returns:
            What the folder holds.

        Raises:
            ConfigError: an unknown format, or ``accept`` is not between 0 and 1.
            RunFolderError: the folder holds another run.
            OutputError: the folder cannot be written.
        """
        check_formats(formats)
        if accept is not None and not 0 <= accept <= 1:
            raise ConfigError(f"accept is {accept}; it must be between 0 and 1.")
        if accept is not None and self.job.others:
            raise ConfigError("accept is for runs with one schema.", hint="Run once for each schema.")
        manifest = describe(self.inputs, self.job.schemas, self.job.options, self.workers)
        with RunFolder(Path(folder), manifest, fresh=fresh) as out:
            for done in self._process(self._todo(out, retry_failed, watch)):
                out.add(done.results, done.seconds)
                watch(done)
            roots = {schema.name: schema.root for schema in self.job.schemas}
            return out.finish([printable_path(source) for source in self.sources], formats, roots, accept)

    def _lines(self) -> Iterator[bytes]:
        return (to_line(record) for done in self.stream() for record in done.results)

    def _process(self, sources: Iterable[str]) -> Iterator[Done[JsonRecord]]:
        if self.workers == 1:
            return map(partial(timed, task=self.job), sources)
        return parallel(sources, self.job, self.workers)

    def _todo(self, out: RunFolder, retry_failed: bool, watch: Watch) -> Iterator[str]:
        for source in self.sources:
            if out.keeps(printable_path(source), partial(sha256_of, source), retry_failed=retry_failed):
                watch(None)
            else:
                yield source


def _schemas(schema: SchemaLike | Sequence[SchemaLike]) -> list[Schema]:
    if not isinstance(schema, list | tuple):
        return [load_schema(cast(SchemaLike, schema))]
    if not schema:
        raise ConfigError("No schema is given.")
    return [load_schema(one) for one in schema]


def _check_schemas(job: Job) -> None:
    names = [schema.name for schema in job.schemas]
    if job.others and not job.options.split:
        raise ConfigError("Several schemas are given.", hint="Add split: then each document goes to that of its kind.")
    if len(set(names)) < len(names):
        raise ConfigError(f"Two schemas have the name {max(names, key=names.count)!r}.", hint="Give them titles.")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
