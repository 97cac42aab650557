"""One engine and many documents."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("ray")

from docvl.cluster.sharing import Shared
from docvl.engines.base import Reply, Request
from docvl.engines.scripted import ScriptedEngine
from docvl.errors import CorruptError, EngineError
from docvl.record import EngineInfo
from docvl.schema import load_schema
from tests.conftest import SCHEMA


class Batched:
    """An engine with room for four documents at once, told by their languages."""

    info = EngineInfo(name="batched")
    most = 8

    def __init__(self, room: int) -> None:
        self.room = room
        self.batches: list[int] = []

    def read(self, request: Request) -> Reply:
        return self.read_all([request])[0]

    def read_all(self, requests: Sequence[Request]) -> list[Reply]:
        self.batches.append(len(requests))
        time.sleep(0.05)
        if len(requests) > self.room:
            raise EngineError("The device is out of memory.")
        return [Reply({"number": str(len(list(request.pages)))}) for request in requests]


def _request(pages: int) -> Request:
    made: Any = [None] * pages
    return Request(made, load_schema(SCHEMA))


def _read(engine: Any, count: int) -> list[Any]:
    shared = Shared(engine)

    def ask(pages: int) -> Any:
        try:
            return shared.read(_request(pages)).data["number"]
        except EngineError as error:
            return error.message

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(ask, range(count)))


def test_each_gets_its_own_answer() -> None:
    engine = Batched(room=8)
    assert _read(engine, 6) == ["0", "1", "2", "3", "4", "5"]
    assert max(engine.batches) > 1


def test_a_batch_that_does_not_fit_is_halved() -> None:
    engine = Batched(room=2)
    assert _read(engine, 6) == ["0", "1", "2", "3", "4", "5"]
    assert max(engine.batches) > 2


def test_a_document_that_does_not_fit_alone_fails() -> None:
    assert _read(Batched(room=0), 3) == ["The device is out of memory."] * 3


def test_errors_are_those_of_the_engine() -> None:
    def script(request: Request) -> Reply:
        raise CorruptError("broken")

    shared = Shared(ScriptedEngine(script))
    with pytest.raises(CorruptError, match="broken"):
        shared.read(_request(1))
    assert shared.info == EngineInfo(name="scripted")


def test_busy_time_is_counted_once() -> None:
    engine = Batched(room=8)
    shared = Shared(engine)
    shared.read(_request(1))
    assert 0.04 < shared.take_busy() < 1
    assert shared.take_busy() == 0
