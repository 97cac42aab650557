"""What a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Self

from pydantic import BaseModel

from docvl.document import Source, Split
from docvl.issues import Issue
from docvl.record import Record, Status, Usage
from docvl.transcript import Transcript


class _Counted(BaseModel):
    """The part of a line that is counted."""

    source: Source
    status: Status
    issues: tuple[Issue, ...]
    usage: Usage


@dataclass(slots=True)
class Summary:
    """Counts over documents.

    Attributes:
        statuses: documents by status.
        pages: pages read.
        ocr_pages: how many of them were read by OCR.
        issues: warnings and errors by code.
        accepted: documents that need no review; None when nobody asked.
    """

    statuses: Counter[str] = field(default_factory=Counter)
    pages: int = 0
    ocr_pages: int = 0
    issues: Counter[str] = field(default_factory=Counter)
    accepted: int | None = None

    @classmethod
    def of(cls, lines: Iterable[bytes]) -> Self:
        """Count the results of JSON Lines."""
        summary = cls()
        results = map(_Counted.model_validate_json, lines)
        for _, parts in groupby(results, key=lambda result: result.source.path):
            summary.add(parts)
        return summary

    def add(self, results: Iterable[Record[Any] | Transcript | _Counted]) -> None:
        """Count the documents of one file, given all its results."""
        documents: dict[Split | None, set[Status]] = {}
        for result in results:
            documents.setdefault(result.source.split, set()).add(result.status)
            self.pages += result.usage.pages
            self.ocr_pages += result.usage.ocr_pages
            self.issues.update(issue.code for issue in result.issues if issue.severity != "info")
        self.statuses.update("partial" if len(found) > 1 else found.pop() for found in documents.values())

    @property
    def documents(self) -> int:
        """Documents counted."""
        return self.statuses.total()

    def told(self) -> dict[str, Any]:
        """What ``run.json`` says of it."""
        return {
            "documents": dict(self.statuses),
            "pages": self.pages,
            "ocr_pages": self.ocr_pages,
            "issues": dict(self.issues),
        }

    @property
    def complete(self) -> bool:
        """Whether every document is ``ok``."""
        return self.statuses["ok"] == self.documents
