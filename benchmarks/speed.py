"""Pages a second: one-page PDFs with a text layer, and one-page scans.

    python -m benchmarks.speed [--digital N] [--scanned N] [--workers N]

``from start`` counts the workers' start and the loading of the OCR models; ``steady`` counts from the first record on.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import docvl
from benchmarks._copies import copies
from docvl.record import JsonRecord
from docvl.workers import Done


def main() -> None:
    """Print both speeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--digital", type=int, default=300, help="documents with a text layer")
    parser.add_argument("--scanned", type=int, default=20, help="documents that need OCR")
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    print("| documents | pages | workers | pages/s from start | pages/s steady |\n|---|--:|--:|--:|--:|")
    for kind, sample, count in (
        ("digital", "invoices/english.pdf", args.digital),
        ("scanned", "invoices/scan_skewed.pdf", args.scanned),
    ):
        with tempfile.TemporaryDirectory() as scratch:
            run = docvl.extract(copies(sample, count, Path(scratch, "in")), "invoice", workers=args.workers)
            start = time.perf_counter()
            times = [_now_if_ok(done) for done in run.stream()]
        steady = (len(times) - 1) / (times[-1] - times[0])
        print(f"| {kind} | {len(times)} | {run.workers} | {len(times) / (times[-1] - start):.2f} | {steady:.2f} |")


def _now_if_ok(done: Done[JsonRecord]) -> float:
    (record,) = done.results
    if record.status != "ok":
        raise SystemExit(f"{record.source.path} is {record.status}: {record.issues}")
    return time.perf_counter()


if __name__ == "__main__":
    main()
