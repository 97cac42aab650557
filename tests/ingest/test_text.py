"""The choice between text layer and OCR, with an OCR that says what the test wants."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray

from docvl.document import PageText, Word
from docvl.errors import CorruptError
from docvl.geometry import Box, Projective
from docvl.ingest.pdf import Glyphs
from docvl.ingest.pictures import Pictures
from docvl.ingest.text import read_pdf

TEXT = (
    "Dear customer please find enclosed the invoice for our services in the month of March we kindly ask you to pay "
    "the total amount within thirty days thank you very much for your trust in our work"
)
LETTER = TEXT.split()

Seen = Callable[[list[Word]], list[int]]


@dataclass
class FakePage:
    """A page of 600 x 800 points."""

    runs: list[Glyphs]
    pictures: list[Box] = field(default_factory=list)
    ink: Box | None = None
    inkless: set[str] = field(default_factory=set)
    width: float = 600
    height: float = 800
    damaged: bool = False

    def rules(self) -> list[Box]:
        return []

    def words(self) -> list[Glyphs]:
        return self.runs

    def images(self) -> list[Box]:
        return self.pictures

    def render(self, width_px: int, height_px: int, area: Box | None = None) -> NDArray[np.uint8]:
        raster = np.full((height_px, width_px, 3), 255, np.uint8)
        for box in [run.box for run in self.runs if run.text not in self.inkless] + ([self.ink] if self.ink else []):
            x0, y0, x1, y1 = (
                round(v * n / s) for v, n, s in zip(box, (width_px, height_px) * 2, (600, 800) * 2, strict=True)
            )
            raster[y0:y1:2, x0:x1:2] = 0
        return raster


def layer(words: list[str], top: float = 50, direction: int = 0) -> list[Glyphs]:
    """Words of 40 x 10 points, ten in a row."""
    boxes = [
        Box(50 + 50 * (i % 10), top + 20 * (i // 10), 90 + 50 * (i % 10), top + 10 + 20 * (i // 10)) for i in range(999)
    ]
    return [Glyphs(word, box, direction) for word, box in zip(words, boxes, strict=False)]


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Lets OCR see words; the list returned holds the widths of the rasters it was given."""

    def install(words: list[Word]) -> list[int]:
        widths: list[int] = []

        def read(raster: NDArray[np.uint8], scale_x: float, scale_y: float) -> PageText:
            widths.append(raster.shape[1])
            return PageText(tuple(words), "ocr" if words else "blank", Projective(1, 0, 10, 0, 1, 20))

        monkeypatch.setattr("docvl.ingest.ocr.read", read)
        return widths

    return install


def read(page: FakePage, number: int, dpi: int) -> PageText:
    return read_pdf(page, number, dpi, Pictures())


def codes(text: PageText) -> list[tuple[str, str]]:
    return [(issue.code, issue.severity) for issue in text.issues]


def test_a_good_layer_is_taken_without_looking(seen: Seen) -> None:
    calls = seen([])
    text = read(FakePage(layer(LETTER)), 1, 200)
    assert (text.source, codes(text), calls) == ("text-layer", [], [])
    assert [word.text for word in text.words] == LETTER
    assert text.words[0] == Word(LETTER[0], Box(50, 50, 90, 60), 1.0)


def test_a_page_without_layer_is_read_at_the_dpi(seen: Seen) -> None:
    calls = seen([Word("Scan", Box(1, 1, 9, 9), 0.9)])
    text = read(FakePage([]), 1, 144)
    assert (text.source, calls) == ("ocr", [1200])


def test_a_huge_page_is_drawn_at_less_and_this_is_told(seen: Seen) -> None:
    calls = seen([])
    text = read(FakePage([], width=14_400, height=14_400), 7, 200)
    assert codes(text) == [("resolution-lowered", "info")]
    assert text.issues[0].page == 7
    assert calls[0] ** 2 <= 100_000_000


def test_unmapped_and_shifted_layers_give_way_to_what_is_seen(seen: Seen) -> None:
    words = [Word(word, Box(0, 0, 1, 1), 0.9) for word in LETTER]
    seen(words)
    shifted = ["".join(chr(ord(char) - 29) for char in word) for word in LETTER]
    for garbage in (["\ufffd\ufffd\ufffd"] * 9, shifted):
        text = read(FakePage(layer(garbage)), 3, 200)
        assert text.source == "ocr"
        assert [word.text for word in text.words] == LETTER
        assert codes(text) == [("garbage-text-layer", "warning")]
        assert text.issues[0].page == 3


