"""Key-value pairs of forms: ticks, and boxes to be ticked."""

from __future__ import annotations

import numpy as np

from docvl.document import Page, PageText, Word
from docvl.engines.layout.forms import PairReader, with_boxes
from docvl.geometry import Box
from tests.engines.layout.forms.typewriter import read


def test_a_ticked_option_without_a_caption_is_answered_by_its_tick() -> None:
    assert read("☑ Premium only", "□ Booth") == [("Premium only", "☑")]


def test_a_tick_answers_the_words_beside_it_that_are_nearest() -> None:
    assert read("Region:  North", "x Addition        Design   x        Other") == [
        ("Region:", "North"),
        ("Addition", "x"),
        ("Design", "x"),
    ]


def test_what_is_not_ticked_is_no_answer() -> None:
    assert read("Priority:   □ Low    ☑ High", "Via:  [] Mail  [X] Messenger") == [("High", "☑"), ("Messenger", "[X]")]


def test_an_open_box_before_a_colon_leaves_the_field() -> None:
    assert read("□ Other:  Jane Doe") == [("Other:", "Jane Doe")]


def test_a_letter_of_a_name_is_no_tick() -> None:
    assert read("Product:  Model X", "Size:  14 x 18 in") == [("Product:", "Model X"), ("Size:", "14 x 18 in")]


def scan(words: list[Word], boxes: list[tuple[int, int, bool]]) -> Page:
    """A scanned page of 200 x 100 points on which boxes of 8 points are drawn, some of them ticked."""

    def render(width_px: int, height_px: int) -> np.ndarray:
        raster = np.full((height_px, width_px, 3), 255, np.uint8)
        zoom = width_px / 200
        for x, y, ticked in boxes:
            x0, y0, side = round(x * zoom), round(y * zoom), round(8 * zoom)
            square = raster[y0 : y0 + side, x0 : x0 + side]
            square[:2], square[-2:], square[:, :2], square[:, -2:] = 0, 0, 0, 0
            if ticked:
                for i in range(side):
                    square[i, max(0, i - 1) : i + 2] = square[side - 1 - i, max(0, i - 1) : i + 2] = 0
        return raster

    return Page(1, 200, 100, lambda: PageText(tuple(words), "ocr"), render)


def test_boxes_that_recognition_lost_are_seen_in_the_picture() -> None:
    words = [
        Word("性别", Box(10, 10, 30, 20)),
        Word("男", Box(60, 10, 70, 20)),
        Word("4女", Box(90, 10, 110, 20)),
    ]
    reader = PairReader()
    reader.feed(scan(words, [(51, 11, True), (91, 11, False)]))
    assert [(key.text, value.text) for key, value in reader.pairs()] == [("性别", "☑男"), ("性别", "□女")]


def test_characters_that_are_closed_are_no_boxes() -> None:
    words = [Word("6日", Box(40, 10, 56, 20)), Word("DATE", Box(80, 10, 110, 20))]
    page = scan(words, [(47, 11, True), (80, 11, False)])
    assert with_boxes(page).text.words == tuple(words)
