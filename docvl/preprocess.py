"""Page and grid to tiles of pixels, and pixels to what the vision tower takes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
import PIL
from PIL import Image

from docvl.document import Page, Render
from docvl.errors import MissingDependencyError
from docvl.plan import Grid

if TYPE_CHECKING:
    import torch
    from numpy.typing import NDArray

MEAN = (0.485, 0.456, 0.406)
"""Of ImageNet, red, green, blue, as fractions of full brightness; all published checkpoints were trained with it."""

STD = (0.229, 0.224, 0.225)
"""See :data:`MEAN`."""


def page_tiles(page: Page, grid: Grid, *, fast: bool = False) -> NDArray[np.uint8]:
    """A page as the model sees it.

    What can be drawn at any size is drawn at the grid's, and once more as the thumbnail; an image is resized as by
    :func:`raster_tiles`.

    Args:
        page: to be shown whole.
        grid: of :func:`docvl.plan.plan_page`; S below is its ``tile_size``.
        fast: see :func:`raster_tiles`.

    Returns:
        (T, S, S, 3), uint8, RGB: tiles by rows, left to right, then the thumbnail if there is more than one.

    Raises:
        DocumentError: the page cannot be drawn.
        MissingDependencyError: ``fast`` without torch.
    """
    made = None if page.tiles is None else page.tiles(grid.columns, grid.rows, grid.tile_size, fast)
    return _tiles(_drawn(page, fast=fast), grid) if made is None else made


def page_picture(page: Page, grid: Grid, *, fast: bool = False) -> NDArray[np.uint8]:
    """All tiles of a page in one picture, for others to cut; arguments and errors as for :func:`page_tiles`.

    Returns:
        (rows * S, columns * S, 3), uint8, RGB.
    """
    return _drawn(page, fast=fast)(*grid.size)


def raster_tiles(raster: NDArray[np.uint8], grid: Grid, *, fast: bool = False) -> NDArray[np.uint8]:
    """An image as the model sees it, stretched over the grid.

    Args:
        raster: (height, width, 3), uint8, RGB.
        grid: S below is its ``tile_size``.
        fast: resize with torch, several times as fast and at most 2 of 255 levels away from the exact result, which
            is that of Pillow's bicubic filter, level by level.

    Returns:
        (T, S, S, 3), uint8, RGB, as by :func:`page_tiles`.

    Raises:
        MissingDependencyError: ``fast`` without torch.
    """
    return _tiles(_by_torch(raster) if fast else _by_pillow(raster), grid)


def normalise(
    tiles: NDArray[np.uint8], *, device: torch.device | str = "cpu", dtype: torch.dtype | None = None
) -> torch.Tensor:
    """Levels to what the vision tower takes: (level / 255 - mean) / standard deviation.

    The arithmetic is done on the device in float32, in the order of the reference and equal to it bit by bit; the
    cast comes last. Done in bfloat16 throughout, a third of the values would differ.

    Args:
        tiles: (T, S, S, 3), uint8, RGB.
        device: where the result is to be.
        dtype: of the result; float32 when None.

    Returns:
        (T, 3, S, S), channels last in memory.

    Raises:
        MissingDependencyError: torch is not installed.
    """
    _need_torch()
    import torch

    levels = torch.from_numpy(tiles).to(device)
    count, side = levels.shape[:2]
    # One line of red, green, blue, red, ...: a last axis of three would keep the processor from working in strides.
    mean, std = (torch.tensor(three, device=device).repeat(side) for three in (MEAN, STD))
    pixels = torch.empty((count, side, side * 3), device=device)
    # A tile at a time stays in the processor's cache; a GPU prefers all at once.
    lines = levels.view(pixels.shape)
    for part, level in zip(pixels, lines, strict=True) if pixels.is_cpu else [(pixels, lines)]:
        part.copy_(level).div_(255).sub_(mean).div_(std)
    return pixels.view(count, side, side, 3).permute(0, 3, 1, 2).to(dtype or torch.float32)


def _drawn(page: Page, *, fast: bool) -> Render:
    if page.raster_size is None:
        return page.render
    raster = page.render(*page.raster_size)
    return _by_torch(raster) if fast else _by_pillow(raster)


def _tiles(draw: Render, grid: Grid) -> NDArray[np.uint8]:
    side = grid.tile_size
    tiles = np.empty((grid.tiles_with_thumbnail, side, side, 3), dtype=np.uint8)
    if grid.tiles:
        lines = draw(*grid.size).reshape(grid.rows, side, grid.columns, side * 3)
        tiles[: grid.tiles].reshape(grid.rows, grid.columns, side, side * 3)[:] = lines.transpose(0, 2, 1, 3)
    if grid.tiles > 1:
        tiles[-1] = draw(side, side)
    return tiles


def _by_pillow(raster: NDArray[np.uint8]) -> Render:
    # Grey pages go through as one channel, with the same result in less than half the time.
    image = Image.fromarray(np.ascontiguousarray(raster[..., 0]) if _is_grey(raster) else raster)

    def resized(width_px: int, height_px: int) -> NDArray[np.uint8]:
        return np.asarray(image.resize((width_px, height_px), Image.Resampling.BICUBIC).convert("RGB"))

    return resized


def _by_torch(raster: NDArray[np.uint8]) -> Render:
    _need_torch()
    import torch

    # The fast kernel takes three bytes a pixel, channels last in the strides of all four axes. One channel of a grey
    # page, or another layout, falls back to slower ones.
    image = torch.from_numpy(np.require(raster, requirements=["C", "W"]))[None].permute(0, 3, 1, 2)

    def resized(width_px: int, height_px: int) -> NDArray[np.uint8]:
        height, width = image.shape[2:]
        between = (height_px, width) if _columns_first(width, height, width_px, height_px) else (height, width_px)
        drawn = image
        for size in (between, (height_px, width_px)):
            drawn = torch.nn.functional.interpolate(drawn, size, mode="bicubic", antialias=True)
        levels: NDArray[np.uint8] = drawn[0].permute(1, 2, 0).numpy()
        return levels

    return resized


def _columns_first(width: int, height: int, width_px: int, height_px: int) -> bool:
    """Whether Pillow resizes down the columns before it does along the lines.

    Levels are rounded and cut in between: in the other order, hard edges come out up to 30 levels apart.
    """
    lost = height - height_px
    return int(PIL.__version__.partition(".")[0]) >= 13 and lost > max(0, 2 * (width - width_px))


def _is_grey(raster: NDArray[np.uint8]) -> bool:
    """Whether red, green and blue are equal everywhere; most colour pages are told from a few pixels."""
    return all(
        bool((seen[..., 0] == seen[..., 1]).all() and (seen[..., 0] == seen[..., 2]).all())
        for seen in (raster[::16, ::16], raster)
    )


def _need_torch() -> None:
    if find_spec("torch") is None:
        raise MissingDependencyError("torch is not installed.", hint="pip install 'docvl[internvl]'")
