"""Calibrate on labelled folders, and say by cross-validation what the confidences are worth.

    python -m benchmarks.scores sroie zugferd --data DIR --out OUT
    python -m benchmarks.confidence sroie zugferd --data DIR --records OUT

``DIR`` is as for ``benchmarks.scores``; the functions of its ``score.py`` decide which values are right. Sets with
fewer documents than a calibration needs count only in the last line, where one calibration is fitted to all sets.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks._judges import Judged, Judges, read_labelled
from docvl.eval import DocumentScore, fit_calibration
from docvl.eval.calibrate import FEWEST_DOCUMENTS
from docvl.eval.compare import Outcome
from docvl.schema import Schema, load_schema


def main() -> None:
    """Print a line for each set, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--data", type=Path, required=True, help="folder with score.py and the sets")
    parser.add_argument("--records", type=Path, required=True, help="folder with the records, one folder a set")
    parser.add_argument("--error-rate", type=float, default=0.02)
    args = parser.parse_args()
    judges = Judges(args.data / "score.py")
    print("| set | documents | values | right | error before | after | accepted | wrong of these |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    everything: list[DocumentScore] = []
    for name in args.sets:
        schema = load_schema(args.data / name / "schema.json")
        documents = list(_documents(args.data / name, args.records / name, judges.of(name)))
        everything += documents
        if len(documents) >= FEWEST_DOCUMENTS:
            print(_row(name, documents, schema, args.error_rate), flush=True)
    print(_row("all", everything, schema, args.error_rate))


def _documents(folder: Path, records: Path, judge: Callable[[Any, Any], Judged]) -> Iterator[DocumentScore]:
    for label, record in read_labelled(folder, records):
        told = dict(judge(label, record.data)) if record.data is not None else {}
        outcomes = [Outcome("", pointer, None, True, right, right, 0.0) for pointer, right in told.items()]
        yield DocumentScore(label["doc"], record, outcomes, [])


def _row(name: str, documents: list[DocumentScore], schema: Schema, error_rate: float) -> str:
    quality = fit_calibration(documents, schema, error_rate).calibration.quality
    shares = (quality.right, quality.ece_before, quality.ece, quality.accepted, quality.wrong)
    return f"| {name} | {quality.documents} | {quality.values} | {' | '.join(f'{share:.3f}' for share in shares)} |"


if __name__ == "__main__":
    main()
