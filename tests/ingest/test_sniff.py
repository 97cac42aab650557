from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from docvl.ingest.sniff import describe, sniff


@pytest.mark.parametrize("kind", ["png", "jpeg", "tiff", "webp", "bmp", "gif"])
def test_images(kind: str) -> None:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, kind)
    assert sniff(data.getvalue()) == kind


def test_the_header_of_a_pdf_may_stand_further_in() -> None:
    assert sniff(b"%PDF-1.4") == "pdf"
    assert sniff(b"junk\n" * 20 + b"%PDF-1.4") == "pdf"
    assert sniff(b" " * 2000 + b"%PDF-1.4") is None


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"<!DOCTYPE html><html>", "HTML"),
        (b"\n <html>", "HTML"),
        (b"PK\x03\x04", "a ZIP archive or an Office document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0", "PostScript"),
        (b"BM stands for bookmark in this text", "plain text"),
        (b"Dear Sir or Madam,\r\n", "plain text"),
        (b"\x7fELF\x02\x01\x00", "an unknown binary format"),
        (b"\x00\x00\x00\x18ftypheic", "HEIF, AVIF or a video"),
    ],
)
def test_others_are_told_apart(head: bytes, name: str) -> None:
    assert sniff(head) is None
    assert describe(head) == name


@given(st.binary(max_size=2048))
def test_any_bytes_get_an_answer(head: bytes) -> None:
    sniff(head)
    assert describe(head)
