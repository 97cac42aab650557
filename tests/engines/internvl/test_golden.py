"""The loaded models compute what the reference implementation computes."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor

from docvl.engines.internvl import load_model

GOLDEN = Path(__file__).parents[2] / "golden" / "models"
MORE = Path(os.environ.get("DOCVL_GOLDEN", os.devnull)) / "models"
VISION_TOLERANCE, LOGIT_TOLERANCE = 2e-5, 1e-4
NEW_TOKENS = 24


class Case:
    """One variant: the model, and what is expected of it."""

    def __init__(self, folder: Path) -> None:
        self.expected: dict[str, Tensor] = load_file(folder / "golden.safetensors")
        with safe_open(folder / "golden.safetensors", "pt") as file:
            meta = json.loads(file.metadata()["meta"])
        self.pad = meta.get("pad_token_id")
        self.model: Any = load_model(
            folder, dtype=torch.float32, device="cpu", image_token_id=meta.get("img_context_token_id")
        )
        self.model.set_attn_implementation("eager")

    def differs(self, actual: Tensor, name: str, where: Tensor | slice = slice(None)) -> float:
        """Largest difference from the expected tensor, which may hold the last positions alone."""
        expected = self.expected[name]
        if name.endswith(("logits", "logits_last16", "logits_last8")):
            actual = actual[:, -expected.shape[1] :]
        return float((actual[where] - expected[where]).abs().max())

    def tiles(self, prompt: str) -> dict[str, Tensor]:
        """The pixel values of a prompt, as an argument."""
        pixels = self.expected["pixel_values"]
        if prompt == "t":
            return {}
        return {"pixel_values": pixels[:3] if prompt == "a" else pixels[self.expected[f"{prompt}_tile_index"].long()]}

    def generates(self, prompt: str, eos: int | None = None) -> Tensor:
        """New ids, greedily."""
        ids = self.expected[f"{prompt}_input_ids"]
        mask = self.expected.get(f"{prompt}_attention_mask", torch.ones_like(ids))
        self.model.generation_config.eos_token_id = eos
        given: Tensor = self.model.generate(
            input_ids=ids,
            attention_mask=mask,
            do_sample=False,
            max_new_tokens=NEW_TOKENS,
            pad_token_id=self.pad,
            **self.tiles(prompt),
        )
        return given[:, ids.shape[1] :]


@torch.no_grad()
def check_chat(case: Case) -> None:
    model, expected = case.model, case.expected
    seen = model.get_image_features(
        pixel_values=expected["pixel_values"][: len(expected["image_features"])], output_hidden_states=True
    )
    assert case.differs(seen.pooler_output, "image_features") < VISION_TOLERANCE
    if "vit_select" in expected:
        assert case.differs(seen.hidden_states[model.config.vision_feature_layer], "vit_select") < VISION_TOLERANCE
    for prompt in "at" if "t_logits" in expected else "a":
        logits = model(input_ids=expected[f"{prompt}_input_ids"], **case.tiles(prompt)).logits
        assert case.differs(logits, f"{prompt}_logits") < LOGIT_TOLERANCE
        assert torch.equal(case.generates(prompt), expected[f"{prompt}_generated"])
    if "b_input_ids" in expected:
        _check_batch(case)
        _check_long(case)


def _check_batch(case: Case) -> None:
    mask, positions = case.expected["b_attention_mask"], case.expected["b_position_ids"]
    logits = case.model(
        input_ids=case.expected["b_input_ids"], attention_mask=mask, position_ids=positions, **case.tiles("b")
    ).logits
    assert case.differs(logits, "b_logits_last16", mask[:, -16:].bool()) < LOGIT_TOLERANCE
    assert torch.equal(case.generates("b"), case.expected["b_generated"])
    assert torch.equal(case.generates("b", int(case.expected["b_eos"])), case.expected["b_generated_eos"])


def _check_long(case: Case) -> None:
    """Across the limit of the rotary embedding, beyond it, and back: the reference stays beyond, which is a bug."""
    assert torch.equal(case.generates("c"), case.expected["c_generated"])
    logits = case.model(input_ids=case.expected["l_input_ids"], **case.tiles("l")).logits
    assert case.differs(logits, "l_logits_last8") < LOGIT_TOLERANCE
    assert torch.equal(case.generates("l"), case.expected["l_generated"])
    assert torch.equal(case.generates("a"), case.expected["a_generated"])


@torch.no_grad()
def check_tower(case: Case) -> None:
    seen = case.model(case.expected["pixel_values"], output_hidden_states=True)
    assert len(seen.hidden_states) == int(case.expected["n_hidden_states"])
    assert case.differs(seen.last_hidden_state, "last_hidden_state") < VISION_TOLERANCE
    assert case.differs(seen.hidden_states[-4], "hidden_state_m4") < VISION_TOLERANCE
    assert case.differs(seen.last_hidden_state[:, 0], "pooler_output") < VISION_TOLERANCE
    other = case.model(case.expected["other_pixel_values"]).last_hidden_state  # not square: positions are interpolated
    assert case.differs(other, "other_last_hidden_state") < VISION_TOLERANCE


@pytest.mark.parametrize("variant", ["v1_5_internlm2_dynrope", "mini_4b_phi3_longrope", "v1_5_awq"])
def test_computes_what_the_reference_computes(variant: str) -> None:
    check_chat(Case(GOLDEN / variant))


@pytest.mark.slow
@pytest.mark.parametrize("folder", sorted(MORE.glob("*/")) or [pytest.param(None, marks=pytest.mark.skip("no folder"))])
def test_all_variants_compute_what_the_reference_computes(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if "qllama_config" in config:
        pytest.skip("InternVL-14B is not supported")
    (check_chat if "llm_config" in config else check_tower)(Case(folder))
