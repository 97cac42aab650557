"""What a damaged or unusual file is told apart by: issues of the file and of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from docvl.document import PageText
from docvl.errors import LimitError
from docvl.guard.limits import OUT_OF_MEMORY
from docvl.ingest.pdf import PdfFile
from docvl.issues import Issue

_TAIL_BYTES = 1 << 16
_END = b"%%EOF"  # PDF 1.7, 7.5.5: the last line of a file


def of_pdf(path: Path, file: PdfFile) -> tuple[Issue, ...]:
    """The issues of a PDF as a whole."""
    issues = []
    if file.repaired:
        message = "The structure of the PDF is damaged and was repaired; something may be missing."
        issues.append(Issue(code="repaired", severity="warning", message=message))
        if _ends_early(path):
            message = "The PDF ends before its end mark: it was cut off, and pages or parts of them may be missing."
            issues.append(Issue(code="truncated", severity="error", message=message))
    if file.xfa:
        message = "The PDF holds an XFA form, which only some viewers show; its pages may be a stand-in for it."
        issues.append(Issue(code="xfa-form", severity="warning", message=message))
    return tuple(issues)


def with_remarks(text: PageText, number: int, *, repaired: bool = False, damaged: bool = False) -> PageText:
    """The text of page ``number`` with what is to be said of a blank or a damaged page."""
    issues = []
    if damaged:
        message = "The content of the page is damaged; something may be missing."
        issues.append(Issue(code="page-damaged", severity="warning", message=message, page=number))
    if text.source == "blank" and (repaired or damaged):
        message = "The page is blank in the damaged PDF; what it showed may be lost."
        issues.append(Issue(code="blank-after-repair", severity="error", message=message, page=number))
    elif text.source == "blank":
        issues.append(Issue(code="blank-page", severity="info", message="The page shows no text.", page=number))
    return replace(text, issues=(*text.issues, *issues)) if issues else text


@contextmanager
def within_memory() -> Iterator[None]:
    """What is read in here may run out of memory.

    Raises:
        LimitError: it did.
    """
    try:
        yield
    except MemoryError:
        raise LimitError(OUT_OF_MEMORY) from None


def _ends_early(path: Path) -> bool:
    """Whether objects follow the last end mark, or there is none; zeros behind it do not count."""
    with path.open("rb") as file:
        rest, end = b"", path.stat().st_size
        while not rest and end:
            start = max(0, end - _TAIL_BYTES)
            file.seek(start)
            rest, end = file.read(end - start).rstrip(b"\0\r\n\t "), start
    _, mark, after = rest.rpartition(_END)
    return not mark or b" obj" in after
