"""How many right values have evidence, and how many of the boxes are where the labels say.

    python -m benchmarks.scores sroie funsd --data DIR --out OUT
    python -m benchmarks.grounding sroie funsd --data DIR --records OUT

``DIR`` is as for ``benchmarks.scores``; the functions of its ``score.py`` decide which values are right. A value is
grounded when the record says what is printed for it, and where. Its box is right when it lies inside the labelled box,
or has an intersection over union (IoU) of at least a half with it. Labels that tell boxes are ``lines`` (any text of a
document) and ``entities`` (linked questions and answers); a value that stands at several places may be at any of them.

With ``--search`` the places in the records are forgotten and found again among the words of the pages, as for an engine
that cannot point; that reads the documents once more.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks._judges import Judges, read_labelled
from benchmarks._places import LabelledPlaces
from docvl.config import IngestOptions
from docvl.engines.base import Finding, Reply
from docvl.extraction import finish
from docvl.geometry import Box
from docvl.ingest import open_document
from docvl.record import Evidence, JsonRecord
from docvl.schema import Schema, load_schema

INSIDE = 0.8
"""Share of a box that lies inside the labelled one: those of words are drawn a few pixels wider or tighter."""
IOU = 0.5


def main() -> None:
    """Print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--data", type=Path, required=True, help="folder with score.py and the sets")
    parser.add_argument("--records", type=Path, required=True, help="folder with the records, one folder a set")
    parser.add_argument("--search", action="store_true", help="find the places again, as for an engine without any")
    parser.add_argument("--show", action="store_true", help="name each value that falls short")
    args = parser.parse_args()
    judges = Judges(args.data / "score.py")
    print("| set | right values | grounded | with a labelled box | box right |\n|---|--:|--:|--:|--:|")
    for name in args.sets:
        counts: Counter[str] = Counter()
        for document, pointer, verdict in _verdicts(args.data / name, args.records / name, judges, args.search):
            counts[verdict] += 1
            if args.show and verdict in ("ungrounded", "elsewhere"):
                print(f"{document} {pointer}: {verdict}")
        boxed, total = counts["in place"] + counts["elsewhere"], counts.total()
        grounded, right = 1 - counts["ungrounded"] / max(total, 1), counts["in place"] / max(boxed, 1)
        print(f"| {name} | {total} | {grounded:.3f} | {boxed} | {f'{right:.3f}' if boxed else '-'} |", flush=True)


def _verdicts(folder: Path, records: Path, judges: Judges, search: bool) -> Iterator[tuple[str, str, str]]:
    """Document, pointer, and how the evidence of each right value is."""
    judge, schema = judges.of(folder.name), load_schema(folder / "schema.json")
    for label, record in read_labelled(folder, records):
        right = [pointer for pointer, told in judge(label, record.data or {}) if told]
        labelled = LabelledPlaces(label, folder, judges.score)
        record = _searched(record, folder / label["doc"], schema) if search else record
        for pointer in right:
            evidence = record.fields.get(pointer)
            verdict = _verdict(evidence, labelled.boxes(pointer, record.data))
            yield label["doc"], pointer, verdict


def _searched(record: JsonRecord, path: Path, schema: Schema) -> JsonRecord:
    """The record with the places that its values are found at when only the values are known."""
    findings = {pointer: Finding("", evidence.confidence) for pointer, evidence in record.fields.items()}
    with open_document(path, IngestOptions()) as document:
        return finish(record.source, Reply(record.data or {}, findings), schema, record.engine, document.pages)


def _verdict(evidence: Evidence | None, labelled: Sequence[Box]) -> str:
    if evidence is None or evidence.grounding == "none" or evidence.bbox is None:
        return "ungrounded"
    if not labelled:
        return "unlabelled"
    return "in place" if any(_fits(Box(*evidence.bbox), box) for box in labelled) else "elsewhere"


def _fits(box: Box, labelled: Box) -> bool:
    shared = max(box.overlap_x(labelled), 0.0) * max(box.overlap_y(labelled), 0.0)
    own, other = box.width * box.height, labelled.width * labelled.height
    return shared >= INSIDE * own or shared >= IOU * (own + other - shared)


if __name__ == "__main__":
    main()
