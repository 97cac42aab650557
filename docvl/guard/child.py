"""The parent's side: a child process, its answers, and what it died of."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from docvl.errors import CrashError, DocumentError, DocvlError, TimedOutError
from docvl.guard.life import MORE_TIME
from docvl.guard.limits import Limits
from docvl.guard.serve import error_of, told_of

_OWN_FAULTS = {signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGXCPU}
_CHUNK = 1 << 20
_START_SECONDS = 300.0
"""For a child to get ready, on a machine that is busy or loads a model."""


class Death(Exception):
    """A child is dead.

    Attributes:
        error: what of, for the document that it was reading.
        page: at which page, from 1; None before the first.
        guilty: whether the document is to blame, so that the same would happen again: a limit, a fault of memory
            access. Else it may be the victim of others, as when memory runs out and the system kills what is large.
    """

    def __init__(self, error: DocumentError, page: int | None, *, guilty: bool) -> None:
        super().__init__(error.message)
        self.error = error
        self.page = page
        self.guilty = guilty


class Child:
    """A child process that runs ``module``, which calls :func:`docvl.guard.serve.serve`.

    Args:
        module: dotted name.
        told: JSON values for its ``begin``.
        limits: of each document.

    Raises:
        DocvlError: ``begin`` raised it, or the child cannot start.
    """

    def __init__(self, module: str, told: Mapping[str, Any], limits: Limits) -> None:
        # A process group of its own: Ctrl-C is for the parent, which then ends its children.
        self._process = child = subprocess.Popen(  # noqa: S603 (this Python, and a module of docvl)
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            process_group=0,
        )
        self._requests, self._answers = cast(IO[bytes], child.stdin), cast(IO[bytes], child.stdout)
        # Also where it is forgotten, and when this process ends.
        self._end_of_it = weakref.finalize(self, _end, child)
        self._poll = select.poll()
        self._poll.register(self._answers, select.POLLIN)
        self._limits = limits
        self._silence: float | None = None
        self._told = {"limits": limits.model_dump(), **told}
        self._buffer = b""
        self._page: int | None = None
        self._end = float("inf")
        self._documents = 0
        self._first_size: int | None = None

    def start(self) -> None:
        """Wait until it is ready.

        Raises:
            DocvlError: it cannot prepare, or cannot start.
        """
        try:
            self._silence = None if self._limits.silence is None else _START_SECONDS
            self._send(self._told)
            self._first()
        except Death as death:
            hint = "What it wrote to stderr may say why."
            raise DocvlError(f"A worker process cannot start. {death.error.message}", hint=hint) from None
        self._first_size = self._size()
        self._silence = self._limits.silence

    def ask(
        self, request: dict[str, Any], seconds: float | None = None, lost: Mapping[int, DocumentError] | None = None
    ) -> bytes:
        """Put a request and wait for the answer, a line of JSON.

        Args:
            request: JSON values.
            seconds: wall time that is left for the document.
            lost: pages to leave out, from 1, with what is to be said of them.

        Raises:
            Death: it died, or a limit was reached and it was killed.
            DocvlError: the answer is an error.
        """
        self._end = float("inf") if seconds is None else time.monotonic() + seconds
        self._page = None
        self._documents += 1
        pages = {page: told_of(error) for page, error in (lost or {}).items()}
        self._send({**request, "seconds": seconds, "lost": pages, "folder": _folder()})
        return self._first()

    def bytes_after(self, count: int) -> bytearray:
        """The bytes that follow an answer.

        Raises:
            Death: as by :meth:`ask`.
        """
        result = bytearray(count)
        data, self._buffer = self._buffer[:count], self._buffer[count:]
        done = len(data)
        result[:done] = data
        while done < count:
            data = self._some(min(_CHUNK, count - done))
            result[done : done + len(data)] = data
            done += len(data)
        return result

    @property
    def worn(self) -> bool:
        """Whether it is time for a fresh one."""
        now, first = self._size(), self._first_size
        grown = now is not None and first is not None and now - first > self._limits.growth
        return grown or self._documents >= self._limits.documents

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def kill(self) -> None:
        """End it; may be called by any thread."""
        self._process.kill()

    def close(self) -> None:
        """End it and free its pipes."""
        self._end_of_it()

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            self._requests.write(json.dumps(message).encode() + b"\n")
            self._requests.flush()
        except OSError:
            raise self._death() from None

    def _first(self) -> bytes:
        """The next line that is no sign of life."""
        while not (line := self._line()).startswith(b"{"):
            self._page = int(line) if line else self._page
        if line.startswith(b'{"error"'):
            raise error_of(json.loads(line))
        return line

    def _line(self) -> bytes:
        parts = []
        while b"\n" not in self._buffer:
            parts.append(self._buffer)
            self._buffer = self._some(_CHUNK)
        end, _, self._buffer = self._buffer.partition(b"\n")
        return b"".join([*parts, end])

    def _some(self, most: int) -> bytes:
        silence = float("inf") if self._silence is None else self._silence
        left = self._end - time.monotonic()
        wait = min(silence, left)
        if not self._poll.poll(None if wait == float("inf") else max(0, int(wait * 1000))):
            self._process.kill()
            what = "made no progress" if silence < left else "was not at its end"
            raise self._slow(f"Reading the document {what} after {wait if silence < left else self._limits.wall:.0f}")
        data = os.read(self._answers.fileno(), most)
        if not data:
            raise self._death()
        return data

    def _slow(self, what: str) -> Death:
        return Death(TimedOutError(f"{what} seconds and was ended.", hint=MORE_TIME), self._page, guilty=True)

    def _death(self) -> Death:
        status = self._process.wait()
        if status == -signal.SIGXCPU:
            return self._slow(f"Reading one page took {self._limits.page_cpu} processor")
        cause = signal.Signals(-status).name if status < 0 else f"exit status {status}"
        error = CrashError(f"The process that read the document ended with {cause}.")
        return Death(error, self._page, guilty=-status in _OWN_FAULTS)

    def _size(self) -> int | None:
        """Resident bytes; None where the system does not tell."""
        try:
            pages = Path(f"/proc/{self._process.pid}/statm").read_text(encoding="ascii").split()[1]
        except (OSError, IndexError):
            return None
        return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _folder() -> str | None:
    """Where relative paths start from; None where that folder is gone."""
    with contextlib.suppress(OSError):
        return str(Path.cwd())
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            cast(IO[bytes], pipe).close()
