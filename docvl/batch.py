"""Many documents and one task: results stream out in input order, or into a folder that a later run goes on from."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Generic

from docvl.config import EngineOptions, ExtractOptions
from docvl.errors import ConfigError
from docvl.ingest import discover, printable_path
from docvl.pipeline import Task, sha256_of
from docvl.pipeline.task import ResultT
from docvl.store.folder import RunFiles, RunFolder
from docvl.store.summary import Summary
from docvl.together import together
from docvl.workers import Done, parallel, timed

Paths = str | Path | Iterable[str | Path]
Watch = Callable[[Done[Any] | None], None]
"""Told of every document; None stands for one that an earlier run had finished."""


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
        if workers is not None and workers < 1:
            raise ConfigError(f"workers is {workers}; it must be 1 or more.")
        self.inputs = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        self.sources = tuple(discover(self.inputs))
        self.task = task
        usual = 1 if options.reader == "internvl" else _cores()
        self.workers = min(workers or usual, len(self.sources))
        if self.workers > 1 and _batch_size(options) > 1:
            raise ConfigError("Batches are read by one worker.", hint="Leave --workers or --batch-size away.")

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
        size = _batch_size(task.options)
        return map(partial(timed, task=task), sources) if size == 1 else together(sources, task, size)

    def _todo(self, out: RunFolder[ResultT], retry_failed: bool, watch: Watch) -> Iterator[str]:
        for source in self.sources:
            if out.keeps(printable_path(source), partial(sha256_of, source), retry_failed=retry_failed):
                watch(None)
            else:
                yield source


def _batch_size(options: EngineOptions) -> int:
    return options.batch_size if isinstance(options, ExtractOptions) else 1


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
