"""Read labelled folders with docvl and score the records.

    python -m benchmarks.scores sroie zugferd --data DIR [--out OUT]

``DIR`` holds ``score.py`` and one folder a set, each with ``docs/*``, ``labels.jsonl`` and ``schema.json``. Records go
to ``OUT/<set>/`` (by default a temporary folder); the table goes to stdout.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import docvl


def main() -> None:
    """Print a line for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--data", type=Path, required=True, help="folder with score.py and the sets")
    parser.add_argument("--out", type=Path, help="keeps the records here")
    parser.add_argument("--workers", type=int)
    args = parser.parse_args()
    print("| set | documents | failed | headline | value | other figures | seconds |\n|---|--:|--:|---|--:|---|--:|")
    with tempfile.TemporaryDirectory() as scratch:
        for name in args.sets:
            out = (args.out or Path(scratch)) / name
            start = time.perf_counter()
            run = docvl.extract(args.data / name / "docs", args.data / name / "schema.json", workers=args.workers)
            run.write(out, formats=["jsonl"])
            print(_row(_score(args.data / "score.py", name, out), time.perf_counter() - start), flush=True)


def _score(script: Path, name: str, out: Path) -> dict[str, Any]:
    command = [sys.executable, str(script), name, "--pred", str(out / "records.jsonl"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _row(result: dict[str, Any], seconds: float) -> str:
    headline = result["headline"]
    others = ", ".join(f"{key} {value:.3f}" for key, value in result["figures"].items() if key != headline["name"])
    failed = len(result["failed"]) + len(result["missing"])
    cells = (result["set"], result["documents"], failed, headline["name"], f"{headline['value']:.3f}", others)
    return f"| {' | '.join(map(str, cells))} | {seconds:.0f} |"


if __name__ == "__main__":
    main()
