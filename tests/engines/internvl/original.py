"""Checkpoints in the original layout: what keys they have, written here from the format and not from docvl's rules."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from math import prod
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

Shapes = dict[str, tuple[int, ...]]
Json = dict[str, Any]

VIT_6B: Json = {
    "model_type": "intern_vit_6b", "hidden_size": 3200, "num_hidden_layers": 45, "num_attention_heads": 25,
    "intermediate_size": 12800, "image_size": 448, "patch_size": 14, "qkv_bias": False, "qk_normalization": True,
    "norm_type": "rms_norm", "layer_norm_eps": 1e-6, "hidden_act": "gelu",
}  # fmt: skip
VIT_300M: Json = {
    **VIT_6B, "hidden_size": 1024, "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096,
    "qkv_bias": True, "qk_normalization": False, "norm_type": "layer_norm",
}  # fmt: skip
TINY_VIT: Json = {
    **VIT_6B, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 48,
    "image_size": 56,
}  # fmt: skip


def text(architecture: str, layers: int, hidden: int, ffn: int, heads: int, kv: int, vocab: int, **more: Any) -> Json:
    """A language model's configuration."""
    kind = {"InternLM2": "internlm2", "Qwen3Moe": "qwen3_moe"}.get(architecture, architecture.lower())
    return {
        "architectures": [f"{architecture}ForCausalLM"], "model_type": kind, "num_hidden_layers": layers,
        "hidden_size": hidden, "intermediate_size": ffn, "num_attention_heads": heads, "num_key_value_heads": kv,
        "vocab_size": vocab, "rms_norm_eps": 1e-5, "rope_theta": 1e6, "max_position_embeddings": 32768,
        "hidden_act": "silu", "tie_word_embeddings": False, **({"bias": False} if kind == "internlm2" else {}), **more,
    }  # fmt: skip


def tiny_text(architecture: str, **more: Any) -> Json:
    """A language model that loads in a blink."""
    if architecture == "Qwen3Moe":
        more = {"num_experts": 3, "num_experts_per_tok": 2, "moe_intermediate_size": 24, "head_dim": 16, **more}
    if architecture == "Qwen3":
        more = {"head_dim": 24, **more}
    return text(architecture, 2, 64, 80, 4, 4 if architecture == "Phi3" else 2, 96, **more)


def chat(vision: Json, language: Json, **more: Any) -> Json:
    """A chat model's configuration."""
    return {
        "architectures": ["InternVLChatModel"], "model_type": "internvl_chat",
        "auto_map": {"AutoModel": "modeling_internvl_chat.InternVLChatModel"}, "vision_config": vision,
        "llm_config": language, "select_layer": -1, "force_image_size": vision["image_size"], "downsample_ratio": 0.5,
        "template": "internlm2-chat", "ps_version": "v2", "dynamic_image_size": True, "use_thumbnail": True,
        "max_dynamic_patch": 12, **more,
    }  # fmt: skip


def shapes(config: Json) -> Shapes:
    """Every tensor of a chat model."""
    wide, hidden = 4 * config["vision_config"]["hidden_size"], config["llm_config"]["hidden_size"]
    found = {f"vision_model.{name}": shape for name, shape in vision_shapes(config["vision_config"]).items()}
    for name, size in (
        ("mlp1.0.weight", (wide,)),
        ("mlp1.1.weight", (hidden, wide)),
        ("mlp1.3.weight", (hidden, hidden)),
    ):
        found[name] = size
        found[name.replace("weight", "bias")] = size[:1]
    language = config["llm_config"]
    make = _internlm2 if language["model_type"] == "internlm2" else _llama
    return found | {f"language_model.{name}": shape for name, shape in make(language).items()}


