"""Every kind of checkpoint loads, each value in its place; what is wrong with one is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import InternVLForConditionalGeneration, InternVLVisionModel

from docvl.engines.internvl import load_model
from docvl.engines.internvl.check import inspect_model
from docvl.errors import ModelError
from tests.engines.internvl.original import (
    TINY_VIT,
    VIT_6B,
    VIT_300M,
    Json,
    chat,
    random_tensors,
    shapes,
    text,
    tiny_text,
    vision_shapes,
    write,
    write_empty,
)

IMAGE = 90
ARCHITECTURES = ("InternLM2", "Llama", "Phi3", "Qwen2", "Qwen3", "Qwen3Moe")
YI = text("Llama", 60, 7168, 20480, 56, 8, 64009, rope_theta=5e6)
LONG: Json = {"type": "su", "short_factor": [1.0] * 48, "long_factor": [2.0] * 48}
PUBLISHED = {
    "InternVL-Chat-V1-5": (
        25.51,
        chat(VIT_6B, text("InternLM2", 48, 6144, 16384, 48, 8, 92553, rope_scaling={"type": "dynamic", "factor": 3.0})),
    ),
    "Mini-InternVL-Chat-2B-V1-5": (2.21, chat(VIT_300M, text("InternLM2", 24, 2048, 8192, 16, 8, 92553))),
    "Mini-InternVL-Chat-4B-V1-5": (
        4.15,
        chat(VIT_300M, text("Phi3", 32, 3072, 8192, 32, 32, 32020, max_position_embeddings=131072, rope_scaling=LONG)),
    ),
    "InternVL2-1B": (0.94, chat(VIT_300M, text("Qwen2", 24, 896, 4864, 14, 2, 151655))),
    "InternVL2-40B": (40.07, chat(VIT_6B, YI)),
    "InternVL2_5-8B": (8.08, chat(VIT_300M, text("InternLM2", 32, 4096, 14336, 32, 8, 92553))),
    "InternVL3_5-30B-A3B": (
        30.85,
        chat(
            VIT_300M,
            text(
                "Qwen3Moe", 48, 2048, 6144, 32, 4, 151936, head_dim=128, num_experts=128, num_experts_per_tok=8,
                moe_intermediate_size=768,
            ),
        ),
    ),
}  # fmt: skip


def load(folder: Path, **more: Any) -> Any:
    return load_model(folder, dtype=torch.float32, device="cpu", image_token_id=IMAGE, **more)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    config = chat(TINY_VIT, tiny_text("InternLM2"))
    return write(tmp_path / "model", config, random_tensors(config))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_shapes_leave_nothing_missing_unexpected_or_misshapen(name: str, tmp_path: Path) -> None:
    billions, config = PUBLISHED[name]
    found = inspect_model(write_empty(tmp_path, config, shapes(config)))
    assert sum(found.parameters.values()) / 1e9 == pytest.approx(billions, abs=0.01)
    assert [problem for problem in found.problems if "no tokenizer" not in problem] == []


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_value_is_in_its_place(architecture: str, tmp_path: Path) -> None:
    config = chat(TINY_VIT, tiny_text(architecture))
    tensors = random_tensors(config)
    model = load(write(tmp_path, config, tensors))
    assert type(model) is InternVLForConditionalGeneration
    state = model.state_dict()
    block, layer = "model.vision_tower.encoder.layer.1.", "model.language_model.layers.1."
    qkv = tensors["vision_model.encoder.layers.1.attn.qkv.weight"]
    for number, letter in enumerate("qkv"):
        assert torch.equal(state[f"{block}attention.{letter}_proj.weight"], qkv[32 * number : 32 * (number + 1)])
    assert torch.equal(state[f"{block}lambda_2"], tensors["vision_model.encoder.layers.1.ls2"])
    assert torch.equal(
        state[f"{block}attention.k_norm.weight"], tensors["vision_model.encoder.layers.1.attn.k_norm.weight"]
    )
    assert torch.equal(state["model.multi_modal_projector.linear_2.weight"], tensors["mlp1.3.weight"])
    if architecture == "InternLM2":
        assert torch.equal(
            state[f"{layer}mlp.down_proj.weight"], tensors["language_model.model.layers.1.feed_forward.w2.weight"]
        )
        assert torch.equal(state["lm_head.weight"], tensors["language_model.output.weight"])
        _check_grouped(state, layer, tensors["language_model.model.layers.1.attention.wqkv.weight"])
    elif architecture == "Qwen3Moe":
        experts = {
            kind: tensors[f"language_model.model.layers.1.mlp.experts.2.{kind}_proj.weight"]
            for kind in ("gate", "up", "down")
        }
        assert torch.equal(state[f"{layer}mlp.experts.gate_up_proj"][2], torch.cat([experts["gate"], experts["up"]]))
        assert torch.equal(state[f"{layer}mlp.experts.down_proj"][2], experts["down"])
    else:
        for name in shapes(config):
            if name.startswith("language_model.model."):
                assert torch.equal(
                    state["model.language_model." + name.removeprefix("language_model.model.")], tensors[name]
                )


def _check_grouped(state: dict[str, Tensor], layer: str, stored: Tensor) -> None:
    """Head h of the queries lies at h // g * (g + 2) + h % g; g = 2 heads of queries for each of keys, 16 rows each."""
    q, k, v = (state[f"{layer}self_attn.{letter}_proj.weight"] for letter in "qkv")
    for head in range(4):
        row = (head // 2 * 4 + head % 2) * 16
        assert torch.equal(q[16 * head : 16 * (head + 1)], stored[row : row + 16])
    for head in range(2):
        row = (head * 4 + 2) * 16
        assert torch.equal(k[16 * head : 16 * (head + 1)], stored[row : row + 16])
        assert torch.equal(v[16 * head : 16 * (head + 1)], stored[row + 16 : row + 32])


@torch.no_grad()
def test_the_first_pixel_shuffle_reads_the_grid_by_columns(tmp_path: Path) -> None:
    config = chat({**TINY_VIT, "image_size": 112}, tiny_text("Llama"), select_layer=-2)
    tensors = random_tensors(config)
    tiles = torch.randn(2, 3, 112, 112, generator=torch.Generator().manual_seed(1))
    rows = load(write(tmp_path / "v2", config, tensors)).get_image_features(pixel_values=tiles).pooler_output
    del config["ps_version"]  # the original class takes v1 for granted
    columns = load(write(tmp_path / "v1", config, tensors)).get_image_features(pixel_values=tiles).pooler_output
    assert torch.equal(columns, rows.unflatten(1, (4, 4)).transpose(1, 2).flatten(1, 2))
    assert not torch.equal(columns, rows)


@torch.no_grad()
def test_a_position_table_of_another_size_is_interpolated(tmp_path: Path) -> None:
    config = chat(TINY_VIT, tiny_text("Qwen2"), force_image_size=112)
    model = load(write(tmp_path, config, random_tensors(config)))
    assert model.config.image_seq_length == 16
    assert model.get_image_features(pixel_values=torch.zeros(1, 3, 112, 112)).pooler_output.shape == (1, 16, 64)


@pytest.mark.parametrize("stored", [True, False])
def test_an_output_layer_that_is_stored_is_not_tied(stored: bool, tmp_path: Path) -> None:
    config = chat(TINY_VIT, tiny_text("Qwen3", tie_word_embeddings=True))
    tensors = random_tensors(config)
    if stored:
        tensors["language_model.lm_head.weight"] = torch.ones(96, 64)
    model = load(write(tmp_path, config, tensors))
    assert (model.lm_head.weight is model.get_input_embeddings().weight) is not stored
    expected = tensors["language_model.lm_head.weight" if stored else "language_model.model.embed_tokens.weight"]
    assert torch.equal(model.lm_head.weight, expected)


def test_a_tower_alone(tmp_path: Path) -> None:
    config = {**TINY_VIT, "architectures": ["InternVisionModel"]}
    del config["norm_type"]  # the first generation does not name it
    tensors = {name: torch.randn(shape) for name, shape in vision_shapes(TINY_VIT).items()}
    model = load(write(tmp_path, config, tensors))
    assert type(model) is InternVLVisionModel
    assert torch.equal(model.embeddings.position_embeddings, tensors["embeddings.position_embedding"])


@pytest.mark.parametrize("suffix", ["safetensors", "bin"])
def test_shards(suffix: str, checkpoint: Path) -> None:
    whole = load(checkpoint).state_dict()
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    names = list(tensors := random_tensors(config))
    parts = {"a": names[::2], "b": names[1::2]}
    (checkpoint / "model.safetensors").unlink()
    stem = "model" if suffix == "safetensors" else "pytorch_model"
    for part, kept in parts.items():
        content = {name: tensors[name] for name in kept}
        path = checkpoint / f"{part}.{suffix}"
        save_file(content, path) if suffix == "safetensors" else torch.save(content, path)
    index = {"weight_map": {name: f"{part}.{suffix}" for part, kept in parts.items() for name in kept}}
    (checkpoint / f"{stem}.{suffix}.index.json").write_text(json.dumps(index), encoding="utf-8")
    state = load(checkpoint).state_dict()
    assert all(torch.equal(state[name], value) for name, value in whole.items())
    (checkpoint / f"b.{suffix}").unlink()
    with pytest.raises(ModelError, match=rf"lacks 1 of 2 weight files: b\.{suffix}"):
        load(checkpoint)


def test_precision_is_that_asked_for(checkpoint: Path) -> None:
    model = load_model(checkpoint, dtype="bfloat16", device="cpu", image_token_id=IMAGE)
    assert {parameter.dtype for parameter in model.parameters()} == {torch.bfloat16}
    inverse = model.get_submodule("model.language_model.rotary_emb").get_buffer("inv_freq")
    assert inverse.dtype == torch.float32
    with pytest.raises(ModelError, match="precision 'int8'"):
        load_model(checkpoint, dtype="int8")
    with pytest.raises(ModelError, match="device 'abacus'"):
        load_model(checkpoint, device="abacus")


def test_frequencies_that_old_files_hold_are_passed_over(tmp_path: Path) -> None:
    config = chat(TINY_VIT, tiny_text("Llama"))
    tensors = random_tensors(config) | {"language_model.model.layers.0.self_attn.rotary_emb.inv_freq": torch.ones(8)}
    load(write(tmp_path, config, tensors))


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("mlp1.1.bias", None, "1 missing: model.multi_modal_projector.linear_1.bias"),
        ("mlp1.1.bias", torch.zeros(63), r"1 of a wrong shape: mlp1.1.bias: \(63,\) instead of \(64,\)"),
        ("mlp1.4.bias", torch.zeros(64), "1 unexpected: mlp1.4.bias"),
        ("language_model.base_model.model.lora_A.weight", torch.zeros(2), "1 unexpected: language_model.base_model"),
        ("vision_model.encoder.layers.0.attn.qkv.weight", torch.zeros(95, 32), "95 rows are not three equal blocks"),
        ("language_model.model.layers.0.attention.wqkv.weight", torch.zeros(100, 64), "100 rows are not 2 groups"),
        ("mlp1.1.bias", torch.full((64,), float("nan")), "1 NaN or infinite in float32: .*linear_1.bias"),
        ("mlp1.1.bias", torch.zeros(64, dtype=torch.int8), "int8 without what is needed to unpack it"),
    ],
)  # fmt: skip
def test_wrong_weights_are_named(name: str, value: Tensor | None, message: str, tmp_path: Path) -> None:
    config = chat(TINY_VIT, tiny_text("InternLM2"))
    tensors = random_tensors(config)
    if value is None:
        del tensors[name]
    else:
        tensors[name] = value
    with pytest.raises(ModelError, match=message):
        load(write(tmp_path, config, tensors))


