"""One small actor that all others know: how far the job is, and which documents were in hand when an actor died."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ray
from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

from docvl.cluster.metrics import Metrics

DEATHS = 2
"""A document that was in hand when so many actors died is read no further."""


class Board:
    """Counts, and documents in hand. Only the driver's end ends it."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()  # of float, too
        self._in_hand: Counter[bytes] = Counter()
        self._error: dict[str, Any] | None = None
        self._metrics = Metrics()

    def note(self, counts: dict[str, float]) -> None:
        """Add to the counts, see :class:`docvl.cluster.job.Count`."""
        self._counts.update(counts)
        self._metrics.add(counts)

    def counts(self) -> dict[str, float]:
        """All counts so far."""
        return dict(self._counts)

    def stop(self, error: dict[str, Any]) -> None:
        """A worker met an error that ends the run; see :func:`docvl.guard.serve.told_of`."""
        self._error = error

    def error(self) -> dict[str, Any] | None:
        """That error; Ray itself hands on its text alone."""
        return self._error

    def begin(self, key: bytes, *, alone: bool = False) -> int:
        """A document is taken in hand: how many actors died with it before.

        Args:
            key: of its path.
            alone: nothing else is in hand; a document that has died with an actor is only then taken.
        """
        deaths = self._in_hand[key]
        self._in_hand[key] += alone or not deaths
        return deaths

    def end(self, key: bytes) -> int:
        """It is done; how often it had been begun."""
        return self._in_hand.pop(key, 0)


_Remote = ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=-1)(Board)


def new_board() -> Any:
    """Handle of a new board, on the node of the driver, so that it goes with it and not before."""
    here = NodeAffinitySchedulingStrategy(ray.get_runtime_context().get_node_id(), soft=True)
    return _Remote.options(scheduling_strategy=here).remote()
