"""``docvl schemas``: what there is, what is in it, and whether one's own can be honoured."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ._console import Command, data, plain

if TYPE_CHECKING:
    from rich.tree import Tree

    from docvl.schema import Node

app = typer.Typer(help="List, show and check schemas.", no_args_is_help=True)


@app.command("list", cls=Command)
def list_schemas() -> None:
    """Show the built-in schemas."""
    from docvl.schema import builtin_names, load_schema

    rows = [(name, str(load_schema(name).json.get("title", ""))) for name in builtin_names()]
    if not sys.stdout.isatty():
        for name, title in rows:
            typer.echo(f"{name}\t{title}")
        return
    from rich.table import Table

    table = Table("name", "title", box=None, pad_edge=False)
    for name, title in rows:
        table.add_row(f"[bold]{name}[/]", title)
    data().print(table)


@app.command("show", cls=Command)
def show(name: Annotated[str, typer.Argument(help="A built-in name or a file.")]) -> None:
    """Print a schema as JSON: a start for one's own."""
    from docvl.schema import load_schema

    text = json.dumps(load_schema(name).json, indent=2, ensure_ascii=False)
    if sys.stdout.isatty():
        from rich.syntax import Syntax

        data().print(Syntax(text, "json", background_color="default", word_wrap=True))
    else:
        typer.echo(text)


@app.command("check", cls=Command)
def check(file: Annotated[str, typer.Argument(help="A JSON Schema file.")]) -> None:
    """Say whether a schema can be honoured, and how its fields are understood."""
    from rich.text import Text
    from rich.tree import Tree

    from docvl.schema import load_schema

    schema = load_schema(file)
    tree = Tree(Text.assemble(plain(schema.name), ": ", ("ok", "green")))
    _grow(tree, schema.root)
    data().print(tree)


def _grow(tree: Tree, node: Node) -> None:
    from rich.text import Text

    for child in node.children:
        inner = child.item if child.item is not None else child
        kind = f"list of {inner.kind}" if child.item is not None else child.kind
        about = " ".join(filter(None, [kind, inner.format, "required" if child.required else ""]))
        _grow(tree.add(Text.assemble(plain(child.name), "  ", (about, "dim"))), inner)
