"""Photos: the page is seen at an angle."""

from __future__ import annotations

import math
from itertools import pairwise

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from docvl.geometry import Projective
from docvl.ingest.orientation import level
from docvl.ingest.perspective import flat

WIDTH, HEIGHT = 600, 800
PAPER = np.array([[0, 0], [400, 0], [400, 560], [0, 560]], np.float32)
SEEN = [[110, 90], [480, 120], [520, 700], [70, 680]]
TILTED = [[110, 90], [490, 130], [470, 700], [50, 620]]
TABLE, SHEET = (60, 70, 90), (235, 235, 230)


def photo(
    corners: list[list[int]], lines: list[tuple[int, int, int]], shows_sides: bool = True
) -> tuple[NDArray[np.uint8], NDArray[np.float32], Projective]:
    """A sheet with lines of text, each from x0 to x1 at y, as it is seen where its corners stand.

    Returns:
        image (HEIGHT, WIDTH, 3), uint8; quads of the lines (n, 4, 2), pixels; and the map of the sheet to the image.
    """
    view = cv2.getPerspectiveTransform(PAPER, np.array(corners, np.float32))
    sheet = np.full((560, 400, 3), SHEET, np.uint8)
    for x0, x1, y in lines:
        sheet[y + 2 : y + 8, x0:x1:3] = 40
    around = TABLE if shows_sides else SHEET
    image = cv2.warpPerspective(sheet, view, (WIDTH, HEIGHT), flags=cv2.INTER_AREA, borderValue=around)
    to_image = Projective.of_rows(view.tolist())
    quads = [[to_image.point(x, y) for x, y in ((x0, y), (x1, y), (x1, y + 10), (x0, y + 10))] for x0, x1, y in lines]
    return np.asarray(image, np.uint8), np.array(quads, np.float32).reshape(-1, 4, 2), to_image


def on_canvas(image: NDArray[np.uint8], quads: NDArray[np.float32], seen: Projective, tilt: float) -> list[complex]:
    """The corners of the sheet as they lie on the flat canvas."""
    to_canvas = flat(image, quads, tilt).to_tilted.inverse()
    return [complex(*to_canvas.point(*seen.point(*corner))) for corner in PAPER.tolist()]


def angles(corners: list[complex]) -> list[float]:
    """Of the four sides with those of a level rectangle, degrees."""
    runs = [end - start for start, end in pairwise([*corners, corners[0]])]
    return [math.degrees(np.angle(run / 1j**turns)) for turns, run in enumerate(runs)]


TEXT = [(40, 330, 60 + 30 * row) for row in range(14)]
FORM = [(40, 90, 60), (200, 260, 60), (40, 80, 110), (200, 290, 110), (40, 100, 160), (200, 250, 160)]


@pytest.mark.parametrize("lines", [TEXT, FORM, TEXT[:4]])
@pytest.mark.parametrize("corners", [SEEN, TILTED])
def test_the_sides_of_the_sheet_tell_how_it_lies(corners: list[list[int]], lines: list[tuple[int, int, int]]) -> None:
    seen = photo(corners, lines)
    assert angles(on_canvas(*seen, 0.0)) == pytest.approx([0] * 4, abs=1.0)


def test_without_its_sides_lines_that_converge_are_made_level() -> None:
    image, quads, seen = photo(SEEN, TEXT, shows_sides=False)
    to_canvas = flat(image, quads, 3.0).to_tilted.inverse()
    for x0, x1, y in TEXT:
        ends = [complex(*to_canvas.point(*seen.point(x, y))) for x in (x0, x1)]
        assert math.degrees(np.angle(ends[1] - ends[0])) == pytest.approx(0, abs=0.3)


@pytest.mark.parametrize("lines", [TEXT, FORM, [(40, 330, 60)], []])
@pytest.mark.parametrize("shows_sides", [True, False])
def test_a_page_seen_from_above_is_turned_alone(lines: list[tuple[int, int, int]], shows_sides: bool) -> None:
    turn = cv2.getRotationMatrix2D((200, 280), -2.0, 1.0) + [[0, 0, 100], [0, 0, 120]]
    corners = cv2.transform(PAPER[None], turn)[0].round().astype(int).tolist()
    image, quads, _ = photo(corners, lines, shows_sides)
    assert flat(image, quads, 2.0) == level(2.0, WIDTH, HEIGHT)


def test_borders_of_tables_are_not_taken_for_sides_of_the_sheet() -> None:
    image, quads, seen = photo(SEEN, TEXT)
    slanting = [seen.point(x, y) for x, y in ((350, 50), (390, 260), (345, 500))]
    cv2.polylines(image, [np.array(slanting, np.int32)], False, (40, 40, 40), 1)
    assert angles(on_canvas(image, quads, seen, 0.0)) == pytest.approx([0] * 4, abs=1.0)


def test_corners_of_other_things_do_not_count() -> None:
    image, quads, _ = photo([[100, 120], [500, 120], [500, 680], [100, 680]], TEXT, shows_sides=False)
    cv2.fillPoly(image, [np.array([[0, 0], [90, 0], [30, 800], [0, 800]], np.int32)], TABLE)  # one side: not enough
    assert flat(image, quads, 0.0) == level(0.0, WIDTH, HEIGHT)
