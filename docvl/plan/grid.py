"""Grids of tiles: the rule that InternVL was trained with, and one that looks at what must be read."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from docvl.config import Policy
from docvl.errors import ConfigError

TILE_PX = 448
"""Side of a tile in every published checkpoint, ``force_image_size`` in its configuration."""

LEGIBLE_PX = 13
"""Height in model pixels, ascender to descender, from which on text counts as legible.

The published scores on documents were measured with 2 x 3 tiles for a page of A4, 108 x 115 dpi, where nine-point print
is 13.5 to 14.4 pixels high, about one patch of the vision tower, and its x-height half a patch. Chinese needs 12 dots
to be printed in full. 13 keeps both.
"""

_TOKEN_PX = 28  # a patch of 14 pixels, and the pixel shuffle that makes one token of 2 x 2 patches


@dataclass(frozen=True, slots=True)
class Grid:
    """Tiles in rows and columns; all fields are counts. Nought by nought is a page that is not shown at all.

    Attributes:
        columns: tiles side by side.
        rows: tiles on top of each other.
        tile_size: side of a tile, model pixels.
    """

    columns: int
    rows: int
    tile_size: int = TILE_PX

    @property
    def tiles(self) -> int:
        """Tiles without the thumbnail."""
        return self.columns * self.rows

    @property
    def tiles_with_thumbnail(self) -> int:
        """Images that the vision tower sees: a page of one tile has no thumbnail."""
        return self.tiles + (self.tiles > 1)

    @property
    def visual_tokens(self) -> int:
        """Tokens in the prompt: 256 for each tile of 448 pixels, the thumbnail included."""
        return self.tiles_with_thumbnail * (self.tile_size // _TOKEN_PX) ** 2

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of all tiles together, model pixels."""
        return self.columns * self.tile_size, self.rows * self.tile_size


def plan_grid(
    width: int,
    height: int,
    *,
    min_tiles: int = 1,
    max_tiles: int = 12,
    policy: Policy = "internvl",
    tile_size: int = TILE_PX,
    text_height: float | None = None,
) -> Grid:
    """The grid for an image.

    Args:
        width: pixels, at least 1.
        height: pixels, at least 1.
        min_tiles: fewest tiles, without the thumbnail.
        max_tiles: most tiles, without the thumbnail.
        policy: ``internvl`` is the rule of the published models (``dynamic_preprocess`` in InternVL's repository). It
            takes the grid whose aspect ratio is nearest to the image's, whatever the resolution. Grids are looked at
            by number of tiles, then by columns; one that is only as near as an earlier one is taken if the image has
            more than half as many pixels. ``document`` takes the fewest tiles that keep text of ``text_height`` at
            :data:`LEGIBLE_PX` in both directions or, where ``max_tiles`` does not suffice, the most legible grid.
        tile_size: side of a tile, pixels.
        text_height: for ``document`` only: height in pixels of the smallest text that must stay legible; None when it
            is not known, and the image is to keep its resolution. In neither case is it enlarged for more than that.

    Raises:
        ConfigError: a size below one, or bounds that exclude each other.
    """
    if min(width, height, tile_size, min_tiles) < 1 or (text_height is not None and text_height <= 0):
        raise ConfigError(f"No grid for {width} x {height} pixels: sizes and counts start at 1.")
    if min_tiles > max_tiles:
        raise ConfigError(
            f"min_tiles is {min_tiles} and max_tiles is {max_tiles}.", hint="Let min_tiles be at most max_tiles."
        )
    shapes = _shapes(min_tiles, max_tiles)
    if policy == "internvl":
        return Grid(*_nearest_ratio(shapes, width, height, tile_size), tile_size)
    wanted = Fraction(LEGIBLE_PX) / Fraction(text_height) if text_height is not None else Fraction(1)
    return Grid(*_legible(shapes, width, height, wanted * Fraction(1, tile_size)), tile_size)


@cache
def _shapes(min_tiles: int, max_tiles: int) -> tuple[tuple[int, int], ...]:
    """All (columns, rows), by number of tiles, then by columns."""
    shapes = (
        (columns, rows)
        for columns in range(1, max_tiles + 1)
        for rows in range(1, max_tiles // columns + 1)
        if columns * rows >= min_tiles
    )
    return tuple(sorted(shapes, key=lambda shape: (shape[0] * shape[1], shape[0])))


def _nearest_ratio(shapes: tuple[tuple[int, int], ...], width: int, height: int, tile: int) -> tuple[int, int]:
    # In floats, as the reference computes it: exact fractions tie where floats do not, and decide 1 in 90 of the
    # awkward sizes in another way.
    ratio = width / height
    best, nearest = shapes[0], float("inf")
    for columns, rows in shapes:
        distance = abs(ratio - columns / rows)
        if distance < nearest or (distance == nearest and 2 * width * height > tile * tile * columns * rows):
            best, nearest = (columns, rows), distance
    return best


def _legible(shapes: tuple[tuple[int, int], ...], width: int, height: int, wanted: Fraction) -> tuple[int, int]:
    """The fewest tiles that show the image at ``wanted`` tiles a pixel, or as near to that as any can."""

    def scale(shape: tuple[int, int]) -> Fraction:
        return min(Fraction(shape[0], width), Fraction(shape[1], height))

    def distortion(shape: tuple[int, int]) -> Fraction:
        stretch = Fraction(shape[0] * height, shape[1] * width)
        return max(stretch, 1 / stretch)

    enough = min(wanted, max(map(scale, shapes)))
    fitting = (shape for shape in shapes if scale(shape) >= enough)
    return min(fitting, key=lambda shape: (shape[0] * shape[1], distortion(shape), shape[0]))
