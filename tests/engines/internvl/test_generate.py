"""Batches, seeds, ends and certainties of what a model writes."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from docvl.decoding import read_answer
from docvl.engines.internvl import load_model
from docvl.engines.internvl.chat import Reader
from docvl.engines.internvl.generate import Generator, Sample, Sampling
from docvl.engines.internvl.vision import encode
from docvl.errors import EngineError, UsageError
from docvl.schema import load_schema

from .tiny import TILE_PX

GOLDEN = Path(__file__).parents[2] / "golden" / "models"
SHORT = Sampling(max_new_tokens=40)
SCHEMA = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 30},
        "sums": {"type": "array", "maxItems": 3, "items": {"type": "number"}},
    },
}


@pytest.fixture
def generator(reader: Reader) -> Generator:
    return reader.generator


def tiles(count: int, seed: int = 0) -> np.ndarray[Any, np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 256, (count, TILE_PX, TILE_PX, 3), dtype=np.uint8)


def prompt(generator: Generator, text: str, images: Sequence[torch.Tensor] = (), **more: Any) -> Sample:
    shown = "".join(f"<img>{'<IMG_CONTEXT>' * len(image)}</img>" for image in images)
    return Sample(generator.tokenizer.encode(f"<|im_start|>user\n{shown}{text}"), images, **more)


@pytest.fixture
def batch(generator: Generator) -> list[Sample]:
    """Two images; none, and another length; one image under a schema; free again."""
    seen = [encode(generator.model, tiles(count, count)) for count in (1, 3, 2)]
    grammar = generator.grammars.compile(load_schema(SCHEMA))
    return [
        prompt(generator, "which one?", seen[:2]),
        prompt(generator, "a question that is rather longer than the others, without an image"),
        prompt(generator, "read this", seen[2:], grammar=grammar),
        prompt(generator, "再问一次", seen[2:]),
    ]


def test_tiles_in_chunks_are_seen_as_all_at_once(generator: Generator) -> None:
    whole = encode(generator.model, tiles(5))
    assert whole.shape == (5 * 4, 64)
    torch.testing.assert_close(encode(generator.model, tiles(5), tiles_at_once=2), whole)
    assert encode(generator.model, tiles(0)).shape == (0, 64)


def test_a_sample_is_answered_in_a_batch_as_alone(generator: Generator, batch: list[Sample]) -> None:
    together = generator.generate(batch, SHORT)
    for sample, answer in zip(batch, together, strict=True):
        (alone,) = generator.generate([sample], SHORT)
        assert answer.tokens == alone.tokens
        assert answer.logprobs == pytest.approx(alone.logprobs, abs=1e-4)


def test_the_images_are_looked_at(generator: Generator, batch: list[Sample]) -> None:
    first = batch[0]
    other = Sample(first.tokens, first.images[::-1])  # the first image is now the larger one
    with pytest.raises(UsageError, match="has room for 16 visual tokens, its 1 images make 4"):
        generator.generate([Sample(first.tokens, first.images[:1])], SHORT)
    swapped = Sample(first.tokens, [torch.flip(torch.cat(list(other.images)), [0])])
    assert generator.generate([swapped], SHORT)[0].tokens != generator.generate([first], SHORT)[0].tokens


@pytest.mark.parametrize("temperature", [0.0, 1.0])
def test_certainties_are_those_of_the_model_itself(
    generator: Generator, batch: list[Sample], temperature: float
) -> None:
    for sample in batch:
        (answer,) = generator.generate([sample], Sampling(40, temperature, seed=3))
        tokens = torch.tensor([[*sample.tokens, *answer.tokens]])
        embedded = generator.model.get_input_embeddings()(tokens)
        if sample.images:
            embedded[tokens == generator.model.config.image_token_id] = torch.cat(list(sample.images))
        with torch.no_grad():
            logits = generator.model(inputs_embeds=embedded).logits[0, len(sample.tokens) - 1 : -1]
        expected = logits.log_softmax(-1).gather(1, torch.tensor(answer.tokens)[:, None])[:, 0]
        assert answer.logprobs == pytest.approx(expected.tolist(), abs=1e-3)


def test_a_seed_decides_the_draws_and_leaves_other_draws_alone(generator: Generator, batch: list[Sample]) -> None:
    torch.manual_seed(7)
    before = torch.random.get_rng_state()
    drawn = [generator.generate(batch, Sampling(30, 1.0, seed=seed)) for seed in (1, 1, 2)]
    assert torch.equal(before, torch.random.get_rng_state())
    assert drawn[0] == drawn[1]
    assert [answer.tokens for answer in drawn[0]] != [answer.tokens for answer in drawn[2]]


def test_an_answer_under_a_schema_at_any_limit(generator: Generator, batch: list[Sample]) -> None:
    for limit in (1, 2, 5, 13, 80, 300):
        (answer,) = generator.generate([batch[2]], Sampling(limit, 1.0, seed=limit))
        read = read_answer(answer.text, batch[2].grammar.constraint.json)  # type: ignore[union-attr]
        assert load_schema(SCHEMA).validate({key: value for key, value in read.data.items() if value is not None}) == []
        assert read.whole == (answer.reason == "stop")
        if read.whole:
            assert json.loads(answer.text) == read.data


def test_stop_tokens_end_an_answer_and_are_told_to_watchers(generator: Generator, batch: list[Sample]) -> None:
    never = Generator(generator.model, generator.tokenizer, [1_099])
    (whole,) = never.generate(batch[:1], SHORT)
    stop = whole.tokens[20]
    end = whole.tokens.index(stop)
    early = Generator(generator.model, generator.tokenizer, [stop])
    told: list[tuple[int, int]] = []
    (answer,) = early.generate(batch[:1], SHORT, watch=lambda row, token: told.append((row, token)))
    assert (answer.tokens, answer.reason) == (whole.tokens[:end], "stop")
    assert told == [(0, token) for token in whole.tokens[: end + 1]]


def test_a_loop_is_stopped_and_cut(generator: Generator, batch: list[Sample]) -> None:
    model = copy.deepcopy(generator.model)
    model.lm_head.weight.data.zero_()
    free, _, guided, _ = Generator(model, generator.tokenizer, generator.stop_ids).generate(batch, Sampling(500))
    assert (free.reason, len(free.tokens)) == ("repetition", 1)  # all tokens are equally likely, so the first it is
    assert guided.reason in ("repetition", "stop")
    assert len(guided.tokens) < 100


def test_no_memory_left_is_an_error_with_a_hint(
    generator: Generator, batch: list[Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB. GPU 0 has ...")

    monkeypatch.setattr(generator.model, "generate", fail)
    with pytest.raises(EngineError, match="CUDA out of memory") as caught:
        generator.generate(batch, SHORT)
    assert "--max-tiles" in caught.value.hint


def test_published_layout_answers_as_the_reference_does() -> None:
    """Greedy ids of the reference for several images, and for a batch padded on the left."""
    folder = GOLDEN / "v1_5_internlm2_dynrope"
    expected = load_file(folder / "golden.safetensors")
    with safe_open(folder / "golden.safetensors", "pt") as file:
        meta = json.loads(file.metadata()["meta"])
    model: Any = load_model(folder, dtype="float32", device="cpu", image_token_id=meta["img_context_token_id"])
    with torch.no_grad():
        seen = model.get_image_features(pixel_values=expected["pixel_values"]).pooler_output

    class Words:
        pad_token_id = meta["pad_token_id"]

        def decode(self, tokens: list[int], **_: object) -> str:
            return str(tokens)

    def answers(prompts: list[Sample], stop: int) -> list[tuple[int, ...]]:
        words: Any = Words()
        return [answer.tokens for answer in Generator(model, words, [stop]).generate(prompts, Sampling(24))]

    never = model.config.text_config.vocab_size - 1
    one = Sample(expected["a_input_ids"][0].tolist(), [seen[:3].flatten(0, 1)])
    assert answers([one], never) == [tuple(expected["a_generated"][0].tolist())]
    context = expected["b_input_ids"] == meta["img_context_token_id"]
    counts = (context.sum(1) // meta["num_image_token"]).tolist()
    parts = seen[expected["b_tile_index"].long()].split(counts)
    rows = zip(expected["b_input_ids"], expected["b_attention_mask"], parts, strict=True)
    batch = [Sample(ids[mask == 1].tolist(), [part.flatten(0, 1)]) for ids, mask, part in rows]
    assert answers(batch, never) == [tuple(row) for row in expected["b_generated"].tolist()]
    eos = int(expected["b_eos"])
    whole = [row[: row.index(eos)] if eos in row else row for row in expected["b_generated_eos"].tolist()]
    assert answers(batch, eos) == [tuple(row) for row in whole]
