"""The same checkpoint in this process and behind a server: the same records."""

from __future__ import annotations

import base64
import json
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from docvl.config import AskOptions, ExtractOptions, PlanOptions, TranscribeOptions
from docvl.document import Page, PageText, Source
from docvl.engines.base import Engine, Request, Talker
from docvl.engines.internvl.chat import Reader
from docvl.engines.internvl.engine import InternVLEngine
from docvl.engines.internvl.generate import Sampling
from docvl.engines.remote.engine import RemoteEngine
from docvl.extraction import finish
from docvl.record import JsonRecord
from docvl.schema import Schema, load_schema
from tests.engines.internvl.pages import make_page
from tests.engines.internvl.tiny import TILE_PX, make_checkpoint

from .server import Body, serve

RECEIPT = {
    "type": "object",
    "properties": {
        "total": {"type": "number"},
        "shop": {"type": "string", "maxLength": 30},
        "rows": {"type": "array", "maxItems": 3, "items": {"type": "object", "properties": {"n": {"type": "integer"}}}},
    },
}


class ModelServer:
    """Answers requests with a checkpoint, as servers do: it knows nothing but what it is sent."""

    def __init__(self, checkpoint: Path) -> None:
        self._reader = Reader(checkpoint, device="cpu")
        self._alone = threading.Lock()

    def __call__(self, body: Body) -> Body:
        images, text = [], ""
        for part in body["messages"][-1]["content"]:
            if part["type"] == "text":
                text = part["text"]
            else:
                images.append(part["image_url"])
        with self._alone:
            return self._answer(body, images, text)

    def _answer(self, body: Body, images: list[Body], text: str) -> Body:
        reader = self._reader
        plan = PlanOptions(max_tiles=body["mm_processor_kwargs"]["max_dynamic_patch"])
        seen = [reader.look(_page(one["url"]), plan) for one in images]
        wanted = body.get("response_format")
        schema = load_schema(wanted["json_schema"]["schema"]) if wanted else None
        grammar = reader.generator.grammars.compile(schema) if schema else None
        sample = reader.sample(reader.conversation().ask(text, images=len(seen)), seen, grammar)
        sampling = Sampling(body["max_tokens"], body["temperature"], body["seed"])
        (answer,) = reader.generator.generate([sample], sampling)
        pieces = answer.pieces or reader.generator.grammars.pieces(answer.tokens)
        tokens = [
            {"token": piece.decode("utf-8", "replace"), "bytes": list(piece), "logprob": logprob}
            for piece, logprob in zip(pieces, answer.logprobs, strict=True)
        ]
        choice = {
            "message": {"role": "assistant", "content": answer.text},
            "finish_reason": "stop" if answer.reason == "stop" else "length",
            "logprobs": {"content": tokens},
        }
        usage = {"prompt_tokens": len(sample.tokens), "completion_tokens": len(answer.tokens)}
        return {"choices": [choice], "usage": usage}


def _page(url: str) -> Page:
    raster = np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))
    height, width = raster.shape[:2]
    return Page(1, width, height, lambda: PageText((), "ocr"), lambda *size: raster, raster_size=(width, height))


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("models") / "tiny")


def record_of(engine: Engine, page: Page, schema: Schema) -> JsonRecord:
    return finish(Source(path="x"), engine.read(Request([page], schema)), schema, engine.info, lambda: [page])


def same(record: JsonRecord) -> Any:
    return json.loads(record.model_dump_json(exclude={"engine"}))


@pytest.mark.parametrize(
    ("schema", "temperature"), [(RECEIPT, 0.0), (RECEIPT, 1.0), ("receipt", 0.0)], ids=["own", "drawn", "receipt"]
)
def test_the_same_records(checkpoint: Path, schema: Any, temperature: float) -> None:
    # The thumbnail of a page that is no grid already would be drawn from the picture that is sent.
    pages = [(make_page(1), 4), (make_page(2, size=(3 * TILE_PX, 2 * TILE_PX)), 12), (make_page(3, size=(200, 150)), 1)]
    loaded = load_schema(schema)
    fields = 0
    with serve(ModelServer(checkpoint)) as served:
        for page, tiles in pages:
            given: dict[str, Any] = {"max_new_tokens": 120, "max_tiles": tiles, "temperature": temperature, "seed": 3}
            here = InternVLEngine(ExtractOptions(model=str(checkpoint), device="cpu", **given))
            there = RemoteEngine(ExtractOptions(server=served.url, model="tiny", **given), tile_size=TILE_PX)
            record = record_of(there, page, loaded)
            assert same(record) == same(record_of(here, page, loaded))
            fields += len(record.fields)
    assert fields


def test_the_same_answers(checkpoint: Path) -> None:
    with serve(ModelServer(checkpoint)) as served:
        here: Talker = InternVLEngine(AskOptions(model=str(checkpoint), device="cpu", max_new_tokens=20))
        there: Talker = RemoteEngine(AskOptions(server=served.url, model="tiny", max_new_tokens=20), tile_size=TILE_PX)
        assert there.converse([make_page()]).ask("How much?") == here.converse([make_page()]).ask("How much?")


def test_the_same_transcripts(checkpoint: Path) -> None:
    pages = [make_page(1), make_page(2)]
    with serve(ModelServer(checkpoint)) as served:
        here = InternVLEngine(TranscribeOptions(model=str(checkpoint), device="cpu", max_new_tokens=90))
        there = RemoteEngine(TranscribeOptions(server=served.url, model="tiny", max_new_tokens=90), tile_size=TILE_PX)
        assert list(there.transcribe(pages)) == list(here.transcribe(pages))
