"""Documents of many kinds under schemas of their own: how much does the `layout` engine read right?

    python -m benchmarks.own_schemas [--worst]

The documents of ``benchmarks.strangers`` are drawn and read three times: with their text layers, as scans (150 dpi,
tilted by half a degree, a little soft, with noise), and as photos (on a table, seen at an angle, unevenly lit).
A value is what a schema asks for; of a list each cell of each row, and the number of its rows (all that counts of rows
too many). One that the document does not state is right where it is left empty. Numbers compare as numbers, texts
without their spaces.
``missing``: nothing was answered; ``wrong``: something else was.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pymupdf

from benchmarks.strangers import KINDS
from benchmarks.strangers.paper import Json, Stranger
from docvl.config import IngestOptions
from docvl.engines.base import Request
from docvl.engines.layout import LayoutEngine
from docvl.ingest.opening import open_here
from docvl.schema import load_schema
from samples.drawing import optics

DPI = 150
SKEW = 0.5
"""Degrees, clockwise."""

PHOTO_DPI = 200
"""Of the file that holds a photo; the paper in it has some 180."""

PHOTO_SHAPE = 1.76
"""Height by width of the sheet in the photo: the paper goes on below the document."""

Way = Literal["text", "scan", "photo"]
Verdict = Literal["right", "missing", "wrong"]


def main() -> None:
    """Print a line for each kind of document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", action="store_true", help="list the values that are missing or wrong")
    worst = parser.parse_args().worst
    engine = LayoutEngine()
    total: Counter[str] = Counter()
    faults: list[str] = []
    heads = (f"{way}: {' | '.join(get_args(Verdict))}" for way in get_args(Way))
    print(f"| | documents | values | {' | '.join(heads)} |\n|---|{'--:|' * 11}")
    for kind, draws in KINDS.items():
        counts = Counter(documents=len(draws))
        for way, verdict, fault in (each for draw in draws for each in _verdicts(engine, draw)):
            counts[f"{way} {verdict}"] += 1
            faults += [fault] if verdict != "right" else []
        print(_row(kind, counts), flush=True)
        total += counts
    print(_row("all", total))
    if worst:
        print("", *faults, sep="\n")


def _verdicts(engine: LayoutEngine, draw: Callable[[], Stranger]) -> Iterator[tuple[Way, Verdict, str]]:
    """-> as what it was read, the verdict, and what was asked and answered, for each value of a document."""
    pdf, schema, truth = draw()
    ways: dict[Way, bytes] = {"text": pdf, "scan": scan(pdf), "photo": photo(pdf)}
    for way, shown in ways.items():
        for path, right, said in compared(truth, read(engine, schema, shown)):
            verdict = judged(right, said)
            yield way, verdict, f"{verdict}: {draw.__name__}, {way}, {path}: {right!r}, answered {said!r}"


def scan(pdf: bytes) -> bytes:
    """The first page of a PDF as a scanner sees it."""
    with pymupdf.open(stream=pdf) as document:
        pixels = optics.raster(document, DPI)
    return optics.image_pdf(optics.scanned(pixels, skew=SKEW, seed=0), quality=80, dpi=DPI)


def photo(pdf: bytes) -> bytes:
    """The first page of a PDF as a telephone sees it."""
    with pymupdf.open(stream=pdf) as document:
        pixels = optics.raster(document, PHOTO_DPI)
    height, width = pixels.shape[:2]
    sheet = np.pad(pixels, ((0, max(0, round(PHOTO_SHAPE * width) - height)), (0, 0), (0, 0)), constant_values=255)
    return optics.image_pdf(optics.photographed(sheet, seed=0, scale=2), quality=80, dpi=PHOTO_DPI)


def read(engine: LayoutEngine, schema: Json, pdf: bytes) -> Json:
    """What the engine answers, shaped like the schema."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "document.pdf"
        path.write_bytes(pdf)
        with open_here(path, IngestOptions()) as document:
            return engine.read(Request(document.pages(), load_schema(schema))).data


def compared(truth: Json, said: Json) -> Iterator[tuple[str, Any, Any]]:
    """-> where it stands, as a JSON pointer, what is right and what was answered, for each value of the truth."""
    answers = dict(_flat(said))
    for path, value in _flat(truth):
        yield path, value, answers.get(path)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value with its place; that of a list itself is ``#``, the number of its rows."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _flat(each, f"{path}/{name}")
    elif isinstance(value, list):
        yield f"{path}/#", len(value)
        for index, each in enumerate(value):
            yield from _flat(each, f"{path}/{index}")
    else:
        yield path, value


def judged(truth: Any, said: Any) -> Verdict:
    """One answer beside the truth."""
    if isinstance(truth, str) and isinstance(said, str):
        same = "".join(truth.split()) == "".join(said.split())
    elif isinstance(truth, bool) or isinstance(said, bool) or truth is None:
        same = said is truth
    else:
        same = isinstance(said, int | float | Decimal) and float(said) == truth
    return "right" if same else "missing" if said is None else "wrong"


def _row(kind: str, counts: Counter[str]) -> str:
    shown = [counts[f"{way} {verdict}"] for way in get_args(Way) for verdict in get_args(Verdict)]
    return f"| {kind} | {counts['documents']} | {sum(shown) // 3} | " + " | ".join(map(str, shown)) + " |"


if __name__ == "__main__":
    main()
