"""What the commands about labelled documents share."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.errors import UsageError

if TYPE_CHECKING:
    from docvl.eval import Labels
    from docvl.record import JsonRecord
    from docvl.schema import Schema

SchemaOption = Annotated[
    str, typer.Option("--schema", "-s", help="JSON Schema file, or a built-in name: see `docvl schemas list`.")
]
PredOption = Annotated[
    Path | None,
    typer.Option(metavar="OUT", help="Output folder of `docvl extract`. Without it the labelled documents are read."),
]
PlotOption = Annotated[Path | None, typer.Option(metavar="FILE.svg", help="Draw the figures as a chart.")]
WorkersOption = Annotated[int | None, typer.Option(min=1, help="Worker processes; one for each core by default.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors and results.")]


def records_of(
    labels: Labels, schema: Schema, pred: Path | None, workers: int | None, options: dict[str, Any], *, quiet: bool
) -> list[JsonRecord]:
    """The records in ``pred``, else those of the labelled documents, read now."""
    from docvl.eval.records import read_records

    if pred is not None:
        return read_records(pred, schema)
    return read_now(list(dict.fromkeys(label.file for label in labels.checked)), schema, workers, options, quiet=quiet)


def read_now(
    paths: Sequence[str], schema: Schema, workers: int | None, options: dict[str, Any], *, quiet: bool
) -> list[JsonRecord]:
    """Read documents, with a bar on the terminal."""
    from docvl.run import extract

    from ._progress import Report

    run = extract(paths, schema.model or schema.json, workers=workers, **options)
    with redirect_stdout(sys.stderr), Report(len(run.sources), quiet=quiet) as report:
        records: list[JsonRecord] = []
        for done in run.stream():
            records += done.results
            report(done)
    return records


def check_chart(path: Path | None) -> None:
    """Refuse a chart that is not an SVG, before any work is done."""
    if path is not None and path.suffix.lower() != ".svg":
        raise UsageError(f"--plot {str(path)!r} does not end in .svg.", hint="Charts are drawn as SVG.")
