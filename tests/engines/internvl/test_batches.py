"""Several documents at once: each answer is that of its document alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

import docvl
from docvl.config import ExtractOptions
from docvl.document import Page
from docvl.engines.base import BatchReader, Reply, Request
from docvl.engines.internvl.ahead import MOST_TILES
from docvl.engines.internvl.engine import InternVLEngine
from docvl.engines.internvl.generate import Generated, Generator, Sample, Sampling
from docvl.errors import ConfigError, CorruptError, EngineError
from docvl.pipeline.sharing import Asked, answer_all
from docvl.record import JsonRecord
from docvl.schema import load_schema
from tests.conftest import MakePdf

from .pages import make_broken, make_page
from .tiny import make_checkpoint

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "total": {"type": ["number", "null"]},
            "shop": {"type": ["string", "null"], "maxLength": 12},
            "rows": {
                "type": "array",
                "maxItems": 2,
                "items": {"type": "object", "properties": {"n": {"type": "boolean"}}},
            },
        },
    }
)
CHINESE = "发票号码 12345678 合计 99.00"


class Pages:
    """Pages of a document that count how often they are opened."""

    def __init__(self, *pages: Page) -> None:
        self.pages = pages
        self.opened = 0

    def __iter__(self) -> Iterator[Page]:
        self.opened += 1
        return iter(self.pages)


def documents() -> list[Sequence[Page]]:
    """Of one page to seven, of one tile to five, in two languages; blank, partly broken, without pages."""
    return [
        [make_page(1)],
        [make_page(number) for number in range(1, 8)],
        [make_page(2, CHINESE, (300, 100)), make_page(3)],
        [make_page(1, text="")],
        [make_broken(1), make_page(4, size=(100, 400))],
        [],
        [make_page(5, size=(56, 56))],
    ]


def requests(language: Any = "auto") -> list[Request]:
    return [Request(Pages(*pages), SCHEMA, language) for pages in documents()]


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> ExtractOptions:
    """Of a checkpoint whose context has room for some pages only."""
    folder = make_checkpoint(tmp_path_factory.mktemp("models") / "short", positions=600)
    return ExtractOptions(model=str(folder), device="cpu", max_new_tokens=60, max_tiles=4, batch_size=5)


@pytest.fixture(scope="module")
def engine(options: ExtractOptions) -> InternVLEngine:
    return InternVLEngine(options)


@pytest.fixture(scope="module")
def alone(engine: InternVLEngine) -> list[Reply]:
    return [engine.read(request) for request in requests()]


def same(found: Reply | Exception, expected: Reply) -> None:
    """The same, but for the last digits of confidences."""
    assert isinstance(found, Reply)
    assert (found.data, found.issues, found.usage) == (expected.data, expected.issues, expected.usage)
    assert found.findings.keys() == expected.findings.keys()
    for pointer, finding in found.findings.items():
        assert finding.page == expected.findings[pointer].page
        assert finding.confidence == pytest.approx(expected.findings[pointer].confidence, abs=2e-4)


@pytest.fixture
def batches(engine: InternVLEngine, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many samples were generated together, each time."""
    generate, sizes = engine.reader.generator.generate, list[int]()

    def counted(samples: Sequence[Sample], sampling: Sampling) -> list[Generated]:
        sizes.append(len(samples))
        return generate(samples, sampling)

    monkeypatch.setattr(engine.reader.generator, "generate", counted)
    return sizes


@pytest.mark.parametrize("size", [1, 2, 5])
def test_batches_of_any_size_give_the_same(
    size: int, engine: InternVLEngine, alone: list[Reply], batches: list[int]
) -> None:
    asked = requests()
    found = [reply for at in range(0, len(asked), size) for reply in engine.read_all(asked[at : at + size])]
    for reply, expected in zip(found, alone, strict=True):
        same(reply, expected)
    assert len({reply.usage.output_tokens for reply in alone}) > 2  # answers of different lengths
    assert max(batches) == size


def test_windows_of_long_documents_go_along_with_others(
    engine: InternVLEngine, alone: list[Reply], batches: list[int]
) -> None:
    found = engine.read_all(requests())
    assert batches == [6, 1]  # one document has no pages, another one two windows
    for reply, expected in zip(found, alone, strict=True):
        same(reply, expected)


def test_the_same_batch_gives_the_same_bytes(engine: InternVLEngine) -> None:
    assert engine.read_all(requests()) == engine.read_all(requests())


