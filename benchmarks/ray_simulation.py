"""Ten million pages on 1, 8 and 64 GPUs: a simulation from stage times that are measured here.

    python -m benchmarks.ray_simulation [--decode MS] [--model MS] [--gpus N...] [--cores-per-gpu N]

Blocks go through the stages in order; each stage takes the next one as soon as one of its servers is free. Measured on
this machine: staging records as parts, publishing a part, and what Ray Data takes of the driver for a block. Decoding
and the model are given: by default what ``benchmarks.ray_runs busy`` measured, and 60 ms a page.
"""

from __future__ import annotations

import argparse
import heapq
import random
import tempfile
import time
from pathlib import Path

import docvl
from docvl.schema import load_schema
from docvl.store.filesystems import locate
from docvl.store.jsonl import to_line
from docvl.store.parts import stage
from docvl.store.parts_folder import PartsFolder

PAGES = 10_000_000
BLOCK = 256
PART = 1000
_SAMPLE = Path(__file__).parents[1] / "samples" / "invoices" / "english.pdf"


def main() -> None:
    """Print what each size comes to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--decode", type=float, default=45.0, help="ms a page of one core")
    parser.add_argument("--model", type=float, default=60.0, help="ms a page of one GPU")
    parser.add_argument(
        "--block", type=float, default=None, help="ms of the driver a block and stage; measured if not given"
    )
    parser.add_argument("--gpus", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--cores-per-gpu", type=int, default=2)
    args = parser.parse_args()
    staging, publishing = _store_times()
    block = _block_time() if args.block is None else args.block
    print(
        f"measured: staging {staging:.2f} ms a page, publishing {publishing:.1f} ms a part, "
        f"the driver {block:.1f} ms a block and stage"
    )
    print("| GPUs | cores | hours | pages/s | model busy | decoders | writers | driver | limit |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|---|")
    for gpus in args.gpus:
        cores = gpus * args.cores_per_gpu
        stages = {
            "driver": (1, 3 * block + publishing * BLOCK / PART),
            "decoders": (max(1, round(cores * 0.95)), args.decode * BLOCK),
            "model": (gpus, args.model * BLOCK),
            "writers": (max(1, round(cores * 0.05)), staging * BLOCK),
        }
        seconds, shares = simulate(stages, PAGES // BLOCK)
        limit = max(shares, key=lambda name: shares[name])
        print(
            f"| {gpus} | {cores} | {seconds / 3600:.1f} | {PAGES / seconds:.0f} | {shares['model']:.2f} "
            f"| {shares['decoders']:.2f} | {shares['writers']:.2f} | {shares['driver']:.3f} | {limit} |"
        )


def simulate(stages: dict[str, tuple[int, float]], blocks: int, spread: float = 0.3) -> tuple[float, dict[str, float]]:
    """Seconds until the last block is through, and the share of that time in which each stage works.

    Args:
        stages: servers and milliseconds a block, by name, in order.
        blocks: how many.
        spread: standard deviation of the time of a block, as a share of it.
    """
    draw = random.Random(0)  # noqa: S311
    free = {name: [0.0] * servers for name, (servers, _) in stages.items()}
    worked = dict.fromkeys(stages, 0.0)
    end = 0.0
    for _ in range(blocks):
        moment = 0.0
        for name, (_, milliseconds) in stages.items():
            took = max(0.1, draw.gauss(1, spread)) * milliseconds / 1000
            moment = max(moment, heapq.heappop(free[name])) + took
            heapq.heappush(free[name], moment)
            worked[name] += took
        end = max(end, moment)
    return end, {name: worked[name] / (servers * end) for name, (servers, _) in stages.items()}


def _store_times() -> tuple[float, float]:
    """Milliseconds a page for staging, and a part for publishing."""
    (record,) = docvl.extract(_SAMPLE, "invoice")
    schema = load_schema("invoice")
    lines = [
        [to_line(record.model_copy(update={"source": record.source.model_copy(update={"path": f"{index}.pdf"})}))]
        for index in range(PART)
    ]
    with tempfile.TemporaryDirectory() as scratch:
        place = locate(scratch)
        with PartsFolder(place, {"fingerprint": "", "layout": "parts"}) as folder:
            start = time.perf_counter()
            (staged,) = stage(lines, schema.root, place, folder.attempt)
            middle = time.perf_counter()
            folder.publish(staged)
            end = time.perf_counter()
    return (middle - start) / PART * 1000, (end - middle) * 1000


def _block_time() -> float:
    """Milliseconds of wall time that a block of nothing takes in a stage of Ray Data."""
    import pyarrow as pa
    import ray
    import ray.data

    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    refs = [ray.put(pa.table({"x": [index]})) for index in range(400)]
    found = ray.data.from_arrow_refs(refs).map_batches(_same, batch_size=None, batch_format="pyarrow", num_cpus=0.5)
    times = [time.perf_counter() for _ in found.iter_batches(batch_size=None, batch_format="pyarrow")]
    ray.shutdown()
    return (times[-1] - times[50]) / (len(times) - 51) * 1000


def _same(block: object) -> object:
    return block


if __name__ == "__main__":
    main()
