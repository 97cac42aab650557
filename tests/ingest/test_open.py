from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import numpy as np
import pymupdf as untyped_pymupdf
import pytest
from PIL import Image

from docvl.config import IngestOptions, PdfBackend
from docvl.errors import (
    ConfigError,
    CorruptError,
    DocumentError,
    EncryptedError,
    LimitError,
    UnreadableError,
    UnsupportedError,
)
from docvl.ingest import file_sha256, open_document, printable_path
from docvl.ingest.opening import open_here

pymupdf: Any = untyped_pymupdf
BACKENDS: tuple[PdfBackend, ...] = ("pymupdf", "pdfium")


def pdf(path: Path, pages: int = 1, **save: object) -> Path:
    document = pymupdf.open()
    for number in range(1, pages + 1):
        document.new_page().insert_text((72, 72), f"This is page number {number} of the file", fontsize=12)
    document.save(path, **save)
    return path


def refused(path: Path | str, kind: type[DocumentError], says: str, options: IngestOptions | None = None) -> None:
    with pytest.raises(kind, match=says), open_document(path, options or IngestOptions()):
        pass


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_document_is_opened(tmp_path: Path, backend: PdfBackend) -> None:
    path = pdf(tmp_path / "a.pdf", 3)
    with open_document(path, IngestOptions(pdf_backend=backend)) as document:
        assert document.source.path == path.as_posix()
        assert document.source.pages == 3
        assert document.source.sha256 == hashlib.sha256(path.read_bytes()).hexdigest() == file_sha256(path)
        assert document.issues == ()
        pages = list(document.pages())
        assert [page.number for page in pages] == [1, 2, 3]
        assert pages[1].text.source == "text-layer"
        assert "2" in [word.text for word in pages[1].text.words]
        assert pages[0].render(60, 90).shape == (90, 60, 3)


def test_pages_are_selected(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", 9)
    with open_document(path, IngestOptions(page_range="2-5,8-", exclude_pages="3")) as document:
        assert [page.number for page in document.pages()] == [2, 4, 5, 8, 9]
        assert document.source.pages == 9
    with open_document(path, IngestOptions(page_range="20-")) as document:
        assert list(document.pages()) == []
        assert [(issue.code, issue.severity) for issue in document.issues] == [("no-page-selected", "error")]


def test_what_is_no_readable_file(tmp_path: Path) -> None:
    refused(tmp_path / "missing.pdf", UnreadableError, "No such file")
    refused(tmp_path, UnreadableError, "a folder")
    refused("nul\0byte.pdf", UnreadableError, "name is not possible")


@pytest.mark.skipif(os.name == "nt", reason="POSIX files")
def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    refused(tmp_path / "pipe.pdf", UnreadableError, "not a regular file")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs permissions that bind")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf")
    path.chmod(0)
    refused(path, UnreadableError, "Permission denied")


def test_what_is_no_document(tmp_path: Path) -> None:
    for name, data, kind, says in [
        ("empty.pdf", b"", CorruptError, "empty"),
        ("text.pdf", b"just some text", UnsupportedError, "plain text"),
        ("page.pdf", b"<html><body>Hi</body></html>", UnsupportedError, "HTML"),
        ("only_header.pdf", b"%PDF-1.7\n", CorruptError, "PDF"),
        ("header_in_html.pdf", b"<p>%PDF-1.7</p><p>Hello</p>", CorruptError, "PDF"),
        ("header.png", b"\x89PNG\r\n\x1a\n", CorruptError, "image"),
    ]:
        (tmp_path / name).write_bytes(data)
        refused(tmp_path / name, kind, says)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = pdf(tmp_path / "a.pdf", 4)
    monkeypatch.setattr("docvl.ingest.opening.MAX_PAGES", 3)
    with pytest.raises(LimitError, match="4 pages"), open_here(path, IngestOptions()):
        pass
    monkeypatch.setattr("docvl.ingest.opening.MAX_BYTES", 100)
    with pytest.raises(LimitError, match="bytes"), open_here(path, IngestOptions()):
        pass


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_raster_over_the_limit_is_refused(tmp_path: Path, backend: PdfBackend) -> None:
    with open_document(pdf(tmp_path / "a.pdf"), IngestOptions(pdf_backend=backend)) as document:
        page = next(document.pages())
        with pytest.raises(LimitError):
            page.render(20_000, 20_000)


