"""A model in this process that reads several documents at once: threads open the next ones and finish the last.

A batch is made of documents that follow each other, never of those that happen to wait: the same call gives the same
batches, and so the same records byte for byte.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from functools import partial
from itertools import islice
from queue import SimpleQueue
from typing import Any

from docvl.engines.base import Engine, Reply, Request
from docvl.pipeline import Task, engine_for
from docvl.pipeline.sharing import Asked, ahead, answer_all
from docvl.pipeline.task import ResultT
from docvl.record import EngineInfo
from docvl.workers import Done, timed

Turns = SimpleQueue[Callable[[], None] | None]
"""What the thread of the engine is to do next; None wakes it, as a document is at its end."""


def together(paths: Iterable[str], task: Task[ResultT], size: int) -> Iterator[Done[ResultT]]:
    """Process documents in batches of ``size``; results come in the order of ``paths``, which is read as needed.

    The engine works in the thread that takes the results, so that an interrupt ends it as ever. Two batches are open,
    each document in a child process of its own: while one batch is read or finished, the next is unpacked.

    Raises:
        UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
    """
    turns: Turns = SimpleQueue()
    pending: deque[tuple[Future[Done[ResultT]], _Batch]] = deque()

    def oldest() -> Done[ResultT]:
        done, _ = pending[0]
        while not done.done():
            if (turn := turns.get()) is not None:
                turn()
        pending.popleft()
        return done.result()

    paths, threads = iter(paths), _Threads(2 * size)
    try:
        while names := list(islice(paths, size)):
            batch = _Batch(len(names), engine_for(task.options), turns)
            for place, path in enumerate(names):
                while len(pending) >= 2 * size:
                    yield oldest()
                done = threads.start(partial(_work, path, task, _Seat(batch, place)))
                done.add_done_callback(lambda _: turns.put(None))
                pending.append((done, batch))
        while pending:
            yield oldest()
    finally:
        # Also on Ctrl-C and when the caller stops early: nobody waits for the threads, which end with what they do.
        for _, batch in pending:
            batch.end()
        threads.end()


class _Batch:
    """Documents that are read together: when all that are left have asked something, it is their turn.

    Args:
        size: how many.
        engine: to be asked.
        turns: where their turn is made known.
    """

    def __init__(self, size: int, engine: Engine, turns: Turns) -> None:
        self.engine = engine
        self._turns = turns
        self._lock = threading.Lock()
        self._left = size
        self._waiting = 0
        self._asked: dict[int, Asked] = {}
        self._ended = False

    def ask(self, place: int, request: Request) -> Reply:
        """Wait for the answer to what the document at ``place`` asks; errors are those of the engine."""
        asked = Asked(ahead(self.engine, request), Future())
        with self._lock:
            if self._ended:
                asked.answer.cancel()
            self._asked[place] = asked
            self._waiting += 1
            self._look()
        return asked.answer.result()

    def leave(self) -> None:
        """A document is at its end."""
        with self._lock:
            self._left -= 1
            self._look()

    def end(self) -> None:
        """Nobody will answer any more."""
        with self._lock:
            self._ended = True
            for asked in self._asked.values():
                asked.answer.cancel()

    def _look(self) -> None:
        if self._waiting and self._waiting == self._left:
            self._waiting = 0
            asked = [asked for _, asked in sorted(self._asked.items()) if not asked.answer.done()]
            self._turns.put(partial(answer_all, self.engine, asked))


class _Seat:
    """The engine as one document of a batch has it."""

    def __init__(self, batch: _Batch, place: int) -> None:
        self._batch = batch
        self._place = place

    @property
    def info(self) -> EngineInfo:
        """That of the engine."""
        return self._batch.engine.info

    def read(self, request: Request) -> Reply:
        """See :meth:`_Batch.ask`."""
        return self._batch.ask(self._place, request)

    def leave(self) -> None:
        """See :meth:`_Batch.leave`."""
        self._batch.leave()


def _work(path: str, task: Task[ResultT], seat: _Seat) -> Done[ResultT]:
    try:
        return timed(path, task, seat)
    finally:
        seat.leave()


class _Threads:
    """Threads that nobody waits for; each keeps the child in which it decodes documents."""

    def __init__(self, count: int) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._count = count
        for _ in range(count):
            threading.Thread(target=self._serve, daemon=True).start()

    def start(self, work: Callable[[], Any]) -> Future[Any]:
        """Do it in one of the threads."""
        done: Future[Any] = Future()
        self._jobs.put(partial(_do, work, done))
        return done

    def end(self) -> None:
        """Let them end when what they do is done."""
        for _ in range(self._count):
            self._jobs.put(None)

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()


def _do(work: Callable[[], Any], done: Future[Any]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:
        done.set_exception(error)
