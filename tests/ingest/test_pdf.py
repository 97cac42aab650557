"""Both backends keep the same promises."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as untyped_pymupdf
import pytest

from docvl.config import IngestOptions
from docvl.ingest.ink import seen_words
from docvl.ingest.pdf import PdfPage
from docvl.ingest.pdf_open import open_pdf
from docvl.ingest.text import from_layer

pymupdf: Any = untyped_pymupdf
Draw = Callable[[Any], None]


@pytest.fixture(params=["pymupdf", "pdfium"])
def load(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Draws a page of 300 x 400 points and opens it again."""
    files = []

    def make(draw: Draw) -> PdfPage:
        document = pymupdf.open()
        draw(document.new_page(width=300, height=400))
        document.save(tmp_path / "a.pdf")
        files.append(open_pdf(tmp_path / "a.pdf", IngestOptions(pdf_backend=request.param)))
        return files[-1].page(0)

    yield make
    for file in files:
        file.close()


def texts(page: PdfPage) -> list[str]:
    return [word.text for word in page.words()]


def test_words_and_boxes(load: Any) -> None:
    def draw(page: Any) -> None:
        page.insert_text((50, 100), "Invoice  No. 4711", fontsize=10, fontname="helv")

    words = load(draw).words()
    assert [word.text for word in words] == ["Invoice", "No.", "4711"]
    assert all(word.direction == 0 for word in words)
    assert words[0].box.x0 == pytest.approx(50, abs=0.5)
    assert words[0].box.height == pytest.approx(10, abs=0.3)
    assert words[0].box.y0 < 93 < 100 < words[0].box.y1


def test_chinese_words(load: Any) -> None:
    def draw(page: Any) -> None:
        page.insert_text((50, 100), "购买方名称：", fontsize=12, fontname="china-s")

    assert "".join(texts(load(draw))) == "购买方名称："


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_frames_are_those_of_the_page_as_shown(load: Any, rotation: int) -> None:
    def draw(page: Any) -> None:
        page.insert_text((20, 30), "Corner", fontsize=10)
        page.insert_image(pymupdf.Rect(200, 300, 300, 400), stream=PIXEL)
        page.set_rotation(rotation)

    page = load(draw)
    word = page.words()[0]
    assert (page.width, page.height) == ((300, 400) if rotation % 180 == 0 else (400, 300))
    assert word.direction == rotation
    raster = page.render(int(page.width), int(page.height))
    x0, y0, x1, y1 = (round(value) for value in word.box)
    assert raster[y0:y1, x0:x1].min() < 100
    (image,) = page.images()
    x0, y0, x1, y1 = (round(value) for value in image)
    assert raster[y0 + 2 : y1 - 2, x0 + 2 : x1 - 2].max() < 50
    text = from_layer([word], page.width, page.height)
    assert text.orientation == rotation
    reading = text.words[0].box
    assert [reading.x0, reading.y1] == pytest.approx([20, 32], abs=2)
    assert text.to_page.box(reading) == pytest.approx(word.box, abs=0.2)


def test_a_crop_box_moves_the_origin(load: Any) -> None:
    def draw(page: Any) -> None:
        page.insert_text((120, 130), "Inside", fontsize=10)
        page.insert_text((20, 30), "Outside", fontsize=10)
        page.set_cropbox(pymupdf.Rect(100, 100, 300, 300))

    page = load(draw)
    assert (page.width, page.height) == (200, 200)
    assert texts(page) == ["Inside"]
    assert page.words()[0].box.x0 == pytest.approx(20, abs=0.5)


def test_what_is_not_seen_is_not_read(load: Any) -> None:
    def draw(page: Any) -> None:
        page.insert_text((50, 50), "Shown", fontsize=10)
        page.insert_text((50, 70), "Invisible", fontsize=10, render_mode=3)
        page.insert_text((50, 110), "Transparent", fontsize=10, fill_opacity=0, stroke_opacity=0)
        page.insert_text((900, 130), "Beside", fontsize=10)
        page.insert_text((50, 150), "Tiny", fontsize=0.3)

    assert texts(load(draw)) == ["Shown"]