@pytest.mark.parametrize("backend", BACKENDS)
def test_encryption(tmp_path: Path, backend: PdfBackend) -> None:
    path = pdf(tmp_path / "a.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="geheim", owner_pw="o")
    plain = IngestOptions(pdf_backend=backend)
    refused(path, EncryptedError, "a password is needed", plain)
    passwords = tmp_path / "passwords"
    passwords.write_text("wrong\n", encoding="utf-8")
    given = IngestOptions(pdf_backend=backend, password_file=passwords)
    refused(path, EncryptedError, "none of the given passwords", given)
    passwords.write_text("wrong\ngeheim\n", encoding="utf-8")
    with open_document(path, given) as document:
        assert len(next(document.pages()).text.words) > 5
    with pytest.raises(ConfigError), open_document(path, IngestOptions(password_file=tmp_path / "none")):
        pass


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_owner_password_does_not_hinder_reading(tmp_path: Path, backend: PdfBackend) -> None:
    path = pdf(tmp_path / "a.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o")
    with open_document(path, IngestOptions(pdf_backend=backend)) as document:
        assert next(document.pages()).text.words


def test_a_damaged_pdf_is_repaired_and_told(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", 2)
    path.write_bytes(path.read_bytes().replace(b"startxref", b"startxxxx"))
    with open_document(path, IngestOptions()) as document:
        assert [(issue.code, issue.severity) for issue in document.issues] == [("repaired", "warning")]
        assert all(page.text.words for page in document.pages())


def test_a_page_lost_in_repair_is_an_error(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", 1)
    data = path.read_bytes().replace(b"startxref", b"startxxxx")
    start = data.index(b"stream\n") + 7
    path.write_bytes(data[:start] + bytes(data.index(b"endstream") - start) + data[data.index(b"endstream") :])
    with open_document(path, IngestOptions()) as document:
        text = next(document.pages()).text
        assert text.source == "blank"
        assert [issue.severity for issue in text.issues] == ["error"]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_broken_page_leaves_the_others(tmp_path: Path, backend: PdfBackend) -> None:
    document = pymupdf.open(pdf(tmp_path / "a.pdf", 3))
    document.xref_set_key(document[1].xref, "Type", "/Nothing")
    document.xref_set_key(document[1].xref, "MediaBox", "[0 0 0 0]")
    document.xref_set_key(document[1].xref, "Contents", "null")
    document.save(tmp_path / "b.pdf")
    with open_document(tmp_path / "b.pdf", IngestOptions(pdf_backend=backend)) as opened:
        read = []
        for page in opened.pages():
            try:
                read.append(len(page.text.words))
            except DocumentError:
                read.append(-1)
    assert read[0] == read[2] == 8
    assert read[1] <= 0


def test_frames_of_a_tiff_are_pages(tmp_path: Path) -> None:
    frames = [Image.new("L", (40, 60), level) for level in (0, 128, 255)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    with open_document(tmp_path / "a.tif", IngestOptions()) as document:
        pages = list(document.pages())
        assert [int(page.render(4, 6).mean()) for page in pages] == [0, 128, 255]
        assert pages[0].raster_size == (40, 60)
        assert pages[0].text.source == "blank"


@pytest.mark.parametrize("suffix", ["gif", "webp"])
def test_the_first_frame_of_an_animation_is_the_page(tmp_path: Path, suffix: str) -> None:
    frames = [Image.new("L", (40, 60), level) for level in (0, 128, 255)]
    frames[0].save(tmp_path / f"a.{suffix}", save_all=True, append_images=frames[1:])
    with open_document(tmp_path / f"a.{suffix}", IngestOptions()) as document:
        assert document.source.pages == 1
        assert [(issue.code, issue.severity) for issue in document.issues] == [("first-frame-only", "info")]


def test_memory_of_a_long_pdf_stays_flat(tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    document, part = pymupdf.open(), pymupdf.open(pdf(tmp_path / "part.pdf", 50))
    for _ in range(8):
        document.insert_pdf(part)
    path = tmp_path / "a.pdf"
    document.save(path)
    with open_document(path, IngestOptions()) as opened:
        before = psutil.Process().memory_info().rss
        for page in opened.pages():
            assert page.number % 5 or page.text.words
            assert page.number % 20 or page.render(100, 140).ndim == 3
        assert psutil.Process().memory_info().rss - before < 40_000_000


@pytest.mark.skipif(os.name == "nt", reason="POSIX names are bytes")
@pytest.mark.parametrize("backend", BACKENDS)
def test_names_that_are_not_utf_8(tmp_path: Path, backend: PdfBackend) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.pdf")
    try:
        pdf(tmp_path / "a.pdf").rename(path)
    except OSError:
        pytest.skip("the file system wants UTF-8")
    with open_document(path, IngestOptions(pdf_backend=backend)) as document:
        assert document.source.path.endswith("caf\\udce9.pdf")
        assert document.source.path == printable_path(path)
        assert next(document.pages()).text.words


def test_no_output_on_broken_files(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = pdf(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes()[:-300])
    with open_document(path, IngestOptions()) as document:
        for page in document.pages():
            assert np.ptp(page.render(10, 10)) >= 0
    assert capfd.readouterr() == ("", "")
