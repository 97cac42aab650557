"""What a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Self

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
        """Count one document, given all its records."""
        statuses: set[Status] = set()
        for record in records:
            statuses.add(record.status)
            self.pages += record.usage.pages
            self.ocr_pages += record.usage.ocr_pages
            self.issues.update(issue.code for issue in record.issues if issue.severity != "info")
        self.statuses["partial" if len(statuses) > 1 else statuses.pop()] += 1

    @property
    def documents(self) -> int:
        """Documents counted."""
        return self.statuses.total()

    @property
    def complete(self) -> bool:
        """Whether every document is ``ok``."""
        return self.statuses["ok"] == self.documents
