"""Many documents and one task: results stream out in input order, or into a folder that a later run goes on from."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from docvl.config import ClusterOptions, EngineOptions
from docvl.errors import ConfigError
from docvl.ingest import discover, printable_path
from docvl.pipeline import Task, sha256_of
from docvl.pipeline.task import ResultT
from docvl.store.folder import RunFiles, RunFolder
from docvl.store.summary import Summary
from docvl.together import together
from docvl.workers import Done, parallel, timed

if TYPE_CHECKING:
    from docvl.cluster import Count, Report

Paths = str | Path | Iterable[str | Path]
Watch = Callable[[Done[Any] | None], None]
"""Told of every document; None stands for one that an earlier run had finished."""


def take_cluster_options(options: dict[str, Any], ray: str | None) -> ClusterOptions:
    """Those of the options that are about clusters, which are taken out of ``options``.

    Raises:
        ConfigError: there are such and no cluster, or a value is impossible.
    """
    taken = {name: options.pop(name) for name in ClusterOptions.model_fields if name in options}
    if taken and ray is None:
        raise ConfigError(f"Option {min(taken)!r} is for runs on a cluster.", hint="Add --ray.")
    return ClusterOptions.build(taken)


class Batch(Generic[ResultT]):
    """Documents to be worked on.

    Attributes:
        inputs: what the caller named.
        sources: paths of the documents, in the order of the results.
        task: what is done with each.
        workers: processes used; a model that only one of them asks is in this process.
    """

    def __init__(self, paths: Paths, task: Task[ResultT], options: EngineOptions, workers: int | None) -> None:
        """Find the documents.

        Raises:
            ConfigError: an impossible number of workers, or several where documents are read in batches.
            UsageError: no documents.
        """
        self._take(paths, task, workers)
        self.sources = tuple(discover(self.inputs))
        usual = 1 if options.reader == "internvl" else _cores()
        self.workers = min(workers or usual, len(self.sources))
        if self.workers > 1 and options.at_once > 1:
            raise ConfigError("Batches are read by one worker.", hint="Leave --workers or --batch-size away.")

    def _take(self, paths: Paths, task: Task[ResultT], workers: int | None) -> None:
        if workers is not None and workers < 1:
            raise ConfigError(f"workers is {workers}; it must be 1 or more.")
        self.inputs = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        self.task = task

    def stream(self) -> Iterator[Done[ResultT]]:
        """The results of each document and the seconds it took, in input order, as they are ready.

        Raises:
            UsageError, MissingDependencyError: the call is wrong for every document.
        """
        return self._process(self.sources, self.task)

    def _write(
        self,
        folder: Path,
        files: RunFiles[ResultT],
        manifest: dict[str, Any],
        *,
        fresh: bool,
        retry_failed: bool,
        watch: Watch,
        task: Task[ResultT] | None = None,
    ) -> Summary:
        """Write the output folder; ``task`` takes the place of the own one where it depends on the folder."""
        with RunFolder(folder, files, manifest, fresh=fresh) as out:
            for done in self._process(self._todo(out, retry_failed, watch), task or self.task):
                out.add(done.results, done.seconds)
                watch(done)
            return out.finish([printable_path(source) for source in self.sources])

    def _process(self, sources: Iterable[str], task: Task[ResultT]) -> Iterator[Done[ResultT]]:
        if self.workers > 1 or not task.options.asks_model:
            return parallel(sources, task, self.workers)
        # The model is kept for the next run; documents are decoded in a child all the same.
        size = task.options.at_once
        return map(partial(timed, task=task), sources) if size == 1 else together(sources, task, size)

    def _todo(self, out: RunFolder[ResultT], retry_failed: bool, watch: Watch) -> Iterator[str]:
        for source in self.sources:
            if out.keeps(printable_path(source), partial(sha256_of, source), retry_failed=retry_failed):
                watch(None)
            else:
                yield source


class ClusterBatch(Batch[ResultT], ABC):
    """The same on a Ray cluster; ``sources`` is empty, as inputs are listed when the work starts."""

    def __init__(
        self, paths: Paths, task: Task[ResultT], workers: int | None, ray: str, options: ClusterOptions
    ) -> None:
        """Nothing is looked for yet.

        Raises:
            ConfigError: what a run on a cluster cannot do.
            MissingDependencyError: Ray is not installed.
        """
        from docvl.cluster import Archive

        self._take(paths, task, workers)
        self.sources = ()
        self.workers = workers or 0
        self._archive = Archive(self.inputs, task, ray, options, cores=workers)

    def stream(self) -> Iterator[Done[ResultT]]:
        """See :meth:`Batch.stream`.

        Raises:
            DocvlError: the cluster fails.
        """
        return self._archive.stream()

    def write_parts(
        self,
        folder: str | Path,
        *,
        fresh: bool = False,
        retry_failed: bool = False,
        watch: Callable[[Count], None] = lambda count: None,
    ) -> Report:
        """Write Parquet parts, see :mod:`docvl.store.parts`; documents that an earlier run published are not redone.

        Of transcripts, each document also has a Markdown file, see :mod:`docvl.store.transcript_parts`.

        Args:
            folder: path or URI, made when missing.
            fresh: drop the results of earlier runs.
            retry_failed: read failed documents again.
            watch: told of the counts about once a second.

        Raises:
            ConfigError: no cluster can be reached.
            UsageError: no documents, or the call is wrong for every document.
            RunFolderError: the folder holds another run.
            OutputError: the folder cannot be written.
            DocvlError: too many documents failed, or the cluster fails.
        """
        manifest = self._manifest()
        return self._archive.write(str(folder), manifest, fresh=fresh, retry_failed=retry_failed, watch=watch)

    @abstractmethod
    def _manifest(self) -> dict[str, Any]:
        """What ``run.json`` says of the run."""


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
