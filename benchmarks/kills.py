"""Runs that are killed at random points and then resumed: the same rows in the end.

    python -m benchmarks.kills [--times N] [--documents N] [--seed N]

``docvl extract`` gets SIGKILL after a random time, again and again; whenever it comes to its end, its ledger must be
that of a run that nobody killed, byte for byte. No worker may outlive its parent.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks._drawn import SCHEMA, draw


def main() -> None:
    """Print the count; the exit status tells whether all held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    chance = random.Random(args.seed)  # noqa: S311 (no secret)
    with tempfile.TemporaryDirectory() as scratch:
        folder, out = Path(scratch), Path(scratch, "out")
        draw(folder / "in", args.documents, 50)
        (folder / "schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
        start = time.monotonic()
        _start(folder, "whole").wait()
        whole, seconds = (folder / "whole" / "records.jsonl").read_bytes(), time.monotonic() - start
        kills = ends = differing = orphans = 0
        while kills < args.times:
            run = _start(folder, "out")
            try:
                run.wait(chance.uniform(0.1, 0.8 * seconds))
            except subprocess.TimeoutExpired:
                children = _children(run.pid)
                run.kill()
                kills += 1
                run.wait()
                orphans += not _all_end(children)
            else:
                ends += 1
                differing += (out / "records.jsonl").read_bytes() != whole
                shutil.rmtree(out)
        _start(folder, "out").wait()
        differing += (out / "records.jsonl").read_bytes() != whole
    print(f"{kills} kills, {ends + 1} ends, {differing} of them with other rows, {orphans} times a worker went on")
    raise SystemExit(bool(differing or orphans))


def _start(folder: Path, out: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "docvl", "extract", "in", "--schema", "schema.json", "-o", out, "-q"]
    path = str(Path(__file__).parents[1])
    return subprocess.Popen(command, cwd=folder, env={"PYTHONPATH": path, "PATH": ""})


def _children(pid: int) -> list[int]:
    try:
        files = list(Path(f"/proc/{pid}/task").glob("*/children"))
        return [int(child) for file in files for child in file.read_text(encoding="ascii").split()]
    except OSError:
        return []


def _all_end(pids: list[int], seconds: float = 30.0) -> bool:
    """Whether they end by themselves; one that is just being started looks for its parent only then."""
    end = time.monotonic() + seconds
    while any(map(_runs, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(_runs, pids))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


if __name__ == "__main__":
    main()
