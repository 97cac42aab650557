"""Draw the sample documents and write what a reader must find in each.

    python -m samples.draw [FOLDER]

Every document is made from invented data with the fonts that come with PyMuPDF; the expected record beside it is
written from the same data and never by an engine. The same versions of the libraries give the same bytes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from samples.drawing import fapiao, invoices, long_invoice, optics, receipt, statement

HERE = Path(__file__).parent
Drawn = tuple[bytes, dict[str, Any]]


def _scanned_invoice() -> Drawn:
    document, expected = invoices.english_for_scan()
    pixels = optics.scanned(optics.raster(document, 150), skew=1.5, seed=1)
    return optics.image_pdf(pixels, quality=60, dpi=150), expected


def _turned_fapiao() -> Drawn:
    document, expected = fapiao.digital_for_scan()
    pixels = optics.scanned(optics.raster(document, 180), skew=0.0, seed=2)
    return optics.jpeg(np.rot90(pixels, k=-1), quality=70, dpi=180), expected


def _photographed_receipt() -> Drawn:
    document, expected = receipt.receipt()
    return optics.jpeg(optics.photographed(optics.raster(document, 300), seed=3), quality=80, dpi=72), expected


# File -> its schema and its drawing.
SAMPLES: dict[str, tuple[str, Callable[[], Drawn]]] = {
    "invoices/english.pdf": ("invoice", invoices.english_digital),
    "invoices/garbage_text.pdf": ("invoice", invoices.garbage_text),
    "invoices/german.pdf": ("invoice", invoices.german_digital),
    "invoices/scan_skewed.pdf": ("invoice", _scanned_invoice),
    "invoices/three_pages.pdf": ("invoice", long_invoice.three_pages),
    "fapiao/electronic.pdf": ("fapiao", fapiao.classic),
    "fapiao/scan_turned.jpg": ("fapiao", _turned_fapiao),
    "receipts/photo.jpg": ("receipt", _photographed_receipt),
    "statements/two_pages.pdf": ("bank_statement", statement.two_pages),
}


def expected_path(sample: Path) -> Path:
    """Where the expected record of a sample stands."""
    return sample.with_suffix(".expected.json")


def draw(name: str) -> tuple[bytes, dict[str, Any]]:
    """One sample: its bytes, and ``schema`` and ``data`` as the expected file holds them."""
    schema, drawing = SAMPLES[name]
    content, values = drawing()
    spec = json.loads((HERE.parent / "schemas" / f"{schema}.json").read_text(encoding="utf-8"))
    return content, {"schema": schema, "data": _complete(values, spec)}


def _complete(value: Any, spec: dict[str, Any]) -> Any:
    """``value`` with null for every property of the schema that it does not name."""
    if isinstance(value, dict):
        unknown = value.keys() - spec["properties"].keys()
        if unknown:
            raise ValueError(f"not in the schema: {sorted(unknown)}")
        return {name: _complete(value.get(name), inner) for name, inner in spec["properties"].items()}
    if isinstance(value, list):
        return [_complete(item, spec["items"]) for item in value]
    return value


def main(folder: Path = HERE) -> None:
    """Draw all samples into ``folder``."""
    for name in SAMPLES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        content, expected = draw(name)
        path.write_bytes(content)
        text = json.dumps(expected, ensure_ascii=False, indent=2)
        expected_path(path).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
