"""Documents on their way to a model come out as they went in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from docvl.config import ExtractOptions
from docvl.document import Document, Page
from docvl.errors import CorruptError, DocumentError
from docvl.ingest.opening import open_here
from docvl.plan import plan_page
from docvl.preprocess import page_tiles
from tests.conftest import MakePdf

pytest.importorskip("ray")

from docvl.cluster.packing import MOST_PAGES, pack, tile_size_of, unpack


@contextmanager
def _both(path: Path, **options: Any) -> Iterator[tuple[Document, Document, list[tuple[int, int, int]]]]:
    """The document, the same after its way, and what was drawn again."""
    again: list[tuple[int, int, int]] = []
    chosen = ExtractOptions.build(options)
    with open_here(path, chosen) as document:

        def render_again(number: int, width_px: int, height_px: int) -> Any:
            again.append((number, width_px, height_px))
            return next(document.pages({number})).render(width_px, height_px)

        yield document, unpack(*pack(document, chosen), chosen, render_again), again


def _same_tiles(one: Page, other: Page, **options: Any) -> bool:
    chosen = ExtractOptions.build(options)
    words = one.text.words if chosen.policy == "document" else None
    fast = chosen.resize == "fast"
    first, second = (page_tiles(page, plan_page(page, chosen, words=words), fast=fast) for page in (one, other))
    return first.shape == second.shape and bool(np.array_equal(first, second))


@pytest.mark.parametrize("options", [{}, {"max_tiles": 4}, {"policy": "document"}])
def test_pages_of_a_pdf(make_pdf: MakePdf, options: dict[str, Any]) -> None:
    with _both(make_pdf("a.pdf", "one", "two", ""), **options) as (document, packed, again):
        assert packed.source == document.source
        assert packed.issues == document.issues
        for one, other in zip(document.pages(), packed.pages(), strict=True):
            assert (one.number, one.width, one.height, one.text) == (
                other.number,
                other.width,
                other.height,
                other.text,
            )
            assert list(one.rules()) == list(other.rules())
            assert _same_tiles(one, other, **options)
        # The plan for a page without words looks at it.
        assert {number for number, _, _ in again} <= ({3} if "policy" in options else set())
        assert [page.number for page in packed.pages({2})] == [2]


def test_an_image(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "a.png"
    Image.linear_gradient("L").resize((700, 300)).convert("RGB").save(path)
    with _both(path) as (document, packed, again):
        (one,), (other,) = document.pages(), packed.pages()
        assert one.raster_size == other.raster_size == (700, 300)
        assert _same_tiles(one, other)
        assert again == []


def test_what_was_not_foreseen_is_drawn_again(make_pdf: MakePdf) -> None:
    with _both(make_pdf("a.pdf", "one")) as (document, packed, again):
        (one,), (other,) = document.pages(), packed.pages()
        assert _same_tiles(one, other, max_tiles=2)
        assert [number for number, _, _ in again] == [1, 1]


def test_only_the_first_pages_bring_their_tiles(make_pdf: MakePdf, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_PAGES >= 32
    monkeypatch.setattr("docvl.cluster.packing.MOST_PAGES", 1)
    with _both(make_pdf("a.pdf", "one", "two")) as (document, packed, again):
        for one, other in zip(document.pages(), packed.pages(), strict=True):
            assert _same_tiles(one, other)
        assert {number for number, _, _ in again} == {2}


def test_a_broken_page_stays_broken(make_pdf: MakePdf) -> None:
    def broken() -> Any:
        raise CorruptError("broken", hint="look")

    def drawn(width_px: int, height_px: int) -> Any:
        return broken()

    options = ExtractOptions()
    with open_here(make_pdf("a.pdf", "one"), options) as document:
        (page,) = document.pages()
        bad = replace(page, read_text=broken, render=drawn)
        pages: Callable[..., Iterator[Page]] = lambda only=None: iter([bad])  # noqa: E731
        packed = unpack(*pack(replace(document, pages=pages), options), options, lambda *size: broken())
        (found,) = packed.pages()
        with pytest.raises(DocumentError, match="broken") as caught:
            _ = found.text
        assert (type(caught.value), caught.value.hint) == (CorruptError, "look")
        with pytest.raises(CorruptError):
            page_tiles(found, plan_page(found, options))


def test_tiles_are_as_large_as_the_checkpoint_says(tmp_path: Path) -> None:
    assert tile_size_of(None) == tile_size_of(tmp_path) == 448
    (tmp_path / "config.json").write_text('{"vision_config": {"image_size": [224, 224]}}', encoding="utf-8")
    assert tile_size_of(tmp_path) == 224
    (tmp_path / "config.json").write_text('{"force_image_size": 56}', encoding="utf-8")
    assert tile_size_of(tmp_path) == 56
