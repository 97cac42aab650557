"""Many documents and a server of which every tenth answer is none."""

from __future__ import annotations

import base64
import random
import threading
from collections import Counter
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import docvl

from .server import Body, Fault, completion, serve

FAULTS = (
    Fault(429, {"Retry-After": "0.1"}),
    Fault(500),
    Fault(503, {"Retry-After": "0.2"}),
    Fault(0),
    Fault(200, cut=True, body=b'{"choices": [{"message": {"content": "{'),
    Fault(200, body=b"<html>"),
    Fault(200, silent=3),
)
TOTAL = {"type": "object", "properties": {"total": {"type": "integer"}}, "required": ["total"]}


class Shaky:
    """Reads the number that a page is coloured with."""

    def __init__(self) -> None:
        self.answered: Counter[int] = Counter()
        self.faults = 0
        self._random = random.Random(7)  # noqa: S311 - not for secrets
        self._lock = threading.Lock()

    def __call__(self, body: Body) -> Body | Fault:
        url = body["messages"][0]["content"][0]["image_url"]["url"]
        image = np.asarray(Image.open(BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))
        number = int(image[5, 5, 0]) * 256 + int(image[5, 5, 1])
        with self._lock:
            if self._random.random() < 0.1:
                self.faults += 1
                return FAULTS[self.faults % len(FAULTS)]
            self.answered[number] += 1
        return completion(f'{{"total":{number}}}')


def draw(path: Path, number: int) -> Path:
    """A page that is coloured with its number, and says it."""
    import pymupdf

    with pymupdf.open() as document:
        page = document.new_page(width=200, height=200)
        page.draw_rect(page.rect, fill=(number // 256 / 255, number % 256 / 255, 1))
        page.insert_text((40, 100), f"Total {number}")
        document.save(path)
    return path


@pytest.mark.parametrize(
    ("count", "workers"),
    [(40, 1), pytest.param(1000, 4, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])],
)
def test_every_document_has_one_record_and_no_request_is_lost(count: int, workers: int, tmp_path: Path) -> None:
    paths = [draw(tmp_path / f"{number:04}.pdf", number) for number in range(count)]
    shaky = Shaky()
    with serve(shaky) as served:
        run = docvl.extract(
            paths, TOTAL, server=served.url, model="m", max_tiles=1, workers=workers, request_timeout=1.5, language="en"
        )
        records = list(run)
    assert [(Path(record.source.path).name, record.data) for record in records] == [
        (path.name, {"total": number}) for number, path in enumerate(paths)
    ]
    assert {record.status for record in records} == {"ok"}
    assert {record.fields["/total"].grounding for record in records} == {"exact"}
    assert shaky.answered == Counter(range(count))
    assert shaky.faults > count / 20
    assert len(served.bodies) == count + shaky.faults
