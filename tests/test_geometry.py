"""Maps of the plane."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.geometry import IDENTITY, Box, Projective

small = st.floats(-0.3, 0.3)
unit = st.floats(0, 1)


@st.composite
def maps(draw: st.DrawFn) -> Projective:
    """Views of the unit square whose horizon is far away."""
    a, b, d, e = 1 + draw(small), draw(small), draw(small), 1 + draw(small)
    return Projective(a, b, draw(unit), d, e, draw(unit), draw(small), draw(small))


@given(maps(), unit, unit)
def test_the_inverse_undoes_a_map(view: Projective, x: float, y: float) -> None:
    assert view.inverse().point(*view.point(x, y)) == pytest.approx((x, y))
    assert view.then(view.inverse()).point(x, y) == pytest.approx((x, y))


@given(maps(), maps(), unit, unit)
def test_maps_follow_one_another(first: Projective, second: Projective, x: float, y: float) -> None:
    assert first.then(second).point(x, y) == pytest.approx(second.point(*first.point(x, y)))


@given(maps(), unit, unit)
def test_close_to_a_point_a_map_is_affine(view: Projective, x: float, y: float) -> None:
    near, step = view.near(x, y), 1e-6
    assert near.g == near.h == 0
    assert near.point(x, y) == pytest.approx(view.point(x, y))
    assert near.point(x + step, y - step) == pytest.approx(view.point(x + step, y - step), abs=1e-10)


def test_a_box_becomes_the_hull_of_its_corners() -> None:
    # A square whose upper side is seen from further away.
    view = Projective(h=-0.5)
    assert view.box(Box(-1, 0, 1, 1)) == Box(-2, 0, 2, 2)
    assert IDENTITY.box(Box(1, 2, 3, 4)) == Box(1, 2, 3, 4)


def test_a_flat_map_has_no_inverse() -> None:
    with pytest.raises(ZeroDivisionError):
        Projective(1, 1, 0, 1, 1, 0).inverse()
