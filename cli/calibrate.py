"""``docvl calibrate``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import ExtractOptions
from docvl.errors import UsageError

from ._console import data, plain
from ._labelled import PlotOption, PredOption, QuietOption, SchemaOption, WorkersOption, check_chart, records_of
from ._options import options_of

if TYPE_CHECKING:
    from docvl.extraction.confidence import Quality

_FEW = 200


@options_of(ExtractOptions)
def calibrate(
    labels: Annotated[Path, typer.Argument(metavar="LABELS", help="JSON Lines: what the documents really say.")],
    schema: SchemaOption,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="File to write; give it to `docvl extract --calibration`.")
    ] = Path("calibration.json"),
    error_rate: Annotated[
        float, typer.Option(min=0.0001, max=0.5, help="Share of wrong values allowed among those accepted.")
    ] = 0.02,
    pred: PredOption = None,
    plot: PlotOption = None,
    workers: WorkersOption = None,
    quiet: QuietOption = False,
    **options: Any,
) -> None:
    """Fit confidences to labelled documents, so that 0.9 means right nine times in ten."""
    from docvl.eval import evaluate, fit_calibration, read_labels
    from docvl.eval.records import is_calibrated
    from docvl.schema import load_schema
    from docvl.store.files import replacing

    check_chart(plot)
    if options["calibration"] is not None or (pred is not None and is_calibrated(pred)):
        message = "A calibration is fitted to the engine's own confidences, and these are calibrated already."
        raise UsageError(message, hint="Read the documents without --calibration.")
    loaded = load_schema(schema)
    known = read_labels(labels, loaded)
    evaluation = evaluate(known.checked, records_of(known, loaded, pred, workers, options, quiet=quiet), loaded)
    fitted = fit_calibration(evaluation.documents, loaded, error_rate)
    with replacing(output) as temporary:
        temporary.write_text(fitted.calibration.model_dump_json(indent=1) + "\n", encoding="utf-8")
    if plot is not None:
        from docvl.eval.plot import write_chart

        write_chart(plot, [], {"as read": fitted.before, "calibrated": fitted.after})
    if sys.stdout.isatty():
        _show(fitted.calibration.quality, output)
    else:
        typer.echo(fitted.calibration.quality.model_dump_json(indent=1))


def _show(quality: Quality, output: Path) -> None:
    from rich.table import Table

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_row("documents", str(quality.documents))
    table.add_row("values", f"{quality.values}, {quality.right:.1%} of them right")
    table.add_row("calibration error", f"{quality.ece_before:.3f} before, {quality.ece:.3f} after")
    if quality.accept is None:
        table.add_row("accepted", f"none: no bar keeps {quality.error_rate:.1%} of wrong values on so few documents")
    else:
        table.add_row("accepted", f"{quality.accepted:.1%} of the values, {quality.wrong:.1%} of these wrong")
        table.add_row("use", plain(f"docvl extract ... --calibration {output} --accept {quality.accept:g}"))
    data().print(table)
    data().print(
        "By cross-validation: each document is judged by a model, and a bar, that have not seen it. "
        "Error over ten bins of equal mass."
        + (f" Fewer than {_FEW} values: these figures may be off by several points." if quality.values < _FEW else ""),
        style="dim",
    )
