"""``docvl transcribe``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from docvl.config import ClusterOptions, TranscribeOptions
from docvl.errors import UsageError

from ._cluster import RayOption, given, to_parts
from ._console import EXIT_INCOMPLETE, data
from ._options import options_of
from ._running import (
    OUTPUT,
    FreshOption,
    OutputOption,
    PathsArgument,
    QuietOption,
    RetryOption,
    VerboseOption,
    WorkersOption,
    check_folder,
    log_more,
    to_folder,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docvl.store.summary import Summary
    from docvl.transcribing import TranscriptRun
    from docvl.transcript import Transcript
    from docvl.workers import Done

    from ._pages import Printer


@options_of(TranscribeOptions, ClusterOptions)
def transcribe(
    paths: PathsArgument,
    output: OutputOption = None,
    format_: Annotated[
        Literal["md", "jsonl"] | None,
        typer.Option(
            "--format", help="Of what goes to stdout: Markdown, or a transcript a line.", rich_help_panel=OUTPUT
        ),
    ] = None,
    searchable_pdf: Annotated[
        bool,
        typer.Option(
            "--searchable-pdf",
            help="Also write a PDF of each document, with invisible words under scanned pages.",
            rich_help_panel=OUTPUT,
        ),
    ] = False,
    fresh: FreshOption = False,
    retry_failed: RetryOption = False,
    workers: WorkersOption = None,
    ray: RayOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    **options: Any,
) -> None:
    """Turn documents into Markdown, in reading order."""
    from docvl.store.transcripts import check_parts
    from docvl.transcribing import transcribe as start

    if verbose:
        log_more()
    if output is None and (fresh or retry_failed or searchable_pdf):
        raise UsageError("Without -o nothing is kept, and no PDF can be written.", hint="Add -o OUT.")
    if output is not None and format_ is not None:
        raise UsageError("--format is for stdout; a folder gets Markdown and JSON Lines.", hint="Leave one out.")
    if output is not None:
        check_folder(output)
    if ray is not None:
        check_parts(searchable=searchable_pdf)
    run = start(paths, workers=workers, ray=ray, **given(options))
    again = {"fresh": fresh, "retry_failed": retry_failed}
    if output is None:
        summary = _to_stdout(run, format_, quiet=quiet)
    elif ray is None:
        summary = to_folder(run, output, searchable_pdf=searchable_pdf, quiet=quiet, **again)
    else:
        summary = to_parts(run, output, quiet=quiet, **again)
    if not summary.complete:
        raise typer.Exit(EXIT_INCOMPLETE)


def _to_stdout(run: TranscriptRun, format_: str | None, *, quiet: bool) -> Summary:
    """Markdown or JSON Lines for a program, readable text for a person."""
    from ._pages import LinePrinter, MarkdownPrinter, ScreenPrinter
    from ._progress import Report

    several, bar = len(run.sources) > 1, not sys.stdout.isatty()
    printer: Printer
    if format_ == "jsonl":
        printer = LinePrinter(sys.stdout.buffer)
    elif format_ == "md" or bar:
        printer = MarkdownPrinter(sys.stdout.buffer, several=several)
    else:
        printer = ScreenPrinter(data(), several=several)
    # What a library prints must not end up between the pages.
    with redirect_stdout(sys.stderr), Report(len(run.sources), bar=bar, quiet=quiet) as report:
        for done in _printed(run, printer):
            report(done)
    printer.close()
    report.conclude()
    return report.summary


def _printed(run: TranscriptRun, printer: Printer) -> Iterator[Done[Transcript]]:
    """Print documents as they are ready; page by page where one worker reads them."""
    if run.workers == 1:
        for done in run.follow(printer.page):
            for transcript in done.results:
                printer.end(transcript)
            yield done
    else:
        for done in run.stream():
            for transcript in done.results:
                if transcript.status != "failed":
                    printer.page(transcript.source, transcript.blocks)
                printer.end(transcript)
            yield done