def test_hidden_words_are_left_out_and_this_is_told(seen: Seen) -> None:
    seen([])
    page = FakePage(layer(LETTER))
    page.inkless = {"invoice"}
    text = read(page, 2, 200)
    assert "invoice" not in [word.text for word in text.words]
    assert codes(text) == [("hidden-text", "info")]
    page.inkless = set(LETTER)
    assert read(page, 2, 200).source == "blank"


def test_an_odd_layer_that_the_page_confirms_is_kept(seen: Seen) -> None:
    odd = ["XKCD-42/QQ", "ZZTOP#17", "WWW.XYZ.QA", "JQX-VV/8", "KWK-ZZ-XX", "VVQ-XJW-Q", "XXZ-QQ-WWJ"]
    calls = seen([Word(word, Box(0, 0, 1, 1), 0.9) for word in odd])
    text = read(FakePage(layer(odd)), 1, 200)
    assert (text.source, len(calls)) == ("text-layer", 1)
    assert "garbage-text-layer" not in dict(codes(text))


def test_single_unmapped_characters_are_told(seen: Seen) -> None:
    seen([])
    assert codes(read(FakePage(layer([*LETTER, "\ufffd"])), 1, 200)) == [("unmapped-characters", "info")]


def test_a_picture_beside_little_text_is_read_too(seen: Seen) -> None:
    picture = Box(50, 200, 550, 750)
    # Reading points of the fake OCR lie 10 to the left of and 20 above the page's.
    inside, outside, twice = Box(100, 300, 160, 312), Box(40, 100, 90, 112), Box(40, 30, 80, 40)
    seen([Word("Total", inside, 0.8), Word("elsewhere", outside, 0.8), Word("Dear", twice, 0.8)])
    text = read(FakePage(layer(LETTER[:5]), [picture], ink=picture), 1, 200)
    assert [word.text for word in text.words] == [*LETTER[:5], "Total"]
    assert text.source == "text-layer"
    assert text.words[-1] == Word("Total", Box(110, 320, 170, 332), 0.8)
    assert codes(text) == [("mixed-text", "info")]


def test_a_scan_with_a_stamp_of_text_is_a_scan(seen: Seen) -> None:
    page = Box(0, 0, 600, 800)
    words = [Word(word, Box(40, 100 + 20 * i, 80, 110 + 20 * i), 0.9) for i, word in enumerate(LETTER)]
    seen(words)
    text = read(FakePage(layer(["Scanned", "by", "Scanner"]), [page], ink=page), 1, 200)
    assert text.source == "ocr"
    assert {"Scanned", "enclosed"} <= {word.text for word in text.words}
    stamp = next(word for word in text.words if word.text == "Scanned")
    assert text.to_page.box(stamp.box) == Box(50, 50, 90, 60)


def test_a_pale_background_is_no_picture_to_read(seen: Seen) -> None:
    calls = seen([])
    read(FakePage(layer(LETTER), [Box(0, 0, 600, 800)]), 1, 200)
    assert calls == []


def test_a_page_that_cannot_be_drawn_keeps_its_words(seen: Seen) -> None:
    class Undrawable(FakePage):
        def render(self, width_px: int, height_px: int, area: Box | None = None) -> NDArray[np.uint8]:
            raise CorruptError("The page cannot be drawn.")

    seen([])
    text = read(Undrawable(layer(LETTER), [Box(50, 400, 300, 450)]), 1, 200)
    assert ([word.text for word in text.words], codes(text)) == (LETTER, [])


def test_letters_drawn_as_shapes_are_read(seen: Seen) -> None:
    calls = seen([Word("Outlined", Box(100, 300, 200, 320), 0.9)])
    text = read(FakePage(layer(["Page", "1"]), ink=Box(50, 200, 550, 700)), 1, 200)
    assert len(calls) == 1
    assert "Outlined" in [word.text for word in text.words]


def test_a_layer_that_runs_down_is_turned(seen: Seen) -> None:
    seen([])
    text = read(FakePage([Glyphs(word, Box(500, 100, 510, 140), 90) for word in LETTER]), 1, 200)
    assert text.orientation == 90
    assert text.words[0].box == Box(100, 90, 140, 100)
    assert text.to_page.box(text.words[0].box) == Box(500, 100, 510, 140)
