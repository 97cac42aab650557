"""Pages in, records out, whatever a server answers."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import openai._base_client
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import docvl
from docvl.config import ExtractOptions
from docvl.document import Page, Source
from docvl.engines import make_engine
from docvl.engines.base import Request
from docvl.engines.remote.engine import RemoteEngine
from docvl.engines.remote.heard import UNKNOWN
from docvl.errors import ConfigError, CorruptError, EngineError, ModelError
from docvl.extraction import finish
from docvl.record import JsonRecord
from docvl.schema import load_schema
from tests.conftest import MakePdf
from tests.engines.internvl.pages import make_broken, make_page

from .server import Behaviour, Body, Fault, Served, completion, serve

SCHEMA = load_schema(
    {
        "type": "object",
        "properties": {
            "total": {"type": "number"},
            "shop": {"type": "string"},
            "rows": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
        },
    }
)
TEXT = '{"total":12.5,"shop":"invoice","rows":null}'
KEY = "sk-very-secret"

Start = Callable[[Behaviour | list[Body | Fault]], Served]
Hear = Callable[[Body], JsonRecord]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai._base_client, "INITIAL_RETRY_DELAY", 0.01)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


@pytest.fixture
def start() -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(behave: Behaviour | list[Body | Fault]) -> Served:
            if callable(behave):
                return stack.enter_context(serve(behave))
            left = iter(behave)
            return stack.enter_context(serve(lambda body: next(left)))

        yield begin


def engine_of(served: Served, **more: Any) -> RemoteEngine:
    return RemoteEngine(ExtractOptions(server=served.url, model="org/model", **more), tile_size=56)


def record_of(served: Served, *pages: Page, **more: Any) -> JsonRecord:
    return read(engine_of(served, **more), *pages)


def read(engine: RemoteEngine, *pages: Page) -> JsonRecord:
    given = pages or (make_page(),)
    reply = engine.read(Request(given, SCHEMA))
    return finish(Source(path="x"), reply, SCHEMA, engine.info, lambda: given)


@pytest.fixture
def hear(start: Start) -> Hear:
    """What one engine makes of one answer after the other."""
    said: list[Body] = []
    engine = engine_of(start(lambda body: said[-1]))

    def read_answer(answer: Body) -> JsonRecord:
        said.append(answer)
        return read(engine)

    return read_answer


def codes(record: JsonRecord, severity: str = "error") -> list[str]:
    return [issue.code for issue in record.issues if issue.severity == severity]


def test_a_record(start: Start) -> None:
    record = record_of(start([completion(TEXT)]))
    assert record.data == {"total": 12.5, "shop": "invoice", "rows": []}
    assert record.status == "ok"
    total, shop = record.fields["/total"], record.fields["/shop"]
    assert (total.raw, total.page, total.grounding, shop.grounding) == ("12.50 EUR", 1, "normalized", "normalized")
    assert total.confidence == pytest.approx(0.99, abs=0.001)
    assert (record.engine.name, record.engine.model) == ("openai", "org/model")
    assert (record.usage.pages, record.usage.input_tokens, record.usage.output_tokens) == (1, 7, len(TEXT))


def test_what_is_asked(start: Start) -> None:
    served = start([completion(TEXT)])
    record = record_of(served, make_page(size=(220, 110)), max_tiles=2, max_new_tokens=99)
    (body,) = served.bodies
    image, text = body["messages"][0]["content"]
    assert image["image_url"].pop("url").startswith("data:image/png;base64,")
    assert image == {"type": "image_url", "image_url": {"max_dynamic_patch": 2}}
    assert "- total (number)" in text["text"]
    assert (body["max_dynamic_patch"], body["mm_processor_kwargs"]) == (2, {"max_dynamic_patch": 2})
    assert (body["model"], body["max_tokens"], body["temperature"], body["logprobs"]) == ("org/model", 99, 0.0, True)
    wanted = body["response_format"]["json_schema"]
    assert (wanted["strict"], wanted["schema"]["required"]) == (True, ["total", "shop", "rows"])
    assert record.usage.tiles == 3


def test_pages_are_asked_about_at_the_same_time_and_put_together_in_order(start: Start) -> None:
    def behave(body: Body) -> Body:
        width = len(body["messages"][0]["content"][0]["image_url"]["url"])
        time.sleep(0.1)
        return completion(f'{{"total":null,"shop":"page","rows":[{{"name":"{width}"}}]}}')

    served = start(behave)
    pages = [make_page(number, size=(56 * number, 56)) for number in range(1, 8)]
    record = record_of(served, *pages, in_flight=3)
    assert record.data is not None
    sizes = [int(row["name"]) for row in record.data["rows"]]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 7
    assert served.most == 3
    assert [record.fields[f"/rows/{index}/name"].page for index in range(7)] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(429, {"Retry-After": "0"}),
        Fault(500),
        Fault(502, body=b"<html>"),
        Fault(0),
        Fault(200, cut=True, body=b'{"choices": ['),
        Fault(200, body=b'{"choices": ['),
        Fault(200, body=b'{"error": "busy"}'),
        Fault(200, {"Content-Type": "text/html"}, b"<html>Sign in</html>"),
        Fault(200, body=b"[1, 2]"),
        Fault(200, body=b""),
    ],
    ids=str,
)
def test_what_may_pass_is_asked_again(fault: Fault, start: Start) -> None:
    served = start([fault, fault, completion(TEXT)])
    assert record_of(served).status == "ok"
    assert len(served.bodies) == 3
    assert served.bodies[0] == served.bodies[2]


def test_a_server_says_how_long_to_wait(start: Start) -> None:
    served = start([Fault(429, {"Retry-After": "1"}), completion(TEXT)])
    before = time.monotonic()
    assert record_of(served).status == "ok"
    assert time.monotonic() - before >= 1


def test_silence_ends(start: Start) -> None:
    served = start([Fault(200, silent=20), completion(TEXT)])
    assert record_of(served, request_timeout=0.3).status == "ok"
    silent = start(lambda body: Fault(200, silent=20))
    with pytest.raises(EngineError, match=r"silent for 0\.2 seconds"):
        record_of(silent, request_timeout=0.2)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (Fault(500), "answers 500: no"),
        (Fault(429, {"Retry-After": "1000"}), "answers 429"),
        (Fault(400, body=b'{"message": "the context is too long"}'), "answers 400: the context is too long"),
        (Fault(200, body=b"{}"), "no chat completion"),
    ],
)
def test_what_does_not_pass_fails_the_document(fault: Fault, message: str, start: Start) -> None:
    with pytest.raises(EngineError, match=message):
        record_of(start(lambda body: fault))


def test_what_fails_for_every_document_ends_the_run(start: Start) -> None:
    with pytest.raises(ConfigError, match="refuses the key"):
        record_of(start([Fault(401)]))
    with pytest.raises(ModelError, match="does not find the model 'org/model'"):
        record_of(start([Fault(404)]))
    with pytest.raises(ConfigError, match="No server answers at 127.0.0.1:9"):
        record_of(Served("http://127.0.0.1:9/v1"))


def test_one_page_fails_and_the_others_count(start: Start) -> None:
    row = '{{"total":null,"shop":null,"rows":[{{"name":"{}"}}]}}'.format
    served = start([completion(row("a")), Fault(400), completion("I cannot."), completion(row("d"))])
    record = record_of(served, *map(make_page, range(1, 5)), make_broken(5), in_flight=1)
    assert record.data == {"rows": [{"name": "a"}, {"name": "d"}]}
    assert [(issue.code, issue.page) for issue in record.issues if issue.severity == "error"] == [
        ("engine-failed", 2),
        ("engine-failed", 3),
        ("corrupt", 5),
    ]
    assert record.status == "partial"
    with pytest.raises(CorruptError):
        record_of(served, make_broken(1))


def test_a_cut_answer_is_never_ok(start: Start) -> None:
    record = record_of(start([completion(TEXT[:24], reason="length")]))
    assert codes(record) == ["output-truncated"]
    assert record.data == {"total": 12.5, "rows": []}
    assert record.status == "partial"
    for reason in ("length", "content_filter"):
        assert record_of(start([completion(TEXT, reason=reason)])).status == "partial"
    assert record_of(start([completion(TEXT, reason=None)])).status == "ok"


@pytest.mark.parametrize("text", ["", "Sorry, no.", "[]", None])
def test_an_answer_that_is_no_json_fails(text: str | None, start: Start) -> None:
    with pytest.raises(EngineError, match="no JSON"):
        record_of(start([completion(text)]))


@pytest.mark.parametrize(
    "text", ['{"Total": 12.5, "Shop": "invoice"}', '{"total": "12 or 13", "shop": "invoice"}', '{"total": 12.5, oh']
)
def test_a_server_that_ignores_the_schema(text: str, start: Start) -> None:
    record = record_of(start([completion(text)]))
    assert codes(record) == ["invalid-answer"]
    assert record.status == "partial"
    assert record.data is not None
    assert SCHEMA.validate(record.data) == []
    assert not any("Shop" in issue.message or "13" in issue.message for issue in record.issues)


def test_json_in_another_dress(start: Start) -> None:
    text = 'Here you are:\n```json\n{ "shop": "invoice",\n "rows": [], "total": "12.5" }\n```'
    record = record_of(start([completion(text)]))
    assert (record.status, record.data) == ("ok", {"total": 12.5, "shop": "invoice", "rows": []})
    assert record.fields["/total"].confidence == pytest.approx(0.99, abs=0.001)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["total", "shop", "rows", "name"]), inner)
        ),
        max_leaves=12,
    )
)
def test_any_json_makes_a_valid_record_or_none(hear: Hear, value: object) -> None:
    try:
        record = hear(completion(json.dumps(value)))
    except EngineError:
        return
    assert record.data is not None
    assert SCHEMA.validate(record.data) == []


def test_without_probabilities_confidence_says_nothing(start: Start) -> None:
    record = record_of(start([completion(TEXT, logprob=None)]))
    assert codes(record, "info") == ["no-probabilities"]
    assert {field.confidence for field in record.fields.values()} == {UNKNOWN}


def test_what_a_server_refuses_by_name_is_left_out_from_then_on(start: Start) -> None:
    refusing: dict[str, Callable[[Body], bool]] = {
        "Unexpected fields in the request: {'mm_processor_kwargs'}": lambda body: "mm_processor_kwargs" in body,
        "Unsupported parameter: 'max_tokens'": lambda body: "max_tokens" in body,
        "response_format is not available": lambda body: "response_format" in body,
    }

    def behave(body: Body) -> Body | Fault:
        for message, refused in refusing.items():
            if refused(body):
                return Fault(422, body=json.dumps({"detail": message}).encode())
        return completion(TEXT)

    served = start(behave)
    engine = engine_of(served)
    first, second = (engine.read(Request([make_page()], SCHEMA)) for _ in range(2))
    assert len(served.bodies) == 5
    assert first == second
    assert [issue.code for issue in first.issues] == ["server-refused", "server-refused"]
    last = served.bodies[-1]
    assert last["max_completion_tokens"] == 2048
    assert "max_dynamic_patch" not in json.dumps(last)


def test_the_key_is_sent_and_never_told(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, make_pdf: MakePdf
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    echo = Fault(400, body=json.dumps({"error": {"message": f"Bearer {KEY} data:image/png;base64,cGFnZQ=="}}).encode())
    served = start([completion(TEXT), echo])
    paths = [make_pdf("a.pdf", "Total 12.50"), make_pdf("b.pdf", "Total 12.50")]
    run = docvl.extract(paths, SCHEMA.json, server=served.url, model="m", workers=1, max_tiles=1)
    run.write(tmp_path / "out")
    assert [headers["authorization"] for headers in served.headers] == [f"Bearer {KEY}"] * 2
    written = "".join(path.read_text(errors="replace") for path in (tmp_path / "out").iterdir() if path.is_file())
    assert "answers 400" in written
    for told in (written, caplog.text):
        assert KEY not in told
        assert "cGFnZQ==" not in told

    (tmp_path / "key").write_text("another-secret\n")
    served = start([completion(TEXT)])
    record_of(served, api_key_file=tmp_path / "key")
    assert served.headers[0]["authorization"] == "Bearer another-secret"
    with pytest.raises(ConfigError, match="cannot be read"):
        record_of(served, api_key_file=tmp_path / "none")
    (tmp_path / "key").write_text("two\nlines of 密钥")
    with pytest.raises(ConfigError, match="is no key"):
        record_of(served, api_key_file=tmp_path / "key")


def test_options_of_a_server() -> None:
    given = {"server": "http://localhost:8000/", "model": "a//b/"}
    options = ExtractOptions.build(given)
    assert (options.server, options.model, options.reader) == ("http://localhost:8000/v1", "a//b/", "openai")
    assert make_engine(options).info.model == "a//b/"
    same = ExtractOptions.build(given | {"in_flight": 9, "request_timeout": 3, "api_key_file": "k"})
    assert options.fingerprint("", "1") == same.fingerprint("", "1")
    assert options.fingerprint("", "1") != ExtractOptions.build(given | {"model": "b"}).fingerprint("", "1")
    for wrong in ("localhost:8000", "http://me:secret@host/v1", "http://host/v1?key=secret", "ftp://host", ""):
        with pytest.raises(ConfigError) as caught:
            ExtractOptions.build({"server": wrong, "model": "m"})
        assert "secret" not in str(caught.value)
    with pytest.raises(ConfigError, match="needs a server"):
        make_engine(ExtractOptions(engine="openai", model="m"))
    with pytest.raises(ConfigError, match="needs a model"):
        make_engine(ExtractOptions(server="http://localhost/v1"))
    with pytest.raises(ConfigError, match="takes no server"):
        ExtractOptions.build({"engine": "layout", "server": "http://localhost/v1"})
