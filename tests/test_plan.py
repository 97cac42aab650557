from __future__ import annotations

import csv
import lzma
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from docvl.config import PlanOptions
from docvl.document import Page, PageText, Word
from docvl.errors import ConfigError
from docvl.geometry import Box
from docvl.plan import LEGIBLE_PX, TILE_PX, Grid, page_pixels, plan_grid, plan_page
from docvl.plan.ink import measure

GOLDEN = Path(__file__).parent / "golden" / "planner" / "planner.csv.xz"
A4 = (595.3, 841.9)

sizes = st.integers(1, 8000)
budgets = st.integers(1, 40)
heights = st.floats(0.5, 2000)


def _golden() -> Iterator[tuple[int, ...]]:
    with lzma.open(GOLDEN, "rt", encoding="ascii") as file:
        yield from (tuple(map(int, row)) for row in list(csv.reader(file))[1:])


def test_the_rule_of_the_published_models() -> None:
    wrong = []
    for width, height, min_tiles, max_tiles, columns, rows, images in _golden():
        grid = plan_grid(width, height, min_tiles=min_tiles, max_tiles=max_tiles)
        if (grid.columns, grid.rows, grid.tiles_with_thumbnail) != (columns, rows, images):
            wrong.append((width, height, min_tiles, max_tiles))
    assert not wrong


@pytest.mark.parametrize(
    ("size", "max_tiles", "grid"),
    [
        ((1240, 1754), 12, (2, 3)),
        ((1240, 1754), 40, (5, 7)),
        ((2480, 3508), 24, (4, 6)),
        ((1700, 2200), 40, (3, 4)),
        ((576, 1800), 12, (1, 3)),
        ((1, 8000), 12, (1, 12)),
    ],
)
def test_pages_under_the_rule_of_the_published_models(
    size: tuple[int, int], max_tiles: int, grid: tuple[int, int]
) -> None:
    planned = plan_grid(*size, max_tiles=max_tiles)
    assert (planned.columns, planned.rows) == grid


def test_ties_within_a_number_of_tiles_are_looked_at_by_columns() -> None:
    # 5:4 is as far from 1:2 as from 2:1, both of two tiles; the later one is for images that are large enough.
    assert plan_grid(100, 80, min_tiles=2, max_tiles=2) == Grid(1, 2)
    assert plan_grid(1000, 800, min_tiles=2, max_tiles=2) == Grid(2, 1)


def test_visual_tokens_follow_from_the_tile_size() -> None:
    assert Grid(5, 8).visual_tokens == 10_496
    assert Grid(1, 1).visual_tokens == 256
    assert Grid(2, 3, tile_size=112).visual_tokens == 7 * 16
    assert Grid(0, 0).visual_tokens == 0


@pytest.mark.parametrize(
    ("width", "height", "min_tiles", "max_tiles"), [(0, 5, 1, 12), (5, -1, 1, 12), (5, 5, 0, 12), (5, 5, 9, 8)]
)
def test_impossible_sizes_and_bounds_are_refused(width: int, height: int, min_tiles: int, max_tiles: int) -> None:
    with pytest.raises(ConfigError):
        plan_grid(width, height, min_tiles=min_tiles, max_tiles=max_tiles)


@given(sizes, sizes, budgets, budgets)
def test_bounds_are_kept(width: int, height: int, one: int, other: int) -> None:
    least, most = sorted((one, other))
    assert least <= plan_grid(width, height, min_tiles=least, max_tiles=most).tiles <= most
    grid = plan_grid(width, height, min_tiles=least, max_tiles=most, policy="document", text_height=9)
    assert least <= grid.tiles <= most


def _document(width: int, height: int, text_height: float, max_tiles: int) -> Grid:
    return plan_grid(width, height, max_tiles=max_tiles, policy="document", text_height=text_height)


def _zoom(grid: Grid, width: int, height: int) -> float:
    return min(grid.size[0] / width, grid.size[1] / height)


