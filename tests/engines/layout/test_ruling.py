"""Finding ruling lines in pictures of pages and among their drawings."""

from __future__ import annotations

import numpy as np
import pytest

from docvl.document import Page, PageText, Word
from docvl.engines.layout.ruling import Ruling, find_ruling
from docvl.geometry import Box, Projective

WORDS = (Word("Name", Box(20, 20, 60, 30)), Word("Total", Box(20, 80, 60, 90)))


def scan(*lines: tuple[int, int, int, int], words: tuple[Word, ...] = WORDS, to_page: Projective | None = None) -> Page:
    """A scanned page of 200 x 100 points with black areas, given in points."""

    def render(width_px: int, height_px: int) -> np.ndarray:
        raster = np.full((height_px, width_px, 3), 255, np.uint8)
        zoom = width_px / 200
        for x0, y0, x1, y1 in lines:
            raster[round(y0 * zoom) : round(y1 * zoom), round(x0 * zoom) : round(x1 * zoom)] = 0
        return raster

    text = PageText(words, "ocr", to_page or Projective())
    return Page(1, 200, 100, lambda: text, render)


def near(found: Box, wanted: tuple[float, float, float, float]) -> bool:
    return bool(np.allclose(found, wanted, atol=1.0))


def test_a_blank_and_the_borders_of_a_cell_are_rules() -> None:
    found = find_ruling(scan((70, 32, 150, 33), (120, 50, 121, 95)))
    assert len(found.horizontal) == len(found.vertical) == 1
    assert near(found.horizontal[0], (70, 32, 150, 33))
    assert near(found.vertical[0], (120, 50, 121, 95))


def test_dashes_and_strokes_of_letters_are_none() -> None:
    found = find_ruling(scan((70, 32, 76, 33), (25, 24, 50, 25)))
    assert found == Ruling()


def test_the_edges_of_an_area_are_rules_without_thickness() -> None:
    found = find_ruling(scan((100, 40, 180, 70)))
    assert [near(rule, (100, y, 180, y)) for rule, y in zip(found.horizontal, (40, 70), strict=True)] == [True, True]
    assert [near(rule, (x, 40, x, 70)) for rule, x in zip(found.vertical, (100, 180), strict=True)] == [True, True]
    assert all(rule.height == 0 for rule in found.horizontal) and all(rule.width == 0 for rule in found.vertical)


def test_a_broken_rule_is_one() -> None:
    found = find_ruling(scan((70, 32, 110, 33), (112, 32, 150, 33)))
    assert [near(rule, (70, 32, 150, 33)) for rule in found.horizontal] == [True]


def test_rules_of_a_page_that_lies_on_its_side_are_turned_with_its_words() -> None:
    turned = Projective(0, -1, 200, 1, 0, 0)  # reading (x, y) is shown at (200 - y, x)
    found = find_ruling(scan((150, 10, 151, 90), to_page=turned))
    assert not found.vertical
    assert near(found.horizontal[0], (10, 49, 90, 50))


def test_drawn_rules_are_taken_where_the_text_is_read_from_its_layer() -> None:
    drawn = [Box(10, 40, 190, 41), Box(100, 10, 100, 90)]
    page = Page(1, 200, 100, lambda: PageText(WORDS, "text-layer"), scan().render, rules=lambda: drawn)
    assert find_ruling(page) == Ruling((drawn[0],), (drawn[1],))


@pytest.mark.parametrize("words", [(), (Word("x", Box(1, 1, 2, 1)),)])
def test_a_page_without_lines_of_print_has_none(words: tuple[Word, ...]) -> None:
    assert find_ruling(scan((70, 32, 150, 33), words=words)) == Ruling()