def test_values_that_overflow_are_named(checkpoint: Path) -> None:
    tensors = random_tensors(json.loads((checkpoint / "config.json").read_text(encoding="utf-8")))
    tensors["mlp1.3.bias"][0] = 1e6
    save_file(tensors, checkpoint / "model.safetensors")
    with pytest.raises(ModelError, match="infinite in float16"):
        load_model(checkpoint, dtype="float16", device="cpu", image_token_id=IMAGE)


class TestFolder:
    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="is not a folder"):
            load(tmp_path / "none")

    def test_no_config(self, checkpoint: Path) -> None:
        (checkpoint / "config.json").unlink()
        with pytest.raises(ModelError, match="holds no config.json"):
            load(checkpoint)

    @pytest.mark.parametrize("content", ["", "[]", "{", "[" * 100_000, "\0"])
    def test_a_config_that_is_no_object(self, content: str, checkpoint: Path) -> None:
        (checkpoint / "config.json").write_text(content, encoding="utf-8")
        with pytest.raises(ModelError, match="JSON"):
            load(checkpoint)

    def test_no_weights(self, checkpoint: Path) -> None:
        (checkpoint / "model.safetensors").unlink()
        with pytest.raises(ModelError, match="holds no weights"):
            load(checkpoint)

    def test_a_truncated_file(self, checkpoint: Path) -> None:
        whole = (checkpoint / "model.safetensors").read_bytes()
        (checkpoint / "model.safetensors").write_bytes(whole[:-10])
        with pytest.raises(ModelError, match="is broken"):
            load(checkpoint)

    def test_a_pointer_of_git_lfs(self, checkpoint: Path) -> None:
        (checkpoint / "model.safetensors").write_text("version https://git-lfs.github.com/spec/v1\n", encoding="utf-8")
        with pytest.raises(ModelError) as caught:
            load(checkpoint)
        assert "git lfs pull" in caught.value.hint

    @pytest.mark.parametrize("names", [{"a": "../a.safetensors"}, {"a": 1}, {"a": []}, {"a": 1, "b": "c"}, {}, []])
    def test_an_index_that_leads_elsewhere(self, names: object, checkpoint: Path) -> None:
        (checkpoint / "model.safetensors.index.json").write_text(json.dumps({"weight_map": names}), encoding="utf-8")
        with pytest.raises(ModelError, match="does not name the files"):
            load(checkpoint)

    def test_a_pickle_that_would_run_code(self, checkpoint: Path, tmp_path: Path) -> None:
        class Trap:
            def __reduce__(self) -> Any:
                return Path.touch, (tmp_path / "ran",)

        (checkpoint / "model.safetensors").unlink()
        torch.save({"mlp1.0.bias": Trap()}, checkpoint / "pytorch_model.bin")
        with pytest.raises(ModelError, match="cannot be read as tensors alone"):
            load(checkpoint)
        assert not (tmp_path / "ran").exists()

    def test_code_beside_the_weights_does_not_run(self, checkpoint: Path, tmp_path: Path) -> None:
        code = f"from pathlib import Path\nPath({str(tmp_path / 'ran')!r}).touch()\n"
        (checkpoint / "modeling_internvl_chat.py").write_text(code, encoding="utf-8")
        load(checkpoint)
        assert not (tmp_path / "ran").exists()
