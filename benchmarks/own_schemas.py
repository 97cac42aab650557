"""Documents of many kinds under schemas of their own: how much does the `layout` engine read right?

    python -m benchmarks.own_schemas [--worst]

The documents of ``benchmarks.strangers`` are drawn and read twice: with their text layers, and as scans (150 dpi,
tilted by half a degree, a little soft, with noise). A value is what a schema asks for; of a list each cell of each row,
and the number of its rows (all that counts of rows too many). One that the document does not state is right where it
is left empty. Numbers compare as numbers, texts without their spaces.
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

Verdict = Literal["right", "missing", "wrong"]


def main() -> None:
    """Print a line for each kind of document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worst", action="store_true", help="list the values that are missing or wrong")
    worst = parser.parse_args().worst
    engine = LayoutEngine()
    total: Counter[str] = Counter()
    faults: list[str] = []
    print("| | documents | values | text: right | missing | wrong | scans: right | missing | wrong |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
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


def _verdicts(engine: LayoutEngine, draw: Callable[[], Stranger]) -> Iterator[tuple[str, Verdict, str]]:
    """-> ``text`` or ``scan``, the verdict, and what was asked and answered, for each value of a document."""
    pdf, schema, truth = draw()
    for way, shown in (("text", pdf), ("scan", scan(pdf))):
        for path, right, said in compared(truth, read(engine, schema, shown)):
            verdict = judged(right, said)
            yield way, verdict, f"{verdict}: {draw.__name__}, {way}, {path}: {right!r}, answered {said!r}"


def scan(pdf: bytes) -> bytes:
    """The first page of a PDF as a scanner sees it."""
    with pymupdf.open(stream=pdf) as document:
        pixels = optics.raster(document, DPI)
    return optics.image_pdf(optics.scanned(pixels, skew=SKEW, seed=0), quality=80, dpi=DPI)


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
    shown = [counts[f"{way} {verdict}"] for way in ("text", "scan") for verdict in get_args(Verdict)]
    return f"| {kind} | {counts['documents']} | {sum(shown) // 2} | " + " | ".join(map(str, shown)) + " |"


if __name__ == "__main__":
    main()
