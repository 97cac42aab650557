"""What it costs to read documents in a child process: clean one-page PDFs with a text layer.

    python -m benchmarks.isolation [--documents N] [--rounds N]

Documents a second in this process, and with one worker, its start left aside, by turns; the ratio is what counts.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import docvl
from benchmarks._copies import copies
from docvl.guard import life
from docvl.guard.limits import Limits
from docvl.workers import parallel, timed


def main() -> None:
    """Print a row for each round, and the middle one of their ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    # As if it were a worker: decoded here.
    life.watch(lambda _: None, Limits(page_cpu=None))
    ratios = []
    print("| round | here, documents/s | in a child | ratio |\n|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        files = copies("invoices/english.pdf", args.documents, Path(scratch, "in"))
        run = docvl.extract(files, "invoice")
        for index in range(args.rounds):
            here = _speed(timed(path, run.task) for path in run.sources)
            child = _speed(parallel(run.sources, run.task, 1))
            ratios.append(child / here)
            print(f"| {index + 1} | {here:.2f} | {child:.2f} | {ratios[-1]:.3f} |")
    print(f"\nmiddle ratio {statistics.median(ratios):.3f}")


def _speed(work: Iterable[Any]) -> float:
    """Documents a second from the first result on."""
    times = [time.perf_counter() for _ in work]
    return (len(times) - 1) / (times[-1] - times[0])


if __name__ == "__main__":
    main()
