"""``docvl extract``."""

from __future__ import annotations

import logging
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import ExtractOptions
from docvl.errors import UsageError

from ._console import EXIT_INCOMPLETE, EXIT_INTERRUPTED, data, show_error, talk
from ._options import options_of

if TYPE_CHECKING:
    from docvl.run import Run
    from docvl.store.summary import Summary

_OUTPUT = "Output"


@options_of(ExtractOptions)
def extract(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="PATH...", help="Files, folders or patterns; '-' for a list on stdin, one a line."),
    ],
    schema: Annotated[
        list[str],
        typer.Option(
            "--schema",
            "-s",
            help="JSON Schema file, or a built-in name: see `docvl schemas list`. With --split, several.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Folder for the results. Without it they go to stdout.", rich_help_panel=_OUTPUT
        ),
    ] = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Of jsonl, parquet, csv, with commas between. Default with -o: jsonl,parquet.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh/--resume",
            help="Start over, or go on: documents that an earlier run has finished are not redone.",
            rich_help_panel=_OUTPUT,
        ),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Read documents again that failed before.", rich_help_panel=_OUTPUT)
    ] = False,
    accept: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Also write accepted.parquet, documents whose values are all that sure, and review.jsonl, the rest.",
            rich_help_panel=_OUTPUT,
        ),
    ] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Worker processes; one for each core by default.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more, for bug reports.")] = False,
    **options: Any,
) -> None:
    """Turn documents into records under a schema."""
    from docvl.run import extract as start

    if verbose:
        logging.basicConfig(format="%(name)s: %(message)s", stream=sys.stderr)
        logging.getLogger("docvl").setLevel(logging.DEBUG)
    names = formats.split(",") if formats is not None else None
    _check_output(output, names, only_in_folder=fresh or retry_failed or accept is not None)
    run = start(paths, schema, workers=workers, **options)
    if output is None:
        summary = _to_stdout(run, lines=names is not None or not sys.stdout.isatty(), quiet=quiet)
    else:
        settings = {"fresh": fresh, "retry_failed": retry_failed, "accept": accept}
        summary = _to_folder(run, output, names or ["jsonl", "parquet"], settings, quiet=quiet)
    if not summary.complete:
        raise typer.Exit(EXIT_INCOMPLETE)


def _check_output(output: Path | None, formats: list[str] | None, *, only_in_folder: bool) -> None:
    from docvl.store.tables import check_formats

    check_formats(formats or [])
    if output is not None:
        if output.suffix in (".jsonl", ".parquet", ".csv", ".json") and not output.is_dir():
            hint = f"Give a folder, such as -o {output.stem}: it gets the records in every format, and run.json."
            raise UsageError(f"-o {str(output)!r} looks like a file.", hint=hint)
    elif only_in_folder or set(formats or []) - {"jsonl"}:
        raise UsageError("Without -o only JSON Lines can be written, and nothing is kept.", hint="Add -o OUT.")


def _to_stdout(run: Run[Any], *, lines: bool, quiet: bool) -> Summary:
    """JSON Lines for a program, blocks for a person."""
    from docvl.store.jsonl import to_line

    from ._progress import Report
    from ._show import block

    out, screen, bar = sys.stdout.buffer, data(), not sys.stdout.isatty()
    # What a library prints must not end up between the records.
    with redirect_stdout(sys.stderr), Report(len(run.sources), bar=bar, failures=lines, quiet=quiet) as report:
        for done in run.stream():
            for record in done.results:
                if lines:
                    out.write(to_line(record))
                else:
                    screen.print(block(record))
            out.flush()
            report(done)
    report.conclude()
    return report.summary


def _to_folder(run: Run[Any], output: Path, formats: list[str], settings: dict[str, Any], *, quiet: bool) -> Summary:
    from ._progress import Report

    try:
        with Report(len(run.sources), quiet=quiet) as report:
            summary = run.write(output, formats=formats, watch=report, **settings)
    except KeyboardInterrupt:
        show_error("Interrupted.", f"What is done stands in {output}; the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if not quiet:
        from ._show import closing_table

        talk().print(closing_table(summary, report, output))
    return summary
