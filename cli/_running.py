"""What commands that work through many documents share."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.errors import UsageError

from ._console import EXIT_INTERRUPTED, show_error, talk

if TYPE_CHECKING:
    from docvl.run import Run
    from docvl.store.summary import Summary
    from docvl.transcribing import TranscriptRun

OUTPUT = "Output"
_FILES = (".jsonl", ".parquet", ".csv", ".json", ".md", ".pdf")

PathsArgument = Annotated[
    list[str],
    typer.Argument(metavar="PATH...", help="Files, folders or patterns; '-' for a list on stdin, one a line."),
]
OutputOption = Annotated[
    str | None,
    typer.Option(
        "--output", "-o", help="Folder for the results. Without it they go to stdout.", rich_help_panel=OUTPUT
    ),
]
FreshOption = Annotated[
    bool,
    typer.Option(
        "--fresh/--resume",
        help="Start over, or go on: documents that an earlier run has finished are not redone.",
        rich_help_panel=OUTPUT,
    ),
]
RetryOption = Annotated[
    bool, typer.Option("--retry-failed", help="Read documents again that failed before.", rich_help_panel=OUTPUT)
]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Worker processes; one for each core by default.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
VerboseOption = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, for bug reports.")]


def log_more() -> None:
    """Say on stderr what docvl logs."""
    logging.basicConfig(format="%(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("docvl").setLevel(logging.DEBUG)


def check_folder(folder: str) -> None:
    """Refuse what somebody means as a file."""
    output = Path(folder)
    if output.suffix in _FILES and not output.is_dir():
        hint = f"Give a folder, such as -o {output.stem}: it gets all the results, and run.json."
        raise UsageError(f"-o {str(output)!r} looks like a file.", hint=hint)


def to_folder(run: Run[Any] | TranscriptRun, output: str, *, quiet: bool, **settings: Any) -> Summary:
    """Write a run to its folder, with a bar and a closing table; ``settings`` are those of ``run.write``."""
    from ._progress import Report

    try:
        with Report(len(run.sources), quiet=quiet) as report:
            summary = run.write(output, watch=report, **settings)
    except KeyboardInterrupt:
        show_error("Interrupted.", f"What is done stands in {output}; the same command goes on from there.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    if not quiet:
        from ._show import closing_table

        talk().print(closing_table(summary, report, Path(output)))
    return summary
