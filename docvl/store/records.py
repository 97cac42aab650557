"""The files of an extraction: records as tables, and what a person should look at first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docvl.record import JsonRecord
from docvl.schema import Node
from docvl.store.review import ACCEPTED, REVIEW, write_review
from docvl.store.summary import Summary
from docvl.store.tables import TABLES, lines_of, table_files, write_table

RECORDS = "records.jsonl"


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """See :class:`docvl.store.folder.RunFiles`.

    Attributes:
        roots: the fields of each schema, by its name; several where files are split into documents, each with tables
            of its own.
        formats: of :data:`docvl.store.tables.FORMATS`.
        accept: confidence from which a document needs no review; None to write nothing about that. For one schema
            only.
    """

    roots: Mapping[str, Node]
    formats: Collection[str]
    accept: float | None = None

    @property
    def ledger(self) -> str:
        """See :class:`docvl.store.folder.RunFiles`."""
        return RECORDS

    def earlier(self, folder: Path, manifest: Mapping[str, Any]) -> Iterable[Path]:
        """See :class:`docvl.store.folder.RunFiles`."""
        names = [*TABLES.values(), *(f"records.*.{suffix}" for suffix in TABLES), ACCEPTED, REVIEW]
        return [file for name in names for file in folder.glob(name)]

    def start(self, folder: Path, earlier: Mapping[str, Any]) -> None:
        """See :class:`docvl.store.folder.RunFiles`; nothing is written before the end."""

    def whole(self, folder: Path, source: str) -> bool:
        """See :class:`docvl.store.folder.RunFiles`."""
        return True

    def add(self, folder: Path, results: Sequence[JsonRecord]) -> None:
        """See :class:`docvl.store.folder.RunFiles`."""

    def finish(self, folder: Path, lines: Callable[[], Iterator[bytes]], summary: Summary) -> dict[str, Any]:
        """See :class:`docvl.store.folder.RunFiles`."""
        files = [RECORDS]
        for name in TABLES:
            for schema, file in table_files(name, self.roots).items():
                (folder / file).unlink(missing_ok=True)
                if name in self.formats:
                    own = lines() if len(self.roots) == 1 else lines_of(schema, lines())
                    misfits = write_table(name, own, folder / file, self.roots[schema])
                    summary.issues.update({f"{name}-misfit": misfits} if misfits else {})
                    files.append(file)
        for file in (ACCEPTED, REVIEW):
            (folder / file).unlink(missing_ok=True)
        if self.accept is not None:
            summary.accepted = write_review(lines, folder, next(iter(self.roots.values())), self.accept)
            files += [ACCEPTED, REVIEW]
        return {"files": files, "accept": self.accept, "accepted": summary.accepted}
