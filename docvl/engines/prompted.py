"""What engines that ask a model have in common: in which language, what an answer says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docvl.decoding.constraint import LeftOut
from docvl.document import Page
from docvl.engines.base import Finding, Said
from docvl.errors import DocumentError
from docvl.issues import Issue
from docvl.prompting import says_absent
from docvl.record import Usage
from docvl.values.language import Language, detect_language

_SHOWN = 5  # places in a message


def language_of(page: Page) -> Language:
    """The language of a page; English where its words cannot be read, while it may still be drawn."""
    try:
        return detect_language(word.text for word in page.text.words)
    except DocumentError:
        return "en"


def said(answer: str, confidence: float, issues: Iterable[Issue], usage: Usage) -> Said:
    """A model's answer to :func:`docvl.prompting.document_prompt`; where it stands is left to be found."""
    text = answer.strip()
    if not text or says_absent(text):
        return Said("", tuple(issues), usage)
    return Said(text, tuple(issues), usage, Finding("", confidence))


def output_truncated(tokens: int, page: int | None = None) -> Issue:
    """An answer was cut after so many tokens; ``page`` is the only one it is about."""
    message = f"The answer was cut after {tokens} tokens; the rest is missing. Raise --max-new-tokens."
    return Issue(code="output-truncated", severity="error", message=message, page=page)


def repetition(page: int | None = None) -> Issue:
    """An answer ran in a loop and was cut there."""
    message = "The model went on repeating itself and was stopped; what would have followed is missing."
    return Issue(code="repetition", severity="error", message=message, page=page)


def unconstrained(left_out: Sequence[LeftOut]) -> Issue:
    """What of the schema the model was not held to."""
    what = ", ".join(f"{word} at {pointer or 'the root'}" for pointer, word in left_out[:_SHOWN])
    more = f" and {len(left_out) - _SHOWN} more" if len(left_out) > _SHOWN else ""
    message = f"The model was not held to {what}{more}; this was checked after it had answered."
    return Issue(code="unconstrained", severity="info", message=message)


def misfitting(misfits: Sequence[str], page: int | None = None) -> Issue:
    """Where an answer is of another form than the schema's."""
    shown = ", ".join(pointer or "the root" for pointer in misfits[:_SHOWN])
    more = f" and {len(misfits) - _SHOWN} more places" if len(misfits) > _SHOWN else ""
    message = f"The model answered in another form than the schema's, which could not be read, at {shown}{more}."
    return Issue(code="invalid-answer", severity="error", message=message, page=page)
