"""Pages written down by a server."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

import docvl
from docvl.config import TranscribeOptions
from docvl.document import Page
from docvl.engines.base import PageBlocks
from docvl.engines.remote.engine import RemoteEngine
from tests.conftest import MakePdf
from tests.engines.internvl.pages import make_broken, make_page

from .server import Body, Fault, completion, serve

SAID = "# Title\n\n| A |\n|---|\n| 1 |"


def write(behave: Callable[[Body], Body | Fault], pages: Sequence[Page], **more: Any) -> list[PageBlocks]:
    with serve(behave) as served:
        options = TranscribeOptions(server=served.url, model="m", **more)
        return list(RemoteEngine(options, tile_size=56).transcribe(pages))


def test_answers_become_blocks() -> None:
    bodies: list[Body] = []

    def behave(body: Body) -> Body:
        bodies.append(body)
        return completion(SAID)

    pages = [make_page(1), make_page(2, text=""), make_broken(3), make_page(4)]
    first, blank, broken, last = write(behave, pages, in_flight=2)
    assert [(block.kind, block.level, block.text, block.page, block.bbox) for block in first.blocks] == [
        ("heading", 1, "Title", 1, None),
        ("table", None, "A\n1", 1, None),
    ]
    assert first.blocks[1].confidence == pytest.approx(0.99, abs=0.001)
    assert first.usage.output_tokens == len(SAID)
    assert (blank.blocks, blank.issues) == ((), ())
    assert [(issue.code, issue.page) for issue in broken.issues] == [("corrupt", 3)]
    assert last.blocks
    assert len(bodies) == 2
    assert "Transcribe this page" in bodies[0]["messages"][0]["content"][1]["text"]
    assert "response_format" not in bodies[0]


def test_bands_are_asked_about_apart_and_give_places() -> None:
    (page,) = write(lambda body: completion("x"), [make_page(1, size=(112, 336))], bands=3)
    boxes = [block.bbox for block in page.blocks]
    assert len(boxes) == 3
    assert boxes[0] is not None and boxes[0][1] == 0.0
    assert boxes[2] is not None and boxes[2][3] == 1.0


def test_a_page_that_fails_is_an_issue() -> None:
    three = completion("three", reason="length")
    answers: Iterator[Body | Fault] = iter([completion("one"), Fault(400), three, completion("four")])
    pages = write(lambda body: next(answers), [make_page(number) for number in range(1, 5)], in_flight=1)
    assert [[block.text for block in page.blocks] for page in pages] == [["one"], [], ["three"], ["four"]]
    codes = [[issue.code for issue in page.issues] for page in pages]
    assert codes == [[], ["engine-failed"], ["output-truncated"], []]


@pytest.mark.parametrize("logprob", [-0.1, None])
def test_loops_are_cut_and_reported(logprob: float | None) -> None:
    looping = completion("Total 12" + " and so on" * 40, reason="length", logprob=logprob)
    (page,) = write(lambda body: looping, [make_page()])
    assert [block.text for block in page.blocks] == ["Total 12 and so on"]
    assert page.issues[0].code == "repetition"


def test_what_is_to_be_said_of_the_server_is_said_once() -> None:
    pages = write(lambda body: completion("x", logprob=None), [make_page(1), make_page(2)])
    assert [[issue.code for issue in page.issues] for page in pages] == [["no-probabilities"], []]


def test_transcribe(make_pdf: MakePdf) -> None:
    with serve(lambda body: completion(SAID)) as served:
        run = docvl.transcribe(make_pdf("a.pdf", "Title", "Title"), server=served.url, model="m", max_tiles=1)
        (transcript,) = list(run)
    assert transcript.status == "ok"
    assert [block.text for block in transcript.blocks] == ["Title", "A\n1"] * 2
    assert transcript.engine.name == "openai"
