"""Searchable copies, opened in another reader (PDFium): is the text found, and at its place?

    python -m benchmarks.searchable DOCUMENT...

A word is found when its characters stand in the text of its page; ``overlap`` is that of its box in the copy with the
box where it was read, intersection over union. The last two columns are sizes in kilobytes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docvl.config import IngestOptions
from docvl.document import PageText
from docvl.geometry import Box
from docvl.ingest.opening import open_here
from docvl.searchable import SearchablePdf
from tests.searchable.reader import overlap, words


class Found(NamedTuple):
    """What the other reader sees of a document.

    Attributes:
        words: that were read by OCR.
        found: how many of them are there.
        overlaps: of those.
    """

    words: int
    found: int
    overlaps: list[float]


def main() -> None:
    """Print a line for each document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("documents", nargs="+", type=Path)
    total = Found(0, 0, [])
    print("| document | words | found | mean overlap | >= 0.5 | kB before | after |\n|---|--:|--:|--:|--:|--:|--:|")
    for path in parser.parse_args().documents:
        with tempfile.TemporaryDirectory() as scratch:
            target = Path(scratch, "copy.pdf")
            found = _found(path, target)
            sizes = f"{path.stat().st_size / 1000:.0f} | {target.stat().st_size / 1000:.0f}"
        print(f"| {path.name} | {_figures(found)} | {sizes} |", flush=True)
        total = Found(total.words + found.words, total.found + found.found, total.overlaps + found.overlaps)
    print(f"| all | {_figures(total)} | | |")


def _figures(found: Found) -> str:
    count = max(len(found.overlaps), 1)
    right = sum(value >= 0.5 for value in found.overlaps)
    shares = (found.found / max(found.words, 1), sum(found.overlaps) / count, right / count)
    return f"{found.words} | " + " | ".join(f"{share:.4f}" for share in shares)


def _found(path: Path, target: Path) -> Found:
    options = IngestOptions()
    texts: list[tuple[PageText, float, float]] = []
    with open_here(path, options) as document, SearchablePdf(path, options) as copy:
        for page in document.pages():
            copy.add(page)
            texts.append((page.text, page.width, page.height))
        copy.save(target)
    pairs = [pair for index, page in enumerate(texts) for pair in _pairs(target, index, *page)]
    found = [overlap(box, place) for box, place in pairs if box is not None]
    return Found(len(pairs), len(found), found)


def _pairs(target: Path, index: int, text: PageText, width: float, height: float) -> Iterator[tuple[Box | None, Box]]:
    """Where each word that is unlike all others was found, and where it should be."""
    seen = [word.text for word in text.words]
    once = [word for word in text.words if sum(word.text in other for other in seen) == 1]
    if text.source == "ocr":
        boxes = words(target, [word.text for word in once], index)
        yield from zip(boxes, (text.to_page.box(word.box).fractions(width, height) for word in once), strict=True)


if __name__ == "__main__":
    main()