def test_words_without_ink_are_told(load: Any) -> None:
    def draw(page: Any) -> None:
        page.insert_text((50, 50), "Shown", fontsize=10)
        page.insert_text((50, 70), "White", fontsize=10, color=(1, 1, 1))
        page.draw_rect(pymupdf.Rect(40, 80, 260, 100), fill=(0, 0, 0.4), color=None)
        page.insert_text((50, 94), "Header", fontsize=10, color=(1, 1, 1))
        page.insert_text((50, 120), "Redacted", fontsize=10)
        page.draw_rect(pymupdf.Rect(40, 106, 260, 126), fill=(0, 0, 0), color=None)
        page.insert_text((50, 150), "Pictured", fontsize=10)
        page.insert_image(pymupdf.Rect(40, 136, 260, 156), stream=PIXEL, keep_proportion=False)
        page.insert_text((50, 180), "pale", fontsize=6, color=(0.8, 0.8, 0.8))
        page.draw_rect(pymupdf.Rect(40, 190, 260, 210), fill=(0.5, 0, 0), color=None)
        page.insert_text((50, 204), "coloured", fontsize=10, color=(0, 0.5, 0))

    page = load(draw)
    assert {"White", "Redacted", "Pictured"} <= set(texts(page))
    assert [word.text for word in seen_words(page, page.words())] == ["Shown", "Header", "pale", "coloured"]


def test_bold_by_printing_twice_gives_one_word(load: Any) -> None:
    def draw(page: Any) -> None:
        for _ in range(2):
            page.insert_text((50, 50), "Total", fontsize=10)

    assert texts(load(draw)) == ["Total"]


def test_form_fields_are_read_and_drawn(load: Any) -> None:
    def draw(page: Any) -> None:
        field = pymupdf.Widget()
        field.field_name, field.field_type, field.field_value = "name", pymupdf.PDF_WIDGET_TYPE_TEXT, "Ada"
        field.rect = pymupdf.Rect(50, 50, 150, 70)
        page.add_widget(field)

    page = load(draw)
    assert texts(page) == ["Ada"]
    assert page.render(300, 400)[50:70, 50:150].min() < 100


def test_fields_that_are_ticked_have_a_sign(load: Any) -> None:
    def draw(page: Any) -> None:
        for row, ticked in enumerate((True, False)):
            field = pymupdf.Widget()
            field.field_name, field.field_type = f"box {row}", pymupdf.PDF_WIDGET_TYPE_CHECKBOX
            field.rect, field.field_value = pymupdf.Rect(50, 50 + 40 * row, 62, 62 + 40 * row), ticked
            page.add_widget(field)
            page.insert_text((70, 60 + 40 * row), ("Member", "Guest")[row])

    words = load(draw).words()
    assert sorted(word.text for word in words) == ["Guest", "Member", "☑"]
    tick = next(word for word in words if word.text == "☑")
    assert [round(side) for side in tick.box] == [50, 50, 62, 62]


def test_rasters_have_the_size_asked_for(load: Any) -> None:
    def draw(page: Any) -> None:
        page.draw_rect(pymupdf.Rect(0, 0, 150, 400), fill=(1, 0, 0), color=None)

    raster = load(draw).render(77, 103)
    assert raster.shape == (103, 77, 3)
    assert raster.dtype == np.uint8
    assert raster[50, 10].tolist() == [255, 0, 0]
    assert raster[50, 70].tolist() == [255, 255, 255]


def _pixel() -> bytes:
    pixmap = pymupdf.Pixmap(pymupdf.csRGB, (0, 0, 4, 4))
    pixmap.clear_with(0)
    return bytes(pixmap.tobytes("png"))


PIXEL = _pixel()
