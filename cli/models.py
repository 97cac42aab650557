"""``docvl models``: what a model folder holds, whether it can be used, and how to carry it elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ._console import EXIT_FAILED, Command, data, plain, talk

if TYPE_CHECKING:
    from docvl.engines.internvl.check import Inspection

app = typer.Typer(help="Check and convert InternVL models.", no_args_is_help=True)
_Folder = Annotated[Path, typer.Argument(help="Folder with config.json, weights and tokenizer.", show_default=False)]


@app.command("check", cls=Command)
def check(path: _Folder) -> None:
    """Say what a model folder holds, what it needs in memory, and what is wrong with it. Reads no weights."""
    from docvl.engines.internvl.check import inspect_model

    _quiet()
    with talk().status("reading"):
        found = inspect_model(path)
    _show(found)
    if found.problems:
        raise typer.Exit(EXIT_FAILED)


@app.command("convert", cls=Command)
def convert(
    path: _Folder,
    out: Annotated[Path, typer.Argument(help="New folder.", show_default=False)],
    dtype: Annotated[
        str | None, typer.Option(help="bfloat16, float16 or float32; as stored if not given.", show_default=False)
    ] = None,
) -> None:
    """Write a model in the format of transformers, which loads it without docvl. Quantised weights are unpacked."""
    from docvl.engines.internvl.convert import convert_model

    _quiet()
    with talk().status("converting"):
        convert_model(path, out, dtype=dtype)
    talk().print(plain(f"Written to {out}."))


def _show(found: Inspection) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from docvl.engines.internvl.memory import free_memory, placement, readable_bytes

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in found.facts:
        table.add_row(name, plain(value))
    total = sum(found.parameters.values())
    parts = ", ".join(f"{part} {_count(count)}" for part, count in found.parameters.items())
    table.add_row("parameters", f"{_count(total)}: {parts}")
    data().print(table)

    memory = Table(title="Memory", title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for header in ("precision", "weights", "cache", "both"):
        memory.add_column(header, justify="left" if header == "precision" else "right")
    for name, need in found.needs.items():
        cache = f"{readable_bytes(need.cache)} ({need.tokens:,} tokens)" if need.tokens else ""
        memory.add_row(name, readable_bytes(need.weights), cache, readable_bytes(need.total))
    data().print(memory)
    device, _ = placement(None, None)
    if (free := free_memory(device)) is not None:
        data().print(f"free on {device}: {readable_bytes(free)}")
    for problem in found.problems:
        data().print(Text.assemble(("problem: ", "bold red"), plain(problem)))
    if not found.problems:
        data().print(Text("ok", "green"))


def _count(number: int) -> str:
    return f"{number / 1e9:.2f} B" if number >= 10**8 else f"{number / 1e6:.2f} M"


def _quiet() -> None:
    """Transformers draws progress bars and gives advice that is not meant for users of docvl."""
    from transformers.utils import logging

    logging.disable_progress_bar()
    logging.set_verbosity_error()
