"""``docvl ask``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import ExtractOptions
from docvl.errors import UsageError

from ._console import EXIT_INCOMPLETE, plain, show_error, talk
from ._options import options_of

if TYPE_CHECKING:
    from docvl.engines.base import Dialogue

_HINT = 'docvl ask invoice.pdf "What is the total?" --model DIR'


@options_of(ExtractOptions)
def ask(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH... QUESTION", help="Files, folders or patterns, all shown at once, and last the question."
        ),
    ],
    chat: Annotated[
        bool, typer.Option("--chat", help="Go on with questions from stdin, one a line; QUESTION may be left out.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    **options: Any,
) -> None:
    """Ask a model about documents; the answer goes to stdout."""
    from docvl.asking import open_dialogue

    paths, question = _sort_out(words, chat=chat)
    # What a library prints must not end up in the answer.
    with redirect_stdout(sys.stderr):
        dialogue = open_dialogue(paths, **options)
    questions = chain([question] if question else [], _questions(quiet) if chat else [])
    complete = [_answer(dialogue, asked) for asked in questions]
    if not all(complete):
        raise typer.Exit(EXIT_INCOMPLETE)


def _sort_out(words: list[str], *, chat: bool) -> tuple[list[str], str]:
    """Paths and question; with ``chat`` there may be paths alone."""
    *paths, last = words
    if _is_path(last):
        if not chat:
            raise UsageError(f"{last!r} is a path; the question is missing.", hint=_HINT)
        paths, last = words, ""
    if not paths:
        raise UsageError("The question must be about something: name a file before it.", hint=_HINT)
    if chat and "-" in paths:
        raise UsageError("With --chat stdin is for questions; it cannot list the paths as well.")
    return paths, last


def _is_path(text: str) -> bool:
    try:
        return text == "-" or Path(text).exists()
    except (OSError, ValueError):
        return False


def _questions(quiet: bool) -> Iterator[str]:
    """Lines of stdin until it ends."""
    while True:
        if not quiet and sys.stdin.isatty():
            talk().print("> ", end="", style="bold")
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _answer(dialogue: Dialogue, question: str) -> bool:
    """Put a question and print the answer, on a terminal while it is made.

    Returns:
        Whether the answer is complete.
    """
    watched = sys.stdout.isatty()
    said = dialogue.ask(question, show=_show if watched else None)
    typer.echo("" if watched else said.text)
    for issue in said.issues:
        show_error(issue.message)
    return not any(issue.severity == "error" for issue in said.issues)


def _show(piece: str) -> None:
    typer.echo(plain(piece).plain, nl=False)
    sys.stdout.flush()
