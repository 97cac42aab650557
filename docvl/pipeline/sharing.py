"""One model and several documents: while it reads some, the next are unpacked and the last ones finished."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import NamedTuple, cast

from docvl.engines.base import BatchReader, Engine, Reply, Request
from docvl.errors import DocvlError, MissingDependencyError, UsageError
from docvl.record import EngineInfo


class Asked(NamedTuple):
    """A request, and where its answer goes."""

    request: Request
    answer: Future[Reply]


def most_at_once(engine: Engine) -> int:
    """How many requests the engine reads at once."""
    return engine.most if isinstance(engine, BatchReader) else 1


def ahead(engine: Engine, request: Request) -> Request:
    """The request, with done what the engine can do before it is its turn."""
    return engine.ahead(request) if isinstance(engine, BatchReader) else request


def answer_all(engine: Engine, batch: Sequence[Asked]) -> None:
    """Answer requests at once; where that fails, one half after the other, down to one, whose error is its own.

    Raises:
        KeyboardInterrupt: while the engine worked.
    """
    try:
        replies = _replies(engine, [asked.request for asked in batch])
    except BaseException as error:
        # What is wrong with the call is so for each half.
        if (
            len(batch) == 1
            or isinstance(error, UsageError | MissingDependencyError)
            or not isinstance(error, Exception)
        ):
            for asked in batch:
                asked.answer.set_exception(_alone(error))
            if isinstance(error, KeyboardInterrupt):
                raise
            return
    else:
        for asked, reply in zip(batch, replies, strict=True):
            if isinstance(reply, Reply):
                asked.answer.set_result(reply)
            else:
                asked.answer.set_exception(_alone(reply))
        return
    # Only here the error is forgotten, and with it what the failed attempt holds of the device's memory.
    middle = len(batch) // 2
    answer_all(engine, batch[:middle])
    answer_all(engine, batch[middle:])


def _alone(error: BaseException) -> BaseException:
    """An error that says all itself is parted from where it went through: frames there hold what is on the device."""
    if isinstance(error, DocvlError):
        error.__traceback__ = error.__context__ = None
    return error


def _replies(engine: Engine, requests: list[Request]) -> Sequence[Reply | Exception]:
    return [engine.read(*requests)] if len(requests) == 1 else cast(BatchReader, engine).read_all(requests)


class Shared:
    """An engine that many threads may ask; one thread of its own works, on as many requests at once as it can.

    Args:
        engine: to be asked by that thread alone.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: SimpleQueue[Asked] = SimpleQueue()
        self._busy = 0.0
        threading.Thread(target=self._work, daemon=True).start()

    @property
    def info(self) -> EngineInfo:
        """That of the engine."""
        return self._engine.info

    def read(self, request: Request) -> Reply:
        """Wait for the answer; errors are those of the engine."""
        asked = Asked(ahead(self._engine, request), Future())
        self._waiting.put(asked)
        return asked.answer.result()

    def take_busy(self) -> float:
        """Seconds that the engine worked since the last call."""
        busy, self._busy = self._busy, 0.0
        return busy

    def _work(self) -> None:
        most = most_at_once(self._engine)
        while True:
            batch = [self._waiting.get()]
            try:
                while len(batch) < most:
                    batch.append(self._waiting.get_nowait())
            except Empty:
                pass
            start = time.perf_counter()
            answer_all(self._engine, batch)
            self._busy += time.perf_counter() - start
