"""A scripted engine that obeys the words of the document; every Python that has this folder on its path gets it.

``SLEEP 0.2`` waits; ``CRASH`` ends the process; ``CRASH-ONCE`` does so once for each folder named in
``DOCVL_TEST_FOLDER``; ``BROKEN`` is an unreadable page, ``BUG`` an unexpected error, ``PRINT`` noise on stdout,
``WARN`` a doubtful value. The word after ``NUMBER`` is the value of ``number``, the one after ``TOTAL`` of ``total``.
"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from docvl.engines import scripted
from docvl.engines.base import Finding, Reply, Request
from docvl.errors import CorruptError
from docvl.geometry import Box
from docvl.issues import Issue
from docvl.record import Usage


def obey(request: Request) -> Reply:
    """Do what the document says."""
    pages = list(request.pages)
    words = [word.text for page in pages for word in page.text.words]
    for word, after in zip(words, [*words[1:], ""], strict=True):
        _act(word, after)
    data: dict[str, Any] = {"number": _after("NUMBER", words)}
    total = _after("TOTAL", words)
    if total is not None:
        data["total"] = float(total)
    found = {f"/{name}": Finding(str(value), 0.9, 1, Box(0.1, 0.1, 0.2, 0.2)) for name, value in data.items() if value}
    issues = [Issue(code="doubtful", severity="error", message="Look.", pointer="/number")] if "WARN" in words else []
    return Reply(data, found, tuple(issues), Usage(pages=len(pages)))


def _after(name: str, words: list[str]) -> str | None:
    return words[words.index(name) + 1] if name in words else None


def _act(word: str, after: str) -> None:
    if word == "SLEEP":
        time.sleep(float(after))
    elif word == "CRASH":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "CRASH-ONCE":
        mark = Path(os.environ["DOCVL_TEST_FOLDER"], "crashed")
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif word == "BROKEN":
        raise CorruptError("The page is broken.")
    elif word == "BUG":
        raise KeyError("text of the document")
    elif word == "PRINT":
        print("noise")


if __name__ == "sitecustomize":
    scripted.ScriptedEngine.__init__.__defaults__ = (obey,)
