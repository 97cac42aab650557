"""How a run is going: counts from the workers, a limit on failures, what it cost."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import ray
from ray.exceptions import RayError

from docvl.config import ClusterOptions
from docvl.errors import DocvlError
from docvl.store.summary import Summary

LEAST_FOR_RATE = 100
"""Documents from which a share of failures says something."""

_POLL = 1.0  # seconds
_PATIENCE = 10.0  # seconds, at the end
_FIRST_PATIENCE = 60.0  # the board may have been started last of all, where cores are short


@dataclass(frozen=True)
class Count:
    """How far a run is.

    Attributes:
        total: documents.
        documents: read by this run; a block that was read twice counts twice.
        kept: that an earlier run had read.
        failed: of those read.
        pages: read.
        decode_seconds: of all workers together, without the model.
        engine_seconds: in which the model worked, of all its actors together.
        models: how many of these there are; 0 where none is asked.
        seconds: since the run began, without the start of a cluster.
    """

    total: int = 0
    documents: float = 0
    kept: float = 0
    failed: float = 0
    pages: float = 0
    decode_seconds: float = 0
    engine_seconds: float = 0
    models: int = 0
    seconds: float = 0

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / max(self.seconds, 1e-9)

    @property
    def busy(self) -> float | None:
        """Share of the time in which the model worked; None where none is asked."""
        return self.engine_seconds / (self.models * max(self.seconds, 1e-9)) if self.models else None

    @property
    def left(self) -> float | None:
        """Seconds until the end, at the speed so far; None before the first document."""
        rest = max(0.0, self.total - self.kept - self.documents)
        return rest * self.seconds / self.documents if self.documents else None


Watch = Callable[[Count], None]


@dataclass(frozen=True)
class Report:
    """What a run came to.

    Attributes:
        summary: of all that the folder holds.
        count: of this run.
        price_per_hour: of the cluster.
    """

    summary: Summary
    count: Count
    price_per_hour: float | None = None

    @property
    def cost_per_thousand_pages(self) -> float | None:
        """In the currency of the price; None without a price or pages."""
        if self.price_per_hour is None or not self.count.pages:
            return None
        return self.price_per_hour * self.count.seconds / 3600 / self.count.pages * 1000


class Watcher:
    """Asks the board now and then, tells of it, and stops a run in which too much fails.

    Args:
        board: handle of the actor.
        total: documents.
        models: actors that hold one.
        options: ``max_failure_rate``.
        watch: to be told.
    """

    def __init__(self, board: Any, total: int, models: int, options: ClusterOptions, watch: Watch) -> None:
        self._board = board
        self._total = total
        self._models = models
        self._limit = options.max_failure_rate
        self._watch = watch
        self._start = time.monotonic()
        self._last = Count(total=total, models=models)

    def rows(self, batches: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows of Arrow tables as they come; meanwhile the board is asked.

        Raises:
            DocvlError: too many documents failed.
        """
        arrived: queue.SimpleQueue[dict[str, Any] | BaseException | None] = queue.SimpleQueue()

        def consume() -> None:
            try:
                for batch in batches:
                    for row in batch.to_pylist():
                        arrived.put(row)
                arrived.put(None)
            except BaseException as error:
                arrived.put(error)

        threading.Thread(target=consume, daemon=True).start()
        asked = 0.0
        while True:
            if time.monotonic() - asked > _POLL:
                asked = time.monotonic()
                self.check(LEAST_FOR_RATE)
            try:
                row = arrived.get(timeout=_POLL)
            except queue.Empty:
                continue
            if row is None:
                return
            if isinstance(row, BaseException):
                raise row
            yield row

    def check(self, least: int, patience: float = 5.0) -> Count:
        """Ask the board and tell of it.

        Args:
            least: documents that must have been read before a share of failures counts.
            patience: seconds; a board that does not answer has nothing new.

        Raises:
            DocvlError: too many documents failed.
        """
        count = self._ask(patience)
        if count.documents >= least and count.failed > self._limit * count.documents:
            message = f"{count.failed:.0f} of {count.documents:.0f} documents failed, more than may."
            hint = "What was read is kept. Look at the issues of the failed records, or raise --max-failure-rate."
            raise DocvlError(message, hint=hint)
        return count

    def close(self) -> Count:
        """As :meth:`check`, when all records are there: what workers say of them may come later than they do."""
        count = self._ask(_FIRST_PATIENCE)
        patient_until = time.monotonic() + _PATIENCE
        while count.kept + count.documents < self._total:
            if time.monotonic() > patient_until:
                break  # a worker died before it said anything
            time.sleep(0.05)
            count = self._ask(_PATIENCE)
        return self.check(least=1)

    def _ask(self, patience: float) -> Count:
        try:
            counts: dict[str, float] = ray.get(self._board.counts.remote(), timeout=patience)
        except RayError:
            return self._last
        seconds = time.monotonic() - self._start
        self._last = count = Count(total=self._total, models=self._models, seconds=seconds, **counts)
        self._watch(count)
        return count
