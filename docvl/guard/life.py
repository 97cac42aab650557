"""Signs of life of a watched process, and what it is to leave out; in a process that nobody watches, all do nothing."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Mapping

from docvl.errors import DocumentError, TimedOutError
from docvl.guard.limits import UNLIMITED, Limits

_LAST_PART = 0.9
"""Of the wall time; from there on no further page is begun, so that what was read can still be put together."""


class _Watch:
    def __init__(self) -> None:
        self.tell: Callable[[str], None] = lambda _: None
        self.limits = UNLIMITED
        self.deadline = float("inf")
        self.lost: Mapping[int, DocumentError] = {}


_watch = _Watch()


def watch(tell: Callable[[str], None], limits: Limits) -> None:
    """From here on this process is watched: ``tell`` writes a line to the parent."""
    _watch.tell, _watch.limits = tell, limits


def watched() -> bool:
    """Whether a limit on this process ends it before a document can do harm."""
    return _watch.limits.memory is not None


def begin(seconds: float | None, lost: Mapping[int, DocumentError]) -> None:
    """A document begins.

    Args:
        seconds: wall time that is left for it.
        lost: pages that ended the process when they were read before, from 1, with what is to be said of them.
    """
    _watch.deadline = float("inf") if seconds is None else time.monotonic() + _LAST_PART * seconds
    _watch.lost = lost
    _sign("", _watch.limits.page_cpu)


def at_page(number: int) -> None:
    """Page ``number``, from 1, is begun: the limits of a page start anew."""
    _sign(str(number), _watch.limits.page_cpu)


def at_work() -> None:
    """A step of known size in the work on a page is done: a dense page has many, and may take its time."""
    _sign("", _watch.limits.page_cpu)


def after_pages() -> None:
    """All pages were read; what remains may take as long as silence is allowed."""
    silence = _watch.limits.silence
    _sign("", None if silence is None else int(silence))


def left_out(number: int) -> DocumentError | None:
    """Why page ``number`` is not to be read; None when it is."""
    if time.monotonic() > _watch.deadline:
        return TimedOutError("The page was not read: the document had taken nearly all of its time.", hint=MORE_TIME)
    return _watch.lost.get(number)


MORE_TIME = "Give the document more time, or read a part of its pages."


def _sign(line: str, cpu: int | None) -> None:
    if cpu is not None:
        used = resource.getrusage(resource.RUSAGE_SELF)
        # The kernel ends the process with SIGXCPU, whatever it hangs in.
        soft = int(used.ru_utime + used.ru_stime) + 1 + cpu
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    _watch.tell(line)
