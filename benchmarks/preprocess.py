"""A page to tiles: docvl's two ways against the plain way of the published code.

    python -m benchmarks.preprocess [--columns 5] [--rows 7] [--threads 1] [--rounds 5]

The page is the sample receipt photographed at the size of A4 at 300 dpi, decoded before the clock starts. The plain way
resizes, crops, and turns every tile into floats by itself; docvl leaves that to the device, and is timed both without
it and with it done on the CPU. All ways take turns in one run; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from docvl.plan import Grid
from docvl.preprocess import MEAN, STD, normalise, raster_tiles

PHOTO = Path(__file__).parents[1] / "samples" / "receipts" / "photo.jpg"
A4_300_DPI = (2480, 3508)


def main() -> None:
    """Print milliseconds and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--columns", type=int, default=5)
    parser.add_argument("--rows", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1, help="for torch")
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    grid = Grid(args.columns, args.rows)
    colour = np.asarray(Image.open(PHOTO).convert("RGB").resize(A4_300_DPI))
    grey = np.ascontiguousarray(colour[..., :1].repeat(3, axis=2))
    print(f"{grid.tiles} tiles and a thumbnail of {colour.shape[1]} x {colour.shape[0]} pixels, milliseconds\n")
    print("| page | way | tiles (uint8) | ratio | with floats | ratio |\n|---|---|--:|--:|--:|--:|")
    for name, raster in (("colour", colour), ("grey", grey)):
        _report(name, raster, grid, args.rounds)


def _report(name: str, raster: NDArray[np.uint8], grid: Grid, rounds: int) -> None:
    ways: dict[str, Callable[[], Any]] = {
        "plain": lambda: _plain(raster, grid),
        "exact": lambda: raster_tiles(raster, grid),
        "exact, floats": lambda: normalise(raster_tiles(raster, grid)),
        "fast": lambda: raster_tiles(raster, grid, fast=True),
        "fast, floats": lambda: normalise(raster_tiles(raster, grid, fast=True)),
    }
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for way, run in ways.items():
            start = time.perf_counter()
            run()
            best[way] = min(best[way], time.perf_counter() - start)
    plain = best["plain"]
    print(f"| {name} | plain | | | {1000 * plain:.0f} | 1.0 |")
    for way in ("exact", "fast"):
        bare, full = best[way], best[f"{way}, floats"]
        print(f"| {name} | {way} | {1000 * bare:.0f} | {plain / bare:.1f} | {1000 * full:.0f} | {plain / full:.1f} |")


def _plain(raster: NDArray[np.uint8], grid: Grid) -> torch.Tensor:
    """(T, 3, S, S), float32: resize, crop, and for each tile ToTensor and Normalize."""
    image, side = Image.fromarray(raster), grid.tile_size
    canvas = image.resize(grid.size, Image.Resampling.BICUBIC)
    tiles = []
    for index in range(grid.tiles):
        left, top = index % grid.columns * side, index // grid.columns * side
        tiles.append(canvas.crop((left, top, left + side, top + side)))
    tiles.append(image.resize((side, side), Image.Resampling.BICUBIC))
    mean, std = torch.tensor(MEAN).view(3, 1, 1), torch.tensor(STD).view(3, 1, 1)
    floats = []
    for tile in tiles:
        levels = torch.from_numpy(np.array(tile.convert("RGB"))).permute(2, 0, 1).contiguous()
        floats.append((levels.to(torch.float32).div(255) - mean) / std)
    return torch.stack(floats)


if __name__ == "__main__":
    main()
