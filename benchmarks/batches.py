"""What batches bring: documents a second of runs on this machine that read 1, 4 and 8 at once, in turns.

    python -m benchmarks.batches [--documents 40] [--rounds 2] [--tokens 64] [--layers 4] [--width 512] [--threads 1]

Random weights, one tile a page; answers are drawn at temperature 1, since likeliest ones soon run in a loop. The first
16 documents of a run start the child processes and are not counted. Ratios are to one document at a time in the same
round; on a GPU, where reading the weights takes most of the time of a step, expect more.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any, cast

import torch

import docvl
from benchmarks._copies import copies
from benchmarks._random_model import random_checkpoint
from docvl.engines.internvl.engine import InternVLEngine
from docvl.pipeline import engine_for

SIZES = (1, 4, 8)
SCHEMA = {"type": "object", "properties": {"number": {"type": "string"}, "seller": {"type": "string"}}}
FIRST = 2 * max(SIZES)


def main() -> None:
    """Print documents a second and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=40, help="of a run; a multiple of 8 above 16")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--tokens", type=int, default=64)
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--threads", type=int, default=1, help="for torch")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    with tempfile.TemporaryDirectory() as scratch:
        model = random_checkpoint(Path(scratch, "model"), args.layers, args.width)
        folder = copies("invoices/english.pdf", args.documents, Path(scratch, "in"))
        options = {
            "model": model,
            "device": args.device,
            "max_tiles": 1,
            "max_new_tokens": args.tokens,
            "temperature": 1.0,
        }
        rounds = [[speed(folder, size, options) for size in SIZES] for _ in range(args.rounds)]
    print(f"{args.layers} layers of {args.width}, {args.tokens} tokens, {args.threads} threads on {args.device}")
    print("| at once | documents/s by the clock | to one at a time | by processor time | to one at a time |")
    print("|--:|--:|--:|--:|--:|")
    for at, size in enumerate(SIZES):
        clock, work = (_columns([(one[at][by], one[0][by]) for one in rounds]) for by in (0, 1))
        print(f"| {size} | {clock} | {work} |")


def _columns(speeds: list[tuple[float, float]]) -> str:
    ratios = [own / alone for own, alone in speeds]
    spread = f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
    return f"{statistics.median(own for own, _ in speeds):.2f} | {spread}"


def speed(folder: Path, size: int, options: dict[str, Any]) -> tuple[float, float]:
    """Documents a second by the clock, and a second of this process on a core, which is what the model takes.

    From the end of the first ones to the end of the last; the model is loaded before.
    """
    run = docvl.extract(folder, SCHEMA, batch_size=size, **options)
    engine = cast(InternVLEngine, engine_for(run.job.options))
    engine.reader.generator.grammars.compile(run.job.schema)
    tokens, ends = 0, []
    for record in run:
        ends.append((time.perf_counter(), time.process_time()))
        tokens += record.usage.output_tokens
    print(f"{size} at once: {tokens / len(ends):.0f} tokens a document", flush=True)
    clock, work = (last - first for first, last in zip(ends[FIRST - 1], ends[-1], strict=True))
    return (len(ends) - FIRST) / clock, (len(ends) - FIRST) / work


if __name__ == "__main__":
    main()
