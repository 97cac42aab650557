"""What it costs to hold answers to a schema: guided and free decoding of the same batch, in one run.

    python -m benchmarks.guided [--batch 8] [--tokens 64] [--layers 4] [--width 512] [--threads 1] [--rounds 5]

The model has random weights, the vocabulary of InternVL 1.5 in size (92,553) and a tokenizer made up here; a real model
is wider, which makes the share of the masks smaller. Guided and free rounds take turns; the ratio is the median of the
rounds' ratios of milliseconds per step, the first step (the prompt) included.
"""

from __future__ import annotations

import argparse
import statistics
import time

import torch

from benchmarks._random_model import random_model, random_tokenizer
from docvl.engines.internvl.generate import Generator, Sample, Sampling
from docvl.prompting import extraction_prompt
from docvl.schema import load_schema


def main() -> None:
    """Print milliseconds per step and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--tokens", type=int, default=64, help="of each answer, at most")
    parser.add_argument("--layers", type=int, default=4)
    parser.add_argument("--width", type=int, default=512)
    parser.add_argument("--threads", type=int, default=1, help="for torch; the masks have threads of their own")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--schema", default="invoice")
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    tokenizer = random_tokenizer()
    generator = Generator(random_model(args.layers, args.width).to(args.device), tokenizer, [2])
    schema = load_schema(args.schema)
    start = time.perf_counter()
    grammar = generator.grammars.compile(schema)
    print(f"vocabulary and schema compiled in {time.perf_counter() - start:.2f} s, once")
    prompt = tokenizer(extraction_prompt(schema, "en"))["input_ids"][:200]
    batches = {
        "free": [Sample(prompt)] * args.batch,
        "guided": [Sample(prompt, grammar=grammar)] * args.batch,
    }
    times: dict[str, list[float]] = {name: [] for name in batches}
    for number in range(args.rounds + 1):
        for name, batch in batches.items():
            start = time.perf_counter()
            answers = generator.generate(batch, Sampling(args.tokens, temperature=1.0, seed=number))
            steps = max(len(answer.tokens) for answer in answers)
            if number:  # the first round warms up
                times[name].append(1000 * (time.perf_counter() - start) / steps)
    ratios = [guided / free for guided, free in zip(times["guided"], times["free"], strict=True)]
    print(f"batch {args.batch}, {args.layers} layers of {args.width}, {args.threads} threads")
    for name, values in times.items():
        print(f"{name}: {statistics.median(values):.1f} ms a step ({min(values):.1f} to {max(values):.1f})")
    print(f"guided / free: {statistics.median(ratios):.3f} ({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
