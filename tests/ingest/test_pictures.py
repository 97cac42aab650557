"""Words in pictures on pages with a text layer, by both backends and the real OCR."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as untyped_pymupdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from docvl.config import IngestOptions, PdfBackend
from docvl.document import PageText
from docvl.geometry import Box
from docvl.ingest import ocr_upright
from docvl.ingest.opening import open_here
from docvl.ingest.pdf_open import open_pdf

pymupdf: Any = untyped_pymupdf
Draw = Callable[[Any], None]
Read = Callable[..., list[PageText]]

SCALE = 3
LETTER = (
    "Dear customer, please find enclosed the invoice for our services in the month of March.",
    "We kindly ask you to pay the total amount within thirty days of the date of this letter.",
)


def picture(
    lines: Sequence[tuple[float, float, float, str]],
    size: tuple[float, float],
    *,
    ink: str = "black",
    paper: str = "white",
) -> Image.Image:
    """Lines as (x, y, font size, text), all in points."""
    image = Image.new("RGB", (round(size[0] * SCALE), round(size[1] * SCALE)), paper)
    draw = ImageDraw.Draw(image)
    for x, y, points, text in lines:
        draw.text((x * SCALE, y * SCALE), text, fill=ink, font=ImageFont.load_default(points * SCALE))
    return image


def place(page: Any, image: Image.Image, x: float, y: float) -> None:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    area = pymupdf.Rect(x, y, x + image.width / SCALE, y + image.height / SCALE)
    page.insert_image(area, stream=stream.getvalue())


def write(page: Any) -> None:
    for row, line in enumerate(LETTER):
        page.insert_text((40, 200 + 15 * row), line, fontsize=10)


LOGO = picture([(10, 8, 18, "Larkfield Supplies")], (190, 36))


@pytest.fixture(params=["pymupdf", "pdfium"])
def read(request: pytest.FixtureRequest, tmp_path: Path) -> Read:
    """Draws pages of 500 x 700 points, one for each function, and reads them."""

    def make(*pages: Draw) -> list[PageText]:
        document = pymupdf.open()
        for draw in pages:
            draw(document.new_page(width=500, height=700))
        document.save(tmp_path / "a.pdf")
        with open_here(tmp_path / "a.pdf", IngestOptions(pdf_backend=request.param)) as opened:
            return [page.text for page in opened.pages()]

    return make


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The shapes of the rasters that OCR is given."""
    shapes: list[tuple[int, ...]] = []
    real = ocr_upright.read_lines

    def counted(raster: NDArray[np.uint8], least: float) -> list[ocr_upright.Line]:
        shapes.append(raster.shape)
        return real(raster, least)

    monkeypatch.setattr(ocr_upright, "read_lines", counted)
    return shapes


def seen(text: PageText) -> list[str]:
    return [word.text for word in text.words if word.confidence < 1]


def test_a_logo_is_read_and_this_is_told(read: Read) -> None:
    def draw(page: Any) -> None:
        write(page)
        place(page, LOGO, 260, 40)

    (text,) = read(draw)
    assert (text.source, seen(text)) == ("text-layer", ["Larkfield", "Supplies"])
    (issue,) = text.issues
    assert (issue.code, issue.severity, issue.page) == ("mixed-text", "info", 1)
    assert issue.message.startswith("2 words ")
    first, second = (word.box for word in text.words if word.confidence < 1)
    assert first.x0 == pytest.approx(270, abs=4)
    assert 40 < first.y0 < 52 < 60 < first.y1 < 76
    assert first.x1 < second.x0 < second.x1 < 450


def test_white_letters_on_a_band_are_read(read: Read) -> None:
    def draw(page: Any) -> None:
        write(page)
        band = picture([(30, 10, 20, "Bluestone Media")], (500, 44), ink="white", paper="#123a7a")
        place(page, band, 0, 0)

    assert seen(read(draw)[0]) == ["Bluestone", "Media"]


def test_a_footer_of_three_columns_is_read(read: Read) -> None:
    columns = (("Voss Ltd", "5 Market Row", "York YO1 9RN"), ("Phone 01904 4960", "voss.example"), ("IBAN", "4071188"))
    lines = [(10 + 150 * x, 4 + 12 * y, 9, text) for x, rows in enumerate(columns) for y, text in enumerate(rows)]

    def draw(page: Any) -> None:
        write(page)
        place(page, picture(lines, (440, 44)), 30, 640)

    assert (
        " ".join(seen(read(draw)[0])) == "Voss Ltd 5 Market Row York YO1 9RN Phone 01904 4960 voss.example IBAN 4071188"
    )


@pytest.mark.parametrize("rotation", [90, 180])
def test_pictures_stand_as_the_text_does(read: Read, rotation: int) -> None:
    def draw(page: Any) -> None:
        for row, line in enumerate(LETTER):
            at = {90: (300 - 15 * row, 40), 180: (460, 400 - 15 * row)}[rotation]
            page.insert_text(at, line, fontsize=10, rotate=360 - rotation)
        place(page, LOGO.rotate(-rotation, expand=True), 200, 480)

    (text,) = read(draw)
    assert (text.orientation, seen(text)) == (rotation, ["Larkfield", "Supplies"])
    box = text.to_page.box(next(word.box for word in text.words if word.text == "Larkfield"))
    assert box.center[0] == pytest.approx({90: 218, 180: 340}[rotation], abs=12)
    assert box.center[1] == pytest.approx({90: 530, 180: 498}[rotation], abs=12)


