"""The folder of a run whose records stand in parts, see :mod:`docvl.store.parts`."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from docvl.errors import RunFolderError
from docvl.store.files import hold, make_folder
from docvl.store.filesystems import Place, files_below, move, read_whole, remove, write_whole
from docvl.store.folder import MANIFEST
from docvl.store.manifest import now
from docvl.store.parts import RECORDS, STAGED, Keys, Part, below, no_keys, with_summary, written
from docvl.store.staging import Staged, name_of, staged_name
from docvl.store.summary import Summary


class PartsFolder:
    """An output folder of parts, held by this process until it is closed.

    What an earlier attempt staged is published, as far as it is not done yet; a document that stands in two parts for
    one schema, since its file was changed or a merge was interrupted, is kept in the newer one.

    Args:
        place: of the folder, which is made when missing.
        manifest: what ``run.json`` is to say; a folder whose ``fingerprint`` is another is not touched. None takes
            the one that is there.
        beside: folder of the files that are made of documents, if any; for this run alone.
        fresh: drop what the folder holds of earlier runs.
        retry_failed: drop the records of documents that failed.

    Raises:
        RunFolderError: the folder holds another run, or another process is writing to it.
        OutputError: the folder cannot be reached or written.
    """

    def __init__(
        self,
        place: Place,
        manifest: dict[str, Any] | None = None,
        *,
        beside: str | None = None,
        fresh: bool = False,
        retry_failed: bool = False,
    ) -> None:
        self.place = place
        self._results = (RECORDS,) if beside is None else (RECORDS, beside)
        self.attempt = secrets.token_hex(8)
        with ExitStack() as stack:
            if place.local is not None:
                make_folder(place.local)
                stack.callback(os.close, hold(place.local))
            if fresh:
                self._clear(*self._results, STAGED)
                remove(place / MANIFEST)
            self.manifest = self._checked(manifest) | {"attempt": self.attempt}
            self._write_manifest()
            self._parts = [Part.read(file) for file in files_below(place / RECORDS, ".parquet")]
            self._adopt()
            self._settle(retry_failed)
            self._close = stack.pop_all().close

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    @property
    def parts(self) -> tuple[Part, ...]:
        """The published parts, oldest first."""
        return tuple(sorted(self._parts, key=lambda part: part.number))

    def known(self) -> Keys:
        """Keys of the documents that are done, sorted; all their records are there."""
        documents = np.concatenate([no_keys(), *(part.documents for part in self._parts)])
        keys, first, counts = np.unique(documents, return_index=True, return_counts=True)
        expected = np.concatenate([np.empty(0, np.int32), *(part.expected for part in self._parts)])
        return keys[counts >= expected[first]]

    def summary(self) -> Summary:
        """What the folder holds."""
        whole = Summary()
        for part in self._parts:
            whole.statuses.update(part.summary.statuses)
            whole.issues.update(part.summary.issues)
            whole.pages += part.summary.pages
            whole.ocr_pages += part.summary.ocr_pages
        return whole

    def publish(self, staged: Staged) -> Part:
        """Give a staged part its final name.

        Raises:
            RunFolderError: another process has taken the folder, which in a bucket nothing prevents.
            OutputError: it cannot be done.
        """
        if self.place.local is None:
            self._check_owner()
        file = staged.name.rpartition("/")[2]
        same = [part.number for part in self._parts if part.group == file]
        number = same[0] if same else max((part.number for part in self._parts), default=0) + 1
        final = self.place / f"{below(staged.partition)}/part-{number:06d}-{file}"
        move(self.place / staged.name, final)
        part = Part.read(final)
        self._parts.append(part)
        return part

    def finish(self, said: dict[str, Any], tidy: Callable[[Sequence[Part], Place], None] | None = None) -> Summary:
        """Drop what is out of date, clear up, and write the manifest: after this the run is done.

        Args:
            said: what else ``run.json`` is to say.
            tidy: brings what stands beside the parts in line with them; given these and the folder.

        Raises:
            OutputError: no space, no permission.
        """
        self._settle(retry_failed=False)
        self._clear(STAGED)
        if tidy is not None:
            tidy(self.parts, self.place)
        summary = self.summary()
        base = f"{self.place.path}/"
        self.manifest |= {
            "finished": now(),
            "files": [part.place.path.removeprefix(base) for part in self.parts],
            **summary.told(),
            **said,
        }
        self._write_manifest()
        return summary

    def replace(self, old: Sequence[Part], table: pa.Table) -> None:
        """Put one part, which holds the records of several, in their place.

        Raises:
            OutputError: no space, no permission.
        """
        data = written(with_summary(table))
        partition = old[0].partition
        staged = Staged(staged_name(self.attempt, partition, name_of([data])), partition)
        write_whole(self.place / staged.name, data)
        self.publish(staged)
        for part in old:
            remove(part.place)
            self._parts.remove(part)

    def _clear(self, *folders: str) -> None:
        for folder in folders:
            for file in files_below(self.place / folder):
                remove(file)
            if self.place.local is not None:
                shutil.rmtree(self.place.local / folder, ignore_errors=True)

    def _checked(self, manifest: dict[str, Any] | None) -> dict[str, Any]:
        hint = "Start over with --fresh, or give another folder with -o."
        shown = repr(self.place.shown)
        text = read_whole(self.place / MANIFEST)
        if text is None:
            if manifest is None:
                raise RunFolderError(f"{shown} holds no run.", hint="Give the folder that a run with --ray wrote.")
            if any(files_below(self.place / folder) for folder in self._results):
                raise RunFolderError(f"{shown} holds records of an unknown run.", hint=hint)
            return manifest
        try:
            earlier = json.loads(text)
            owner, layout = earlier["fingerprint"], earlier.get("layout")
        except (ValueError, KeyError, TypeError):
            raise RunFolderError(f"{MANIFEST} in {shown} is not of docvl.", hint=hint) from None
        if layout != "parts":
            raise RunFolderError(f"{shown} holds a run without --ray.", hint=hint)
        if manifest is None:
            return dict(earlier)
        if owner != manifest["fingerprint"]:
            message = f"{shown} holds a run with another schema, other options or another version of docvl."
            raise RunFolderError(message, hint=hint)
        return manifest

    def _check_owner(self) -> None:
        if json.loads(read_whole(self.place / MANIFEST) or b"{}").get("attempt") != self.attempt:
            raise RunFolderError(f"Another process has taken {self.place.shown!r}.", hint="Run one job a folder.")

    def _adopt(self) -> None:
        """Publish what earlier attempts staged; a document is there once, whatever was read twice.

        Of a group, some parts may be published already: they hold the same documents. One that is not staged as a
        whole, since its worker died, is left aside.
        """
        staged = [Part.read(file) for file in files_below(self.place / STAGED, ".parquet")]
        there = Counter(group for group, _ in {(part.group, part.partition) for part in staged})
        begun = {part.group for part in self._parts}
        for part in (part for part in staged if part.group in begun or there[part.group] == part.size):
            others = (p for p in self._parts if p.group != part.group or p.partition == part.partition)
            done = np.isin(part.documents, np.concatenate([no_keys(), *(other.documents for other in others)]))
            if done.any():
                part.without(done)
            if len(part.paths):
                name = part.place.path.removeprefix(f"{self.place.path}/")
                self.publish(Staged(name, part.partition))

    def _settle(self, retry_failed: bool) -> None:
        if not self._parts:
            return
        owners = np.repeat(np.arange(len(self._parts)), [len(part.paths) for part in self._parts])
        numbers = np.array([part.number for part in self._parts])[owners]
        _, paths = np.unique(np.concatenate([part.paths for part in self._parts]), return_inverse=True)
        _, documents = np.unique(np.concatenate([part.documents for part in self._parts]), return_inverse=True)
        _, schemas = np.unique([part.schema for part in self._parts], return_inverse=True)
        # Of a path, the document that was read last; of that, the part that was made last of those for its schema.
        last = np.zeros(len(paths), int)
        at_last = numbers == _greatest(numbers, paths)
        last[paths[at_last]] = documents[at_last]
        doomed = documents != last[paths]
        doomed |= numbers < _greatest(numbers, documents * (schemas.max() + 1) + schemas[owners])
        if retry_failed:
            doomed |= _greatest(np.concatenate([part.failed for part in self._parts]).astype(int), paths) > 0
        for index in np.unique(owners[doomed]):
            self._parts[index].without(doomed[owners == index])
        self._parts = [part for part in self._parts if len(part.paths)]

    def _write_manifest(self) -> None:
        text = json.dumps(self.manifest, indent=2, ensure_ascii=False) + "\n"
        write_whole(self.place / MANIFEST, text.encode())


def _greatest(values: NDArray[np.int_], groups: NDArray[np.int_]) -> NDArray[np.int_]:
    """For each row, the greatest value of its group, (rows,)."""
    _, places = np.unique(groups, return_inverse=True)
    greatest = np.zeros(len(values), int)
    np.maximum.at(greatest, places, values)
    return greatest[places]