@given(sizes, sizes, heights, budgets)
def test_text_is_legible_or_the_budget_is_spent_as_well_as_it_can_be(
    width: int, height: int, text_height: float, budget: int
) -> None:
    grid = _document(width, height, text_height, budget)
    if _zoom(grid, width, height) * text_height < LEGIBLE_PX * (1 - 1e-9):
        others = [Grid(c, r) for c in range(1, budget + 1) for r in range(1, budget // c + 1)]
        assert _zoom(grid, width, height) == max(_zoom(other, width, height) for other in others)


@given(sizes, sizes, heights, budgets)
def test_no_tile_is_spent_on_what_is_legible_without_it(
    width: int, height: int, text_height: float, budget: int
) -> None:
    grid = _document(width, height, text_height, budget)
    for fewer in (Grid(grid.columns - 1, grid.rows), Grid(grid.columns, grid.rows - 1)):
        if fewer.tiles:
            zoom = _zoom(fewer, width, height)
            assert zoom * text_height < LEGIBLE_PX and zoom < _zoom(grid, width, height)


@given(sizes, sizes, heights, heights, budgets)
def test_smaller_text_never_gets_fewer_tiles(width: int, height: int, one: float, other: float, budget: int) -> None:
    small, large = sorted((one, other))
    assert _document(width, height, small, budget).tiles >= _document(width, height, large, budget).tiles


@given(sizes, sizes, heights, budgets, budgets)
def test_a_larger_budget_never_makes_text_smaller(
    width: int, height: int, text_height: float, one: int, other: int
) -> None:
    less, more = (_document(width, height, text_height, budget) for budget in sorted((one, other)))
    assert _zoom(more, width, height) >= _zoom(less, width, height)
    assert more.tiles >= less.tiles


@given(sizes, sizes, heights, budgets)
def test_a_page_on_its_side_gets_the_same_tiles_on_their_side(
    width: int, height: int, text_height: float, budget: int
) -> None:
    upright, turned = _document(width, height, text_height, budget), _document(height, width, text_height, budget)
    assert (turned.columns, turned.rows) == (upright.rows, upright.columns)


def test_an_image_of_unknown_text_keeps_its_resolution_and_no_more() -> None:
    assert plan_grid(100, 141, policy="document") == Grid(1, 1)
    assert plan_grid(896, 500, policy="document") == Grid(2, 2)
    assert plan_grid(897, 448, policy="document") == Grid(3, 1)


@pytest.mark.parametrize(
    ("points", "grid"), [(24, (1, 2)), (12, (2, 3)), (9, (2, 3)), (8, (3, 4)), (6, (3, 5)), (5, (4, 5))]
)
def test_print_on_a4(points: float, grid: tuple[int, int]) -> None:
    planned = plan_grid(1654, 2339, policy="document", max_tiles=24, text_height=points * 200 / 72)
    assert (planned.columns, planned.rows) == grid


def _page(
    words: tuple[Word, ...] = (), raster: NDArray[np.uint8] | None = None, raster_size: tuple[int, int] | None = None
) -> Page:
    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        from PIL import Image

        assert raster is not None, "the pixels are not to be looked at"
        return np.asarray(Image.fromarray(raster).resize((width_px, height_px)))

    text = PageText(words, "text-layer" if words else "blank")
    return Page(1, *A4, read_text=lambda: text, render=render, raster_size=raster_size)


def _words(*runs: tuple[str, float]) -> tuple[Word, ...]:
    return tuple(Word(text, Box(50, 60, 50 + 4 * len(text), 60 + height)) for text, height in runs)


DOCUMENT = PlanOptions(policy="document", max_tiles=24)
BODY = [("lorem", 12.0)] * 100


def test_words_decide_without_a_look_at_the_pixels() -> None:
    assert plan_page(_page(), DOCUMENT, words=_words(*BODY)) == Grid(2, 3)


def test_small_print_decides_and_a_few_specks_do_not() -> None:
    assert plan_page(_page(), DOCUMENT, words=_words(*BODY, *[("terms", 6.0)] * 10)) == Grid(3, 5)
    assert plan_page(_page(), DOCUMENT, words=_words(*BODY, ("1", 3.0), ("2", 3.0))) == Grid(2, 3)


def test_text_lost_in_a_scan_is_not_enlarged() -> None:
    tiny = _words(*[("lorem", 2.0)] * 100)
    assert plan_page(_page(raster_size=(595, 842)), DOCUMENT, words=tiny) == Grid(3, 5)
    assert plan_page(_page(raster_size=(298, 421)), DOCUMENT, words=tiny) == Grid(2, 3)


def _paper(width: int = 1240, height: int = 1754) -> NDArray[np.uint8]:
    light = np.linspace(230, 250, width)
    noise = np.random.default_rng(7).normal(0, 4, (height, width))
    return np.clip(light + noise, 0, 255).astype(np.uint8)[..., None].repeat(3, axis=2)


def _printed(points: float) -> NDArray[np.uint8]:
    """A page at 150 dpi, printed all over."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.fromarray(_paper())
    draw = ImageDraw.Draw(image)
    size = points * 150 / 72
    for line in range(int(1500 / (1.5 * size))):
        draw.text(
            (100, 100 + 1.5 * size * line), "The Quick Brown Fox 4711 jumps " * 9, 20, ImageFont.load_default(size)
        )
    return np.asarray(image)


@pytest.mark.parametrize("words", [None, ()])
def test_a_blank_page_gets_no_tiles(words: tuple[Word, ...] | None) -> None:
    grid = plan_page(_page(raster=_paper()), DOCUMENT, words=words)
    assert grid == Grid(0, 0)
    assert (grid.tiles, grid.tiles_with_thumbnail, grid.visual_tokens) == (0, 0, 0)


@pytest.mark.parametrize("points", [5, 6, 8, 10, 12, 16])
def test_the_pixels_tell_the_height_of_text(points: float) -> None:
    height = measure(_printed(points)).text_height
    assert height == pytest.approx(points * 150 / 72, rel=0.25)


def test_without_words_the_pixels_decide() -> None:
    assert plan_page(_page(raster=_printed(12)), DOCUMENT) == Grid(2, 3)
    assert plan_page(_page(raster=_printed(5)), DOCUMENT).tiles >= 15


def test_light_text_on_dark_is_seen() -> None:
    assert plan_page(_page(raster=255 - _printed(8)), DOCUMENT) == plan_page(_page(raster=_printed(8)), DOCUMENT)


def test_a_picture_without_words_is_shown_in_one_tile() -> None:
    picture = _paper()
    picture[400:1200, 300:900] = 30
    assert plan_page(_page(raster=picture), DOCUMENT, words=()).tiles <= 2


def test_the_rule_of_the_published_models_looks_at_nothing() -> None:
    assert plan_page(_page(), PlanOptions()) == Grid(2, 3)
    assert plan_page(_page(), PlanOptions(max_tiles=24, dpi=200)) == Grid(4, 6)
    assert plan_page(_page(raster_size=(1920, 1080)), PlanOptions()) == Grid(4, 2)


def test_pixels_of_a_page() -> None:
    assert page_pixels(_page(), 200) == (1654, 2339)
    assert page_pixels(_page(raster_size=(10, 20)), 200) == (10, 20)


def test_bounds_that_exclude_each_other_are_refused_as_options() -> None:
    with pytest.raises(ConfigError, match="min_tiles must be at most max_tiles"):
        PlanOptions.build({"min_tiles": 13})


def test_tiles_are_those_of_published_checkpoints() -> None:
    assert TILE_PX == 448