def test_a_page_that_is_shown_turned(read: Read) -> None:
    def draw(page: Any) -> None:
        write(page)
        place(page, LOGO, 260, 40)
        page.set_rotation(90)

    (text,) = read(draw)
    assert seen(text) == ["Larkfield", "Supplies"]
    assert text.orientation == 90
    box = next(word.box for word in text.words if word.text == "Larkfield")
    assert [box.x0, box.center[1]] == pytest.approx([270, 58], abs=5)


def test_a_picture_of_many_pages_is_read_once(read: Read, looks: list[tuple[int, ...]]) -> None:
    def draw(page: Any) -> None:
        write(page)
        place(page, LOGO, 260, 40)

    texts = read(draw, draw, draw)
    assert len(looks) == 1
    assert [seen(text) for text in texts] == [["Larkfield", "Supplies"]] * 3
    assert texts[0].words == texts[2].words


def test_words_of_the_layer_are_not_read_again(read: Read) -> None:
    """Stationery that lies under the text as one picture."""

    def draw(page: Any) -> None:
        sheet = picture([(40, 30, 18, "Larkfield Supplies"), (40, 660, 9, "14 Canal Street, Leeds")], (500, 700))
        place(page, sheet, 0, 0)
        write(page)

    assert seen(read(draw)[0]) == ["Larkfield", "Supplies", "14", "Canal", "Street,", "Leeds"]


def test_strips_of_a_picture_are_one(read: Read) -> None:
    def draw(page: Any) -> None:
        write(page)
        for top in range(0, LOGO.height, 27):
            place(page, LOGO.crop((0, top, LOGO.width, top + 27)), 260, 40 + top / SCALE)

    assert seen(read(draw)[0]) == ["Larkfield", "Supplies"]


def test_pages_without_pictures_and_small_ones_cost_nothing(read: Read, looks: list[tuple[int, ...]]) -> None:
    def icons(page: Any) -> None:
        write(page)
        for x in range(40, 400, 60):
            place(page, picture([(4, 4, 16, "A")], (30, 30)), x, 40)

    def rules(page: Any) -> None:
        write(page)
        place(page, Image.new("RGB", (420 * SCALE, 2 * SCALE), "black"), 40, 150)

    def plain(page: Any) -> None:
        write(page)
        place(page, Image.new("RGB", (200 * SCALE, 60 * SCALE), "#def"), 40, 40)

    assert [seen(text) for text in read(write, icons, rules, plain)] == [[]] * 4
    assert looks == []


def test_charts_codes_and_photographs_say_nothing(read: Read) -> None:
    random = np.random.default_rng(7)
    chart = Image.new("RGB", (200 * SCALE, 140 * SCALE), "white")
    pen = ImageDraw.Draw(chart)
    for bar, height in enumerate((60, 90, 40, 110, 75, 95)):
        left = (20 + 28 * bar) * SCALE
        pen.rectangle((left, (125 - height) * SCALE, left + 22 * SCALE, 125 * SCALE), outline="black", width=2)
        for y in range(125 - height, 125, 4):
            pen.line((left, y * SCALE, left + 22 * SCALE, y * SCALE), fill="black", width=2)
        pen.text((left, 128 * SCALE), f"Q{bar}", fill="black", font=ImageFont.load_default(8 * SCALE))
    modules = (random.random((29, 29)) < 0.5).astype(np.uint8) * 255
    code = Image.fromarray(np.pad(modules, 4, constant_values=255)).resize((80 * SCALE, 80 * SCALE), 0)
    tones = Image.fromarray(random.integers(0, 255, (8, 12, 3), np.uint8)).resize((150 * SCALE, 100 * SCALE), 3)

    def draw(page: Any) -> None:
        write(page)
        place(page, chart, 40, 300)
        place(page, code, 300, 300)
        place(page, tones, 40, 480)

    (text,) = read(draw)
    assert (seen(text), text.issues) == ([], ())


@pytest.mark.parametrize("backend", ["pymupdf", "pdfium"])
@pytest.mark.parametrize(("rotation", "area"), [(0, Box(70, 60, 160, 150)), (90, Box(210, 70, 300, 160))])
def test_a_part_of_a_page_is_drawn_as_in_the_whole(
    tmp_path: Path, backend: PdfBackend, rotation: int, area: Box
) -> None:
    document = pymupdf.open()
    page = document.new_page(width=300, height=400)
    page.draw_rect(pymupdf.Rect(100, 120, 150, 180), fill=(1, 0, 0), color=None)
    page.draw_rect(pymupdf.Rect(150, 120, 170, 180), fill=(0, 0, 1), color=None)
    page.set_cropbox(pymupdf.Rect(20, 40, 300, 400))
    page.set_rotation(rotation)
    document.save(tmp_path / "a.pdf")
    file = open_pdf(tmp_path / "a.pdf", IngestOptions(pdf_backend=backend))
    drawn = file.page(0)
    whole = drawn.render(int(drawn.width) * 2, int(drawn.height) * 2)
    part = drawn.render(180, 180, area)
    file.close()
    x, y = 2 * int(area.x0), 2 * int(area.y0)
    assert np.abs(part.astype(int) - whole[y : y + 180, x : x + 180]).max() <= 8
    assert part.min() == 0
