"""Searchable copies, opened in another reader."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pymupdf
import pypdfium2
import pytest
from PIL import Image

from docvl.config import IngestOptions
from docvl.document import Page, PageText, Word
from docvl.geometry import Box, Projective
from docvl.ingest.opening import open_here
from docvl.ingest.orientation import turned
from docvl.issues import Issue
from docvl.searchable import SearchablePdf

from .reader import overlap, words

OPTIONS = IngestOptions()
WIDTH, HEIGHT = 400.0, 600.0
WORDS = (
    Word("Invoice", Box(40, 40, 110, 54), 0.9),
    Word("RE-2026/17", Box(120, 40, 230, 54), 0.9),
    Word("增值税发票", Box(40, 80, 120, 96), 0.9),
    Word("号码", Box(120, 80, 150, 96), 0.9),
    Word("𠮷野家", Box(40, 120, 90, 136), 0.9),
    Word("Größe", Box(40, 160, 75, 170), 0.9),
    Word("竖排文字", Box(200, 200, 216, 280), 0.9),
)
TEXTS = [word.text for word in WORDS]


def tilted(degrees: float) -> Projective:
    """Reading points to page points of a page whose content is tilted clockwise around its middle."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    centre = Projective(c=-WIDTH / 2, f=-HEIGHT / 2)
    return centre.then(Projective(cos, -sin, 0, sin, cos, 0)).then(Projective(c=WIDTH / 2, f=HEIGHT / 2))


def read_as(text: PageText) -> Callable[[Page], Page]:
    return lambda page: replace(page, read_text=lambda: text)


def copy(source: Path, target: Path, change: Callable[[Page], Page] = lambda page: page) -> Path:
    """The searchable copy of a document whose pages were read as ``change`` says."""
    with open_here(source, OPTIONS) as document, SearchablePdf(source, OPTIONS) as pdf:
        for page in document.pages():
            pdf.add(change(page))
        pdf.save(target)
    return target


def scan(path: Path, size: tuple[int, int] = (800, 1200)) -> Path:
    noise = np.random.default_rng(0).integers(200, 256, (12, 8, 3), dtype=np.uint8)
    Image.fromarray(noise).resize(size).save(path, dpi=(144, 144))
    return path


