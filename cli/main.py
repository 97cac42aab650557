"""``docvl``: documents in, typed and evidenced records out."""

from __future__ import annotations

from typing import Annotated

import typer

from docvl.version import __version__

from . import ask, calibrate, compact, doctor, eval, extract, models, plan, review, schemas, transcribe
from ._cluster import ClusterCommand
from ._console import Command

app = typer.Typer(
    help="Documents in (PDF, scans, photos), typed and evidenced records out.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_show_locals=False,  # locals hold document text
)
app.command("extract", cls=ClusterCommand)(extract.extract)
app.command("transcribe", cls=ClusterCommand)(transcribe.transcribe)
app.command("ask", cls=Command)(ask.ask)
app.command("plan", cls=Command)(plan.plan)
app.command("eval", cls=Command)(eval.evaluate)
app.command("calibrate", cls=Command)(calibrate.calibrate)
app.command("review", cls=Command)(review.review)
app.add_typer(schemas.app, name="schemas")
app.add_typer(models.app, name="models")
app.command("compact", cls=Command)(compact.compact)
app.command("doctor", cls=Command)(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"docvl {__version__}")
        raise typer.Exit


@app.callback()
def _main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    pass
