"""Ten million pages on 1, 8 and 64 GPUs: a simulation from stage times that are measured here.

    python -m benchmarks.ray_simulation [--sample FILE] [--model MS] [--gpus N...] [--cores-per-gpu N]

Blocks go through the stages in order; each stage takes the next one as soon as one of its servers is free. Measured on
this machine, in processor time, so that other work beside it does not count: decoding a page with a text layer,
staging records as parts, publishing a part, and what Ray Data takes of the driver for a block. The model's time is
given: 60 ms a page.
"""

from __future__ import annotations

import argparse
import heapq
import random
import tempfile
import time
from functools import partial
from pathlib import Path

import docvl
from docvl.cluster.packing import pack
from docvl.config import ExtractOptions
from docvl.ingest.opening import open_here
from docvl.schema import load_schema
from docvl.store.filesystems import locate
from docvl.store.jsonl import to_line
from docvl.store.parts_folder import PartsFolder
from docvl.store.staging import record_tables, stage

PAGES = 10_000_000
BLOCK = 256
PART = 1000
_SAMPLE = Path(__file__).parents[1] / "samples" / "invoices" / "english.pdf"


def main() -> None:
    """Print what each size comes to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=Path, default=_SAMPLE, help="document of one page that all pages are like")
    parser.add_argument("--model", type=float, default=60.0, help="ms a page of one GPU")
    parser.add_argument("--gpus", type=int, nargs="+", default=[1, 8, 64])
    parser.add_argument("--cores-per-gpu", type=int, default=2)
    args = parser.parse_args()
    decoding, (staging, publishing), block = _decode_time(args.sample), _store_times(), _block_time()
    print(f"decoding {decoding:.0f} ms a page, staging {staging:.2f} ms a page, publishing {publishing:.1f} ms a part,")
    print(f"driver {block:.1f} ms a block and stage")
    print("| GPUs | cores | hours | pages/s | model busy | decoders | writers | driver | limit |")
    print("|--:|--:|--:|--:|--:|--:|--:|--:|---|")
    for gpus in args.gpus:
        cores = gpus * args.cores_per_gpu
        stages = {
            "driver": (1, 3 * block + publishing * BLOCK / PART),
            "decoders": (max(1, round(cores * 0.95)), decoding * BLOCK),
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


def _decode_time(sample: Path) -> float:
    """Milliseconds of a page."""
    options = ExtractOptions()
    for rounds in (2, 12):  # the first ones load what is needed
        start = time.process_time()
        for _ in range(rounds):
            with open_here(sample, options) as document:
                pack(document, options)
    return (time.process_time() - start) / rounds * 1000


def _store_times() -> tuple[float, float]:
    """Milliseconds a page for staging, and a part for publishing."""
    (record,) = docvl.extract(_SAMPLE, "invoice")
    schema = load_schema("invoice")
    tables = partial(record_tables, roots={schema.name: schema.root})
    lines = [
        [to_line(record.model_copy(update={"source": record.source.model_copy(update={"path": f"{index}.pdf"})}))]
        for index in range(PART)
    ]
    with tempfile.TemporaryDirectory() as scratch:
        place = locate(scratch)
        with PartsFolder(place, {"fingerprint": "", "layout": "parts"}) as folder:
            start = time.process_time()
            (staged,) = stage(lines, tables, place, folder.attempt)
            middle = time.process_time()
            folder.publish(staged)
            end = time.process_time()
    return (middle - start) / PART * 1000, (end - middle) * 1000


def _block_time() -> float:
    """Milliseconds of the driver that a block of nothing takes in a stage of Ray Data."""
    import pyarrow as pa
    import ray
    import ray.data

    ray.init("local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    ray.data.DataContext.get_current().enable_progress_bars = False
    refs = [ray.put(pa.table({"x": [index]})) for index in range(400)]
    found = ray.data.from_arrow_refs(refs).map_batches(_same, batch_size=None, batch_format="pyarrow", num_cpus=0.5)
    start = time.process_time()
    count = sum(1 for _ in found.iter_batches(batch_size=None, batch_format="pyarrow"))
    took = time.process_time() - start
    ray.shutdown()
    return took / count * 1000


def _same(block: object) -> object:
    return block


if __name__ == "__main__":
    main()
