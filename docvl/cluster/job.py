"""A run on a cluster: the stages put in order, and the driver that publishes what they make."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Generic

import ray
import ray.data
from ray.data import ActorPoolStrategy, DataContext, Dataset

from docvl.cluster.asking import Ask
from docvl.cluster.board import new_board
from docvl.cluster.inputs import list_inputs, tables, with_files
from docvl.cluster.reading import Common, decode, read
from docvl.cluster.session import errors_of_ray, session
from docvl.cluster.watching import Report, Watch, Watcher
from docvl.cluster.writing import write
from docvl.config import ClusterOptions, EngineOptions, ExtractOptions
from docvl.errors import ConfigError
from docvl.pipeline import Task, Transcription
from docvl.pipeline.task import ResultT
from docvl.store.filesystems import locate
from docvl.store.parts import Keys, no_keys
from docvl.store.parts_folder import PartsFolder
from docvl.store.staging import Staged
from docvl.store.transcript_parts import FOLDER, tidy
from docvl.workers import Done

_IN_FLIGHT = 4
"""Blocks that wait at each actor, so that a model never does."""

_READER_CORES, _MODEL_CORES, _WRITER_CORES = 0.95, 0.5, 0.05
"""Shares of a core; other ones for each stage, so that Ray does not put two into one process.

What a writer takes is left over by the readers of its cores, so that none of them stands aside for it.
"""

_READERS_A_WRITER = 16
"""Staging a record takes a fiftieth of the time that reading a page does.

