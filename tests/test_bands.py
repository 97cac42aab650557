"""Pages cut into bands."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from docvl.document import Page, PageText
from docvl.plan.bands import bands


def make_page(ink: list[tuple[float, float]], *, raster: tuple[int, int] | None = None) -> Page:
    """A page of 600 x 800 points with striped areas between these fractions of its height."""

    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        picture = np.full((800, 600, 3), 255, np.uint8)
        for top, bottom in ink:
            picture[round(top * 800) : round(bottom * 800), 50:550:3] = 0
        return np.array(Image.fromarray(picture).resize((width_px, height_px)))

    return Page(1, 600.0, 800.0, lambda: PageText((), "blank"), render, raster)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_blank_page_has_no_bands(count: int) -> None:
    assert bands(make_page([]), count, dpi=72) == []


def test_one_band_is_the_page() -> None:
    page = make_page([(0.1, 0.2)])
    assert bands(page, 1, dpi=72) == [(page, None)]


@pytest.mark.parametrize("raster", [None, (1200, 1600)])
def test_cuts_are_where_the_page_is_emptiest(raster: tuple[int, int] | None) -> None:
    upper, lower = bands(make_page([(0.1, 0.42), (0.46, 0.9)], raster=raster), 2, dpi=72)
    assert upper.box is not None and lower.box is not None
    assert upper.box[:3] == (0.0, 0.0, 1.0) and lower.box[3] == 1.0
    assert 0.42 < upper.box[3] == lower.box[1] < 0.46
    assert upper.page.height + lower.page.height == pytest.approx(800)


@pytest.mark.parametrize("raster", [None, (1200, 1600)])
def test_a_band_shows_its_part_of_the_page(raster: tuple[int, int] | None) -> None:
    page = make_page([(0.3, 0.35), (0.8, 0.85)], raster=raster)
    whole = page.render(1200, 1600)
    upper, lower = (band.page for band in bands(page, 2, dpi=72))
    sizes = [part.raster_size or (1200, round(part.height * 2)) for part in (upper, lower)]
    drawn = [part.render(*size) for part, size in zip((upper, lower), sizes, strict=True)]
    assert [picture.shape for picture in drawn] == [(height, width, 3) for width, height in sizes]
    assert abs(np.concatenate(drawn).astype(int)[:1600] - whole[: sum(map(len, drawn))]).mean() < 2


def test_bands_that_show_nothing_are_left_out() -> None:
    (band,) = bands(make_page([(0.05, 0.2)]), 4, dpi=72)
    assert band.box is not None
    assert band.box[1] == 0.0


def test_a_page_without_a_gap_is_cut_all_the_same() -> None:
    assert len(bands(make_page([(0.0, 1.0)]), 3, dpi=72)) == 3


def test_words_are_read_once() -> None:
    reads = []

    def read() -> PageText:
        reads.append(1)
        return PageText((), "ocr")

    page = make_page([(0.1, 0.9)])
    page = Page(1, page.width, page.height, read, page.render)
    for band in bands(page, 3, dpi=72):
        _ = band.page.text
    assert len(reads) == 1
