"""Damaged and unusual files are told apart."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from docvl.config import IngestOptions, PdfBackend
from docvl.errors import NoPagesError, TimedOutError
from docvl.guard import life
from docvl.ingest import open_document
from docvl.ingest.opening import open_here


def _pdf(path: Path, *texts: str) -> Path:
    with pymupdf.open() as document:
        for text in texts:
            document.new_page().insert_text((72, 72), text)
        document.save(path)
    return path


def _codes(path: Path, backend: PdfBackend = "pymupdf") -> list[tuple[str, str]]:
    with open_document(path, IngestOptions(pdf_backend=backend)) as document:
        found = [*document.issues, *(issue for page in document.pages() for issue in page.text.issues)]
    return [(issue.code, issue.severity) for issue in found]


def test_a_sound_file_has_no_issues(tmp_path: Path) -> None:
    assert _codes(_pdf(tmp_path / "a.pdf", "a sound page of text")) == []


def test_a_file_that_is_cut_off_is_truncated(tmp_path: Path) -> None:
    data = _pdf(tmp_path / "a.pdf", "a page of text that is whole", "another page of text").read_bytes()
    (tmp_path / "b.pdf").write_bytes(data[: data.rindex(b"xref") - 30])
    assert _codes(tmp_path / "b.pdf")[:2] == [("repaired", "warning"), ("truncated", "error")]


def test_zeros_behind_the_end_are_no_truncation(tmp_path: Path) -> None:
    data = _pdf(tmp_path / "a.pdf", "a page of text that is whole").read_bytes()
    (tmp_path / "b.pdf").write_bytes(data + bytes(100_000))
    assert _codes(tmp_path / "b.pdf") == [("repaired", "warning")]


def test_pages_are_left_out_when_the_time_is_over(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "a.pdf", "a page of text")
    life.begin(0.0, {})
    try:
        with open_here(path, IngestOptions()) as document, pytest.raises(TimedOutError):
            _ = next(document.pages()).text
    finally:
        life.begin(None, {})


def test_blank_pages_are_told(tmp_path: Path) -> None:
    assert _codes(_pdf(tmp_path / "a.pdf", "a page of text", "")) == [("blank-page", "info")]


def test_a_file_without_pages(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R>>\n%%EOF\n"
    )
    with pytest.raises(NoPagesError), open_document(path, IngestOptions()):
        pass


@pytest.mark.parametrize("backend", ["pymupdf", "pdfium"])
def test_an_xfa_form(tmp_path: Path, backend: PdfBackend) -> None:
    if backend == "pdfium":
        pytest.importorskip("pypdfium2")
    path = _pdf(tmp_path / "a.pdf", "Please wait until the form is loaded.")
    with pymupdf.open(path) as document:
        stream, form = document.get_new_xref(), document.get_new_xref()
        document.update_object(stream, "<<>>")
        document.update_stream(stream, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
        document.update_object(form, f"<</Fields[]/XFA {stream} 0 R>>")
        document.xref_set_key(document.pdf_catalog(), "AcroForm", f"{form} 0 R")
        document.saveIncr()
    assert _codes(path, backend) == [("xfa-form", "warning")]


def test_a_page_whose_content_is_damaged(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "a.pdf", "a scanned page, but for its text")
    with pymupdf.open(path) as document:
        page = document[0]
        image, contents = document.get_new_xref(), page.get_contents()[0]
        document.update_object(image, "<</Type/XObject/Subtype/Image/Width 2147483647/Height 2147483647>>")
        document.update_stream(image, b"0")
        document.xref_set_key(page.xref, "Resources", f"<</XObject<</Im {image} 0 R>>>>")
        document.update_stream(contents, b"q 500 0 0 500 9 9 cm /Im Do Q")
        document.saveIncr()
    assert _codes(path) == [("page-damaged", "warning"), ("blank-after-repair", "error")]
