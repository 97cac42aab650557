"""Hostile and odd files: exactly one record each, whatever they are; what became of them, by outcome.

    python -m benchmarks.robustness FOLDER [--workers N] [--records FILE]

Every file below FOLDER counts, whatever its name. Where a table (``*.csv``) in FOLDER has the columns ``file`` and
``expect``, documents that it expects to be read, or refused, are checked against it.
"""

from __future__ import annotations

import argparse
import csv
import os
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import docvl
from docvl.ingest import printable_path
from docvl.record import JsonRecord

REFUSED = ("error", "encrypted", "bounded error", "rejected", "unsupported")
READ = ("ok",)


def main() -> None:
    """Print the tables; the exit status tells whether all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", type=int)
    parser.add_argument("--records", type=Path, help="also write the records there")
    args = parser.parse_args()
    files = sorted(str(path) for path in args.folder.rglob("*") if path.is_file() and path.suffix != ".csv")
    expected = dict(_expectations(args.folder))
    start = time.perf_counter()
    run = docvl.extract(files, "invoice", workers=args.workers)
    times: dict[str, float | None] = {}
    records: list[JsonRecord] = []
    for done in run.stream():
        (record,) = done.results
        records.append(record)
        times[record.source.path] = done.seconds
    wall = time.perf_counter() - start
    if args.records:
        args.records.write_text("".join(f"{record.model_dump_json()}\n" for record in records), encoding="utf-8")
    _print(records, times)
    one_each = [record.source.path for record in records] == [printable_path(path) for path in files]
    surprises = [text for record in records if (text := _surprise(record, expected))]
    left = _children()
    print(f"\n{len(files)} files, {len(records)} records, {wall:.0f} s, {run.workers} workers")
    print(f"one record each, in order: {one_each}; children left: {left}; against expectation: {len(surprises)}")
    print(*surprises, sep="\n")
    raise SystemExit(bool(surprises) or not one_each or left)


def _print(records: list[JsonRecord], times: dict[str, float | None]) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    slowest: dict[tuple[str, str], float] = {}
    for record in records:
        outcome = (record.status, next((issue.code for issue in record.issues if issue.severity == "error"), ""))
        counts[outcome] += 1
        slowest[outcome] = max(slowest.get(outcome, 0.0), times[record.source.path] or 0.0)
    print("| status | first error | files | slowest, s |\n|---|---|--:|--:|")
    for (status, code), count in sorted(counts.items(), key=lambda item: (item[0][0] != "ok", item[0])):
        print(f"| {status} | {code} | {count} | {slowest[status, code]:.1f} |")


def _expectations(folder: Path) -> Iterator[tuple[str, str]]:
    for table in folder.rglob("*.csv"):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row.get("expect"):
                    yield printable_path(table.parent / row["file"]), row["expect"]


def _surprise(record: JsonRecord, expected: dict[str, str]) -> str | None:
    """What is wrong with a record; alternatives (``ok|error``) allow anything."""
    expect = expected.get(record.source.path, "")
    codes = [issue.code for issue in record.issues if issue.severity == "error"]
    first = expect.replace(",", " ").replace("(", " ").split(" ")[0]
    wrong = (first in REFUSED and record.status == "ok") or (first in READ and record.status == "failed")
    if "internal" in codes or wrong:
        return f"{record.source.path}: {record.status} {codes}, expected {expect or 'a record'}"
    return None


def _children() -> int:
    """Processes of this one that are still there."""
    return len(Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split())


if __name__ == "__main__":
    main()
