"""``docvl ask``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from docvl.config import AskOptions
from docvl.errors import UsageError

from ._console import EXIT_INCOMPLETE, plain, show_error, talk
from ._options import options_of

if TYPE_CHECKING:
    from docvl.asking import Answer, Conversation

_HINT = 'docvl ask invoice.pdf "What is the total?"'
_ABSENT = "The documents do not say."


@options_of(AskOptions)
def ask(
    words: Annotated[
        list[str],
        typer.Argument(metavar="PATH... QUESTION", help="Files, folders or patterns, and last the question."),
    ],
    chat: Annotated[
        bool, typer.Option("--chat", help="Go on with questions from stdin, one a line; QUESTION may be left out.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each answer with its evidence as a line of JSON.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False,
    **options: Any,
) -> None:
    """Ask about documents: the pages that matter are found and read; the answer goes to stdout, its place to stderr."""
    from docvl.asking import converse

    paths, question = _sort_out(words, chat=chat)
    # What a library prints must not end up in the answer.
    with redirect_stdout(sys.stderr):
        conversation = converse(paths, **options)
    questions = chain([question] if question else [], _questions(quiet) if chat else [])
    answers = [_answer(conversation, asked, as_json=as_json, quiet=quiet) for asked in questions]
    if not all(answers):
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


def _answer(conversation: Conversation, question: str, *, as_json: bool, quiet: bool) -> bool:
    """Put a question and print the answer, on a terminal while it is made.

    Returns:
        Whether the answer is complete.
    """
    watched = sys.stdout.isatty() and not as_json
    answer = conversation.ask(question, show=_show if watched else None)
    if as_json:
        typer.echo(answer.model_dump_json())
    elif answer.text is not None:
        typer.echo("" if watched else answer.text)
        if not quiet:
            talk().print(_place(answer), style="dim", highlight=False)
    elif not any(issue.severity == "error" for issue in answer.issues):
        typer.echo(_ABSENT)
    for issue in answer.issues:
        show_error(issue.message)
    return not any(issue.severity == "error" for issue in answer.issues)


def _place(answer: Answer) -> str:
    """Where the answer stands and how sure it is."""
    if answer.evidence is None or answer.path is None:
        read = ", ".join(f"{path} page {page}" for path, page in answer.pages)
        return plain(f"not word for word on the pages that were read: {read}").plain
    return plain(f"{answer.path}, page {answer.evidence.page}; confidence {answer.evidence.confidence:.2f}").plain


def _show(piece: str) -> None:
    typer.echo(plain(piece).plain, nl=False)
    sys.stdout.flush()
