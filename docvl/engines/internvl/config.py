"""From a checkpoint's own config.json to the configuration of transformers' InternVL classes.

What is accepted was compared with the reference implementation; anything else is refused with the reason. Names of
the original configuration are kept where users know them (``max_dynamic_patch``, ``template``): they become extra
attributes of the configuration and travel with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, NoReturn

from transformers import InternVLConfig, InternVLVisionConfig
from transformers.configuration_utils import PreTrainedConfig

from docvl.errors import ModelError

from .keys import Layout

NO_IMAGE_TOKEN = -1  # no token is the placeholder: pictures can be encoded and not be placed in a prompt

_SIZES = ("vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads")
_COPIED = (
    *_SIZES, "num_key_value_heads", "max_position_embeddings", "rms_norm_eps", "initializer_range", "hidden_act",
    "attention_dropout",
)  # fmt: skip
_WINDOW = ("use_sliding_window", "sliding_window", "max_window_layers")
_EXPERTS = (
    "num_experts", "num_experts_per_tok", "moe_intermediate_size", "norm_topk_prob", "decoder_sparse_step",
    "mlp_only_layers",
)  # fmt: skip


class _TextModel(NamedTuple):
    """How a language model of the original checkpoints runs in transformers."""

    model_type: str
    ropes: tuple[str, ...] = ("default",)
    copied: tuple[str, ...] = ()


_TEXT_MODELS = {
    "InternLM2ForCausalLM": _TextModel("llama", ("default", "linear", "dynamic")),
    "LlamaForCausalLM": _TextModel(
        "llama", ("default", "linear", "dynamic"), ("attention_bias", "mlp_bias", "head_dim")
    ),
    "Phi3ForCausalLM": _TextModel(
        "phi3", ("default", "longrope"), ("sliding_window", "original_max_position_embeddings")
    ),
    "Qwen2ForCausalLM": _TextModel("qwen2", ("default", "dynamic"), _WINDOW),
    "Qwen3ForCausalLM": _TextModel("qwen3", ("default", "dynamic"), ("attention_bias", "head_dim", *_WINDOW)),
    "Qwen3MoeForCausalLM": _TextModel(
        "qwen3_moe", ("default", "dynamic"), ("attention_bias", "head_dim", *_WINDOW[:2], *_EXPERTS)
    ),
}
_ARCHITECTURES = {
    "internlm2": "InternLM2ForCausalLM", "llama": "LlamaForCausalLM", "phi3": "Phi3ForCausalLM",
    "qwen2": "Qwen2ForCausalLM", "qwen3": "Qwen3ForCausalLM", "qwen3_moe": "Qwen3MoeForCausalLM",
}  # fmt: skip
# Attributes of the original configuration with the defaults of its class.
_CHAT_EXTRAS: dict[str, Any] = {
    "template": None, "system_message": None, "dynamic_image_size": False, "use_thumbnail": False,
    "min_dynamic_patch": 1, "max_dynamic_patch": 6, "pad2square": False, "ps_version": "v1",
}  # fmt: skip


def layout_of(raw: Mapping[str, Any]) -> Layout:
    """Which kind of folder a config.json belongs to.

    Raises:
        ModelError: none that docvl reads.
    """
    kind, classes = raw.get("model_type"), _classes(raw)
    if "qllama_config" in raw:  # its model_type, "internvl", is that of another model in transformers
        _refuse("InternVL-14B (image and text retrieval, with QLLaMA) is not supported yet")
    if kind == "internvl_chat" or "InternVLChatModel" in classes:
        return "chat"
    if kind == "internvl":
        return "hf"
    if kind == "intern_vit_6b" or "InternVisionModel" in classes:
        return "vision"
    if kind == "internvl_vision":
        return "hf-vision"
    _refuse(f"model_type {kind!r} is no InternVL model")


def architecture_of(raw: Mapping[str, Any], layout: Layout) -> str:
    """Class name of the language model as the original checkpoints have it; empty for a vision tower.

    Raises:
        ModelError: a language model that docvl does not know.
    """
    if layout in ("vision", "hf-vision"):
        return ""
    text = _mapping(raw, "llm_config" if layout == "chat" else "text_config")
    known = _ARCHITECTURES.get(str(text.get("model_type")), "")
    name = next(iter(_classes(text)), known) if layout == "chat" else known
    if name not in _TEXT_MODELS:
        _refuse(
            f"the language model {name or text.get('model_type')!r} is not known",
            "Supported: " + ", ".join(_TEXT_MODELS) + ".",
        )
    return name


def stock_config(raw: Mapping[str, Any], *, image_token_id: int | None, tied: bool) -> PreTrainedConfig:
    """The configuration of the class in transformers that runs this checkpoint.

    Args:
        raw: content of config.json, of the original or of transformers' format.
        image_token_id: id of ``<IMG_CONTEXT>``; None leaves what a config of transformers' format says.
        tied: whether the output layer shares the weights of the input embedding.

    Raises:
        ModelError: a value is missing, impossible, or not proven to run as the reference does.
    """
    try:
        return _converted(raw, image_token_id, tied)
    except ModelError:
        raise
    except Exception as error:  # values of wrong types; what transformers' own checks raise has no other common class
        raise ModelError(f"config.json is not accepted: {' '.join(str(error).split())}") from None


def _converted(raw: Mapping[str, Any], image_token_id: int | None, tied: bool) -> PreTrainedConfig:
    layout = layout_of(raw)
    _check_quantisation(raw)
    architecture = architecture_of(raw, layout)
    if layout == "vision":
        return InternVLVisionConfig(**_vision(raw))
    if layout == "hf-vision":
        return InternVLVisionConfig(**_stored(raw))
    values = _chat(raw, architecture) if layout == "chat" else _hf(raw)
    if image_token_id is not None or layout == "chat":
        values["image_token_id"] = NO_IMAGE_TOKEN if image_token_id is None else image_token_id
    values["tie_word_embeddings"] = values["text_config"]["tie_word_embeddings"] = tied
    token, count = values.get("image_token_id", NO_IMAGE_TOKEN), values["text_config"].get("vocab_size", 0)
    if token >= count:
        raise ModelError(
            f"<IMG_CONTEXT> has id {token}; the model has {count} tokens.",
            hint="Tokenizer and weights do not belong together.",
        )
    return InternVLConfig(**values)


def _chat(raw: Mapping[str, Any], architecture: str) -> dict[str, Any]:
    """Values of an ``InternVLConfig`` from an original configuration."""
    extras = {name: default if raw.get(name) is None else raw[name] for name, default in _CHAT_EXTRAS.items()}
    if extras["ps_version"] not in ("v1", "v2"):
        _refuse(f"ps_version {extras['ps_version']!r} is not known")
    if raw.get("downsample_ratio", 0.5) != 0.5:
        _refuse(f"downsample_ratio {raw['downsample_ratio']!r} was never published; 0.5 is supported")
    vision = _vision(_mapping(raw, "vision_config"))
    layer, depth = raw.get("select_layer", -1), vision["num_hidden_layers"]
    if not isinstance(layer, int) or not -depth - 1 <= layer <= depth:
        _refuse(f"select_layer {layer!r} does not exist in a vision tower of {depth} layers")
    size = raw.get("force_image_size") or vision["image_size"]
    if not isinstance(size, int) or size % (2 * vision["patch_size"]):
        _refuse(f"force_image_size {size!r} is not a multiple of two patches of {vision['patch_size']} pixels")
    return {
        "vision_config": {"model_type": "internvl_vision", **vision},
        "text_config": _text(_mapping(raw, "llm_config"), architecture),
        "vision_feature_layer": layer,
        "downsample_ratio": 0.5,
        "image_seq_length": (size // (2 * vision["patch_size"])) ** 2,
        "force_image_size": size,
        **extras,
    }


def _vision(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an ``InternVLVisionConfig``; absent ones as in the first InternViT-6B."""
    names = ("hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "image_size", "patch_size")
    sizes = {name: _positive(raw, name, "vision_config") for name in names}
    eps, normed = raw.get("layer_norm_eps", 1e-6), raw.get("qk_normalization", True)
    if normed and eps != 1e-6:
        _refuse(f"qk_normalization runs with an epsilon of 1e-6 alone, not {eps!r}")
    if (norm := raw.get("norm_type", "rms_norm")) not in ("rms_norm", "layer_norm"):
        _refuse(f"norm_type {norm!r} is not known")
    if (activation := raw.get("hidden_act", "gelu")) != "gelu":
        _refuse(f"the vision tower's activation {activation!r} is not known")
    return {
        **sizes,
        "num_channels": raw.get("num_channels", 3),
        "attention_bias": raw.get("qkv_bias", False),
        "use_qk_norm": normed,
        "norm_type": norm,
        "layer_norm_eps": eps,
        "use_mask_token": False,
        "use_absolute_position_embeddings": True,
        "use_mean_pooling": True,  # False would add a last norm, which the checkpoints lack
    }


def _text(raw: Mapping[str, Any], architecture: str) -> dict[str, Any]:
    """Values of the language model's configuration."""
    model = _TEXT_MODELS[architecture]
    for name in _SIZES:
        _positive(raw, name, "llm_config")
    if (activation := raw.get("hidden_act", "silu")) != "silu":
        _refuse(f"the language model's activation {activation!r} is not known")
    values = {name: raw[name] for name in (*_COPIED, *model.copied) if raw.get(name) is not None}
    values |= {name: raw.get(name) for name in ("bos_token_id", "eos_token_id", "pad_token_id")}
    if (values["pad_token_id"] or 0) >= values["vocab_size"]:
        values["pad_token_id"] = None
    if architecture == "InternLM2ForCausalLM":
        values["attention_bias"] = raw.get("bias", True)
    values["rope_parameters"] = _rope(raw, model.ropes)
    return {"model_type": model.model_type, **values}


def _rope(raw: Mapping[str, Any], allowed: tuple[str, ...]) -> dict[str, Any]:
    """Rotary embedding, and what scales it beyond the positions of the training."""
    scaling = raw.get("rope_scaling") or raw.get("rope_parameters") or {}
    if not isinstance(scaling, Mapping):
        _refuse(f"rope_scaling {scaling!r} is not an object")
    kind = scaling.get("rope_type") or scaling.get("type") or "default"
    kind = "longrope" if kind == "su" else kind
    if kind not in allowed:
        _refuse(f"rope scaling {kind!r} of this language model was not compared with the reference")
    theta = raw.get("rope_theta") or scaling.get("rope_theta") or 10000.0
    values: dict[str, Any] = {"rope_type": kind, "rope_theta": _number(theta, "rope_theta")}
    if kind in ("linear", "dynamic"):
        values["factor"] = _number(scaling.get("factor"), "factor")
    elif kind == "longrope":
        name = "original_max_position_embeddings"
        original = _positive({name: raw.get(name) or scaling.get(name) or 4096}, name, "llm_config")
        values |= {name: original, "factor": max(1.0, raw.get("max_position_embeddings", original) / original)}
        values |= {factors: scaling.get(factors) for factors in ("short_factor", "long_factor")}
    return values


def _hf(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Values of an ``InternVLConfig`` from one that transformers wrote."""
    values = _stored(raw)
    text = values["text_config"] = {**_mapping(raw, "text_config")}
    values["vision_config"] = {**_mapping(raw, "vision_config")}
    if text.get("model_type") == "phi3":
        _rope(text, _TEXT_MODELS["Phi3ForCausalLM"].ropes)
    if values.get("ps_version", "v2") != "v2":
        _refuse("the format of transformers has no ps_version v1")
    return values


def _stored(raw: Mapping[str, Any]) -> dict[str, Any]:
    dropped = ("model_type", "architectures", "auto_map", "transformers_version", "quantization_config")
    return {name: value for name, value in raw.items() if name not in dropped}


def _check_quantisation(raw: Mapping[str, Any]) -> None:
    for part in (raw, raw.get("llm_config"), raw.get("text_config")):
        quantised = part.get("quantization_config") if isinstance(part, Mapping) else None
        if isinstance(quantised, Mapping) and not _known_quantisation(quantised):
            _refuse(
                f"quantisation by {quantised.get('quant_method')!r} with these settings is not known",
                "Supported: 8 bits of bitsandbytes, and AWQ of 4 bits with zero points, version 'gemm'.",
            )


def _known_quantisation(quantised: Mapping[str, Any]) -> bool:
    if quantised.get("quant_method") == "bitsandbytes":
        return bool(quantised.get("load_in_8bit") or quantised.get("_load_in_8bit"))
    layout = (quantised.get("bits", 4), str(quantised.get("version", "gemm")).lower())
    return quantised.get("quant_method") == "awq" and layout == (4, "gemm") and quantised.get("zero_point", True)


def _mapping(raw: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = raw.get(name)
    if not isinstance(value, Mapping):
        raise ModelError(f"config.json lacks the object {name!r}.")
    return value


def _positive(raw: Mapping[str, Any], name: str, where: str) -> int:
    value = raw.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ModelError(f"config.json: {name!r} of {where} is {value!r}, not a positive integer.")
    return value


def _number(value: object, name: str) -> float:
    if not isinstance(value, int | float) or not value > 0:
        raise ModelError(f"config.json: {name!r} of the rotary embedding is {value!r}, not a positive number.")
    return float(value)


def _classes(raw: Mapping[str, Any]) -> list[str]:
    names = raw.get("architectures")
    return [str(name) for name in names] if isinstance(names, list) else []


def _refuse(reason: str, hint: str = "") -> NoReturn:
    raise ModelError(f"The model cannot be used: {reason}.", hint=hint)
