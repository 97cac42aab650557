"""What engines that ask a model have in common: in which language, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Sequence

from docvl.decoding.constraint import LeftOut
from docvl.document import Page
from docvl.errors import DocumentError
from docvl.issues import Issue
from docvl.values.language import Language, detect_language

_SHOWN = 5  # places in a message


def language_of(page: Page) -> Language:
    """The language of a page; English where its words cannot be read, while it may still be drawn."""
    try:
        return detect_language(word.text for word in page.text.words)
    except DocumentError:
        return "en"


def output_truncated(tokens: int, page: int | None = None) -> Issue:
    """An answer was cut after so many tokens; ``page`` is the only one it is about."""
    message = f"The answer was cut after {tokens} tokens; the rest is missing. Raise --max-new-tokens."
    return Issue(code="output-truncated", severity="error", message=message, page=page)


def unconstrained(left_out: Sequence[LeftOut]) -> Issue:
    """What of the schema the model was not held to."""
    what = ", ".join(f"{word} at {pointer or 'the root'}" for pointer, word in left_out[:_SHOWN])
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    message = f"The model was not held to {what}{more}; this was checked after it had answered."
    return Issue(code="unconstrained", severity="info", message=message)
