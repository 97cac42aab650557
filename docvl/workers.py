"""Worker processes: each reads one document at a time; one that dies costs its document, never the run.

The parent talks to a child over its standard streams, one line of JSON a message: first the task, then a path for
each document; the child answers :class:`Ready`, then a :class:`Done` for each path, with an empty line before it for
each page. A child never imports the caller's main module, so a script needs no ``if __name__ == "__main__"``.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import IO, Any, Generic, cast

from pydantic import BaseModel, TypeAdapter

from docvl import errors
from docvl.ingest.ocr_models import configure_threads
from docvl.issues import Issue
from docvl.pipeline import Task, process, task_of
from docvl.pipeline.task import AtPage, ResultT

AHEAD = 16
"""Documents in flight for each worker: how far the others may run ahead of a slow one."""

SILENCE = 120.0
"""Seconds that a worker may spend on one page, or on opening or finishing a document, before it is ended."""


class Ready(BaseModel):
    """A child has its task."""

    ready: bool = True


class Done(BaseModel, Generic[ResultT]):
    """A finished document.

    Attributes:
        results: one, or several where a result stands for a part of a document.
        seconds: wall time it took; None when its worker died.
    """

    results: tuple[ResultT, ...]
    seconds: float | None


class Stop(BaseModel):
    """An error that ends the run, on its way to the parent."""

    kind: str
    message: str
    hint: str


def timed(path: str, task: Task[ResultT], at_page: AtPage = lambda: None) -> Done[ResultT]:
    """Process one document and take the time.

    Raises:
        UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
    """
    start = time.perf_counter()
    results = process(path, task, at_page)
    return Done[ResultT](results=results, seconds=round(time.perf_counter() - start, 3))


def parallel(paths: Iterable[str], task: Task[ResultT], count: int) -> Iterator[Done[ResultT]]:
    """Process documents in ``count`` processes; results come in the order of ``paths``, which is read as needed.

    Raises:
        UsageError, MissingDependencyError: as :func:`docvl.pipeline.process`.
        DocvlError: a worker cannot start.
    """
    pending: deque[Future[Done[ResultT]]] = deque()
    pool = _Pool(task)
    with ThreadPoolExecutor(count) as threads:
        try:
            for path in paths:
                pending.append(threads.submit(pool.read, path))
                if len(pending) >= count * AHEAD:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        finally:
            # Also on Ctrl-C and when the caller stops early: the threads wait for the children, so these go first.
            pool.close()
            threads.shutdown(cancel_futures=True)


class _DeathError(Exception):
    """A worker is dead; the message says of what."""


class _SilentError(_DeathError):
    """The worker gave no sign of life and was ended."""


class _Worker(Generic[ResultT]):
    def __init__(self, task: Task[ResultT]) -> None:
        # A process group of its own: Ctrl-C is for the parent, which then ends its children.
        self._process = child = subprocess.Popen(
            [sys.executable, "-P", "-m", "docvl.workers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            process_group=0,
        )
        self._requests, self._answers = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
        self._task = task
        done: Any = Done
        self._message: TypeAdapter[Done[ResultT] | Stop | Ready] = TypeAdapter(done[task.result] | Stop | Ready)

    def start(self) -> None:
        try:
            self._ask({"task": self._task.name, **self._task.told()})
        except _DeathError as death:
            hint = "Use one process only (workers = 1) to see why."
            raise errors.DocvlError(f"A worker process cannot start: it ended with {death}.", hint=hint) from None

    def read(self, path: str) -> Done[ResultT]:
        answer = self._ask(path)
        if not isinstance(answer, Done):
            raise errors.DocvlError("A worker process answered out of turn.")
        return answer

    def _ask(self, message: object) -> Done[ResultT] | Ready:
        line = b"\n"
        try:
            self._requests.write(json.dumps(message).encode() + b"\n")
            self._requests.flush()
            while line == b"\n":
                line = self._listen()
        except (OSError, ValueError):
            line = b""
        if not line.endswith(b"\n"):
            raise _DeathError(self._cause_of_death())
        answer = self._message.validate_json(line)
        if isinstance(answer, Stop):
            kind: type[errors.DocvlError] = getattr(errors, answer.kind)
            raise kind(answer.message, hint=answer.hint)
        return answer

    def _listen(self) -> bytes:
        ended = threading.Event()

        def end() -> None:
            ended.set()
            self._process.kill()

        limit = threading.Timer(SILENCE, end)
        limit.daemon = True
        limit.start()
        try:
            line = self._answers.readline()
        finally:
            limit.cancel()
        if ended.is_set() and not line:
            raise _SilentError
        return line

    def _cause_of_death(self) -> str:
        status = self._process.wait()
        return signal.Signals(-status).name if status < 0 else f"exit status {status}"

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()


class _Pool(Generic[ResultT]):
    """One worker for each calling thread, started when first needed and replaced when it dies."""

    def __init__(self, task: Task[ResultT]) -> None:
        self._task = task
        self._mine = threading.local()
        self._alive: set[_Worker[ResultT]] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._alone = threading.Lock()

    def read(self, path: str) -> Done[ResultT]:
        try:
            return self._try(path)
        except _SilentError:
            message = f"Reading the document made no progress for {SILENCE:.0f} seconds and was ended."
            return self._failure(path, "timed-out", message)
        except _DeathError:
            # Perhaps the victim of memory that others took: once more, in a fresh process, one such case at a time.
            with self._alone:
                try:
                    return self._try(path)
                except _DeathError as death:
                    message = f"The process that read the document died twice; the second time it ended with {death}."
                    return self._failure(path, "worker-died", message)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            for worker in self._alive:
                worker.close()
            self._alive.clear()

    def _failure(self, path: str, code: str, message: str) -> Done[ResultT]:
        issue = Issue(code=code, severity="error", message=message)
        return Done[ResultT](results=(self._task.failure(path, issue),), seconds=None)

    def _try(self, path: str) -> Done[ResultT]:
        worker: _Worker[ResultT] = getattr(self._mine, "worker", None) or self._start()
        try:
            return worker.read(path)
        except _DeathError:
            self._mine.worker = None
            with self._lock:
                self._alive.discard(worker)
            worker.close()
            raise

    def _start(self) -> _Worker[ResultT]:
        with self._lock:
            if self._closed:
                raise _DeathError("the end of the run")
            worker = _Worker(self._task)
            self._alive.add(worker)
        worker.start()
        self._mine.worker = worker
        return worker


def _serve() -> None:
    """The child: answers the parent until the parent closes the stream."""
    # Whatever a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests = (json.loads(line) for line in sys.stdin.buffer)
    told = next(requests)
    configure_threads(1)
    task = task_of(told)

    def send(line: str = "") -> None:
        answers.write(line.encode() + b"\n")
        answers.flush()

    def answer(make: Callable[[], BaseModel]) -> None:
        try:
            message = make()
        except errors.DocvlError as error:
            message = Stop(kind=type(error).__name__, message=error.message, hint=error.hint)
        send(message.model_dump_json())

    def ready() -> Ready:
        task.prepare()
        return Ready()

    answer(ready)
    for path in requests:
        answer(partial(timed, path, task, send))


if __name__ == "__main__":
    _serve()
