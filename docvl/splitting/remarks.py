"""What is to be said about a document that was found in a file."""

from __future__ import annotations

from collections.abc import Iterator

from docvl.issues import Issue
from docvl.splitting.documents import Part

SURE = 0.8
"""Boundaries below this are worth a look."""

ONLY_BLANK = Issue(code="only-blank-pages", severity="error", message="All pages are blank: there is no document.")


def remarks(part: Part) -> Iterator[Issue]:
    """Boundaries that are not sure, places where another document may begin, and blank pages that were left out."""
    for chance, page, what in ((part.starts, part.pages[0], "begins"), (part.ends, part.pages[-1], "ends")):
        if chance < SURE:
            yield _doubt(f"It is not sure that a document {what} here: {chance:.2f}.", page)
    for page, chance in part.doubts:
        yield _doubt(f"Another document may begin here: {chance:.2f}.", page)
    for page in part.blank:
        yield Issue(code="blank-page", severity="info", message="The page is blank and was left out.", page=page)


def without_schema(part: Part) -> Issue:
    """Why the document was not read."""
    message = f"No schema of those given is for documents of kind {part.kind.kind!r}."
    return Issue(code="no-schema-for-kind", severity="error", message=message, page=part.pages[0])


def _doubt(message: str, page: int) -> Issue:
    return Issue(code="doubtful-boundary", severity="warning", message=message, page=page)
