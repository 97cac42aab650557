"""What a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Self

from docvl.document import Split
from docvl.record import JsonRecord, Record, Status


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
        """Count the records of JSON Lines."""
        summary = cls()
        records = map(JsonRecord.model_validate_json, lines)
        for _, parts in groupby(records, key=lambda record: record.source.path):
            summary.add(parts)
        return summary

    def add(self, records: Iterable[Record[Any]]) -> None:
        """Count the documents of one file, given all its records."""
        documents: dict[Split | None, set[Status]] = {}
        for record in records:
            documents.setdefault(record.source.split, set()).add(record.status)
            self.pages += record.usage.pages
            self.ocr_pages += record.usage.ocr_pages
            self.issues.update(issue.code for issue in record.issues if issue.severity != "info")
        self.statuses.update("partial" if len(found) > 1 else found.pop() for found in documents.values())

    @property
    def documents(self) -> int:
        """Documents counted."""
        return self.statuses.total()

    @property
    def complete(self) -> bool:
        """Whether every document is ``ok``."""
        return self.statuses["ok"] == self.documents
