"""A long run with poison in it: memory, throughput, one record each.

    python -m benchmarks.poison [--documents N] [--every N] [--hangs N] [--workers N]

Before and after it a shorter run without poison, for the throughput to compare with: by the clock, and by processor
time, which other work on the machine does not change; the start of the workers is left aside. A file that hangs costs
its limit, 30 seconds of one core: apart.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import docvl
from benchmarks._drawn import SCHEMA, draw, hang
from benchmarks._usage import processor, resident
from docvl.store.summary import Summary


def main() -> None:
    """Print what the run came to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--every", type=int, default=100, help="every n-th document is poison")
    parser.add_argument("--hangs", type=int, default=0, help="and so many are files that hang")
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        clean = draw(Path(scratch, "clean"), args.documents // 5)
        mixed = draw(Path(scratch, "mixed"), args.documents, args.every)
        for place in range(args.hangs):
            Path(mixed[(place + 1) * args.documents // (args.hangs + 1)]).write_bytes(hang())
        before, *_ = _run(clean, Path(scratch, "before"), args.workers)
        speed, sizes, summary = _run(mixed, Path(scratch, "out"), args.workers)
        after, *_ = _run(clean, Path(scratch, "after"), args.workers)
        lines = Path(scratch, "out", "records.jsonl").read_bytes().count(b"\n")
    fifth = len(sizes) // 5
    first, last = (statistics.median(part) for part in (sizes[fifth : 2 * fifth], sizes[-fifth:]))
    print(f"{args.documents} documents, every {args.every}th poison: {lines} records, {dict(summary.statuses)}")
    for what, clean_before, poisoned, clean_after in zip(
        ("of the clock", "of processor"), before, speed, after, strict=True
    ):
        change = poisoned / ((clean_before + clean_after) / 2) - 1
        print(
            f"documents a second {what}: {clean_before:.1f} clean, {poisoned:.1f} with poison, {clean_after:.1f} clean"
        )
        print(f"throughput {change:+.1%}")
    print(
        f"resident MB of the parent: {first:.0f} in the second fifth, {last:.0f} in the last, {last / first - 1:+.1%}"
    )


def _run(paths: list[str], out: Path, workers: int | None) -> tuple[tuple[float, float], list[float], Summary]:
    sizes: list[float] = []
    start, used = time.perf_counter(), processor()
    for _ in docvl.extract(paths[:8], SCHEMA, workers=workers):
        pass
    starting, used_to_start = time.perf_counter() - start, processor() - used
    start, used = time.perf_counter(), processor()
    run = docvl.extract(paths, SCHEMA, workers=workers)
    summary = run.write(out, formats=["jsonl"], watch=lambda done: sizes.append(resident()))
    clock, spent = time.perf_counter() - start - starting, processor() - used - used_to_start
    return (len(paths) / clock, len(paths) / spent), sizes, summary


if __name__ == "__main__":
    main()
