"""What it costs to hold answers to a schema: guided and free decoding of the same batch, in one run.

    python -m benchmarks.guided [--batch 8] [--tokens 64] [--layers 4] [--width 512] [--threads 1] [--rounds 5]

The model has random weights, the vocabulary of InternVL 1.5 in size (92,553) and a tokenizer made up here; a real model
is wider, which makes the share of the masks smaller. Guided and free rounds take turns; the ratio is the median of the
rounds' ratios of milliseconds per step, the first step (the prompt) included.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import InternVLConfig, InternVLForConditionalGeneration, PreTrainedTokenizerFast

from docvl.engines.internvl.generate import Generator, Sample, Sampling
from docvl.prompting import extraction_prompt
from docvl.schema import load_schema

VOCABULARY = 92_553
SPECIAL = ("<s>", "</s>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>")


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
    tokenizer = _tokenizer()
    generator = Generator(_model(args.layers, args.width).to(args.device), tokenizer, [2])
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


def _tokenizer() -> PreTrainedTokenizerFast:
    """Bytes, and random merges of what is there already."""
    choose = random.Random(0)  # noqa: S311 - no secret
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    pieces, merges = [*SPECIAL, *alphabet], []
    known = set(pieces)
    while len(pieces) < VOCABULARY:
        pair = (choose.choice(pieces[len(SPECIAL) :]), choose.choice(alphabet))
        if pair[0] + pair[1] not in known and len(pair[0]) < 12:
            known.add(pair[0] + pair[1])
            pieces.append(pair[0] + pair[1])
            merges.append(pair)
    backend = Tokenizer(models.BPE({piece: number for number, piece in enumerate(pieces)}, merges))
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.add_special_tokens(list(SPECIAL))
    return PreTrainedTokenizerFast(tokenizer_object=backend, eos_token=SPECIAL[1])


def _model(layers: int, width: int) -> Any:
    text = {
        "model_type": "llama",
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": width // 64,
        "num_key_value_heads": width // 128,
        "vocab_size": VOCABULARY,
    }
    vision = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    settings: dict[str, Any] = {
        "text_config": text,
        "vision_config": {"model_type": "internvl_vision", **vision},
        "image_token_id": SPECIAL.index("<IMG_CONTEXT>"),
        "tie_word_embeddings": False,
    }
    torch.manual_seed(0)
    return InternVLForConditionalGeneration(InternVLConfig(**settings)).eval()


if __name__ == "__main__":
    main()
