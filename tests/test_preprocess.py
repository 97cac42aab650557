from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from docvl.config import IngestOptions
from docvl.document import Page, PageText
from docvl.errors import MissingDependencyError
from docvl.ingest import open_document
from docvl.plan import Grid, plan_grid
from docvl.preprocess import MEAN, STD, normalise, page_tiles, raster_tiles

ROOT = Path(__file__).parents[1]


def _picture(width: int, height: int, *, grey: bool = False, seed: int = 0) -> NDArray[np.uint8]:
    """Hard edges and noise: what filters differ on."""
    random = np.random.default_rng(seed)
    channels = 1 if grey else 3
    cells = random.integers(0, 2, (height // 7 + 1, width // 5 + 1, channels), dtype=np.uint8) * 255
    picture = cells.repeat(7, axis=0).repeat(5, axis=1)[:height, :width]
    noise = random.integers(0, 40, picture.shape, dtype=np.uint8)
    return np.ascontiguousarray(np.broadcast_to(picture ^ noise, (height, width, 3)))


def _reference(raster: NDArray[np.uint8], grid: Grid) -> NDArray[np.uint8]:
    """Resize, crop tile by tile, thumbnail: step by step as the published preprocessing does."""
    image, side = Image.fromarray(raster), grid.tile_size
    canvas = image.resize(grid.size)
    crops = []
    for index in range(grid.tiles):
        left, top = index % grid.columns * side, index // grid.columns * side
        crops.append(canvas.crop((left, top, left + side, top + side)))
    if len(crops) != 1:
        crops.append(image.resize((side, side)))
    return np.stack([np.asarray(crop) for crop in crops])


SHAPES = [(2480, 3509, 12), (1000, 1414, 40), (300, 200, 12), (1, 8000, 12), (448, 448, 1), (3000, 60, 6)]


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize(("width", "height", "max_tiles"), SHAPES)
def test_tiles_are_those_of_the_published_preprocessing(width: int, height: int, max_tiles: int, grey: bool) -> None:
    raster = _picture(width, height, grey=grey)
    grid = plan_grid(width, height, max_tiles=max_tiles)
    tiles = raster_tiles(raster, grid)
    assert tiles.dtype == np.uint8
    assert tiles.shape == (grid.tiles_with_thumbnail, 448, 448, 3)
    assert np.array_equal(tiles, _reference(raster, grid))


def _largest_difference(raster: NDArray[np.uint8], grid: Grid) -> int:
    exact, fast = raster_tiles(raster, grid), raster_tiles(raster, grid, fast=True)
    return int(np.abs(exact.astype(np.int16) - fast).max())


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize(("width", "height", "max_tiles"), SHAPES)
def test_fast_tiles_are_within_two_levels(width: int, height: int, max_tiles: int, grey: bool) -> None:
    raster = _picture(width, height, grey=grey)
    assert _largest_difference(raster, plan_grid(width, height, max_tiles=max_tiles)) <= 2


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 700), st.integers(1, 700), st.integers(1, 4), st.integers(1, 4), st.integers(0, 2**32))
def test_any_image_on_any_grid(width: int, height: int, columns: int, rows: int, seed: int) -> None:
    raster, grid = _picture(width, height, seed=seed), Grid(columns, rows, tile_size=56)
    assert np.array_equal(raster_tiles(raster, grid), _reference(raster, grid))
    assert _largest_difference(raster, grid) <= 2


def test_nothing_of_a_page_without_tiles() -> None:
    raster = _picture(20, 20)
    assert (
        raster_tiles(raster, Grid(0, 0)).shape == raster_tiles(raster, Grid(0, 0), fast=True).shape == (0, 448, 448, 3)
    )


