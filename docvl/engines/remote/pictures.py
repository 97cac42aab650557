"""Pages as pictures that every server cuts into the same tiles."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from docvl.config import PlanOptions
from docvl.document import Page
from docvl.plan import Grid, plan_page
from docvl.preprocess import page_picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGE = 4_000_000
"""Bytes of a PNG from which on a picture is sent as JPEG: servers refuse bodies that are too large."""

_QUALITY = 95


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as it is sent.

    It has exactly the size of the planned grid, so that the rule of the published models, asked for at most as many
    tiles, finds that grid again, whichever server applies it.

    Attributes:
        page: its number, from 1.
        grid: of its tiles.
        url: the picture itself, as a ``data:`` URL.
    """

    page: int
    grid: Grid
    url: str = field(repr=False)


def picture(page: Page, options: PlanOptions, tile_size: int) -> Picture | None:
    """Draw a page; None for one that shows nothing.

    Args:
        page: to be shown whole.
        options: see :func:`docvl.plan.plan_page`.
        tile_size: of the model behind the server, pixels.

    Raises:
        DocumentError: the page cannot be drawn.
    """
    words = page.text.words if options.policy == "document" else None
    grid = plan_page(page, options, words=words, tile_size=tile_size)
    if not grid.tiles:
        return None
    return Picture(page.number, grid, _url(page_picture(page, grid, fast=options.resize == "fast")))


def _url(raster: NDArray[np.uint8]) -> str:
    image = Image.fromarray(raster)
    kind, encoded = "png", _encoded(image, "PNG")
    if len(encoded) > LARGE:
        kind, encoded = "jpeg", _encoded(image, "JPEG", quality=_QUALITY, subsampling=0)
    return f"data:image/{kind};base64,{base64.b64encode(encoded).decode('ascii')}"


def _encoded(image: Image.Image, kind: str, **settings: int) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **settings)
    return buffer.getvalue()
