"""Stage 3: an actor that holds a model and reads documents that were decoded elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import ray
from ray.exceptions import RayError

from docvl.cluster.board import DEATHS
from docvl.cluster.inputs import Input, at_hand
from docvl.cluster.packing import unpack
from docvl.cluster.reading import RESULTS, Common, counts_of, job_of, named
from docvl.cluster.session import telling
from docvl.errors import CrashError
from docvl.extraction import failed
from docvl.ingest import open_document
from docvl.issues import from_error
from docvl.pipeline import engine_for, guarded
from docvl.pipeline.extract import records_of
from docvl.pipeline.sharing import Shared, most_at_once
from docvl.store.parts import key_of_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AHEAD = 4
"""Documents in hand beside the one that the model reads; where it reads several, as many again."""

_DIED = CrashError(f"{DEATHS} processes that held the model died while they read the document.")
Lines = tuple[list[bytes], dict[str, float]]


class Ask:
    """Reads the documents of a block; made once in each actor.

    A document that was in hand when an actor died is read alone the next time, so that only the one that is to blame
    can be in hand at two deaths.
    """

    def __init__(self, common: Common) -> None:
        self._job = job_of(common.told)
        self._board = common.board
        engine = engine_for(self._job.options)
        self._engine = Shared(engine)
        self._ahead = max(AHEAD, 2 * most_at_once(engine) - 1)
        self._threads = ThreadPoolExecutor(self._ahead + 1)

    def __call__(self, block: pa.Table) -> Iterator[pa.Table]:
        """The documents, in order; those that are done are passed on."""
        with telling(self._board):
            waiting: deque[tuple[dict[str, Any], Future[Lines] | None]] = deque()
            counts: dict[str, float] = {}
            for row in (row for batch in block.to_batches(1) for row in batch.to_pylist()):
                others = [future for _, future in waiting if future is not None]
                waiting.append((row, None if row["head"] is None else self._start(row, others)))
                while len(waiting) > self._ahead:
                    yield self._taken(*waiting.popleft(), counts)
            while waiting:
                yield self._taken(*waiting.popleft(), counts)
            self._board.note.remote({**counts, "engine_seconds": self._engine.take_busy()})

    def _start(self, row: dict[str, Any], others: list[Future[Lines]]) -> Future[Lines]:
        deaths = self._tell("begin", row["name"])
        if not deaths:
            return self._threads.submit(self._read, row)
        if deaths >= DEATHS:
            return self._threads.submit(self._given_up, row)
        wait(others)
        self._tell("begin", row["name"], alone=True)
        future = self._threads.submit(self._read, row)
        wait([future])
        return future

    def _taken(self, row: dict[str, Any], future: Future[Lines] | None, counts: dict[str, float]) -> pa.Table:
        if future is not None:
            lines, more = future.result()
            row = {**row, "lines": lines, "head": None, "pixels": None}
            for name, count in more.items():
                counts[name] = counts.get(name, 0) + count
        return pa.Table.from_pylist([row], RESULTS)

    def _tell(self, what: str, name: str, **how: bool) -> int:
        try:
            return int(ray.get(getattr(self._board, what).remote(key_of_path(name), **how)))
        except RayError:
            return 0  # the board's node is gone, and what it knew

    def _read(self, row: dict[str, Any]) -> Lines:
        place = Input(row["name"], row["path"], row["base"])

        def render_again(number: int, width_px: int, height_px: int) -> NDArray[np.uint8]:
            with at_hand(place) as path, open_document(path, self._job.options) as document:
                return next(document.pages({number})).render(width_px, height_px)

        document = unpack(row["head"], row["pixels"], self._job.options, render_again)
        records = guarded(
            partial(records_of, document, self._job, self._engine),
            lambda issue: failed(document.source, issue, self._engine.info),
        )
        self._tell("end", place.name)  # at once: the next document may end this process
        return named(records, place.name), counts_of(records)

    def _given_up(self, row: dict[str, Any]) -> Lines:
        document = unpack(row["head"], row["pixels"], self._job.options, _never)
        records = (failed(document.source, from_error(_DIED), self._engine.info),)
        return named(records, row["name"]), counts_of(records)


def _never(number: int, width_px: int, height_px: int) -> NDArray[np.uint8]:
    raise _DIED
