"""``docvl eval``."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import ExtractOptions
from docvl.errors import UsageError

from ._console import data, plain, talk
from ._labelled import (
    PlotOption,
    PredOption,
    QuietOption,
    SchemaOption,
    WorkersOption,
    check_chart,
    read_now,
    records_of,
)
from ._options import options_of

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

    from docvl.eval import Evaluation
    from docvl.schema import Schema

_GOOD, _FAIR = 0.95, 0.8
_MOST_SHOWN = 12


@options_of(ExtractOptions)
def evaluate(
    schema: SchemaOption,
    labels: Annotated[
        Path | None, typer.Argument(metavar="LABELS", help="JSON Lines: what the documents really say.")
    ] = None,
    pred: PredOption = None,
    init: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write a file of labels to correct, filled with what is read from the documents in FOLDER.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, as on a pipe.")] = False,
    plot: PlotOption = None,
    worst: Annotated[int, typer.Option(min=0, help="Documents to show with what is wrong in them.")] = 5,
    workers: WorkersOption = None,
    quiet: QuietOption = False,
    **options: Any,
) -> None:
    """Score records on labelled documents: each field, rows of lists, documents without any mistake."""
    from docvl.eval import evaluate as score
    from docvl.eval import read_labels
    from docvl.schema import load_schema

    check_chart(plot)
    loaded = load_schema(schema)
    if init is not None:
        _write_drafts(labels or init / "labels.jsonl", init, loaded, workers, options, quiet=quiet)
        return
    if labels is None:
        raise UsageError("No labels were named.", hint="`docvl eval --init FOLDER --schema S` makes them.")
    known = read_labels(labels, loaded)
    evaluation = score(known.checked, records_of(known, loaded, pred, workers, options, quiet=quiet), loaded)
    if as_json or not sys.stdout.isatty():
        from docvl.eval.report import as_json as report

        typer.echo(json.dumps(report(evaluation, worst) | {"drafts": known.drafts}, ensure_ascii=False, indent=1))
    else:
        for part in _shown(evaluation, worst):
            data().print(part)
    if known.drafts and not quiet:
        talk().print(f"{known.drafts} lines that nobody has checked were left out.")
    if plot is not None:
        from docvl.eval.plot import write_chart
        from docvl.eval.report import bins_of_judged

        write_chart(plot, evaluation.fields, {"confidence": bins_of_judged(evaluation.judged())})


def _write_drafts(
    file: Path, folder: Path, schema: Schema, workers: int | None, options: dict[str, Any], *, quiet: bool
) -> None:
    from docvl.store.jsonl import write_jsonl
    from docvl.store.review import draft

    if file.exists():
        raise UsageError(f"{str(file)!r} is there already.", hint="Name another file of labels before --init.")
    records = read_now([str(folder)], schema, workers, options, quiet=quiet)
    lines = (json.dumps(draft(record, file.parent), ensure_ascii=False).encode() + b"\n" for record in records)
    write_jsonl(lines, file)
    if not quiet:
        talk().print(
            plain(f'{file}: {len(records)} documents. Correct each line, set its "checked" to true, then: ')
            + plain(f"docvl eval {file} --schema {schema.name}", "bold")
        )


def _shown(evaluation: Evaluation, worst: int) -> list[RenderableType]:
    from docvl.eval.report import reliability

    confidence = reliability(evaluation.judged())
    documents = len(evaluation.documents)
    missing = f" ({evaluation.missing} without a record)" if evaluation.missing else ""
    parts: list[RenderableType] = [_fields(evaluation)]
    if evaluation.lists:
        parts.append(_lists(evaluation))
    parts += [
        f"[bold]{evaluation.straight_through:.1%}[/] of {documents} documents have every value right{missing}.",
        f"Expected calibration error of {confidence['values']} confidences: {confidence['ece']:.3f}.\n",
    ]
    return parts + [_wrong(evaluation, index) for index in range(min(worst, len(evaluation.worst)))]


def _fields(evaluation: Evaluation) -> Table:
    table = _table("field", "values", "exact", "normalized", "ANLS", "missed", "invented", "wrong")
    fields, overall = evaluation.fields, evaluation.overall
    for score in [*fields, overall]:
        shares = (_share(share) for share in (score.exact, score.normalized, score.anls))
        counts = (str(count) if count else "" for count in (score.missed, score.invented, score.wrong))
        table.add_row(
            plain(_name(score.field) or "all", "" if score.field else "bold"), str(score.values), *shares, *counts
        )
        table.rows[-1].end_section = score is fields[-1] if fields else False
    return table


def _lists(evaluation: Evaluation) -> Table:
    table = _table("list", "rows", "read", "right", "F1", "cells right")
    for score in evaluation.lists:
        counts = (str(count) for count in (score.expected, score.got, score.right))
        table.add_row(plain(_name(score.field)), *counts, _share(score.f1), _share(score.cells))
    return table


def _wrong(evaluation: Evaluation, index: int) -> Table:
    document = evaluation.worst[index]
    table = _table(plain(document.path, "bold"), "expected", "got")
    for column in table.columns:
        column.justify, column.overflow = "left", "fold"
    for outcome in document.wrong[:_MOST_SHOWN]:
        table.add_row(plain(_name(outcome.pointer)), _value(outcome.expected), _value(outcome.got))
    if len(document.wrong) > _MOST_SHOWN:
        table.add_row(plain(f"and {len(document.wrong) - _MOST_SHOWN} more", "dim"))
    return table


def _table(*columns: Any) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index else "left")
    return table


def _share(share: float) -> Any:
    return plain(f"{share:.3f}", "green" if share >= _GOOD else "yellow" if share >= _FAIR else "red")


def _value(value: Any) -> Any:
    if value is None:
        return plain("nothing", "dim")
    return plain(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _name(pointer: str) -> str:
    return pointer.lstrip("/")
