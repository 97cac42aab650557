"""Pages as they are sent."""

from __future__ import annotations

import base64
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from docvl.config import PlanOptions
from docvl.engines.remote import pictures
from docvl.engines.remote.pictures import picture
from docvl.plan import TILE_PX, plan_grid
from docvl.preprocess import page_tiles
from tests.engines.internvl.pages import make_page


def opened(url: str) -> Image.Image:
    return Image.open(BytesIO(base64.b64decode(url.partition(",")[2])))


def test_servers_find_the_planned_grid_again() -> None:
    grids = [(columns, rows) for columns in range(1, 41) for rows in range(1, 40 // columns + 1)]
    assert len(grids) == 158
    for columns, rows in grids:
        found = plan_grid(columns * TILE_PX, rows * TILE_PX, max_tiles=columns * rows)
        assert (found.columns, found.rows) == (columns, rows)


def test_the_picture_holds_the_tiles() -> None:
    page = make_page(size=(200, 100))
    sent = picture(page, PlanOptions(max_tiles=2), 56)
    assert sent is not None
    shown = opened(sent.url)
    assert (shown.format, shown.size) == ("PNG", (112, 56))
    tiles = page_tiles(page, sent.grid)
    assert (np.asarray(shown) == np.concatenate(tiles[:2], axis=1)).all()


def test_a_large_picture_is_sent_as_jpeg(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "LARGE", 1_000)
    sent = picture(make_page(), PlanOptions(max_tiles=4), 56)
    assert sent is not None
    assert sent.url.startswith("data:image/jpeg;base64,")
    assert opened(sent.url).size == sent.grid.size


def test_a_page_that_shows_nothing_is_not_sent() -> None:
    assert picture(make_page(text=""), PlanOptions(policy="document"), 56) is None
