"""kill -9 of the driver at random points, and of a worker now and then; a reader looks all the while.

    python -m benchmarks.ray_faults [--kills N] [--documents N] [--workers-every SECONDS]

The same job is started again and again on a cluster of its own; each driver but the last is killed with all it started.
At the end the records must be those of a run that nobody disturbed, each document once, and no file that the reader
saw may have been unreadable.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

import docvl
from benchmarks._copies import copies

_JOB = """
import sys, docvl
docvl.extract(sys.argv[1], "invoice", ray="local", workers=2, part_documents=8).write(sys.argv[2])
"""


class Reader(threading.Thread):
    """Reads every part that it sees, once."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self.looks = 0
        self.faults: list[str] = []
        self.doubled = 0
        self._folder = folder
        self._ended = threading.Event()

    def run(self) -> None:
        """Look until it is stopped."""
        while not self._ended.wait(0.05):
            try:
                parts = list(self._folder.glob("*.parquet"))
            except FileNotFoundError:
                continue  # a run that was faster than the blow was put away
            paths = Counter(path for part in parts for path in self._paths(part))
            self.doubled += any(count > 1 for count in paths.values())
            self.looks += 1

    def stop(self) -> None:
        """End it."""
        self._ended.set()
        self.join()

    def _paths(self, part: Path) -> list[str]:
        try:
            table = pq.ParquetFile(part).read(columns=["source.path"])
            return [source["path"] for source in table["source"].to_pylist()]
        except FileNotFoundError:
            return []  # renamed or merged in between
        except Exception as error:
            self.faults.append(f"{part.name}: {error}")
            return []


class Workers:
    """Kills a worker that reads documents, once in ``every`` seconds of the whole script."""

    def __init__(self, every: float) -> None:
        self.killed = 0
        self._every = every
        self._last = time.monotonic()

    def strike(self, driver: int) -> None:
        """Kill one below the process ``driver``, if it is time and one is there."""
        if time.monotonic() - self._last < self._every:
            return
        victim = next((pid for pid in _descendants(driver) if b"ray::MapBatches(read)" in _command(pid)), None)
        if victim is not None:
            os.kill(victim, signal.SIGKILL)
            self.killed += 1
            self._last = time.monotonic()


def main() -> None:
    """Print what came of it; exit code 1 when a record is lost, doubled or differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--workers-every", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    draw = random.Random(args.seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = copies("invoices/english.pdf", args.documents, Path(scratch, "in")), Path(scratch, "out")
        expected = sorted(record.model_dump_json() for record in docvl.extract(folder, "invoice"))
        reader = Reader(out / "records")
        reader.start()
        start, attempts, workers = time.monotonic(), 0, Workers(args.workers_every)
        kills, whole = 0, 30.0
        while True:
            attempts += 1
            limit = draw.uniform(0, whole) if kills < args.kills else None
            began = time.monotonic()
            done = _attempt(folder, out, limit, workers)
            if limit is None and done:
                break
            if done:
                # It was faster than the blow: the next ones fall earlier, and all begins anew.
                whole = time.monotonic() - began
                _compare(out, expected)
                out.rename(out.with_name(f"done-{attempts}"))
            else:
                kills += 1
        reader.stop()
        _compare(out, expected)
        print(f"{args.documents} documents, {kills} drivers and {workers.killed} workers killed in {attempts} attempts")
        print(f"{reader.looks} looks of the reader, {len(reader.faults)} unreadable, {reader.doubled} with doubles")
        print(f"{time.monotonic() - start:.0f} s; records as expected")
        if reader.faults or reader.doubled:
            raise SystemExit("\n".join(reader.faults[:5]) or "A document was seen twice.")


def _attempt(folder: Path, out: Path, limit: float | None, workers: Workers) -> bool:
    """Whether the job came to its end; it is killed after ``limit`` seconds."""
    root = Path(__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    job = subprocess.Popen([sys.executable, "-c", _JOB, str(folder), str(out)], env=environment, stderr=subprocess.PIPE)
    start = time.monotonic()
    while job.poll() is None:
        time.sleep(0.02)
        if limit is not None and time.monotonic() - start > limit:
            job.kill()
            job.communicate()
            return False
        workers.strike(job.pid)
    said = job.communicate()[1]
    if job.returncode:
        raise SystemExit(said.decode()[-2000:])
    return True


def _compare(out: Path, expected: list[str]) -> None:
    tables = [pq.read_table(part, columns=["json"]) for part in (out / "records").rglob("*.parquet")]
    found = sorted(text for table in tables for text in table["json"].to_pylist())
    if found != expected:
        names = Counter(json.loads(text)["source"]["path"] for text in found)
        doubled = sum(count - 1 for count in names.values())
        raise SystemExit(f"{len(expected)} records expected, {len(found)} found, {doubled} of them doubled.")


def _descendants(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = [int(child) for child in children.read_text(encoding="ascii").split()]
        except OSError:
            continue
        for child in found:
            yield child
            yield from _descendants(child)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


if __name__ == "__main__":
    main()
