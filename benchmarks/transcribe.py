"""Transcribe labelled folders with docvl and with free tools, and score what they say.

    python -m benchmarks.transcribe ocr_pages_en zh_pdf_pages --data DIR [--readers docvl tesseract] [--out OUT]

``DIR`` holds ``score.py`` and one folder a set, each with ``docs/*`` and ``labels.jsonl``. Every reader gets the same
documents, a process of its own and one thread; its CPU time is that of the process and its children, from its start.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks._readers import READERS


def main() -> None:
    """Print a line for each set and reader."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--data", type=Path, required=True, help="folder with score.py and the sets")
    parser.add_argument("--readers", nargs="+", choices=READERS, default=list(READERS))
    parser.add_argument("--out", type=Path, help="keeps what they say here")
    args = parser.parse_args()
    print("| set | reader | headline | value | other figures | pages | pages per CPU-second | pages/s |")
    print("|---|---|---|--:|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        for name in args.sets:
            docs = args.data / name / "docs"
            pages = sum(map(_pages, docs.iterdir()))
            for reader in args.readers:
                out = (args.out or Path(scratch)) / reader / name
                print(_row(args.data, name, reader, out, pages), flush=True)


def _pages(doc: Path) -> int:
    import pymupdf

    with pymupdf.open(doc) as file:
        return len(file)


def _row(data: Path, name: str, reader: str, out: Path, pages: int) -> str:
    before, start = _cpu_seconds(), time.perf_counter()
    command = [sys.executable, "-m", "benchmarks._readers", reader, str(data / name / "docs"), str(out)]
    one_thread = {"OMP_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **one_thread})
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return f"| {name} | {reader} | failed | | {reason} | {pages} | | |"
    cpu, wall = _cpu_seconds() - before, time.perf_counter() - start
    result = _score(data / "score.py", name, out)
    headline = result["headline"]
    others = ", ".join(f"{key} {value:.3f}" for key, value in result["figures"].items() if key != headline["name"])
    speeds = f"{pages / cpu:.2f} | {pages / wall:.2f}"
    return f"| {name} | {reader} | {headline['name']} | {headline['value']:.3f} | {others} | {pages} | {speeds} |"


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _score(script: Path, name: str, out: Path) -> dict[str, Any]:
    command = [sys.executable, str(script), name, "--pred", str(out), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


if __name__ == "__main__":
    main()
