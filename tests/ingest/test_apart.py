"""Documents that are decoded in a child of this process."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from docvl.config import IngestOptions
from docvl.errors import DocumentError, TimedOutError
from docvl.guard.limits import Limits
from docvl.ingest.apart import open_apart
from docvl.ingest.opening import open_here


def _pdf(path: Path, *texts: str) -> Path:
    with pymupdf.open() as document:
        for text in texts:
            page = document.new_page()
            page.insert_text((72, 72), text)
            page.draw_line((72, 100), (300, 100))
        document.save(path)
    return path


def _endless(path: Path) -> None:
    """Make the content of the second page a form that draws a form, and so on, 8 ** 12 times in all."""
    with pymupdf.open(path) as document:
        inner = 0
        for _ in range(12):
            form = document.get_new_xref()
            inside = f"/Resources<</XObject<</X {inner} 0 R>>>>" if inner else ""
            document.update_object(form, f"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]{inside}>>")
            document.update_stream(form, b"/X Do " * 8 if inner else b"0 0 m")
            inner = form
        document.xref_set_key(document[1].xref, "Resources", f"<</XObject<</X {inner} 0 R>>>>")
        document.update_stream(document[1].get_contents()[0], b"/X Do")
        document.saveIncr()


def test_a_page_is_the_same_as_here(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "a.pdf", "an invoice for 3.50 EUR", "its second page")
    with open_here(path, IngestOptions()) as here, open_apart(path, IngestOptions()) as apart:
        assert (apart.source, apart.issues, dict(apart.attachments())) == (here.source, here.issues, {})
        for one, other in zip(here.pages(), apart.pages(), strict=True):
            assert (other.number, other.width, other.height) == (one.number, one.width, one.height)
            assert other.text == one.text
            assert list(other.rules()) == list(one.rules())
            assert np.array_equal(other.render(300, 400), one.render(300, 400))
        assert [page.number for page in apart.pages({2})] == [2]


def test_a_page_that_ends_the_child_costs_that_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("docvl.ingest.apart.Limits", partial(Limits, page_cpu=2))
    monkeypatch.setattr("docvl.ingest.apart._idle.child", None, raising=False)
    path = _pdf(tmp_path / "a.pdf", "the first page", "the second page", "the third page")
    _endless(path)
    with open_apart(path, IngestOptions()) as document:
        first, second, third = document.pages()
        assert first.text.words[1].text == "first"
        with pytest.raises(TimedOutError, match="2 processor seconds"):
            _ = second.text
        assert third.text.words[1].text == "third"
        with pytest.raises(TimedOutError):
            second.render(200, 300)
        # Two deaths are enough for one document.
        with pytest.raises(DocumentError):
            third.render(200, 300)
