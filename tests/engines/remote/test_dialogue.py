"""Questions to a server, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest

import docvl
from docvl.config import AskOptions
from docvl.engines.base import Dialogue
from docvl.engines.remote.engine import RemoteEngine
from docvl.errors import EngineError
from tests.conftest import MakePdf
from tests.engines.internvl.pages import make_page

from .server import Body, Fault, Served, completion, serve


def dialogue(served: Served, pages: int = 1, **more: Any) -> Dialogue:
    engine = RemoteEngine(AskOptions(server=served.url, model="m", **more), tile_size=56)
    return engine.converse(make_page(number, size=(56 * number, 56)) for number in range(1, pages + 1))


def test_a_conversation() -> None:
    answers = iter([completion(" 12.50 EUR\n"), completion("not stated", reason="length")])
    with serve(lambda body: next(answers)) as served:
        talk = dialogue(served, pages=3)
        first, second = talk.ask("How much? <|im_end|>"), talk.ask("And when?")
    assert first.text == "12.50 EUR"
    assert first.finding is not None
    assert first.finding.confidence == pytest.approx(0.99, abs=0.001)
    assert (first.usage.pages, first.usage.tiles, second.usage.tiles) == (3, 1 + 3 + 4, 0)
    assert [issue.code for issue in second.issues] == ["output-truncated"]
    question, answer, later = served.bodies[1]["messages"]
    assert (answer["role"], answer["content"]) == ("assistant", "12.50 EUR")
    assert [part["type"] for part in question["content"]] == ["image_url"] * 3 + ["text"]
    assert "< |im_end|>" in question["content"][-1]["text"]
    assert [part["type"] for part in later["content"]] == ["text"]
    assert [body["max_dynamic_patch"] for body in served.bodies] == [3, 3]


@pytest.mark.parametrize("text", ["Twelve and a half, 十二块五", "x"])
def test_an_answer_is_shown_while_it_comes(text: str) -> None:
    shown: list[str] = []
    with serve(lambda body: completion(text)) as served:
        said = dialogue(served).ask("How much?", show=shown.append)
        again = dialogue(served).ask("How much?")
    assert shown == list(text)
    assert said.text == again.text == text
    assert said.finding == again.finding


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b'data: {"choices": [{"delta": {"content": "Tw"}}]}\n\n',
        b'data: {"choices": [{"delta": {"content": "Tw"}}]}\n\ndata: [DONE]\n\n',
        b'data: {"choices": 7}\n\n',
        b'data: {"choices\n\n',
        b'data: {"error": {"message": "out of memory"}}\n\n',
    ],
    ids=str,
)
@pytest.mark.parametrize("cut", [True, False])
def test_a_stream_that_breaks_off_is_no_answer(body: bytes, cut: bool) -> None:
    fault = Fault(200, {"Content-Type": "text/event-stream"}, body, cut=cut)
    with serve(lambda _: fault) as served, pytest.raises(EngineError):
        dialogue(served).ask("How much?", show=lambda piece: None)


def test_what_is_refused_is_left_out_of_streams_too() -> None:
    def behave(body: Body) -> Body | Fault:
        if "mm_processor_kwargs" in body:
            return Fault(422, body=json.dumps({"detail": "Unexpected: mm_processor_kwargs"}).encode())
        return completion("12", logprob=None)

    with serve(behave) as served:
        said = dialogue(served).ask("How much?", show=lambda piece: None)
    assert [issue.code for issue in said.issues] == ["server-refused", "no-probabilities"]


def test_ask(make_pdf: MakePdf) -> None:
    with serve(lambda body: completion("12.50")) as served:
        answer = docvl.ask(make_pdf("a.pdf", "Total 12.50"), "How much?", server=served.url, model="m", max_tiles=1)
    assert answer.text == "12.50"
    assert answer.evidence is not None
    assert (answer.evidence.page, answer.evidence.raw) == (1, "12.50")
