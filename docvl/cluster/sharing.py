"""One model and several documents: while it reads one, the next are unpacked and the last ones finished."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Protocol, cast, runtime_checkable

from docvl.engines.base import Engine, Reply, Request
from docvl.errors import EngineError
from docvl.record import EngineInfo


@runtime_checkable
class BatchReader(Protocol):
    """What an engine that reads several documents at once can do; others have no ``read_all``.

    Attributes:
        most: requests at once.
    """

    most: int

    def read_all(self, requests: Sequence[Request]) -> list[Reply]:
        """Answer all.

        Raises:
            EngineError: they do not fit into memory together, or the engine failed.
        """
        ...


class Shared:
    """An engine that many threads may ask; one thread of its own works, on as many requests at once as it can.

    A batch that fails is halved until it succeeds or is one document, whose error is that of its record.

    Args:
        engine: to be asked by that thread alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[tuple[Request, Future[Reply]]] = SimpleQueue()
        self._busy = 0.0
        threading.Thread(target=self._work, daemon=True).start()

    @property
    def info(self) -> EngineInfo:
        """That of the engine."""
        return self._engine.info

    def read(self, request: Request) -> Reply:
        """Wait for the answer; errors are those of the engine."""
        answer: Future[Reply] = Future()
        self._waiting.put((request, answer))
        return answer.result()

    def take_busy(self) -> float:
        """Seconds that the engine worked since the last call."""
        busy, self._busy = self._busy, 0.0
        return busy

    def _work(self) -> None:
        most = self._engine.most if isinstance(self._engine, BatchReader) else 1
        while True:
            batch = [self._waiting.get()]
            try:
                while len(batch) < most:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            start = time.perf_counter()
            self._answer(batch)
            self._busy += time.perf_counter() - start

    def _answer(self, batch: list[tuple[Request, Future[Reply]]]) -> None:
        try:
            if len(batch) == 1:
                replies = [self._engine.read(batch[0][0])]
            else:
                replies = cast(BatchReader, self._engine).read_all([request for request, _ in batch])
        except BaseException as error:
            if len(batch) > 1 and isinstance(error, EngineError):
                middle = len(batch) // 2
                self._answer(batch[:middle])
                self._answer(batch[middle:])
                return
            for _, answer in batch:
                answer.set_exception(error)
            return
        for (_, answer), reply in zip(batch, replies, strict=True):
            answer.set_result(reply)