Without a bound on the writers, Ray keeps half of all cores back for them.
"""


@dataclass(frozen=True)
class _Plan:
    """What the driver knows before anything is read."""

    blocks: list[Any]
    total: int
    told: str
    board: Any
    models: int


class Archive(Generic[ResultT]):
    """Documents to be read on a cluster.

    Args:
        inputs: files, folders, patterns, and URIs of buckets.
        task: what to do.
        address: see :func:`docvl.cluster.session.session`.
        options: how to spread and watch it.
        cores: of a cluster that is started here.
        apart: whether documents are decoded in other processes than those that read them; by default where the engine
            is a model in the process.

    Raises:
        ConfigError: what a run on a cluster cannot do.
    """

    def __init__(
        self,
        inputs: Iterable[str],
        task: Task[ResultT],
        address: str,
        options: ClusterOptions,
        *,
        cores: int | None = None,
        apart: bool | None = None,
    ) -> None:
        if options.partition_by == "status" and _may_have_several(task.options):
            raise ConfigError("Parts by status are for one record a document.", hint="Use --partition-by date.")
        self._writes_files = task.name == Transcription.name
        if self._writes_files and task.options.reader == "internvl":
            hint = "Take --engine layout, or a model behind a server, or leave --ray away."
            raise ConfigError("On a cluster, internvl does not transcribe.", hint=hint)
        self._inputs = list(inputs)
        self._task = task
        self._address = address
        self._options = options
        self._cores = cores
        self._apart = task.options.reader == "internvl" if apart is None else apart

    def stream(self) -> Iterator[Done[ResultT]]:
        """The results of each document, in input order, as they are ready.

        Raises:
            UsageError, MissingDependencyError: the call is wrong for every document.
            DocvlError: the cluster fails.
        """
        with session(self._address, self._cores), errors_of_ray(board := new_board()):
            _settings(ordered=True)
            results = self._results(self._plan(board), no_keys())
            for batch in results.iter_batches(batch_size=None, batch_format="pyarrow"):
                for row in batch.select(["lines", "seconds"]).to_pylist():
                    results = tuple(map(self._task.result.model_validate_json, row["lines"]))
                    yield Done[ResultT](results=results, seconds=row["seconds"])

    def write(
        self,
        folder: str,
        manifest: dict[str, Any],
        *,
        fresh: bool = False,
        retry_failed: bool = False,
        watch: Watch = lambda count: None,
    ) -> Report:
        """Write the records as parts, see :mod:`docvl.store.parts`; what an earlier run has published is not redone.

        Args:
            folder: path or URI, made when missing.
            manifest: what ``run.json`` is to say.
            fresh: drop the results of earlier runs.
            retry_failed: read failed documents again.
            watch: told of the counts now and then.

        Raises:
            ConfigError: no cluster there.
            UsageError: no documents, or the call is wrong for every document.
            RunFolderError: the folder holds another run.
            OutputError: the folder cannot be written.
            DocvlError: too many documents failed, or the cluster fails.
        """
        place = locate(folder)
        # As it was written, with what a bucket needs to be reached.
        shared = folder if place.local is None else str(place.local)
        with session(self._address, self._cores), errors_of_ray(board := new_board()):
            _settings(ordered=False)
            plan = _evened(self._plan(board))
            # The cluster and the documents are there: only now is anything of earlier runs dropped.
            said = manifest | {"layout": "parts"}
            beside = FOLDER if self._writes_files else None
            with PartsFolder(place, said, beside=beside, fresh=fresh, retry_failed=retry_failed) as parts:
                return self._publish(plan, parts, shared, watch)

    def _publish(self, plan: _Plan, parts: PartsFolder, folder: str, watch: Watch) -> Report:
        watcher = Watcher(plan.board, plan.total, plan.models, self._options, watch)
        told = {
            "told": plan.told,
            "board": plan.board,
            "folder": folder,
            "attempt": parts.attempt,
            "partition_by": self._options.partition_by,
        }
        staged = self._results(plan, parts.known()).map_batches(
            write,
            fn_kwargs=told,
            batch_size=self._options.part_documents or _part_documents(),
            batch_format="pyarrow",
            num_cpus=_WRITER_CORES,
            concurrency=max(1, _cores() // _READERS_A_WRITER),
        )
        for row in watcher.rows(staged.iter_batches(batch_size=None, batch_format="pyarrow")):
            parts.publish(Staged(**row))
        count = watcher.close()
        report = Report(parts.summary(), count, self._options.price_per_hour)
        said = {**asdict(count), "busy": count.busy, "cost_per_thousand_pages": report.cost_per_thousand_pages}
        summary = parts.finish({"cluster": said}, tidy if self._writes_files else None)
        return Report(summary, count, self._options.price_per_hour)

    def _plan(self, board: Any) -> _Plan:
        blocks, total = [], 0
        found = list_inputs(self._inputs)
        for table in tables(with_files(found, self._inputs) if self._writes_files else found, _cores()):
            blocks.append(ray.put(table))
            total += table.num_rows
        told = json.dumps({"task": self._task.name, **self._task.told()})
        return _Plan(blocks, total, told, board, self._models() if self._apart else 0)

    def _models(self) -> int:
        gpus = ray.cluster_resources().get("GPU", 0)
        return self._options.models or max(1, int(gpus / self._options.gpus_per_model))

    def _results(self, plan: _Plan, known: Keys) -> Dataset:
        """Rows of :data:`docvl.cluster.reading.RESULTS`, all with lines."""
        found = ray.data.from_arrow_refs(plan.blocks)
        told = {"common": Common(plan.told, ray.put(known), plan.board)}
        stage = decode if self._apart else read
        done = found.map_batches(stage, fn_kwargs=told, batch_size=None, batch_format="pyarrow", num_cpus=_READER_CORES)
        if not self._apart:
            return done
        has_gpus = "GPU" in ray.cluster_resources() and self._task.options.device != "cpu"
        return done.map_batches(
            Ask,
            fn_constructor_kwargs=told,
            compute=ActorPoolStrategy(size=plan.models, max_tasks_in_flight_per_actor=_IN_FLIGHT),
            batch_size=None,
            batch_format="pyarrow",
            num_cpus=_MODEL_CORES,
            num_gpus=self._options.gpus_per_model if has_gpus else 0,
        )


def _may_have_several(options: EngineOptions) -> bool:
    """Whether a document may have more than one record."""
    return isinstance(options, ExtractOptions) and (options.split or options.target != "document")


def _evened(plan: _Plan) -> _Plan:
    """The plan with small blocks at the end, too: no core works for long when the others are through."""
    growing, shrinking = plan.blocks[::2], plan.blocks[1::2][::-1]
    return replace(plan, blocks=growing + shrinking)


def _part_documents() -> int:
    """As many as the cores read in some seconds: what waits for its part is read again after a kill."""
    return min(1000, 64 * _cores())


def _cores() -> int:
    """Of the cluster as it is now."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _settings(*, ordered: bool) -> None:
    context = DataContext.get_current()
    context.execution_options.preserve_order = ordered
    context.enable_progress_bars = False
    context.print_on_execution_start = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
