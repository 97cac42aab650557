"""Runs on a Ray cluster, seen from the command line."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from docvl.config import ClusterOptions

from ._console import EXIT_INTERRUPTED, Command, plain, show_error, talk

if TYPE_CHECKING:
    from rich.table import Table

    from docvl.cluster import Count, Report
    from docvl.run import ClusterRun, Run
    from docvl.store.summary import Summary
    from docvl.transcribing import ClusterTranscriptRun, TranscriptRun

_SECONDS_BETWEEN_LINES = 30.0
_ADDRESS = re.compile(r"auto|local|(ray://)?\S+:\d+")


RayOption = Annotated[
    str | None,
    typer.Option(
        metavar="[ADDRESS]",
        help="Work on a Ray cluster: host:port, auto, local; alone, what RAY_ADDRESS says, else a local one. "
        "PATH and OUT may then be in buckets, such as s3://bucket/folder.",
        rich_help_panel="Cluster",
    ),
]


class ClusterCommand(Command):
    """A command whose ``--ray`` may stand alone or before an address."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """See Click; what follows ``--ray`` and is no address is left to others."""
        given: list[str] = []
        for index, arg in enumerate(args):
            given.append(arg)
            if arg == "--ray" and not _ADDRESS.fullmatch("".join(args[index + 1 : index + 2])):
                given.append("")
        return super().parse_args(ctx, given)


def given(options: dict[str, Any]) -> dict[str, Any]:
    """The options without those about clusters that were left alone, which a run on this machine refuses."""
    about_clusters = ClusterOptions.model_fields
    return {
        name: value
        for name, value in options.items()
        if name not in about_clusters or value != about_clusters[name].default
    }


def to_parts(run: Run[Any] | TranscriptRun, output: str, *, quiet: bool, **settings: bool) -> Summary:
    """Write a run as parts, with its progress and a closing table; ``settings`` are those of ``run.write_parts``."""
    progress = _Progress(quiet=quiet)
    try:
        with progress.shown:
            report = cast("ClusterRun[Any] | ClusterTranscriptRun", run).write_parts(output, watch=progress, **settings)
    except KeyboardInterrupt:
        show_error("Interrupted.", f"What is published stands in {output}; the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if not quiet:
        talk().print(_closing_table(report, output))
    return report.summary


class _Progress:
    """A bar on a terminal, a line now and then elsewhere."""

    def __init__(self, *, quiet: bool) -> None:
        self.shown = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            console=talk(),
            disable=quiet or not talk().is_terminal,
            transient=True,
        )
        self._task = self.shown.add_task("starting", total=None)
        self._quiet = quiet
        self._said = time.monotonic()

    def __call__(self, count: Count) -> None:
        done = count.kept + count.documents
        text = f"{done:.0f}/{count.total} documents, {count.speed:.1f} pages/s, {count.failed:.0f} failed"
        if count.busy is not None:
            text += f", model {count.busy:.0%} busy"
        if count.left is not None:
            text += f", {timedelta(seconds=round(count.left))} left"
        self.shown.update(self._task, total=count.total, completed=done, description=text)
        if not self._quiet and self.shown.disable and time.monotonic() - self._said > _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            talk().print(text)


def _closing_table(report: Report, output: str) -> Table:
    from ._show import counts_table

    count, cost = report.count, report.cost_per_thousand_pages
    table = counts_table(report.summary, kept=int(count.kept))
    table.add_row("pages", f"{report.summary.pages}, {report.summary.ocr_pages} of them by OCR")
    table.add_row("time", f"{timedelta(seconds=round(count.seconds))}, {count.speed:.1f} pages/s")
    if count.busy is not None:
        table.add_row("model", f"{count.busy:.0%} busy, in {count.models} actors")
    if cost is not None:
        table.add_row("cost", f"{cost:.4g} for a thousand pages")
    table.add_row("results", plain(output))
    return table
