"""The run folder: a file of JSON Lines is the ledger of what is done, ``run.json`` says by which run.

While a run works, results are appended in input order, those of one document in one flushed write. A run that was
killed leaves at most one document that is not whole, which the next one cuts off before it goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, Protocol, Self

from docvl.errors import RunFolderError
from docvl.store.files import hold, make_folder, replacing, writing
from docvl.store.jsonl import ResultT_contra, to_line, write_jsonl
from docvl.store.ledger import Entry, read_ledger, slice_of
from docvl.store.manifest import now
from docvl.store.names import is_below
from docvl.store.summary import Summary

MANIFEST = "run.json"


class RunFiles(Protocol[ResultT_contra]):
    """The files that a run of one sort keeps beside ``run.json``."""

    @property
    def ledger(self) -> str:
        """Name of the file that holds the results, one a line."""
        ...

    def earlier(self, folder: Path, manifest: Mapping[str, Any]) -> Iterable[Path]:
        """The files beside the ledger that an earlier run left; ``manifest`` is its ``run.json``, maybe empty."""
        ...

    def start(self, folder: Path, earlier: Mapping[str, Any]) -> None:
        """Make room; ``earlier`` is ``run.json`` of the same run, empty for a new folder.

        Raises:
            RunFolderError: something is in the way.
        """
        ...

    def whole(self, folder: Path, source: str) -> bool:
        """Whether nothing is missing of the document at ``source``, which the ledger has."""
        ...

    def add(self, folder: Path, results: Sequence[ResultT_contra]) -> None:
        """Write what belongs to one document; the ledger has it only afterwards.

        Raises:
            OutputError: no space, no permission.
        """
        ...

    def finish(self, folder: Path, lines: Callable[[], Iterator[bytes]], summary: Summary) -> dict[str, Any]:
        """Write what is made of all documents.

        Args:
            folder: of the run.
            lines: opens the ledger, in the order of the inputs.
            summary: of them; more may be put into it.

        Returns:
            What ``run.json`` is to say about it.

        Raises:
            OutputError: no space, no permission.
        """
        ...


class RunFolder(Generic[ResultT_contra]):
    """An output folder, held by this process until it is closed.

    Args:
        path: made when missing.
        files: of this sort of run.
        manifest: what ``run.json`` is to say; a folder whose ``fingerprint`` is another is not touched.
        fresh: drop what the folder holds of earlier runs.

    Raises:
        RunFolderError: the folder holds another run, or another process is writing to it.
        OutputError: the folder cannot be written.
    """

    def __init__(
        self, path: Path, files: RunFiles[ResultT_contra], manifest: dict[str, Any], *, fresh: bool = False
    ) -> None:
        self.path = path
        self.manifest = manifest
        self._files = files
        self._ledger = path / files.ledger
        make_folder(path)
        with ExitStack() as stack, writing(path):
            stack.callback(os.close, hold(path))
            if fresh:
                known = _manifest(path)
                for file in (*files.earlier(path, known), *_listed(path, known), path / MANIFEST, self._ledger):
                    file.unlink(missing_ok=True)
            earlier = self._earlier(manifest["fingerprint"])
            files.start(path, earlier)
            self._entries = read_ledger(self._ledger, earlier.get("seconds", {}))
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
            # What a full disk did not take is tried once more by the file.
            with writing(self._ledger):
                self._close()

    def keeps(self, path: str, sha256: Callable[[], str | None], *, retry_failed: bool = False) -> bool:
        """Whether the ledger has the result for this very content under this path, so that it need not be redone."""
        if path not in self._entries:
            return False
        entry = Entry.unpacked(self._entries[path])
        if entry.failed and retry_failed:
            return False
        return (entry.failed or self._files.whole(self.path, path)) and entry.sha256 == sha256()

    def add(self, results: Sequence[ResultT_contra], seconds: float | None) -> None:
        """Append the results of a document, which took ``seconds``; it is done once this returns.

        Raises:
            OutputError: no space, no permission.
        """
        self._files.add(self.path, results)
        lines = b"".join(map(to_line, results))
        with writing(self._ledger):
            start = self._file.tell()
            self._file.write(lines)
            self._file.flush()
        source = results[0].source
        has_failed = any(result.status == "failed" for result in results)
        entry = Entry(start, start + len(lines), source.sha256, has_failed, seconds)
        self._entries[source.path] = entry.packed()

    def finish(self, order: Sequence[str]) -> Summary:
        """Bring the ledger into the order of the inputs, each once, nothing else in it, and write the other files.

        Args:
            order: source paths of the inputs.

        Raises:
            OutputError: no space, no permission.
        """
        self._entries = {path: self._entries[path] for path in order}
        self._sort()
        summary = Summary.of(self._lines())
        self.manifest |= {
            "finished": now(),
            **self._files.finish(self.path, self._lines, summary),
            **summary.told(),
        }
        return summary

    def _sort(self) -> None:
        entries = [Entry.unpacked(packed) for packed in self._entries.values()]
        starts = [entry.start for entry in entries]
        ends = [entry.end for entry in entries]
        if [*starts, self._file.tell()] != [0, *ends]:
            with self._ledger.open("rb") as old:
                write_jsonl((slice_of(old, entry) for entry in entries), self._ledger)
        else:
            with writing(self._ledger):
                os.fsync(self._file.fileno())

    def _lines(self) -> Iterator[bytes]:
        with self._ledger.open("rb") as file:
            yield from file

    def _earlier(self, fingerprint: str) -> dict[str, Any]:
        """What an earlier call wrote of this very run; empty for a new folder."""
        hint = "Start over with --fresh, or give another folder with -o."
        folder = repr(str(self.path))
        if not (self.path / MANIFEST).exists():
            if self._ledger.exists():
                raise RunFolderError(f"{folder} holds results of an unknown run.", hint=hint)
            return {}
        earlier = _manifest(self.path)
        if "fingerprint" not in earlier:
            raise RunFolderError(f"{MANIFEST} in {folder} is not of docvl.", hint=hint)
        if earlier["fingerprint"] != fingerprint:
            message = f"{folder} holds a run of another sort, with other options, or by another version of docvl."
            raise RunFolderError(message, hint=hint)
        return earlier

    def _write_manifest(self) -> None:
        seconds = {path: Entry.unpacked(packed).seconds for path, packed in self._entries.items()}
        said = self.manifest | {"seconds": seconds}
        with replacing(self.path / MANIFEST) as temporary:
            temporary.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _manifest(path: Path) -> dict[str, Any]:
    """What ``run.json`` says; empty where it is missing or says nothing."""
    try:
        said = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}


def _listed(path: Path, manifest: Mapping[str, Any]) -> list[Path]:
    """The files that a run of any sort lists; a name that leads elsewhere is none of docvl's."""
    names = manifest.get("files")
    return [path / name for name in names if is_below(name)] if isinstance(names, list) else []
