"""An engine that reads several documents at once, for tests of what shares it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

from docvl.engines.base import Reply, Request


class BatchedEngine(ABC):
    """A :class:`docvl.engines.base.BatchReader` that does nothing ahead, and reads one document as a batch of one."""

    def ahead(self, request: Request) -> Request:
        return request

    def read(self, request: Request) -> Reply:
        (reply,) = self.read_all([request])
        if isinstance(reply, Exception):
            raise reply
        return reply

    @abstractmethod
    def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]: ...
