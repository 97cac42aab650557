"""Runs on a local Ray cluster beside runs in this process.

    python -m benchmarks.ray_runs same [--documents N]        500 documents: equal records, order aside
    python -m benchmarks.ray_runs speed [--documents N]       pages a second on the same cores, start-up left out
    python -m benchmarks.ray_runs busy [--documents N]        how long a model of 30 ms a page works, decoding beside it
    python -m benchmarks.ray_runs memory [--documents N]      peak memory of driver and workers, N / 10 and N documents

Documents are invoices of three pages (``speed``) or one page, tiny ones and one tile for
``memory``. ``speed`` takes turns: here, Ray, here, Ray.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil
import pyarrow.parquet as pq

import docvl
from benchmarks._copies import copies
from benchmarks._drawn import draw
from docvl.cluster import Archive, Count
from docvl.config import ClusterOptions, ExtractOptions
from docvl.pipeline import Job
from docvl.run import ClusterRun, Run
from docvl.schema import load_schema

MIB = 2**20
ROUNDS = int(os.environ.get("DOCVL_ROUNDS", "2"))
NUMBER = {"type": "object", "properties": {"number": {"type": ["string", "null"]}}}


def same(documents: int, scratch: Path, cores: int) -> None:
    """Compare the records."""
    folder = copies("invoices/english.pdf", documents, scratch / "in")
    here = sorted(record.model_dump_json() for record in docvl.extract(folder, "invoice", workers=cores))
    docvl.extract(folder, "invoice", ray="local", workers=cores).write(scratch / "out")
    tables = [pq.read_table(part, columns=["json"]) for part in (scratch / "out" / "records").glob("*.parquet")]
    there = sorted(text for table in tables for text in table["json"].to_pylist())
    print(f"{documents} documents, {len(there)} records: {'equal' if here == there else 'DIFFERENT'}")


def speed(documents: int, scratch: Path, cores: int) -> None:
    """Take turns; print the speeds and their ratios, by the clock and by processor time of all processes."""
    folder = copies("invoices/three_pages.pdf", documents, scratch / "in")
    print("| round | pages | here, pages/s | Ray | ratio | here, ms of a core a page | Ray | ratio |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|")
    for number in range(ROUNDS):
        here = _steady(_of_here(docvl.extract(folder, "invoice", workers=cores)))
        there = _steady(_of_ray(docvl.extract(folder, "invoice", ray="local", workers=cores), scratch))
        clocks = f"{here[0]:.2f} | {there[0]:.2f} | {there[0] / here[0]:.3f}"
        work = f"{1000 * here[1]:.1f} | {1000 * there[1]:.1f} | {here[1] / there[1]:.3f}"
        print(f"| {number + 1} | {documents * 3} | {clocks} | {work} |", flush=True)


Moment = tuple[float, float, float]
"""Pages, seconds by the clock, seconds of processors."""


def _of_here(run: Run[Any]) -> list[Moment]:
    pages, seen = 0, list[Moment]()
    for index, done in enumerate(run.stream()):
        pages += sum(record.usage.pages for record in done.results)
        if index % 20 == 0 or index == len(run.sources) - 1:
            seen.append((pages, time.perf_counter(), _processor_seconds()))
    return seen


def _of_ray(run: ClusterRun[Any], scratch: Path) -> list[Moment]:
    seen: list[Moment] = []

    def watch(count: Count) -> None:
        # Looking at all processes takes time itself.
        if not seen or count.pages >= seen[-1][0] + 60 or count.documents == count.total:
            seen.append((count.pages, time.perf_counter(), _processor_seconds()))

    run.write_parts(scratch / "out", fresh=True, watch=watch)
    return seen


def _steady(seen: list[Moment]) -> tuple[float, float]:
    """Pages a second, and processor seconds a page, from a fifth of the pages on."""
    first, last = next(moment for moment in seen if moment[0] >= 0.2 * seen[-1][0]), seen[-1]
    pages = last[0] - first[0]
    return pages / (last[1] - first[1]), (last[2] - first[2]) / pages


def _processor_seconds() -> float:
    """Of this process and all below it that live."""
    here = psutil.Process()
    total = 0.0
    for process in (here, *here.children(recursive=True)):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def busy(documents: int, scratch: Path, cores: int) -> None:
    """Print the share of the time in which the stub works."""
    folder = copies("invoices/english.pdf", documents, scratch / "in")
    seen: list[Count] = []
    _stub(folder, cores).write(str(scratch / "out"), {"fingerprint": ""}, watch=seen.append)
    first = next(count for count in seen if count.documents >= 0.2 * documents)
    last = seen[-1]
    share = (last.engine_seconds - first.engine_seconds) / (last.seconds - first.seconds)
    decode = 1000 * last.decode_seconds / last.pages
    print(f"{documents} pages of 7 tiles on {cores} cores: the model works {share:.3f} of the time")
    print(
        f"decoding takes {decode:.0f} ms a page of one core, the model {1000 * last.engine_seconds / last.pages:.0f} ms"
    )


def _stub(folder: Path, cores: int, **options: Any) -> Archive[Any]:
    job = Job.of([load_schema(NUMBER)], ExtractOptions.build({"engine": "scripted", **options}))
    return Archive([str(folder)], job, "local", ClusterOptions.build({"part_documents": 200}), cores=cores, apart=True)


def memory(documents: int, scratch: Path, cores: int) -> None:
    """Print peaks of resident memory, each run in a process of its own."""
    print("| documents | driver MiB | largest worker MiB |\n|--:|--:|--:|")
    peaks = []
    for count in (documents // 10, documents):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.ray_runs", "peak", "--documents", str(count), "--cores", str(cores)],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "DOCVL_STUB_MS": "0"},
        )
        peaks.append(json.loads(done.stdout.splitlines()[-1]))
        print(f"| {count} | {peaks[-1][0]:.0f} | {peaks[-1][1]:.0f} |", flush=True)
    few, many = peaks
    print(f"ratios: driver {many[0] / few[0]:.3f}, worker {many[1] / few[1]:.3f}")


def peak(documents: int, scratch: Path, cores: int) -> None:
    """One run of the stub; the last line is its peaks."""
    draw(scratch / "in", documents)
    stop, peaks = threading.Event(), [0.0, 0.0]

    def look() -> None:
        here = psutil.Process()
        while not stop.wait(0.5):
            peaks[0] = max(peaks[0], here.memory_info().rss / MIB)
            for process in here.children(recursive=True):
                try:
                    if process.name().startswith("ray::"):
                        memory = process.memory_full_info()
                        peaks[1] = max(peaks[1], memory.uss / MIB)
                except psutil.Error:
                    continue

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    _stub(scratch / "in", cores, max_tiles=1).write(str(scratch / "out"), {"fingerprint": ""})
    stop.set()
    looker.join()
    print(json.dumps(peaks))


def main() -> None:
    """Do what the first argument says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["same", "speed", "busy", "memory", "peak"])
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--cores", type=int, default=2)
    args = parser.parse_args()
    if args.what in ("busy", "memory", "peak"):
        stub = Path(__file__).parent / "stub"
        os.environ["PYTHONPATH"] = os.pathsep.join([str(stub), str(stub.parents[1]), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as scratch:
        globals()[args.what](args.documents, Path(scratch), args.cores)


if __name__ == "__main__":
    main()
