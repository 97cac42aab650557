"""What went wrong, or might have, as data on a record."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from docvl.errors import DocvlError

Severity = Literal["info", "warning", "error"]


class Issue(BaseModel):
    """One finding about a document, a page or a field.

    Attributes:
        code: stable, dashed identifier such as ``encrypted`` or ``garbage-text-layer``.
        severity: ``info`` explains, ``warning`` asks for a look, ``error`` means that something is missing
            from the record; a record with an ``error`` is never ``ok``.
        message: for a person; never holds document text, but for the figures or dates of a broken rule.
        page: page it is about, from 1; None for the whole document.
        pointer: JSON Pointer (RFC 6901) into ``data`` of the field it is about.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    severity: Severity
    message: str
    page: int | None = None
    pointer: str | None = None


def from_error(error: DocvlError, *, page: int | None = None) -> Issue:
    """The issue that records ``error``: its message and its hint, severity ``error``."""
    message = f"{error.message} {error.hint}".strip()
    return Issue(code=error.code, severity="error", message=message, page=page)