def vision_shapes(config: Json) -> Shapes:
    """Every tensor of a vision tower."""
    width, ffn, patch = config["hidden_size"], config["intermediate_size"], config["patch_size"]
    found: Shapes = {
        "embeddings.class_embedding": (1, 1, width),
        "embeddings.position_embedding": (1, 1 + (config["image_size"] // patch) ** 2, width),
        "embeddings.patch_embedding.weight": (width, 3, patch, patch),
        "embeddings.patch_embedding.bias": (width,),
    }
    for layer in range(config["num_hidden_layers"]):
        at = f"encoder.layers.{layer}."
        found |= {f"{at}{name}": (width,) for name in ("ls1", "ls2", "norm1.weight", "norm2.weight", "attn.proj.bias")}
        found |= {f"{at}attn.qkv.weight": (3 * width, width), f"{at}attn.proj.weight": (width, width)}
        found |= {f"{at}mlp.fc1.weight": (ffn, width), f"{at}mlp.fc1.bias": (ffn,)}
        found |= {f"{at}mlp.fc2.weight": (width, ffn), f"{at}mlp.fc2.bias": (width,)}
        if config["qkv_bias"]:
            found[f"{at}attn.qkv.bias"] = (3 * width,)
        if config["qk_normalization"]:
            found |= {f"{at}attn.{letter}_norm.weight": (width,) for letter in "qk"}
        if config["norm_type"] == "layer_norm":
            found |= {f"{at}norm{number}.bias": (width,) for number in (1, 2)}
    return found


def _internlm2(config: Json) -> Shapes:
    hidden, ffn, heads, kv = (
        config[f"{name}"] for name in ("hidden_size", "intermediate_size", "num_attention_heads", "num_key_value_heads")
    )
    found: Shapes = {"model.tok_embeddings.weight": (config["vocab_size"], hidden), "model.norm.weight": (hidden,)}
    found["output.weight"] = (config["vocab_size"], hidden)
    for layer in range(config["num_hidden_layers"]):
        at = f"model.layers.{layer}."
        found |= {f"{at}attention_norm.weight": (hidden,), f"{at}ffn_norm.weight": (hidden,)}
        found |= {f"{at}attention.wqkv.weight": ((heads + 2 * kv) * (hidden // heads), hidden)}
        found |= {f"{at}attention.wo.weight": (hidden, hidden), f"{at}feed_forward.w2.weight": (hidden, ffn)}
        found |= {f"{at}feed_forward.w{number}.weight": (ffn, hidden) for number in (1, 3)}
        if config["bias"]:
            found |= {
                f"{at}attention.wqkv.bias": ((heads + 2 * kv) * (hidden // heads),),
                f"{at}attention.wo.bias": (hidden,),
            }
    return found


def _llama(config: Json) -> Shapes:
    """Llama, Phi-3, Qwen2 and Qwen3."""
    kind, hidden, heads, kv = (
        config[name] for name in ("model_type", "hidden_size", "num_attention_heads", "num_key_value_heads")
    )
    head = config.get("head_dim", hidden // heads)
    found: Shapes = {"model.embed_tokens.weight": (config["vocab_size"], hidden), "model.norm.weight": (hidden,)}
    if not config["tie_word_embeddings"]:
        found["lm_head.weight"] = (config["vocab_size"], hidden)
    for layer in range(config["num_hidden_layers"]):
        at = f"model.layers.{layer}."
        found |= {f"{at}input_layernorm.weight": (hidden,), f"{at}post_attention_layernorm.weight": (hidden,)}
        rows = {"q": heads * head, "k": kv * head, "v": kv * head}
        if kind == "phi3":
            found[f"{at}self_attn.qkv_proj.weight"] = (sum(rows.values()), hidden)
        else:
            found |= {f"{at}self_attn.{letter}_proj.weight": (count, hidden) for letter, count in rows.items()}
        found[f"{at}self_attn.o_proj.weight"] = (hidden, heads * head)
        if kind == "qwen2":
            found |= {f"{at}self_attn.{letter}_proj.bias": (count,) for letter, count in rows.items()}
        if kind in ("qwen3", "qwen3_moe"):
            found |= {f"{at}self_attn.{letter}_norm.weight": (head,) for letter in "qk"}
        found |= {f"{at}mlp.{name}": shape for name, shape in _feed_forward(config, kind, hidden).items()}
    return found


def _feed_forward(config: Json, kind: str, hidden: int) -> Shapes:
    ffn = config["intermediate_size"]
    if kind == "phi3":
        return {"gate_up_proj.weight": (2 * ffn, hidden), "down_proj.weight": (hidden, ffn)}
    experts = [""]
    found: Shapes = {}
    if kind == "qwen3_moe":
        ffn, experts = (
            config["moe_intermediate_size"],
            [f"experts.{number}." for number in range(config["num_experts"])],
        )
        found["gate.weight"] = (config["num_experts"], hidden)
    for expert in experts:
        found |= {f"{expert}{name}_proj.weight": (ffn, hidden) for name in ("gate", "up")}
        found[f"{expert}down_proj.weight"] = (hidden, ffn)
    return found


def random_tensors(config: Json, seed: int = 0) -> dict[str, Tensor]:
    """A chat model's tensors with random values, float32."""
    generator = torch.Generator().manual_seed(seed)
    return {name: torch.randn(shape, generator=generator) / 8 for name, shape in shapes(config).items()}


def write(folder: Path, config: Json, tensors: Mapping[str, Tensor]) -> Path:
    """Write a checkpoint into one file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    save_file(dict(tensors), folder / "model.safetensors", metadata={"format": "pt"})
    return folder


def write_empty(folder: Path, config: Json, sizes: Shapes) -> Path:
    """Write a checkpoint whose weights are a hole in the file: real shapes, no bytes on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    header, end = {}, 0
    for name, shape in sizes.items():
        start, end = end, end + 2 * prod(shape)
        header[name] = {"dtype": "BF16", "shape": list(shape), "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with (folder / "model.safetensors").open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.truncate(8 + len(text) + end)
    return folder
