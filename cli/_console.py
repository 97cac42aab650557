"""Terminal manners: data goes to stdout, talk to stderr, and every error becomes a message and an exit code."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand

from docvl.errors import DocvlError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

EXIT_FAILED = 1
EXIT_INCOMPLETE = 3
EXIT_INTERRUPTED = 130


class Command(TyperCommand):
    """A command whose errors end here: as a message on stderr and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except (typer.Exit, typer.Abort):
            raise
        except BrokenPipeError:
            # The reader, such as `head`, has had enough. Nothing may be flushed to it again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except DocvlError as error:
            show_error(str(error), error.hint)
            raise typer.Exit(error.exit_code) from None
        except KeyboardInterrupt:
            show_error("Interrupted.")
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except Exception as error:
            if logging.getLogger("docvl").isEnabledFor(logging.DEBUG):
                raise
            place = traceback.extract_tb(error.__traceback__)[-1]
            message = f"Unexpected {type(error).__name__} at {Path(place.filename).name}:{place.lineno}."
            show_error(message, "This is a bug in docvl. Run again with -v for the details, and please report it.")
            raise typer.Exit(EXIT_FAILED) from None
        else:
            return result


@cache
def talk() -> Console:
    """The console on stderr."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def data() -> Console:
    """A console on stdout as it is now, for what is shown to a person."""
    from rich.console import Console

    return Console(file=sys.stdout, highlight=False)


def show_error(message: str, hint: str = "") -> None:
    """Say what went wrong and why, and what to do about it."""
    from rich.text import Text

    talk().print(Text.assemble(("Error: ", "bold red"), plain(message)))
    if hint:
        talk().print(Text.assemble(("Hint: ", "bold"), plain(hint)))


def plain(text: str, style: str = "") -> Text:
    """Text without power over the terminal: no markup; escapes, bidirectional marks and the like are written out."""
    from rich.text import Text

    shown = (char if char == "\n" or unicodedata.category(char)[0] != "C" else _written(char) for char in text)
    return Text("".join(shown), style)


def _written(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
