"""Worker processes: each reads one document at a time; what one costs is its document, never the run."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Generic

from pydantic import BaseModel, TypeAdapter

from docvl.config import EngineOptions
from docvl.engines.base import Engine
from docvl.errors import CrashError, DocumentError
from docvl.guard.child import Child, Death
from docvl.guard.limits import UNLIMITED, Limits
from docvl.guard.serve import serve
from docvl.ingest.ocr_models import configure_threads
from docvl.issues import from_error
from docvl.pipeline import Task, process, task_of
from docvl.pipeline.task import ResultT

AHEAD = 512
"""Documents in flight for each worker: how far the others may run ahead of a slow one."""
AHEAD_BYTES = 64 << 20
"""Of finished results that wait for a slow one: with more of them, no further document is begun."""


class Done(BaseModel, Generic[ResultT]):
    """A finished document.

    Attributes:
        results: one, or several where a result stands for a part of a document.
        seconds: wall time it took, what it waited for others of its batch included; None when its worker died.
    """

    results: tuple[ResultT, ...]
    seconds: float | None


def timed(path: str, task: Task[ResultT], engine: Engine | None = None) -> Done[ResultT]:
    """Process one document in this process, see :func:`docvl.pipeline.process`, and take the time.

    Raises:
        UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
    """
    start = time.perf_counter()
    results = process(path, task, engine)
    return Done[ResultT](results=results, seconds=round(time.perf_counter() - start, 3))


def limits_of(options: EngineOptions) -> Limits:
    """What a document may cost a worker; one that asks a model decodes in a child of its own and has no limits."""
    return UNLIMITED if options.asks_model else Limits(wall=options.time_limit)


class Guard(Generic[ResultT]):
    """Reads documents in a child process, which is replaced when it dies, when a limit ends it, and when it is worn.

    A document that has ended two of them is given up; its result is a failure, which ``retry_failed`` asks for again.
    The page at which a limit or a fault of its own ended the first is left out the second time, and its result says so.

    Args:
        task: what to do.
        alone: held while a document is read again after a death that may be due to what others took of the memory.

    For one thread at a time, but for :meth:`kill`.
    """

    def __init__(self, task: Task[ResultT], alone: threading.Lock | None = None) -> None:
        done: Any = Done
        self._done: TypeAdapter[Done[ResultT]] = TypeAdapter(done[task.result])
        self._task = task
        self._limits = limits_of(task.options)
        self._alone = alone or threading.Lock()
        self._child: Child | None = None
        self._ended = False
        self._lock = threading.Lock()

    def read(self, path: str) -> Done[ResultT]:
        """Read a document: always a result.

        Raises:
            UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
            DocvlError: a process cannot start.
        """
        return self.parsed(self.answer(path))

    def parsed(self, answer: bytes) -> Done[ResultT]:
        """What :meth:`answer` gave."""
        return self._done.validate_json(answer)

    def answer(self, path: str) -> bytes:
        """As :meth:`read`, a :class:`Done` as JSON: a tenth of its size."""
        self._ready()  # its start is no time of the document
        start = time.monotonic()
        try:
            return self._try(path, self._limits.wall, {})
        except Death as death:
            self.close()
            if death.guilty and death.page is None:
                return self._failure(path, death.error)
            lost = {death.page: death.error} if death.guilty and death.page is not None else {}
        wall = self._limits.wall
        return self._again(path, None if wall is None else wall - (time.monotonic() - start), lost)

    def kill(self) -> None:
        """End the child and start no other; may be called by any thread."""
        with self._lock:
            self._ended = True
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        """End the child and free its pipes; the next document gets another."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.close()

    def _again(self, path: str, seconds: float | None, lost: dict[int, DocumentError]) -> bytes:
        try:
            with self._alone:
                return self._try(path, seconds, lost)
        except Death as death:
            self.close()
            message = f"{death.error.message} It was the second process that the document ended."
            return self._failure(path, type(death.error)(message, hint=death.error.hint))

    def _failure(self, path: str, error: DocumentError) -> bytes:
        failed = Done[ResultT](results=(self._task.failure(path, from_error(error)),), seconds=None)
        return failed.model_dump_json().encode()

    def _try(self, path: str, seconds: float | None, lost: dict[int, DocumentError]) -> bytes:
        child = self._ready()
        answer = child.ask({"path": path}, seconds, lost)
        if child.worn:
            self.close()
        return answer

    def _ready(self) -> Child:
        with self._lock:
            if self._ended:
                raise Death(CrashError("The run ended."), None, guilty=True)
            if self._child is not None:
                return self._child
            told = {"task": self._task.name, **self._task.told()}
            self._child = child = Child("docvl.workers", told, self._limits)
        child.start()
        return child


def parallel(paths: Iterable[str], task: Task[ResultT], count: int) -> Iterator[Done[ResultT]]:
    """Process documents in ``count`` processes; results come in the order of ``paths``, which is read as needed.

    Raises:
        UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
        DocvlError: a worker cannot start.
    """
    pending: deque[Future[bytes]] = deque()
    alone, counting, mine = threading.Lock(), threading.Lock(), threading.local()
    guards: list[Guard[ResultT]] = []
    parser = Guard(task)
    waiting = 0  # bytes of results

    def hire() -> None:
        mine.guard = Guard(task, alone)
        guards.append(mine.guard)

    def work(path: str) -> bytes:
        nonlocal waiting
        guard: Guard[ResultT] = mine.guard
        answer = guard.answer(path)
        with counting:
            waiting += len(answer)
        return answer

    def oldest() -> Done[ResultT]:
        nonlocal waiting
        answer = pending.popleft().result()
        with counting:
            waiting -= len(answer)
        return parser.parsed(answer)

    with ThreadPoolExecutor(count, initializer=hire) as threads:
        try:
            for path in paths:
                pending.append(threads.submit(work, path))
                if len(pending) >= count * AHEAD or waiting > AHEAD_BYTES:
                    yield oldest()
            while pending:
                yield oldest()
        finally:
            # Also on Ctrl-C and when the caller stops early: the threads wait for the children, so these go first.
            for guard in guards:
                guard.kill()
            threads.shutdown(cancel_futures=True)
            for guard in guards:
                guard.close()


def _begin(told: dict[str, Any]) -> Callable[[dict[str, Any]], str]:
    configure_threads(1)
    task = task_of(told)
    task.prepare()
    return lambda request: timed(request["path"], task).model_dump_json()


if __name__ == "__main__":
    serve(_begin)
