"""What a file is, by its first bytes and never by its name."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["pdf", "png", "jpeg", "tiff", "webp", "bmp", "gif"]

HEAD_BYTES = 1024
"""Bytes that :func:`sniff` wants to see; PDF 1.7, Annex H, note 13 lets the header stand that far in."""

_BMP_HEADER_SIZES = (12, 16, 40, 52, 56, 64, 108, 124)

_LOOKS: tuple[tuple[str, str], ...] = (
    (r"\s*<(!doctype html|html|head|body)", "HTML"),
    (r"\s*<svg", "SVG"),
    (r"\s*<\?xml", "XML"),
    (r"PK\x03\x04", "a ZIP archive or an Office document"),
    (r"\xd0\xcf\x11\xe0", "an old Office document"),
    (r"%!PS", "PostScript"),
    (r"\{\\rtf", "RTF"),
    (r"\x1f\x8b", "a gzip archive"),
    (r"....ftyp", "HEIF, AVIF or a video"),
    (r"\s*[\[{]", "JSON or another text"),
)


def sniff(head: bytes) -> Kind | None:
    """The type of a file that begins with ``head`` (:data:`HEAD_BYTES` or the whole file); None if unsupported."""
    signatures: tuple[tuple[bytes, Kind], ...] = (
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xff\xd8\xff", "jpeg"),
        (b"II*\x00", "tiff"),
        (b"MM\x00*", "tiff"),
        (b"II+\x00", "tiff"),
        (b"MM\x00+", "tiff"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
    )
    for signature, kind in signatures:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    # "BM" alone also begins many a text.
    if head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in _BMP_HEADER_SIZES:
        return "bmp"
    return "pdf" if b"%PDF-" in head[:HEAD_BYTES] else None


def describe(head: bytes) -> str:
    """What unsupported bytes look like, for a message; never quotes them."""
    text = head.decode("latin-1")
    for pattern, name in _LOOKS:
        if re.match(pattern, text, re.IGNORECASE | re.DOTALL):
            return name
    control = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in head)
    return "plain text" if not control else "an unknown binary format"
