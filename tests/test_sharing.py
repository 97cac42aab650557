"""One engine and many documents."""

from __future__ import annotations

import time
import weakref
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from docvl.engines.base import Reply, Request
from docvl.engines.scripted import ScriptedEngine
from docvl.errors import CorruptError, EngineError, ModelError
from docvl.pipeline.sharing import Asked, Shared, answer_all
from docvl.record import EngineInfo
from docvl.schema import load_schema
from tests.conftest import SCHEMA
from tests.engines.batched import BatchedEngine


class Batched(BatchedEngine):
    """An engine that takes eight documents and has room for fewer; one of 13 pages is broken."""

    info = EngineInfo(name="batched")
    most = 8

    def __init__(self, room: int) -> None:
        self.room = room
        self.batches: list[int] = []

    def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
        self.batches.append(len(requests))
        time.sleep(0.05)
        counts = [len(list(request.pages)) for request in requests]
        if len(requests) > self.room:
            raise EngineError("The device is out of memory.")
        return [CorruptError("broken") if count == 13 else Reply({"number": str(count)}) for count in counts]


def _request(pages: int) -> Request:
    made: Any = [None] * pages
    return Request(made, load_schema(SCHEMA))


def _read(engine: Any, counts: Sequence[int]) -> list[Any]:
    shared = Shared(engine)

    def ask(pages: int) -> Any:
        try:
            return shared.read(_request(pages)).data["number"]
        except (EngineError, CorruptError) as error:
            return error.message

    with ThreadPoolExecutor(len(counts)) as threads:
        return list(threads.map(ask, counts))


def test_each_gets_its_own_answer() -> None:
    engine = Batched(room=8)
    assert _read(engine, range(6)) == ["0", "1", "2", "3", "4", "5"]
    assert max(engine.batches) > 1


def test_a_batch_that_does_not_fit_is_halved() -> None:
    engine = Batched(room=2)
    assert _read(engine, range(6)) == ["0", "1", "2", "3", "4", "5"]
    assert max(engine.batches) > 2


def test_a_document_that_does_not_fit_alone_fails() -> None:
    assert _read(Batched(room=0), range(3)) == ["The device is out of memory."] * 3


def test_an_error_of_one_document_is_its_own() -> None:
    engine = Batched(room=8)
    batch = [Asked(_request(count), Future()) for count in (1, 13, 3)]
    answer_all(engine, batch)
    assert [batch[at].answer.result().data["number"] for at in (0, 2)] == ["1", "3"]
    assert isinstance(batch[1].answer.exception(), CorruptError)
    assert engine.batches == [3]


def test_what_a_failed_batch_held_is_free_before_the_next_is_read() -> None:
    held: list[weakref.ref[Any]] = []

    class Memory(Batched):
        def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
            assert not any(reference() for reference in held)
            cache = {1}
            held.append(weakref.ref(cache))
            if len(requests) > self.room:
                try:
                    raise RuntimeError("out of memory")
                except RuntimeError:
                    raise EngineError("out of memory") from None
            return super().read_all(requests)

    assert _read(Memory(room=1), range(4)) == ["0", "1", "2", "3"]
    assert _read(Memory(room=0), range(2)) == ["out of memory"] * 2
    assert len(held) >= 6


def test_a_batch_is_not_halved_for_what_is_wrong_with_the_call() -> None:
    class Wrong(Batched):
        def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
            self.batches.append(len(requests))
            raise ModelError("not a model")

    engine = Wrong(room=8)
    batch = [Asked(_request(1), Future()) for _ in range(4)]
    answer_all(engine, batch)
    assert [type(asked.answer.exception()) for asked in batch] == [ModelError] * 4
    assert engine.batches == [4]


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
