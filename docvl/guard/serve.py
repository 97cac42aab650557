"""The child's side: limits on itself, then one answer for each request."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docvl import errors
from docvl.guard import life
from docvl.guard.limits import OUT_OF_MEMORY, Limits

Answer = dict[str, Any] | str | tuple[dict[str, Any], bytes | memoryview]
"""What goes back: JSON values, JSON text, or JSON values and bytes that follow them."""

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def serve(begin: Callable[[dict[str, Any]], Callable[[dict[str, Any]], Answer]]) -> None:
    """Answer the parent until it closes the stream or dies.

    Args:
        begin: takes the first request, prepares, and gives the function that answers the others.
    """
    if not _die_with_parent():
        return
    # Whatever a library prints must not end up between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)

    def send(line: str, raw: bytes | memoryview = b"") -> None:
        answers.write(line.encode() + b"\n")
        answers.write(raw)
        answers.flush()

    requests: Iterator[dict[str, Any]] = (json.loads(line) for line in sys.stdin.buffer)
    told = next(requests, None)
    if told is None:
        return
    limits = Limits.model_validate(told.pop("limits"))
    try:
        answer = begin(told)
    except errors.DocvlError as error:
        send(json.dumps(told_of(error)))
        return
    send("{}")
    # From here on what libraries say may be text of documents: it is for nobody.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        os.dup2(nowhere.fileno(), 1)
    life.watch(send, limits)
    _limit_memory(limits)
    for request in requests:
        lost = {int(page): error_of(error) for page, error in request.pop("lost", {}).items()}
        life.begin(request.pop("seconds"), lost)
        folder = request.pop("folder")
        if folder is not None:
            os.chdir(folder)
        try:
            reply = answer(request)
        except errors.DocvlError as error:
            reply = told_of(error)
        except MemoryError:
            reply = told_of(errors.LimitError(OUT_OF_MEMORY))
        line, raw = reply if isinstance(reply, tuple) else (reply, b"")
        send(line if isinstance(line, str) else json.dumps(line), raw)


def told_of(error: errors.DocvlError) -> dict[str, Any]:
    """An error on its way to another process."""
    return {"error": type(error).__name__, "message": error.message, "hint": error.hint}


def error_of(told: dict[str, Any]) -> Any:
    """The error that :func:`told_of` told of."""
    kind: type[errors.DocvlError] = getattr(errors, told["error"])
    return kind(told["message"], hint=told["hint"])


def _die_with_parent() -> bool:
    """No child outlives its parent, not even one that hangs while the parent is killed; on Linux only.

    Elsewhere a child ends when it next looks for a request.

    Returns:
        Whether the parent is still there.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # It may have died before that.
    stdin = select.poll()
    stdin.register(0, 0)
    return not any(event & select.POLLHUP for _, event in stdin.poll(0))


def _limit_memory(limits: Limits) -> None:
    statm = Path("/proc/self/statm")
    if limits.memory is not None and statm.exists():
        now = int(statm.read_text(encoding="ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (now + limits.memory, resource.getrlimit(resource.RLIMIT_AS)[1]))
