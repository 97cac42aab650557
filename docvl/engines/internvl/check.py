"""Says what a model folder holds and what is wrong with it, without reading its weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import torch
from transformers import PreTrainedModel, PreTrainedTokenizerFast
from transformers.configuration_utils import PreTrainedConfig

from docvl.errors import ModelError, UsageError
from docvl.prompting import load_template

from .architecture import build
from .config import NO_IMAGE_TOKEN
from .load import Checkpoint, fill
from .memory import Needs, needs, readable_bytes
from .tokenizer import IMAGE_CONTEXT, read_tokenizer

_FORMATS = {
    "chat": "InternVL, original format",
    "hf": "InternVL, transformers' format",
    "vision": "InternViT alone, original format",
    "hf-vision": "InternViT alone, transformers' format",
}
_TOWERS = {3200: "InternViT-6B", 1024: "InternViT-300M"}
_PARTS = {
    "model.vision_tower.": "vision tower",
    "model.multi_modal_projector.": "projector",
    "model.language_model.": "language model",
    "lm_head.": "output layer",
}
_DTYPES = (torch.bfloat16, torch.float32)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What ``inspect_model`` found.

    Attributes:
        facts: names and values for people, in order.
        parameters: number of parameters of each part.
        needs: memory by precision.
        problems: what keeps the model from being used; empty if nothing does.
    """

    facts: tuple[tuple[str, str], ...]
    parameters: dict[str, int]
    needs: dict[str, Needs]
    problems: tuple[str, ...] = field(default=())


def inspect_model(path: str | Path) -> Inspection:
    """Understand a model folder and load it without values.

    Raises:
        ModelError: nothing can be said: no config.json, no weights, or a model that docvl does not know.
    """
    problems: list[str] = []
    tokenizer = None
    checkpoint = Checkpoint(path, image_token_id=NO_IMAGE_TOKEN)
    if checkpoint.layout in ("chat", "hf"):
        try:
            tokenizer = read_tokenizer(checkpoint.folder)
        except ModelError as error:
            problems.append(error.message)
        else:
            problems += _mismatches(checkpoint, tokenizer)
        problems += _template_problems(getattr(checkpoint.config, "template", None))
    model = build(checkpoint.config, torch.device("meta"), torch.float32)
    try:
        problems += fill(model, checkpoint.pieces(dry=True))
    except ModelError as error:
        problems.append(error.message)
    return Inspection(
        tuple(_facts(checkpoint, tokenizer)),
        _parameters(model),
        {str(dtype).removeprefix("torch."): needs(model, dtype) for dtype in _DTYPES},
        tuple(problems),
    )


def _mismatches(checkpoint: Checkpoint, tokenizer: PreTrainedTokenizerFast) -> Iterator[str]:
    vocabulary = tokenizer.get_vocab()
    size = checkpoint.config.text_config.vocab_size
    if (largest := max(vocabulary.values())) >= size:
        yield f"the tokenizer has ids up to {largest}, the model has {size} tokens"
    stored = checkpoint.folder.config.get("image_token_id")
    if checkpoint.layout == "hf" and stored != vocabulary[IMAGE_CONTEXT]:
        yield f"config.json gives {IMAGE_CONTEXT} the id {stored}, the tokenizer {vocabulary[IMAGE_CONTEXT]}"


def _template_problems(name: str | None) -> Iterator[str]:
    try:
        if name is not None:
            load_template(name)
    except UsageError as error:
        yield f"{error.message} {error.hint}"


def _facts(checkpoint: Checkpoint, tokenizer: PreTrainedTokenizerFast | None) -> Iterator[tuple[str, str]]:
    config, raw = checkpoint.config, checkpoint.folder.config
    yield "format", _FORMATS[checkpoint.layout]
    files = checkpoint.folder.weight_files
    yield "weights", f"{files[0]}{f' and {len(files) - 1} more' if len(files) > 1 else ''}"
    yield "stored as", _stored(checkpoint)
    vision = getattr(config, "vision_config", config)
    yield "vision tower", _tower(vision)
    if checkpoint.layout in ("vision", "hf-vision"):
        return
    text = config.text_config
    yield (
        "language model",
        (
            f"{checkpoint.architecture.removesuffix('ForCausalLM')}, {text.num_hidden_layers} layers of "
            f"{text.hidden_size}, {text.num_attention_heads} heads on {text.num_key_value_heads}"
        ),
    )
    yield "positions", f"{text.max_position_embeddings:,}, {text.rope_parameters['rope_type']} rotary embedding"
    yield "template", str(getattr(config, "template", None) or "not said")
    yield "tiles", _tiles(config)
    yield "pixel shuffle", f"{getattr(config, 'ps_version', 'v2')}, from layer {config.vision_feature_layer}"
    yield "vocabulary", f"{text.vocab_size:,} tokens{', output layer tied' if config.tie_word_embeddings else ''}"
    if tokenizer is not None:
        vocabulary = tokenizer.get_vocab()
        yield "tokenizer", f"{len(tokenizer):,} tokens"
        special = ("<img>", "</img>", IMAGE_CONTEXT, tokenizer.eos_token, "<|im_end|>", "<|end|>")
        known = dict.fromkeys(token for token in special if token in vocabulary)
        yield "special tokens", ", ".join(f"{token} {vocabulary[token]}" for token in known)
    if "auto_map" in raw:
        yield "remote code", "named in auto_map, never run"


def _stored(checkpoint: Checkpoint) -> str:
    counts: dict[str, int] = {}
    for tensor in checkpoint.folder.tensors("meta").values():
        name = str(tensor.dtype).removeprefix("torch.")
        counts[name] = counts.get(name, 0) + tensor.numel() * tensor.dtype.itemsize
    largest = sorted(counts.items(), key=lambda item: -item[1])
    return ", ".join(f"{name} {readable_bytes(size)}" for name, size in largest if size * 1000 >= largest[0][1])


def _tower(vision: PreTrainedConfig) -> str:
    side = vision.image_size[0]
    norms = f"{vision.norm_type.replace('_', ' ')}{', normed queries and keys' if vision.use_qk_norm else ''}"
    name = _TOWERS.get(vision.hidden_size, "InternViT")
    return f"{name}, {vision.num_hidden_layers} layers of {vision.hidden_size}, {side} px, {norms}"


def _tiles(config: PreTrainedConfig) -> str:
    tokens = f"{config.image_seq_length} tokens each"
    if not getattr(config, "dynamic_image_size", True):
        return f"1, {tokens}"
    few, many = getattr(config, "min_dynamic_patch", 1), getattr(config, "max_dynamic_patch", 12)
    thumbnail = " and a thumbnail" if getattr(config, "use_thumbnail", True) else ""
    return f"{few} to {many}{thumbnail}, {tokens}"


def _parameters(model: PreTrainedModel) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        part = next((label for prefix, label in _PARTS.items() if name.startswith(prefix)), "vision tower")
        counts[part] = counts.get(part, 0) + parameter.numel()
    return counts
