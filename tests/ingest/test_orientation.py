from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from docvl.geometry import Projective
from docvl.ingest.orientation import level, runs_down, skew, turned

Quads = NDArray[np.float32]


def lines(angle: float = 0.0, count: int = 6) -> Quads:
    """Lines of 200 x 12 under each other, turned clockwise around the origin by ``angle`` degrees."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    boxes = [[(0, y), (200, y), (200, y + 12), (0, y + 12)] for y in range(0, 30 * count, 30)]
    return np.array([[(x * cos - y * sin, x * sin + y * cos) for x, y in box] for box in boxes], np.float32)


@given(st.floats(-30, 30))
def test_skew_is_the_angle_of_the_lines(angle: float) -> None:
    assert skew(lines(angle)) == pytest.approx(angle, abs=0.01)


def test_skew_of_nothing_is_zero() -> None:
    assert skew(np.zeros((0, 4, 2), np.float32)) == 0
    assert skew(lines()[:, :, ::1] * np.array((0.01, 1), np.float32)) == 0


def test_one_crooked_line_does_not_tilt_the_page() -> None:
    assert skew(np.concatenate([lines(1.0), lines(25.0, count=1)])) == pytest.approx(1.0, abs=0.01)


def test_lines_that_run_down() -> None:
    tall = lines() @ np.array([[0, 1], [1, 0]], np.float32)
    tall = tall[:, [0, 3, 2, 1]]  # corners keep their places: top left, top right, bottom right, bottom left
    assert runs_down(tall)
    assert not runs_down(lines())
    assert not runs_down(np.zeros((0, 4, 2), np.float32))
    assert not runs_down(np.concatenate([lines(), tall[:2]]))


@given(st.sampled_from([0, 90, 180, 270]), st.floats(1, 2000), st.floats(1, 2000))
def test_turned_maps_the_upright_page_onto_the_page(orientation: int, width: float, height: float) -> None:
    to_page = turned(orientation, width, height)
    upright = (width, height) if orientation % 180 == 0 else (height, width)
    corner, along = to_page.point(0, 0), to_page.point(1, 0)
    expected = {0: (0, 0), 90: (width, 0), 180: (width, height), 270: (0, height)}[orientation]
    assert corner == pytest.approx(expected)
    far = to_page.point(*upright)
    assert far == pytest.approx((width - corner[0], height - corner[1]))
    direction = math.degrees(math.atan2(along[1] - corner[1], along[0] - corner[0])) % 360
    assert direction == pytest.approx(orientation)


@given(st.floats(-45, 45), st.floats(1, 2000), st.floats(1, 2000))
def test_the_level_canvas_holds_the_tilted_one(degrees: float, width: float, height: float) -> None:
    canvas = level(degrees, width, height)
    back = canvas.to_tilted.inverse()
    for x in (0, width):
        for y in (0, height):
            u, v = back.point(x, y)
            assert -1e-6 * width <= u / canvas.width <= 1 + 1e-6
            assert -1e-6 <= v / canvas.height <= 1 + 1e-6
    x0, y0 = canvas.to_tilted.point(0, 0)
    x1, y1 = canvas.to_tilted.point(1, 0)
    assert math.degrees(math.atan2(y1 - y0, x1 - x0)) == pytest.approx(degrees, abs=1e-6)


def test_no_tilt_is_no_change() -> None:
    assert level(0, 300, 400) == (Projective(), 300, 400)
