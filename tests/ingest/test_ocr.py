"""The models themselves, on pages drawn here."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pymupdf as untyped_pymupdf
import pytest
from numpy.typing import NDArray

from docvl.document import PageText, Word
from docvl.errors import EngineError, MissingDependencyError
from docvl.geometry import Box
from docvl.guard import life
from docvl.guard.limits import UNLIMITED
from docvl.ingest import ocr_models
from docvl.ingest.ocr import configure_threads, read
from docvl.ingest.ocr_lines import without_rules

pymupdf: Any = untyped_pymupdf
Raster = NDArray[np.uint8]

LINES = {
    (50, 60): "INVOICE No. 2024-0815",
    (50, 100): "Date: 14 March 2024",
    (50, 130): "Maple Street 12, Springfield",
    (50, 180): "Blue paint, five litres",
    (330, 180): "129.90",
    (50, 210): "Brushes and rollers",
    (330, 210): "35.10",
    (50, 250): "Total amount due in EUR",
    (330, 250): "165.00",
}
SCALE = 72 / 150


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: object) -> None:
        raise AssertionError("OCR must not open a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    configure_threads(1)
    yield


@cache
def page() -> Raster:
    """400 x 300 points at 150 dpi."""
    sheet = pymupdf.open().new_page(width=420, height=300)
    for (x, y), text in LINES.items():
        sheet.insert_text((x, y), text, fontsize=11)
    pixels = sheet.get_pixmap(dpi=150)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3).copy()


def rows(text: PageText) -> list[str]:
    """The words joined by row."""
    found: list[list[Word]] = []
    for word in sorted(text.words, key=lambda word: word.box.center[1]):
        if not found or word.box.center[1] - found[-1][-1].box.center[1] > 6:
            found.append([])
        found[-1].append(word)
    return [" ".join(word.text for word in sorted(row, key=lambda word: word.box.x0)) for row in found]


EXPECTED = [
    "INVOICE No. 2024-0815",
    "Date: 14 March 2024",
    "Maple Street 12, Springfield",
    "Blue paint, five litres 129.90",
    "Brushes and rollers 35.10",
    "Total amount due in EUR 165.00",
]


def test_an_upright_page() -> None:
    text = read(page(), SCALE, SCALE)
    assert (text.source, text.orientation, text.skew) == ("ocr", 0, 0)
    assert rows(text) == EXPECTED
    total = next(word for word in text.words if word.text == "165.00")
    assert total.confidence > 0.9
    box = text.to_page.box(total.box)
    assert box == pytest.approx(Box(330, 241, 364, 253), abs=3)


def test_a_dense_page_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch) -> None:
    signs: list[str] = []
    monkeypatch.setattr(life, "_watch", life._Watch())
    life.watch(signs.append, UNLIMITED)
    text = read(page(), 1.0, 1.0)
    assert len(signs) > len(rows(text)) // 6  # the recogniser takes six lines at a time
    assert set(signs) == {""}


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page(degrees: int) -> None:
    turned = np.ascontiguousarray(np.rot90(page(), -degrees // 90))
    text = read(turned, SCALE, SCALE)
    assert text.orientation == degrees
    assert rows(text) == EXPECTED
    first = next(word for word in text.words if word.text == "INVOICE")
    assert _inked_share(turned, text, first.box) > 0.05


@pytest.mark.parametrize("degrees", [0, 180])
def test_which_way_up_long_lines_are(degrees: int) -> None:
    sheet = pymupdf.open().new_page(width=600, height=220)
    line = "the quick report of all members was read and then agreed upon by those who had come to hear it the quick"
    for number in range(12):
        sheet.insert_text((30, 30 + 14 * number), line[number:] + " " + line[:number], fontsize=10)
    pixels = sheet.get_pixmap(dpi=150)
    raster = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    text = read(np.ascontiguousarray(np.rot90(raster, degrees // 90)), SCALE, SCALE)
    assert text.orientation == degrees
    assert rows(text)[0].startswith("the quick report of all members")


@pytest.mark.parametrize("degrees", [-2.0, 1.5, 12.0])
def test_a_tilted_page(degrees: float) -> None:
    height, width = page().shape[:2]
    # OpenCV turns counter-clockwise.
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 0.9)
    tilted = np.asarray(cv2.warpAffine(page(), matrix, (width, height), borderValue=(255, 255, 255)), np.uint8)
    text = read(tilted, SCALE, SCALE)
    assert text.skew == pytest.approx(degrees, abs=0.6)
    assert rows(text) == EXPECTED
    for word in text.words:
        assert _inked_share(tilted, text, word.box) > 0.05


def _inked_share(raster: Raster, text: PageText, box: Box) -> float:
    x0, y0, x1, y1 = (round(value / SCALE) for value in text.to_page.box(box))
    return float((raster[y0:y1, x0:x1] < 128).mean())


def test_fax_pixels_are_no_squares() -> None:
    height, width = page().shape[:2]
    flat = np.asarray(cv2.resize(page(), (width, height // 2), interpolation=cv2.INTER_AREA), np.uint8)
    text = read(flat, SCALE, 2 * SCALE)
    total = next(word for word in text.words if word.text == "165.00")
    assert text.to_page.box(total.box) == pytest.approx(Box(330, 241, 364, 253), abs=3)


def test_chinese_lines_and_stacked_labels() -> None:
    sheet = pymupdf.open().new_page(width=420, height=300)
    for index, char in enumerate("购买方"):
        sheet.insert_text((30, 60 + 24 * index), char, fontsize=14, fontname="china-s")
    for index, line in enumerate(
        ["名称：上海某某贸易有限公司", "地址：北京市海淀区中关村大街", "开户行：中国银行股份有限公司"]
    ):
        sheet.insert_text((80, 60 + 24 * index), line, fontsize=12, fontname="china-s")
    pixels = sheet.get_pixmap(dpi=200)
    raster = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width, 3)
    texts = [word.text.replace(":", "：") for word in read(raster, 0.36, 0.36).words]
    assert "名称：上海某某贸易有限公司" in texts
    assert "购买方" in texts


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 3), (200, 300)])
@pytest.mark.parametrize("level", [0, 255])
def test_blank_pages(size: tuple[int, int], level: int) -> None:
    assert read(np.full((*size, 3), level, np.uint8), 1, 1) == PageText((), "blank")


@pytest.mark.parametrize("size", [(2, 2), (20, 3000), (3000, 20), (64, 64)])
def test_odd_sizes_do_not_fail(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    assert read(noise, 1, 1).source in {"ocr", "blank"}


def test_a_wheel_without_its_models_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ocr_models, "_loaded", None)
    monkeypatch.setattr("rapidocr.__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(MissingDependencyError, match="PP-OCRv6_det_small"):
        read(page(), SCALE, SCALE)


def test_a_failure_of_the_models_is_an_engine_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("no more memory")

    monkeypatch.setattr("docvl.ingest.ocr.upright", fail)
    with pytest.raises(EngineError):
        read(page(), SCALE, SCALE)


def test_borders_of_cells_are_no_print() -> None:
    image = np.full((300, 200, 3), 255, np.uint8)
    image[:, 50:52] = 90  # a border
    image[100:140, 80:84] = 0  # a letter
    image[20:280, 120:160] = 0  # a picture
    cleaned = without_rules(image, 40.0)
    assert (cleaned[:, 45:56] == 255).all()
    assert (cleaned[:, 70:] == image[:, 70:]).all()
