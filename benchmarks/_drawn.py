"""Tiny documents, and poison: files that are broken, bombs, or never end."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

SCHEMA = {
    "type": "object",
    "properties": {"invoice_number": {"type": ["string", "null"]}, "total": {"type": ["number", "null"]}},
}
_FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def draw(folder: Path, count: int, poison_every: int = 0) -> list[str]:
    """Fill ``folder`` with documents, numbered in order; each ``poison_every``-th is poison; -> their paths."""
    folder.mkdir()
    poisons = list(_poisons())
    paths = []
    for number in range(count):
        path = folder / f"{number:05d}.pdf"
        if poison_every and number % poison_every == poison_every // 2:
            path.write_bytes(poisons[number // poison_every % len(poisons)])
        else:
            path.write_bytes(invoice(number))
        paths.append(str(path))
    return paths


def invoice(number: int) -> bytes:
    """A PDF of one page with a text layer."""
    lines = ("Invoice", f"Invoice number: A-{number:05d}", "Invoice date: 2026-03-01", f"Total: {number + 1}.50 EUR")
    text = b"".join(f"BT /F 12 Tf 72 {720 - 24 * i} Td ({line}) Tj ET\n".encode() for i, line in enumerate(lines))
    return _pdf(text, b"/Font<</F %s>>" % _FONT)


def hang() -> bytes:
    """A PDF that is never drawn to its end: a page drawn 8 ** 12 times over."""
    forms = [
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (7 + i) for i in range(12)
    ]
    return _pdf(b"/X Do", b"/XObject<</X 6 0 R>>", *((form, b"/X Do " * 8) for form in forms))


def _poisons() -> Iterator[bytes]:
    whole = invoice(0)
    yield b""
    yield whole[: len(whole) // 2]
    yield b"<html><body>invoice</body></html>"
    yield b"%PDF-1.7\nnothing of a PDF"
    yield b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0))
    # 50 MB of spaces in 50 kB.
    yield _pdf(zlib.compress(b" " * 50_000_000), b"", filter_=b"/Filter/FlateDecode")
    yield b"BM" + struct.pack("<IIIIiiHHIIIIII", 90, 0, 54, 40, 50_000, -50_000, 1, 24, 0, 0, 0, 0, 0, 0)
    yield _pdf(b"BT ET", b"", box=b"[0 0 1e9 1e9]")
    yield b"\xff\xd8\xff\xe0" + b"\0" * 100


def _pdf(
    content: bytes, resources: bytes, *forms: tuple[bytes, bytes], filter_: bytes = b"", box: bytes = b""
) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox %s/Contents 4 0 R/Resources<<%s>>>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page % (box or b"[0 0 612 792]", resources),
        b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), filter_, content),
        b"null",
        *(b"%s/Length %d>>stream\n%s\nendstream" % (head, len(data), data) for head, data in forms),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return out + tail % (count, table, count, len(out))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
