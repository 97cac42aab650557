from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from rich.console import Console
from typer.testing import Result

from cli import plan as command
from docvl.config import ExtractOptions
from docvl.document import Page, PageText
from docvl.errors import ConfigError
from docvl.plan import Grid, plan_grid
from docvl.preprocess import raster_tiles
from tests.cli.conftest import Docvl
from tests.conftest import MakePdf


def _lines(done: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def _printed(size: tuple[int, int], height: int) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(height)
    for top in range(50, size[1] - 50, 2 * height):
        draw.text((50, top), "The Quick Brown Fox 4711 ", 0, font)
    return image


def test_a_line_for_each_page_and_totals_beside_them(docvl: Docvl, make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf("a.pdf", "one", "two")
    Image.new("RGB", (1920, 1080)).save(tmp_path / "in" / "b.png", dpi=(144, 144))
    done = docvl("plan", "in")
    assert done.exit_code == 0, done.stderr
    a4 = {"dpi": [108, 115], "columns": 2, "rows": 3, "tiles": 6, "tiles_with_thumbnail": 7, "visual_tokens": 1792}
    wide = {"dpi": [134, 119], "columns": 4, "rows": 2, "tiles": 8, "tiles_with_thumbnail": 9, "visual_tokens": 2304}
    assert _lines(done) == [
        {"path": "in/a.pdf", "page": 1, **a4},
        {"path": "in/a.pdf", "page": 2, **a4},
        {"path": "in/b.png", "page": 1, **wide},
    ]
    assert done.stderr == "2 documents, 3 pages: 23 tiles with thumbnails, 5,888 visual tokens\n"


def test_options_of_pages_and_tiles(docvl: Docvl, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "one", "two")
    done = docvl("plan", "in", "--page-range", "2", "--max-dynamic-patch", "40", "--quiet")
    assert [(line["page"], line["columns"], line["rows"]) for line in _lines(done)] == [(2, 5, 7)]
    assert done.stderr == ""
    assert [line["tiles"] for line in _lines(docvl("plan", "in", "--max-tiles", "1"))] == [1, 1]
    refused = docvl("plan", "in", "--min-tiles", "13")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "min_tiles must be at most max_tiles" in refused.stderr


def test_the_smallest_text_decides_and_a_blank_page_gets_nothing(docvl: Docvl, make_pdf: MakePdf) -> None:
    make_pdf("a.pdf", "eleven points of text", "")
    done = docvl("plan", "in/a.pdf", "--policy", "document")
    assert done.exit_code == 0, done.stderr
    read, blank = _lines(done)
    assert (read["columns"], read["rows"]) == (2, 3)
    assert blank["dpi"] is None
    assert blank["tiles"] == blank["tiles_with_thumbnail"] == blank["visual_tokens"] == 0


def test_pictures_show_what_the_model_sees(docvl: Docvl, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    image = _printed((900, 500), 20)
    image.save(tmp_path / "in" / "a.png")
    assert plan_grid(900, 500) == Grid(2, 1)
    assert docvl("plan", "in", "--image", "out/pictures").exit_code == 0
    (path,) = (tmp_path / "out" / "pictures").iterdir()
    assert path.name == "0001-a-page-1.png"
    picture = np.asarray(Image.open(path))
    tiles = raster_tiles(np.asarray(image), Grid(2, 1))
    step = 448 + 4
    assert picture.shape == (step + 4, 3 * step + 4, 3)
    for column, tile in enumerate(tiles):
        assert np.array_equal(picture[4:step, column * step + 4 : (column + 1) * step], tile)
    assert (picture[:4] == (220, 40, 60)).all()


def test_what_cannot_be_read_is_said_and_the_rest_is_planned(docvl: Docvl, make_pdf: MakePdf) -> None:
    make_pdf("b.pdf", "one")
    (make_pdf("z.pdf", "two").parent / "a.pdf").write_bytes(b"")
    done = docvl("plan", "in", "missing.pdf")
    assert done.exit_code == 3
    assert [line["path"] for line in _lines(done)] == ["in/b.pdf", "in/z.pdf"]
    assert "Error: in/a.pdf: The file is empty." in done.stderr
    assert "Error: missing.pdf: The file cannot be read" in done.stderr


def test_a_page_that_cannot_be_drawn_is_said(docvl: Docvl, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "a.jpg"
    _printed((900, 500), 20).save(path)
    path.write_bytes(path.read_bytes()[:5000])
    done = docvl("plan", "in", "--image", "out")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "in/a.jpg, page 1: The image cannot be decoded: it is truncated." in done.stderr


def test_a_table_for_a_person() -> None:
    def page(number: int) -> Page:
        return Page(number, 595.0, 842.0, lambda: PageText((), "blank"), lambda width, height: np.zeros(0, np.uint8))

    console = Console(width=100, record=True)
    grids = [Grid(2, 3), Grid(0, 0)]
    planned = [command._Planned("in/[a].pdf", page(number), grid) for number, grid in enumerate(grids, start=1)]
    console.print(command._table(planned))
    _, first, second = (line.split() for line in console.export_text().splitlines())
    assert first == ["in/[a].pdf", "1", "108", "×", "115", "2", "×", "3", "6", "+", "1", "1,792"]
    assert second == ["2", "blank", "0", "0"]


def test_the_names_that_users_of_internvl_know() -> None:
    assert ExtractOptions.build({"max_dynamic_patch": 24, "min_dynamic_patch": 2}).max_tiles == 24
    with pytest.raises(ConfigError, match="'max_dynamic_patch' is another name of 'max_tiles'"):
        ExtractOptions.build({"max_dynamic_patch": 24, "max_tiles": 12})
