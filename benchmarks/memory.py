"""Resident memory of docvl and its workers while small documents stream through.

    python -m benchmarks.memory [--few N] [--many N] [--workers N]

Prints the peak over the first ``few`` documents, the peak over all ``many``, and their ratio.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import psutil

import docvl
from benchmarks._copies import copies

MIB = 2**20


def main() -> None:
    """Print both peaks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, default=200)
    parser.add_argument("--many", type=int, default=2000)
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    peaks = [0]
    with tempfile.TemporaryDirectory() as scratch:
        folder = copies("invoices/english.pdf", args.many, Path(scratch, "in"))
        run = docvl.extract(folder, "invoice", workers=args.workers)
        run.write(Path(scratch, "out"), watch=lambda done: peaks.append(max(peaks[-1], _resident())))
    few, many = peaks[args.few], peaks[-1]
    print("| documents | peak MiB |\n|--:|--:|")
    print(f"| {args.few} | {few / MIB:.0f} |\n| {args.many} | {many / MIB:.0f} |\n\nratio {many / few:.3f}")


def _resident() -> int:
    """Bytes in memory of this process and all below it."""
    here = psutil.Process()
    total = 0
    for process in (here, *here.children(recursive=True)):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # a worker that has just ended
    return total


if __name__ == "__main__":
    main()
