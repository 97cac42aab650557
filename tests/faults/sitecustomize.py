"""A scripted engine that obeys the words of the document; every Python that has this folder on its path gets it.

``SLEEP 0.2`` waits; ``MARK a`` makes a file of that name in ``DOCVL_TEST_FOLDER``; ``SPIN`` works for ever, ``EAT``
takes memory without end; ``CRASH`` ends the process as a system does that runs out of memory, ``FAULT`` as a broken
library does; ``CRASH-ONCE`` does so once for each folder named in ``DOCVL_TEST_FOLDER``, ``WAIT-ONCE`` waits a minute
once, and both leave a file of their name there; ``BROKEN`` is an unreadable page, ``BUG`` an unexpected error,
``PRINT`` noise on stdout, ``WARN`` a doubtful value. The word after ``NUMBER`` is the value of ``number``, the one
after ``TOTAL`` of ``total``. Pages that cannot be read are left out, with an issue.

Where ``DOCVL_TEST_FOLDER`` has a file ``most``, the engine takes so many documents at once and has room for two; how
many came it writes into ``batches``.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from docvl.engines import scripted
from docvl.engines.base import Finding, Reply, Request
from docvl.errors import CorruptError, DocumentError, EngineError
from docvl.geometry import Box
from docvl.issues import Issue, from_error
from docvl.record import Usage


def obey(request: Request) -> Reply:
    """Do what the document says."""
    words: list[str] = []
    issues: list[Issue] = []
    pages = 0
    for page in request.pages:
        pages += 1
        try:
            here = [word.text for word in page.text.words]
        except DocumentError as error:
            issues.append(from_error(error, page=page.number))
            continue
        for word, after in zip(here, [*here[1:], ""], strict=True):
            _act(word, after)
        words += here
    if pages and len(issues) == pages:
        raise CorruptError(issues[0].message)
    data: dict[str, Any] = {"number": _after("NUMBER", words)}
    total = _after("TOTAL", words)
    if total is not None:
        data["total"] = float(total)
    found = {f"/{name}": Finding(str(value), 0.9, 1, Box(0.1, 0.1, 0.2, 0.2)) for name, value in data.items() if value}
    if "WARN" in words:
        issues.append(Issue(code="doubtful", severity="error", message="Look.", pointer="/number"))
    return Reply(data, found, tuple(issues), Usage(pages=pages))


def _after(name: str, words: list[str]) -> str | None:
    return words[words.index(name) + 1] if name in words else None


def _act(word: str, after: str) -> None:
    if word == "SLEEP":
        time.sleep(float(after))
    elif word == "BROKEN":
        raise CorruptError("The page is broken.")
    elif word == "BUG":
        raise KeyError("text of the document")
    elif word == "PRINT":
        print("noise")
    else:
        _harm(word, after)


def _harm(word: str, after: str) -> None:
    if word == "MARK":
        Path(os.environ["DOCVL_TEST_FOLDER"], after).touch()
    elif word == "SPIN":
        while True:
            pass
    elif word == "EAT":
        eaten = []
        while True:
            eaten.append(bytearray(1 << 26))
    elif word in ("CRASH", "FAULT"):
        os.kill(os.getpid(), signal.SIGKILL if word == "CRASH" else signal.SIGSEGV)
    elif word in ("CRASH-ONCE", "WAIT-ONCE"):
        mark = Path(os.environ["DOCVL_TEST_FOLDER"], word)
        if not mark.exists():
            mark.touch()
            if word == "WAIT-ONCE":
                time.sleep(60)
            else:
                os.kill(os.getpid(), signal.SIGKILL)


class _Batching:
    """What makes the engine a :class:`docvl.engines.base.BatchReader`."""

    @property
    def most(self) -> int:
        file = Path(os.environ["DOCVL_TEST_FOLDER"], "most")
        return int(file.read_text(encoding="ascii")) if file.exists() else 1

    def ahead(self, request: Request) -> Request:
        return request

    def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
        with Path(os.environ["DOCVL_TEST_FOLDER"], "batches").open("a", encoding="ascii") as file:
            file.write(f"{len(requests)}\n")
        replies = list(map(reply_or_error, requests))
        if len(requests) > 2:
            raise EngineError("The device is out of memory.")
        return replies


def reply_or_error(request: Request) -> Reply | Exception:
    """As :func:`obey`; an error is for the document alone."""
    try:
        return obey(request)
    except Exception as error:
        return error


if __name__ == "sitecustomize":
    scripted.ScriptedEngine.__init__.__defaults__ = (obey,)
    for name in ("most", "ahead", "read_all"):
        setattr(scripted.ScriptedEngine, name, vars(_Batching)[name])
