"""Documents in, transcripts out: what the pages say, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from docvl.batch import Batch, ClusterBatch, Paths, Watch, take_cluster_options
from docvl.config import ClusterOptions, TranscribeOptions
from docvl.document import Source
from docvl.ingest import printable_path
from docvl.pipeline import Transcription
from docvl.store.manifest import describe
from docvl.store.names import names_of
from docvl.store.summary import Summary
from docvl.store.transcripts import SEARCHABLE, TranscriptFiles, check_parts
from docvl.transcript import Block, Transcript
from docvl.workers import Done, timed

_KEY = "transcribe"


def transcribe(paths: Paths, *, workers: int | None = None, ray: str | None = None, **options: Any) -> TranscriptRun:
    """Documents in, transcripts out; the work starts when the run is iterated or written.

    Args:
        paths: files, folders, glob patterns, or ``-`` for a list on stdin; one or several.
        workers: processes; by default one for each core, or one alone where each would load a model.
        ray: address of a Ray cluster that does the work, see :func:`docvl.extract`.
        options: fields of :class:`docvl.config.TranscribeOptions`; with ``ray`` also those of
            :class:`docvl.config.ClusterOptions`.

    Raises:
        ConfigError: an unknown option, an impossible value, or what a run on a cluster cannot do.
        UsageError: no documents.
    """
    of_cluster = take_cluster_options(options, ray)
    task = Transcription(TranscribeOptions.build(options))
    if ray is None:
        return TranscriptRun(paths, task, workers)
    return ClusterTranscriptRun(paths, task, workers, ray, of_cluster)


class TranscriptRun(Batch[Transcript]):
    """Documents to be written down. Iterate it, or write it; each time the work is done anew.

    Attributes:
        inputs: what the caller named.
        sources: paths of the documents, in the order of the transcripts.
        task: with the options.
        workers: processes used.
    """

    task: Transcription

    def __init__(self, paths: Paths, task: Transcription, workers: int | None) -> None:
        super().__init__(paths, task, task.options, workers)

    def __iter__(self) -> Iterator[Transcript]:
        """Transcripts in input order, as they are ready.

        Raises:
            UsageError, MissingDependencyError: the call is wrong for every document.
        """
        return (transcript for done in self.stream() for transcript in done.results)

    def follow(self, show: Callable[[Source, Sequence[Block]], None]) -> Iterator[Done[Transcript]]:
        """As :meth:`stream`, in this process, which tells ``show`` of the blocks of every page as they are ready."""
        return map(partial(timed, task=replace(self.task, show=show)), self.sources)

    def write(
        self,
        folder: str | Path,
        *,
        searchable_pdf: bool = False,
        fresh: bool = False,
        retry_failed: bool = False,
        watch: Watch = lambda done: None,
    ) -> Summary:
        """Write the output folder; documents that an earlier, interrupted run has finished are not redone.

        Each document has a Markdown file that lies below ``folder`` as the document lies below what was named.
        ``transcripts.jsonl`` has a line for each document, ``blocks.jsonl`` one for each block.

        Args:
            folder: made when missing.
            searchable_pdf: also write a PDF beside each Markdown file, with invisible words under scanned pages.
            fresh: drop the results of earlier runs.
            retry_failed: read failed documents again.
            watch: told of every document.

        Returns:
            What the folder holds.

        Raises:
            RunFolderError: the folder holds another run, or a file that would be overwritten.
            OutputError: the folder cannot be written.
        """
        folder = Path(folder)
        names = names_of(self.inputs, [printable_path(source) for source in self.sources])
        copies = {source: str(folder / f"{name}{SEARCHABLE}") for source, name in names.items()}
        return self._write(
            folder,
            TranscriptFiles(names, searchable_pdf),
            describe(self.inputs, self.task.options, self.workers, key=_KEY, about={"names": names}),
            fresh=fresh,
            retry_failed=retry_failed,
            watch=watch,
            task=replace(self.task, copies=copies) if searchable_pdf else self.task,
        )


class ClusterTranscriptRun(TranscriptRun, ClusterBatch[Transcript]):
    """The same on a Ray cluster; ``sources`` is empty, as inputs are listed when the work starts."""

    def __init__(
        self, paths: Paths, task: Transcription, workers: int | None, ray: str, options: ClusterOptions
    ) -> None:
        """See :class:`docvl.batch.ClusterBatch`."""
        ClusterBatch.__init__(self, paths, task, workers, ray, options)

    def write(
        self,
        folder: str | Path,
        *,
        searchable_pdf: bool = False,
        fresh: bool = False,
        retry_failed: bool = False,
        watch: Watch = lambda done: None,
    ) -> Summary:
        """Write parts and Markdown, see :meth:`write_parts`; ``watch`` is told nothing."""
        check_parts(searchable=searchable_pdf)
        return self.write_parts(folder, fresh=fresh, retry_failed=retry_failed).summary

    def _manifest(self) -> dict[str, Any]:
        return describe(self.inputs, self.task.options, self.workers, key=_KEY, about={})
