"""Which drawings are ruling lines, by both backends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pymupdf as untyped_pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.config import IngestOptions
from docvl.geometry import Box
from docvl.ingest.drawings import Path as DrawnPath
from docvl.ingest.drawings import rules_of
from docvl.ingest.pdf_open import open_pdf

pymupdf: Any = untyped_pymupdf
Load = Callable[[Callable[[Any], None]], list[Box]]
SIDES = st.integers(0, 400)


@pytest.fixture(params=["pymupdf", "pdfium"])
def load(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Load]:
    """Draws a page of 300 x 400 points and gives its rules, sorted."""
    files = []

    def make(draw: Callable[[Any], None]) -> list[Box]:
        document = pymupdf.open()
        draw(document.new_page(width=300, height=400))
        document.save(tmp_path / "a.pdf")
        files.append(open_pdf(tmp_path / "a.pdf", IngestOptions(pdf_backend=request.param)))
        return sorted(files[-1].page(0).rules())

    yield make
    for file in files:
        file.close()


def test_lines_have_the_thickness_of_their_strokes(load: Load) -> None:
    def draw(page: Any) -> None:
        page.draw_line((50, 100), (250, 100), width=2)
        page.draw_line((50, 100), (50, 300), width=1)

    assert load(draw) == [Box(49.5, 100, 50.5, 300), Box(50, 99, 250, 101)]


def test_slanted_lines_and_curves_are_no_rules(load: Load) -> None:
    def draw(page: Any) -> None:
        page.draw_line((50, 100), (250, 200))
        page.draw_bezier((50, 100), (80, 50), (120, 150), (200, 100))

    assert load(draw) == []


def test_thin_areas_are_rules_and_white_is_not_seen(load: Load) -> None:
    def draw(page: Any) -> None:
        page.draw_rect((50, 100, 250, 101), color=None, fill=(0, 0, 0))
        page.draw_rect((50, 200, 250, 201), color=None, fill=(1, 1, 1))
        page.draw_line((50, 300), (250, 300), color=(1, 1, 1))

    assert load(draw) == [Box(50, 100, 250, 101)]


def test_edges_of_areas_where_the_colour_ends(load: Load) -> None:
    def draw(page: Any) -> None:
        for top in (100, 120, 140):
            page.draw_rect((50, top, 150, top + 20), color=None, fill=(0.8, 0.8, 1))
        page.draw_rect((0, 0, 300, 400), color=None, fill=(0.9, 0.9, 0.9))

    assert load(draw) == [
        Box(50, 100, 50, 160),
        Box(50, 100, 150, 100),
        Box(50, 160, 150, 160),
        Box(150, 100, 150, 160),
    ]


@pytest.mark.parametrize(
    ("rotation", "rule"),
    [
        (0, Box(20, 29.5, 120, 30.5)),
        (90, Box(369.5, 20, 370.5, 120)),
        (180, Box(180, 369.5, 280, 370.5)),
        (270, Box(29.5, 180, 30.5, 280)),
    ],
)
def test_rules_stand_on_the_page_as_shown(load: Load, rotation: int, rule: Box) -> None:
    def draw(page: Any) -> None:
        page.draw_line((20, 30), (120, 30))
        page.set_rotation(rotation)

    assert load(draw) == [rule]


@settings(deadline=None)
@given(st.lists(st.lists(st.tuples(SIDES, SIDES), min_size=1, max_size=6), max_size=9), st.booleans())
def test_whatever_is_drawn_rules_are_thin_and_on_the_page(lines: list[list[tuple[int, int]]], filled: bool) -> None:
    path = DrawnPath(
        [[(float(x), float(y)) for x, y in line] for line in lines], 1.0, (0.0, 0.0, 0.0) if filled else None
    )
    for box in rules_of([path], 300, 400):
        assert min(box.width, box.height) <= 3
        assert 0 <= box.x0 <= box.x1 <= 300
        assert 0 <= box.y0 <= box.y1 <= 400
