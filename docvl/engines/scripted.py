"""An engine that answers from a script: for tests of what stands around an engine, and for dry runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from docvl.engines.base import Reply, Request
from docvl.errors import DocumentError, EngineError
from docvl.record import EngineInfo

Answer = Reply | DocumentError | EngineError
Script = Mapping[str, Answer] | Callable[[Request], Answer]


class ScriptedEngine:
    """Gives the answers it was given.

    Args:
        script: either a function of the request, free to look at the pages, to wait or to raise; or answers by a
            text: the first whose text stands in the words of the document, joined by single spaces, is given.
            An error is raised instead of returned. What no answer fits gets an empty reply.
    """

    def __init__(self, script: Script | None = None) -> None:
        self._script = script or {}

    @property
    def info(self) -> EngineInfo:
        """Name ``scripted``, no model."""
        return EngineInfo(name="scripted")

    def read(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            DocumentError, EngineError: the script says so.
        """
        answer = self._script(request) if callable(self._script) else _fitting(self._script, request)
        if isinstance(answer, Reply):
            return answer
        raise answer


def _fitting(answers: Mapping[str, Answer], request: Request) -> Answer:
    text = " ".join(word.text for page in request.pages for word in page.text.words)
    return next((answer for key, answer in answers.items() if key in text), Reply({}))
