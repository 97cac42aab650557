"""The run folder: ``records.jsonl`` is the ledger of what is done, ``run.json`` says by which run.

While a run works, records are appended in input order, those of one document in one flushed write. A run that was
killed leaves at most one document that is not whole, which the next one cuts off before it goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from docvl.errors import RunFolderError
from docvl.record import JsonRecord
from docvl.schema import Node
from docvl.store.files import make_folder, replacing, writing
from docvl.store.jsonl import to_line, write_jsonl
from docvl.store.manifest import now
from docvl.store.review import ACCEPTED, REVIEW, write_review
from docvl.store.summary import Summary
from docvl.store.tables import TABLES, lines_of, table_files, write_table

RECORDS = "records.jsonl"
MANIFEST = "run.json"


class _Entry(NamedTuple):
    """Where a document's records stand in the ledger, in bytes, and what decides whether they are still good."""

    start: int
    end: int
    sha256: str | None
    failed: bool


class RunFolder:
    """An output folder, held by this process until it is closed.

    Args:
        path: made when missing.
        manifest: what ``run.json`` is to say; a folder whose ``fingerprint`` is another is not touched.
        fresh: drop what the folder holds of earlier runs.

    Raises:
        RunFolderError: the folder holds another run, or another process is writing to it.
        OutputError: the folder cannot be written.
    """

    def __init__(self, path: Path, manifest: dict[str, Any], *, fresh: bool = False) -> None:
        self.path = path
        self.manifest = manifest
        self._ledger = path / RECORDS
        make_folder(path)
        with ExitStack() as stack, writing(path):
            stack.callback(os.close, _lock(path))
            if fresh:
                several = (file for suffix in TABLES for file in path.glob(f"records.*.{suffix}"))
                for file in (path / MANIFEST, self._ledger, path / ACCEPTED, path / REVIEW, *several):
                    file.unlink(missing_ok=True)
                for name in TABLES.values():
                    (path / name).unlink(missing_ok=True)
            earlier = _earlier_manifest(path, manifest["fingerprint"])
            manifest["seconds"] = earlier.get("seconds", {})
            self._entries = _read_ledger(self._ledger)
            self._file = stack.enter_context(self._ledger.open("ab"))
            self._write_manifest()
            self._close = stack.pop_all().close

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._write_manifest()
        finally:
            self._close()

    def keeps(self, path: str, sha256: Callable[[], str | None], *, retry_failed: bool = False) -> bool:
        """Whether the ledger has the record of this very content under this path, so that it need not be redone."""
        entry = self._entries.get(path)
        if entry is None or (entry.failed and retry_failed):
            return False
        return entry.sha256 == sha256()

    def add(self, records: Sequence[JsonRecord], seconds: float | None) -> None:
        """Append the records of a document, which took ``seconds``; it is done once this returns.

        Raises:
            OutputError: no space, no permission.
        """
        lines = b"".join(map(to_line, records))
        with writing(self._ledger):
            start = self._file.tell()
            self._file.write(lines)
            self._file.flush()
        source = records[0].source
        has_failed = any(record.status == "failed" for record in records)
        self._entries[source.path] = _Entry(start, start + len(lines), source.sha256, has_failed)
        self.manifest["seconds"][source.path] = seconds

    def finish(
        self, order: Sequence[str], formats: Collection[str], roots: Mapping[str, Node], accept: float | None = None
    ) -> Summary:
        """Bring the ledger into the order of the inputs, each once, nothing else in it, and write the tables.

        Args:
            order: source paths of the inputs.
            formats: of :data:`docvl.store.tables.FORMATS`.
            roots: the fields of each schema, by its name; several where files are split into documents, each with
                tables of its own.
            accept: confidence from which a document needs no review; None to write nothing about that. For one
                schema only.

        Raises:
            OutputError: no space, no permission.
        """
        self._sort(order)
        summary = Summary.of(self._lines())
        files = [RECORDS]
        for name in TABLES:
            for schema, file in table_files(name, roots).items():
                (self.path / file).unlink(missing_ok=True)
                if name in formats:
                    lines = self._lines() if len(roots) == 1 else lines_of(schema, self._lines())
                    misfits = write_table(name, lines, self.path / file, roots[schema])
                    summary.issues.update({f"{name}-misfit": misfits} if misfits else {})
                    files.append(file)
        for file in (ACCEPTED, REVIEW):
            (self.path / file).unlink(missing_ok=True)
        if accept is not None:
            summary.accepted = write_review(self._lines, self.path, next(iter(roots.values())), accept)
            files += [ACCEPTED, REVIEW]
        seconds = self.manifest["seconds"]
        self.manifest |= {
            "finished": now(),
            "files": files,
            "documents": dict(summary.statuses),
            "pages": summary.pages,
            "ocr_pages": summary.ocr_pages,
            "accept": accept,
            "accepted": summary.accepted,
            "issues": dict(summary.issues),
            "seconds": {path: seconds.get(path) for path in order},
        }
        return summary

    def _sort(self, order: Sequence[str]) -> None:
        entries = [self._entries[path] for path in order]
        starts = [entry.start for entry in entries]
        ends = [entry.end for entry in entries]
        if [*starts, self._file.tell()] != [0, *ends]:
            with self._ledger.open("rb") as old:
                write_jsonl((_slice(old, entry) for entry in entries), self._ledger)
        else:
            with writing(self._ledger):
                os.fsync(self._file.fileno())

    def _lines(self) -> Iterator[bytes]:
        with self._ledger.open("rb") as file:
            yield from file

    def _write_manifest(self) -> None:
        with replacing(self.path / MANIFEST) as temporary:
            temporary.write_text(json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _slice(file: IO[bytes], entry: _Entry) -> bytes:
    file.seek(entry.start)
    return file.read(entry.end - entry.start)


def _lock(path: Path) -> int:
    """Hold the folder until the descriptor is closed, if only by the end of the process."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        hint = "Wait for it to end, or give another folder with -o."
        raise RunFolderError(f"Another process is writing to {str(path)!r}.", hint=hint) from None
    return descriptor


def _earlier_manifest(path: Path, fingerprint: str) -> dict[str, Any]:
    """What an earlier call wrote of this very run; empty for a new folder."""
    hint = "Start over with --fresh, or give another folder with -o."
    try:
        earlier: dict[str, Any] = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        owner = earlier["fingerprint"]
    except FileNotFoundError:
        if (path / RECORDS).exists():
            raise RunFolderError(f"{str(path)!r} holds records of an unknown run.", hint=hint) from None
        return {}
    except (ValueError, KeyError, TypeError):
        raise RunFolderError(f"{MANIFEST} in {str(path)!r} is not of docvl.", hint=hint) from None
    if owner != fingerprint:
        message = f"{str(path)!r} holds a run with another schema, other options or another version of docvl."
        raise RunFolderError(message, hint=hint)
    return earlier


def _read_ledger(path: Path) -> dict[str, _Entry]:
    """The entries by source path; what follows the last document whose records are all there is cut off."""
    entries: dict[str, _Entry] = {}
    if path.exists():
        with path.open("rb+") as file:
            start = 0
            for source, lines, has_failed in _documents(file):
                entries[source["path"]] = _Entry(start, start + lines, source["sha256"], has_failed)
                start += lines
            file.truncate(start)
    return entries


def _documents(file: Iterable[bytes]) -> Iterator[tuple[dict[str, Any], int, bool]]:
    """The source of each whole document, the bytes of its lines, and whether one of its records failed."""
    size, missing, has_failed = 0, 0, False
    for line in file:
        try:
            record = json.loads(line)
            source, status = record["source"], record["status"]
            missing = (missing or source.get("parts", 1)) - 1
        except (ValueError, KeyError, TypeError, AttributeError):
            return
        if not line.endswith(b"\n"):
            return
        size, has_failed = size + len(line), has_failed or status == "failed"
        if not missing:
            yield source, size, has_failed
            size, has_failed = 0, False