def check(path: Path, to_page: Projective, width: float = WIDTH, height: float = HEIGHT) -> None:
    places = [to_page.box(word.box).fractions(width, height) for word in WORDS]
    found = words(path, TEXTS)
    assert [overlap(*pair) > 0.9 for pair in zip(found, places, strict=True)] == [True] * len(WORDS)


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
@pytest.mark.parametrize("name", ["scan.jpg", "scan.png", "scan.tif", "scan.webp"])
def test_words_of_a_turned_scan_are_at_their_places(tmp_path: Path, name: str, degrees: int) -> None:
    with open_here(scan(tmp_path / name), OPTIONS) as document:
        (page,) = document.pages()
    to_page = turned(degrees, page.width, page.height)
    made = copy(tmp_path / name, tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr", to_page)))
    with pypdfium2.PdfDocument(made) as pdf:
        assert pdf[0].get_size() == pytest.approx((page.width, page.height), abs=0.01)
    check(made, to_page, page.width, page.height)


@pytest.mark.parametrize("degrees", [-4.0, 2.5])
def test_words_of_a_skewed_scan_lie_along_its_lines(tmp_path: Path, degrees: float) -> None:
    made = copy(scan(tmp_path / "scan.png"), tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr", tilted(degrees))))
    check(made, tilted(degrees))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("cropped", [False, True])
def test_pages_of_scanned_pdfs_keep_their_look(tmp_path: Path, rotation: int, cropped: bool) -> None:
    source = tmp_path / "scan.pdf"
    size = (WIDTH, HEIGHT) if rotation % 180 == 0 else (HEIGHT, WIDTH)
    picture = scan(tmp_path / "scan.png", (int(size[0] * 2), int(size[1] * 2))).read_bytes()
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=size[0] + 60 * cropped, height=size[1] + 60 * cropped)
        page.insert_image(page.rect, stream=picture)
        if cropped:
            page.set_cropbox(pymupdf.Rect(20, 40, 20 + size[0], 40 + size[1]))
        page.set_rotation(rotation)
        pdf.save(source)
    made = copy(source, tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr", tilted(5))))
    check(made, tilted(5))
    with pypdfium2.PdfDocument(source) as before, pypdfium2.PdfDocument(made) as after:
        assert np.array_equal(before[0].render().to_numpy(), after[0].render().to_numpy())


def test_digital_pages_stay_as_they_are(tmp_path: Path) -> None:
    source = tmp_path / "digital.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page().insert_text((72, 72), "Digital text")
        pdf.save(source)
    made = copy(source, tmp_path / "out.pdf")
    with pymupdf.open(source) as before, pymupdf.open(made) as after:
        assert after[0].read_contents() == before[0].read_contents()
        assert after[0].get_text() == before[0].get_text()


def test_a_text_layer_that_says_something_else_goes(tmp_path: Path) -> None:
    source = tmp_path / "garbage.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page(width=WIDTH, height=HEIGHT).insert_text((72, 300), "GARBAGE", fontsize=40)
        pdf.save(source)
    issue = Issue(code="garbage-text-layer", severity="warning", message="x", page=1)
    made = copy(source, tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr", issues=(issue,))))
    check(made, Projective())
    with pypdfium2.PdfDocument(source) as before, pypdfium2.PdfDocument(made) as after:
        assert "GARBAGE" not in after[0].get_textpage().get_text_range()
        looks = [pdf[0].render(scale=2).to_numpy().astype(int) for pdf in (before, after)]
        assert abs(looks[0] - looks[1]).mean() < 1


def test_an_unseen_text_layer_goes_alone(tmp_path: Path) -> None:
    source = tmp_path / "old.pdf"
    with pymupdf.open() as pdf:
        page = pdf.new_page(width=WIDTH, height=HEIGHT)
        page.insert_image(page.rect, stream=scan(tmp_path / "scan.png").read_bytes())
        page.insert_text((72, 300), "OLDLAYER", render_mode=3)
        pdf.save(source)
    made = copy(source, tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr")))
    check(made, Projective())
    with pypdfium2.PdfDocument(source) as before, pypdfium2.PdfDocument(made) as after:
        assert "OLDLAYER" not in after[0].get_textpage().get_text_range()
        assert np.array_equal(before[0].render().to_numpy(), after[0].render().to_numpy())


def test_of_mixed_pages_only_the_words_of_pictures_are_added(tmp_path: Path) -> None:
    source = tmp_path / "mixed.pdf"
    with pymupdf.open() as pdf:
        pdf.new_page(width=WIDTH, height=HEIGHT).insert_text((72, 300), "LAYER")
        pdf.save(source)
    issue = Issue(code="mixed-text", severity="info", message="x", page=1)
    text = PageText((Word("LAYER", Box(72, 290, 110, 302)), *WORDS), "text-layer", issues=(issue,))
    made = copy(source, tmp_path / "out.pdf", read_as(text))
    with pypdfium2.PdfDocument(made) as pdf:
        said = pdf[0].get_textpage().get_text_range()
    assert said.count("LAYER") == 1
    assert "RE-2026/17" in said


def test_only_pages_that_were_read_are_in_it(tmp_path: Path) -> None:
    source = tmp_path / "three.pdf"
    with pymupdf.open() as pdf:
        for number in (1, 2, 3):
            pdf.new_page().insert_text((72, 72), f"Page {number}")
        pdf.save(source)
    options = IngestOptions(page_range="2-3")
    with open_here(source, options) as document, SearchablePdf(source, options) as copied:
        for page in document.pages():
            copied.add(page)
        copied.save(tmp_path / "out.pdf")
    with pymupdf.open(tmp_path / "out.pdf") as pdf:
        assert [page.get_text().strip() for page in pdf] == ["Page 2", "Page 3"]


def test_the_same_document_makes_the_same_bytes(tmp_path: Path) -> None:
    source = scan(tmp_path / "scan.png")
    made = [copy(source, tmp_path / f"{n}.pdf", read_as(PageText(WORDS, "ocr"))).read_bytes() for n in "ab"]
    assert made[0] == made[1]


def test_a_jpeg_is_kept_bit_by_bit(tmp_path: Path) -> None:
    source = scan(tmp_path / "scan.jpg")
    made = copy(source, tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr")))
    with pymupdf.open(made) as pdf:
        (image,) = pdf[0].get_images()
        assert pdf.extract_image(image[0])["image"] == source.read_bytes()


@pytest.mark.parametrize(("mode", "colours", "bits"), [("RGB", 3, 8), ("L", 1, 8), ("1", 1, 1)])
def test_pixels_are_kept_in_as_few_bits_as_they_need(tmp_path: Path, mode: str, colours: int, bits: int) -> None:
    scan(tmp_path / "colour.png")
    with Image.open(tmp_path / "colour.png") as image:
        image.convert(mode).save(tmp_path / "scan.png")
    made = copy(tmp_path / "scan.png", tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr")))
    with pymupdf.open(made) as pdf, Image.open(tmp_path / "scan.png") as image:
        ((number, *_),) = pdf[0].get_images()
        picture = pymupdf.Pixmap(pdf, number)
        assert (pdf.xref_get_key(number, "BitsPerComponent")[1], picture.colorspace.n) == (str(bits), colours)
        samples = np.frombuffer(picture.samples, np.uint8)
        assert np.array_equal(samples, np.asarray(image.convert("RGB" if colours == 3 else "L")).ravel())


def test_words_are_copied_block_by_block(tmp_path: Path) -> None:
    rows = [Box(0, 40 + 20 * row, 40, 52 + 20 * row) for row in range(3)]
    left = [Word(f"left{row}", Projective(c=40).box(box), 0.9) for row, box in enumerate(rows)]
    right = [Word(f"right{row}", Projective(c=240).box(box), 0.9) for row, box in enumerate(rows)]
    text = PageText((*right, *left, Word("Note", Box(40, 500, 80, 512), 0.9)), "ocr")
    source = scan(tmp_path / "scan.png")
    with open_here(source, OPTIONS) as document, SearchablePdf(source, OPTIONS) as pdf:
        for page in document.pages():
            pdf.add(replace(page, read_text=lambda: text), [(0, 0, 0.5, 0.5), (0.5, 0, 1, 0.5)])
        pdf.save(tmp_path / "out.pdf")
    with pymupdf.open(tmp_path / "out.pdf") as made:
        assert made[0].get_text().split() == ["left0", "left1", "left2", "right0", "right1", "right2", "Note"]


def test_lines_are_copied_with_spaces_but_for_chinese(tmp_path: Path) -> None:
    made = copy(scan(tmp_path / "scan.png"), tmp_path / "out.pdf", read_as(PageText(WORDS, "ocr")))
    with pypdfium2.PdfDocument(made) as pdf:
        lines = pdf[0].get_textpage().get_text_range().splitlines()
    assert lines[:2] == ["Invoice RE-2026/17", "增值税发票号码"]