def test_a_raster_that_may_not_be_written() -> None:
    raster = _picture(600, 400)
    expected = raster_tiles(raster, Grid(2, 1), fast=True)
    raster.flags.writeable = False
    assert np.array_equal(raster_tiles(raster, Grid(2, 1), fast=True), expected)
    assert np.array_equal(raster_tiles(raster[::-1], Grid(2, 1), fast=True)[2, ::-1], expected[2])


def test_a_page_that_can_be_drawn_is_drawn_at_the_size_of_the_grid() -> None:
    asked = []

    def render(width_px: int, height_px: int) -> NDArray[np.uint8]:
        asked.append((width_px, height_px))
        return np.full((height_px, width_px, 3), len(asked), dtype=np.uint8)

    page = Page(1, 595.0, 842.0, lambda: PageText((), "blank"), render)
    tiles = page_tiles(page, Grid(2, 3))
    assert asked == [(896, 1344), (448, 448)]
    assert [set(tile.flat) for tile in tiles] == [{1}] * 6 + [{2}]
    asked.clear()
    assert page_tiles(page, Grid(1, 1)).shape == (1, 448, 448, 3)
    assert asked == [(448, 448)]
    assert page_tiles(page, Grid(0, 0)).shape == (0, 448, 448, 3)


def test_an_image_file_gives_the_tiles_of_its_own_pixels(tmp_path: Path) -> None:
    raster = _picture(900, 500)
    Image.fromarray(raster).save(tmp_path / "a.png", dpi=(150, 150))
    grid = plan_grid(900, 500)
    with open_document(tmp_path / "a.png", IngestOptions()) as document:
        (page,) = document.pages()
        assert page.raster_size == (900, 500)
        assert np.array_equal(page_tiles(page, grid), _reference(raster, grid))
        assert np.array_equal(page_tiles(page, grid, fast=True), raster_tiles(raster, grid, fast=True))


def test_a_pdf_page_reads_left_to_right_over_its_tiles() -> None:
    with open_document(ROOT / "samples" / "invoices" / "english.pdf", IngestOptions()) as document:
        page = next(document.pages())
        assert page.raster_size is None
        tiles = page_tiles(page, Grid(2, 3))
        whole = page.render(896, 1344)
    assert np.array_equal(tiles[3], whole[448:896, 448:])
    assert np.array_equal(tiles[4], whole[896:, :448])


def _by_torchvision(tiles: NDArray[np.uint8]) -> Any:
    """ToTensor and Normalize, as torchvision computes them."""
    import torch

    pixels = torch.from_numpy(tiles).permute(0, 3, 1, 2).to(torch.float32) / 255
    return (pixels - torch.tensor(MEAN).view(3, 1, 1)) / torch.tensor(STD).view(3, 1, 1)


def test_normalised_tiles_equal_the_reference_bit_by_bit() -> None:
    import torch

    levels = np.arange(256, dtype=np.uint8).repeat(3 * 49).reshape(-1, 112, 112, 3)
    pixels = normalise(levels)
    assert pixels.shape == (1, 3, 112, 112)
    assert pixels.dtype == torch.float32
    assert torch.equal(pixels, _by_torchvision(levels))
    assert torch.equal(normalise(levels, dtype=torch.bfloat16), _by_torchvision(levels).to(torch.bfloat16))
    assert normalise(levels[:0]).shape == (0, 3, 112, 112)


def test_a_missing_torch_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.preprocess.find_spec", lambda name: None)
    for call in (lambda: raster_tiles(_picture(9, 9), Grid(1, 1), fast=True), lambda: normalise(_picture(9, 9)[None])):
        with pytest.raises(MissingDependencyError) as caught:
            call()
        assert "docvl[internvl]" in caught.value.hint


def test_the_exact_path_does_without_torch() -> None:
    code = (
        "import sys; sys.modules['torch'] = None\n"
        "import numpy as np; from docvl.plan import Grid; from docvl.preprocess import raster_tiles\n"
        "print(raster_tiles(np.zeros((9, 9, 3), np.uint8), Grid(1, 2)).shape)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "(3, 448, 448, 3)"
