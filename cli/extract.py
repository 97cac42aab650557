"""``docvl extract``."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import ClusterOptions, ExtractOptions
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
    from docvl.run import Run
    from docvl.store.summary import Summary


@options_of(ExtractOptions, ClusterOptions)
def extract(
    paths: PathsArgument,
    schema: Annotated[
        list[str],
        typer.Option(
            "--schema",
            "-s",
            help="JSON Schema file, or a built-in name: see `docvl schemas list`. With --split, several.",
        ),
    ],
    output: OutputOption = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="LIST",
            help="Of jsonl, parquet, csv, with commas between. Default with -o: jsonl,parquet.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    fresh: FreshOption = False,
    retry_failed: RetryOption = False,
    accept: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Also write accepted.parquet, documents whose values are all that sure, and review.jsonl, the rest.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    workers: WorkersOption = None,
    ray: RayOption = None,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
    **options: Any,
) -> None:
    """Turn documents into records under a schema."""
    from docvl.run import extract as start
    from docvl.store.tables import check_parts

    if verbose:
        log_more()
    names = formats.split(",") if formats is not None else None
    _check_output(output, names, only_in_folder=fresh or retry_failed or accept is not None)
    if output is not None and ray is not None:
        check_parts(names or ["parquet"], accept)
    again = {"fresh": fresh, "retry_failed": retry_failed}
    run = start(paths, schema, workers=workers, ray=ray, **given(options))
    if output is None:
        summary = _to_stdout(run, lines=names is not None or not sys.stdout.isatty(), quiet=quiet)
    elif ray is None:
        summary = to_folder(run, output, formats=names or ["jsonl", "parquet"], accept=accept, quiet=quiet, **again)
    else:
        summary = to_parts(run, output, quiet=quiet, **again)
    if not summary.complete:
        raise typer.Exit(EXIT_INCOMPLETE)


def _check_output(output: str | None, formats: list[str] | None, *, only_in_folder: bool) -> None:
    from docvl.store.tables import check_formats

    check_formats(formats or [])
    if output is not None:
        check_folder(output)
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
