"""Finding filled areas in pictures of pages."""

from __future__ import annotations

import numpy as np
import pytest

from docvl.engines.layout.areas import filled_areas
from docvl.geometry import Box

Colour = tuple[int, int, int]
RED, PALE, WHITE = (192, 0, 0), (236, 238, 243), (255, 255, 255)
LINE = 20.0


def sheet(*areas: tuple[Box, Colour], paper: Colour = WHITE, grain: float = 0.0) -> np.ndarray:
    """A picture of 800 x 1000 pixels with areas, the later ones on top."""
    raster = np.full((1000, 800, 3), paper, np.float64)
    for box, colour in areas:
        raster[int(box.y0) : int(box.y1), int(box.x0) : int(box.x1)] = colour
    raster += np.random.default_rng(7).normal(0, grain, raster.shape)
    return raster.clip(0, 255).astype(np.uint8)


def print_in(area: Box, colour: Colour) -> list[tuple[Box, Colour]]:
    """Strokes as of letters, in the middle of an area."""
    middle = area.center[1]
    return [(Box(x, middle - 8, x + 3, middle + 8), colour) for x in range(int(area.x0) + 20, int(area.x1) - 60, 7)]


def same(found: list[Box], wanted: list[Box]) -> bool:
    return len(found) == len(wanted) and bool(np.allclose(sorted(found), sorted(wanted), atol=3.0))


@pytest.mark.parametrize("grain", [0.0, 4.0])
def test_headers_and_stripes_with_print_in_them(grain: float) -> None:
    header = Box(100, 200, 700, 236)
    stripes = [Box(100, y, 700, y + 36) for y in (272, 344, 416)]
    areas = [(header, RED), *print_in(header, WHITE)]
    for stripe in stripes:
        areas += [(stripe, PALE), *print_in(stripe, (0, 0, 0))]
    assert same(list(filled_areas(sheet(*areas, grain=grain), LINE)), [header, *stripes])


def test_areas_of_two_colours_that_touch_are_two() -> None:
    upper, lower = Box(100, 200, 700, 240), Box(100, 240, 700, 280)
    assert same(list(filled_areas(sheet((upper, RED), (lower, PALE)), LINE)), [upper, lower])


def test_on_coloured_paper() -> None:
    area = Box(100, 200, 700, 236)
    assert same(list(filled_areas(sheet((area, WHITE), paper=PALE), LINE)), [area])


def test_backgrounds_lines_letters_and_other_forms_are_none() -> None:
    background = Box(10, 10, 790, 990)
    rule, dot = Box(100, 300, 700, 304), Box(300, 500, 320, 520)
    corner = [(Box(400, 600, 700, 640), RED), (Box(400, 640, 500, 800), RED)]
    frame = [(Box(100, 600, 300, 800), RED), (Box(104, 604, 296, 796), PALE)]
    areas = [(background, PALE), (rule, RED), (dot, RED), *corner, *frame, *print_in(Box(100, 400, 700, 440), RED)]
    assert list(filled_areas(sheet(*areas), LINE)) == []


def test_a_blank_picture_has_none() -> None:
    assert list(filled_areas(sheet(), LINE)) == []
