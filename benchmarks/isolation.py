"""What it costs to read documents in a child process: clean one-page PDFs with a text layer.

    python -m benchmarks.isolation [--documents N] [--rounds N]

Documents a second in this process, and with one worker, by turns; the ratio is what counts. The start of the worker is
left aside. By processor time, which other work on the machine does not change, parent and child count together.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import docvl
from benchmarks._copies import copies
from benchmarks._usage import processor
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
    ratios: list[tuple[float, float]] = []
    print("| round | here | in a child | ratio | here, processor | in a child | ratio |\n|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        files = copies("invoices/english.pdf", args.documents + 1, Path(scratch, "in"))
        run = docvl.extract(files, "invoice")
        for index in range(args.rounds):
            here = _speed(lambda paths: (timed(path, run.task) for path in paths), run.sources)
            child = _speed(lambda paths: parallel(paths, run.task, 1), run.sources)
            ratios.append((child[0] / here[0], child[1] / here[1]))
            row = (here[0], child[0], ratios[-1][0], here[1], child[1], ratios[-1][1])
            print(f"| {index + 1} | {' | '.join(f'{value:.2f}' for value in row)} |")
    clock, processor = (statistics.median(values) for values in zip(*ratios, strict=True))
    print(f"\nmiddle ratio: {clock:.3f} by the clock, {processor:.3f} by processor time")


def _speed(work: Callable[[Sequence[str]], Iterable[Any]], paths: Sequence[str]) -> tuple[float, float]:
    """Documents a second from the first result on, of the clock and of processor."""
    start = processor()
    for _ in work(paths[:1]):
        pass
    one = processor() - start
    start = processor()
    times = [time.perf_counter() for _ in work(paths)]
    count = len(times) - 1
    return count / (times[-1] - times[0]), count / (processor() - start - one)


if __name__ == "__main__":
    main()
