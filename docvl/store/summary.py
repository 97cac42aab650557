"""What a run came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from docvl.record import JsonRecord, Record


@dataclass(slots=True)
class Summary:
    """Counts over records.

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
        for line in lines:
            summary.add(JsonRecord.model_validate_json(line))
        return summary

    def add(self, record: Record[Any]) -> None:
        """Count one record."""
        self.statuses[record.status] += 1
        self.pages += record.usage.pages
        self.ocr_pages += record.usage.ocr_pages
        self.issues.update(issue.code for issue in record.issues if issue.severity != "info")

    @property
    def documents(self) -> int:
        """Records counted."""
        return self.statuses.total()

    @property
    def complete(self) -> bool:
        """Whether every document is ``ok``."""
        return self.statuses["ok"] == self.documents
