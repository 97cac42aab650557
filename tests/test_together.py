"""A model in this process and batches of documents."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

import docvl
from docvl.config import IngestOptions
from docvl.document import Document, Page
from docvl.engines.base import Reply, Request
from docvl.errors import ConfigError, EngineError, ModelError
from docvl.ingest.opening import open_here
from docvl.pipeline import engine_for
from docvl.record import EngineInfo
from docvl.run import Run
from tests.conftest import SCHEMA, MakePdf
from tests.engines.batched import BatchedEngine
from tests.faults.sitecustomize import reply_or_error


class Model(BatchedEngine):
    """An engine that obeys the words of documents; it notes in which batches they came, by their first words.

    Args:
        most: documents at once.
        room: for more of them its memory does not suffice.
    """

    info = EngineInfo(name="internvl", model="stub")

    def __init__(self, most: int, room: int = 99) -> None:
        self.most = most
        self.room = room
        self.batches: list[list[str]] = []
        self.before: Callable[[str], None] = lambda first: None
        self.error: BaseException | None = None

    def ahead(self, request: Request) -> Request:
        self.before(_first(request))
        return request

    def read_all(self, requests: Sequence[Request]) -> list[Reply | Exception]:
        self.batches.append(list(map(_first, requests)))
        replies = [reply_or_error(request) for request in requests]
        if self.error is not None:
            raise self.error
        if len(requests) > self.room:
            raise EngineError("The device is out of memory.")
        return replies


def _first(request: Request) -> str:
    return next(iter(request.pages)).text.words[0].text


_mupdf = threading.Lock()


@contextmanager
def open_whole(path: str, options: IngestOptions) -> Iterator[Document]:
    """As ``open_document``, in this process: all is read at once, since MuPDF is for one thread at a time."""
    with _mupdf, open_here(path, options) as document:
        read = [page.with_text(page.text) for page in document.pages()]

    def pages(only: Container[int] | None = None) -> Iterator[Page]:
        return (page for page in read if only is None or page.number in only)

    yield replace(document, pages=pages, attachments=dict)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.pipeline.extract.open_document", open_whole)


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Model], Model]]:
    """Puts an engine in the place of ``internvl``."""

    def put(model: Model) -> Model:
        monkeypatch.setattr("docvl.pipeline.task.make_engine", lambda options: model)
        engine_for.cache_clear()
        return model

    yield put
    engine_for.cache_clear()


@pytest.fixture
def folder(make_pdf: MakePdf, tmp_path: Path) -> Path:
    """Eight documents of one page to three; the third is no document, the sixth a fault of ours."""
    for index in range(8):
        pages = ["x"] * (index % 3)
        make_pdf(f"{index}.pdf", f"{index} NUMBER N{index} TOTAL {index}", *pages, *(["BUG"] if index == 5 else []))
    (tmp_path / "in" / "2.pdf").write_bytes(b"no document")
    return tmp_path / "in"


def run(folder: Path, size: int, **options: Any) -> Run[dict[str, Any]]:
    options |= {"engine": "internvl", "model": "stub", "batch_size": size}
    return cast("Run[dict[str, Any]]", docvl.extract(folder, SCHEMA, **options))


def lines(folder: Path, size: int, **options: Any) -> list[str]:
    return [record.model_dump_json() for record in run(folder, size, **options)]


@pytest.fixture
def expected(folder: Path, use: Callable[[Model], Model]) -> list[str]:
    """One document at a time."""
    model = use(Model(most=1))
    found = lines(folder, 1)
    assert model.batches == [[name] for name in "0134567"]
    return found


@pytest.mark.parametrize("size", [2, 3, 5, 20])
def test_batches_are_documents_that_follow_each_other(
    size: int, folder: Path, expected: list[str], use: Callable[[Model], Model]
) -> None:
    model = use(Model(most=size))
    # Later ones are sooner ready.
    model.before = lambda first: time.sleep(0.05 * (8 - int(first)))
    records = list(run(folder, size))
    assert [record.model_dump_json() for record in records] == expected
    names = ["01.34567"[at : at + size].replace(".", "") for at in range(0, 8, size)]
    assert sorted(model.batches) == [list(name) for name in names]
    assert [index for index, record in enumerate(records) if record.status == "failed"] == [2, 5]


def test_a_batch_that_does_not_fit_is_halved(folder: Path, expected: list[str], use: Callable[[Model], Model]) -> None:
    model = use(Model(most=5, room=2))
    assert lines(folder, 5) == expected
    assert max(map(len, model.batches)) > 2


def test_what_a_document_asks_again_is_read_with_the_others(folder: Path, use: Callable[[Model], Model]) -> None:
    use(Model(most=1))
    expected = lines(folder, 1, target="page")
    model = use(Model(most=4))
    assert lines(folder, 4, target="page") == expected
    first, second = [["0", "1", "3"], ["x"]], [["4", "5", "6", "7"], ["x", "x", "x"], ["x"], ["BUG"]]
    assert sorted(model.batches) == sorted(first + second)


def test_what_is_wrong_with_the_call_ends_the_run(folder: Path, use: Callable[[Model], Model]) -> None:
    model = use(Model(most=3))
    model.error = ModelError("not a model")
    with pytest.raises(ModelError):
        list(run(folder, 3))
    assert ["0", "1"] in model.batches
    assert len(model.batches) <= 2


def test_a_run_that_was_stopped_goes_on(folder: Path, tmp_path: Path, use: Callable[[Model], Model]) -> None:
    use(Model(most=3))
    run(folder, 3).write(tmp_path / "whole")
    model = use(Model(most=3))

    def stop(done: Any) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(folder, 3).write(tmp_path / "out", watch=stop)
    model.batches.clear()
    run(folder, 3).write(tmp_path / "out")
    assert sorted(model.batches) == [["1", "3"], ["4", "5", "6"], ["7"]]
    whole, parts = ((tmp_path / name / "records.jsonl").read_bytes() for name in ("whole", "out"))
    assert whole == parts


def _threads_end(before: int) -> bool:
    end = time.monotonic() + 20
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    return threading.active_count() <= before


def test_an_interrupt_of_the_model_ends_the_run(folder: Path, use: Callable[[Model], Model]) -> None:
    before = threading.active_count()
    model = use(Model(most=3, room=2))
    model.error = KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        list(run(folder, 3))
    assert len(model.batches) == 1
    assert _threads_end(before)


def test_an_interrupt_does_not_wait_for_documents(folder: Path, use: Callable[[Model], Model]) -> None:
    before, go = threading.active_count(), threading.Event()
    model, main = use(Model(most=3)), threading.main_thread().ident
    assert main is not None

    def hang(first: str) -> None:
        if first == "1":
            signal.pthread_kill(main, signal.SIGINT)
            go.wait()

    model.before = hang
    with pytest.raises(KeyboardInterrupt):
        list(run(folder, 3))
    assert model.batches == []
    go.set()
    assert _threads_end(before)


def test_a_caller_that_stops_early_leaves_nothing_behind(folder: Path, use: Callable[[Model], Model]) -> None:
    before = threading.active_count()
    model = use(Model(most=2))
    records = iter(run(folder, 2))
    assert next(records).data == {"number": "N0", "total": 0}
    records.close()  # type: ignore[attr-defined]
    assert _threads_end(before)
    assert len(model.batches) < 4


def test_nothing_to_do_makes_no_engine(folder: Path, tmp_path: Path, use: Callable[[Model], Model]) -> None:
    use(Model(most=3))
    run(folder, 3).write(tmp_path / "out")
    engine_for.cache_clear()
    run(folder, 3).write(tmp_path / "out")
    assert engine_for.cache_info().currsize == 0


def test_batches_are_for_one_worker(folder: Path) -> None:
    with pytest.raises(ConfigError, match="one worker"):
        run(folder, 2, workers=2)
    assert run(folder, 2).workers == 1