def test_an_error_of_one_request_is_its_own(engine: InternVLEngine, alone: list[Reply]) -> None:
    def faulty() -> Iterator[Page]:
        yield make_page(1)
        raise KeyError("a fault of ours")

    asked = requests()
    broken, fault = Request([make_broken(1)], SCHEMA), Request(faulty(), SCHEMA)
    found = engine.read_all([asked[0], broken, asked[1], fault, asked[2]])
    assert [type(reply) for reply in found] == [Reply, CorruptError, Reply, KeyError, Reply]
    for at, expected in zip((0, 2, 4), alone, strict=False):
        same(found[at], expected)
    with pytest.raises(CorruptError):
        engine.read(Request([make_broken(1)], SCHEMA))


def test_a_batch_without_memory_is_halved(
    engine: InternVLEngine, alone: list[Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    generate = Generator.generate

    def small(samples: Sequence[Sample], sampling: Sampling) -> list[Generated]:
        if len(samples) > 2:
            raise EngineError("The device is out of memory.")
        return generate(engine.reader.generator, samples, sampling)

    monkeypatch.setattr(engine.reader.generator, "generate", small)
    batch = [Asked(engine.ahead(request), Future()) for request in requests()]
    answer_all(engine, batch)
    for asked, expected in zip(batch, alone, strict=True):
        same(asked.answer.result(), expected)


def test_pages_that_are_drawn_ahead_are_the_same(engine: InternVLEngine, alone: list[Reply]) -> None:
    for policy in ("internvl", "document"):
        other = InternVLEngine(engine._options.model_copy(update={"policy": policy}))
        vars(other)["reader"] = engine.reader
        for request, ahead, expected in zip(requests(), map(other.ahead, requests()), alone, strict=True):
            same(other.read(ahead), other.read(request) if policy == "document" else expected)


def test_pages_are_drawn_ahead_once_and_only_the_first_ones(engine: InternVLEngine) -> None:
    drawn: list[int] = []

    def page(number: int) -> Page:
        made = make_page(number, size=(112, 112))

        def render(width_px: int, height_px: int) -> Any:
            drawn.append(number)
            return made.render(width_px, height_px)

        return Page(number, 112.0, 112.0, made.read_text, render, raster_size=made.raster_size)

    pages = Pages(*map(page, range(1, MOST_TILES)))
    ahead = engine.ahead(Request(pages, SCHEMA))
    first = len(drawn)
    assert 1 < first < len(pages.pages)
    reply = engine.read(ahead)
    assert drawn == sorted(set(drawn))
    assert (pages.opened, reply.usage.pages) == (1, len(pages.pages))
    assert engine.read(ahead).usage == reply.usage  # opened anew, as for the halves of a batch
    assert pages.opened == 2


def test_nothing_is_drawn_before_the_model_is_there(options: ExtractOptions) -> None:
    request = Request(Pages(make_page(1)), SCHEMA)
    assert InternVLEngine(options).ahead(request) is request


def test_files_in_records_out(make_pdf: MakePdf, tmp_path: Path, options: ExtractOptions) -> None:
    for index in range(5):
        make_pdf(f"{index}.pdf", *[f"Invoice INV-{index} Total {page}.50 EUR" for page in range(1 + index % 2 * 3)])
    (tmp_path / "in" / "3.pdf").write_bytes(b"%PDF-1.7 broken")

    def records(size: int) -> list[JsonRecord]:
        used: dict[str, Any] = {
            "model": options.model,
            "device": "cpu",
            "max_new_tokens": 60,
            "max_tiles": 4,
            "batch_size": size,
        }
        return list(docvl.extract(tmp_path / "in", SCHEMA.json, **used))

    one, two = map(records, (1, 2))
    for record, expected in zip(two, one, strict=True):
        said = {"source", "status", "data", "issues", "completeness", "usage"}
        assert record.model_dump(include=said) == expected.model_dump(include=said)
        assert record.fields.keys() == expected.fields.keys()
    assert [record.status == "failed" for record in one] == [index == 3 for index in range(5)]
    assert [record.model_dump_json() for record in records(2)] == [record.model_dump_json() for record in two]


def test_how_many_are_read_at_once_is_an_option(
    engine: InternVLEngine, options: ExtractOptions, tmp_path: Path
) -> None:
    assert isinstance(engine, BatchReader)
    assert engine.most == 5
    assert InternVLEngine(options.model_copy(update={"batch_size": 1})).most == 1
    assert ExtractOptions(model=str(tmp_path)).batch_size == 1
    with pytest.raises(ConfigError, match="'layout' reads one document at a time"):
        ExtractOptions.build({"batch_size": 2})
