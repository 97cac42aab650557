"""A run: many documents, one schema; records stream out in input order."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar, cast, overload

from pydantic import BaseModel

from docvl.batch import Batch, ClusterBatch, Paths, Watch, take_cluster_options
from docvl.config import ClusterOptions, ExtractOptions
from docvl.errors import ConfigError
from docvl.extraction import typed
from docvl.pipeline import Job
from docvl.record import JsonRecord, Record
from docvl.schema import Schema, SchemaLike, load_schema
from docvl.store.jsonl import to_line, write_jsonl
from docvl.store.manifest import about_schemas, describe, key_of
from docvl.store.records import RecordFiles
from docvl.store.summary import Summary
from docvl.store.tables import TABLES, check_formats, check_parts, in_file_names, write_table

ModelT = TypeVar("ModelT", bound=BaseModel)
DataT = TypeVar("DataT")


@overload
def extract(
    paths: Paths, schema: type[ModelT], *, workers: int | None = None, ray: None = None, **options: Any
) -> Run[ModelT]: ...
@overload
def extract(
    paths: Paths, schema: str | Path | dict[str, Any], *, workers: int | None = None, ray: None = None, **options: Any
) -> Run[dict[str, Any]]: ...
@overload
def extract(
    paths: Paths, schema: SchemaLike, *, workers: int | None = None, ray: str, **options: Any
) -> ClusterRun[Any]: ...
@overload
def extract(
    paths: Paths,
    schema: SchemaLike | Sequence[SchemaLike],
    *,
    workers: int | None = None,
    ray: str | None = None,
    **options: Any,
) -> Run[Any]: ...
def extract(
    paths: Paths,
    schema: SchemaLike | Sequence[SchemaLike],
    *,
    workers: int | None = None,
    ray: str | None = None,
    **options: Any,
) -> Run[Any]:
    """Documents in, records out; the work starts when the run is iterated or written.

    Args:
        paths: files, folders, glob patterns, or ``-`` for a list on stdin; one or several.
        schema: a JSON Schema file, a built-in name, a dict, or a pydantic model, whose instances come back as data;
            several, each for documents of its kind, where ``split`` finds the documents in each file.
        workers: processes; by default one for each core, or one alone where each would load a model. A model that only
            one worker asks is in this process; documents are decoded in another in any case.
        ray: address of a Ray cluster that does the work: ``host:port``, ``auto``, ``local`` for one that is started
            here, with ``workers`` cores; empty for what ``RAY_ADDRESS`` says, else ``local``. Paths may then also be
            URIs of buckets.
        options: fields of :class:`docvl.config.ExtractOptions`; with ``ray`` also those of
            :class:`docvl.config.ClusterOptions`.

    Raises:
        ConfigError: an unknown option, an impossible value, a calibration that cannot be read, or several schemas that
            cannot be told apart.
        SchemaError: the schema cannot be honoured.
        UsageError: no documents.
    """
    of_cluster = take_cluster_options(options, ray)
    job = Job.of(_schemas(schema), ExtractOptions.build(options))
    _check_schemas(job)
    if ray is None:
        return Run(paths, job, workers)
    return ClusterRun(paths, job, workers, ray, of_cluster)


class Run(Batch[JsonRecord], Generic[DataT]):
    """Documents to be read under one schema. Iterate it, or write it; each time the work is done anew.

    Attributes:
        inputs: what the caller named.
        sources: paths of the documents, in the order of the records.
        job: schema and options.
        workers: processes used; a model that only one of them asks is in this process.
    """

    def __init__(self, paths: Paths, job: Job, workers: int | None) -> None:
        super().__init__(paths, job, job.options, workers)
        self.job = job

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
        files = RecordFiles({schema.name: schema.root for schema in self.job.schemas}, formats, accept)
        return self._write(Path(folder), files, self._manifest(), fresh=fresh, retry_failed=retry_failed, watch=watch)

    def _manifest(self) -> dict[str, Any]:
        schemas = self.job.schemas
        about = about_schemas(schemas)
        return describe(self.inputs, self.job.options, self.workers, key=key_of(schemas), about=about)

    def _lines(self) -> Iterator[bytes]:
        return (to_line(record) for done in self.stream() for record in done.results)


class ClusterRun(Run[DataT], ClusterBatch[JsonRecord]):
    """The same on a Ray cluster; ``sources`` is empty, as inputs are listed when the work starts."""

    def __init__(self, paths: Paths, job: Job, workers: int | None, ray: str, options: ClusterOptions) -> None:
        """See :class:`docvl.batch.ClusterBatch`."""
        ClusterBatch.__init__(self, paths, job, workers, ray, options)
        self.job = job

    def write(
        self,
        folder: str | Path,
        *,
        formats: Collection[str] = ("parquet",),
        fresh: bool = False,
        retry_failed: bool = False,
        accept: float | None = None,
        watch: Watch = lambda done: None,
    ) -> Summary:
        """Write Parquet parts, see :meth:`write_parts`; ``watch`` is told nothing."""
        check_parts(formats, accept)
        return self.write_parts(folder, fresh=fresh, retry_failed=retry_failed).summary


def _schemas(schema: SchemaLike | Sequence[SchemaLike]) -> list[Schema]:
    if not isinstance(schema, list | tuple):
        return [load_schema(cast(SchemaLike, schema))]
    if not schema:
        raise ConfigError("No schema is given.")
    return [load_schema(one) for one in schema]


def _check_schemas(job: Job) -> None:
    names = [in_file_names(schema.name).casefold() for schema in job.schemas]
    if job.others and not job.options.split:
        raise ConfigError("Several schemas are given.", hint="Add split: then each document goes to that of its kind.")
    if len(set(names)) < len(names):
        raise ConfigError(f"Two schemas have the name {max(names, key=names.count)!r}.", hint="Give them titles.")
