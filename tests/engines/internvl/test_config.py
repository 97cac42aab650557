"""What was not compared with the reference is refused with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.engines.internvl.config import NO_IMAGE_TOKEN, layout_of, stock_config
from docvl.errors import ModelError
from tests.engines.internvl.original import TINY_VIT, Json, chat, tiny_text

FACTORS: Json = {"short_factor": [1.0] * 8, "long_factor": [2.0] * 8}


def convert(config: Json, token: int | None = 90) -> Any:
    return stock_config(config, image_token_id=token, tied=False)


def test_what_a_config_becomes() -> None:
    language = tiny_text("InternLM2", pad_token_id=96, rope_scaling={"type": "dynamic", "factor": 3})
    config = convert(chat(TINY_VIT, language, select_layer=-2, system_message="Read."))
    assert (config.image_token_id, config.image_seq_length, config.vision_feature_layer) == (90, 4, -2)
    assert (config.template, config.max_dynamic_patch, config.min_dynamic_patch) == ("internlm2-chat", 12, 1)
    assert (config.use_thumbnail, config.system_message, config.tie_word_embeddings) == (True, "Read.", False)
    assert config.vision_config.layer_norm_eps == 1e-6
    assert config.vision_config.use_mean_pooling
    text = config.text_config
    assert (text.model_type, text.rms_norm_eps, text.attention_bias, text.pad_token_id) == ("llama", 1e-5, False, None)
    assert text.rope_parameters == {"rope_type": "dynamic", "rope_theta": 1e6, "factor": 3.0}


def test_absent_values_are_those_of_the_original_class() -> None:
    config = chat(
        {name: TINY_VIT[name] for name in TINY_VIT if name not in ("norm_type", "qkv_bias")}, tiny_text("Qwen2")
    )
    for name in ("ps_version", "max_dynamic_patch", "dynamic_image_size", "use_thumbnail", "template"):
        del config[name]
    made = convert(config, None)
    assert (made.ps_version, made.max_dynamic_patch, made.dynamic_image_size) == ("v1", 6, False)
    assert (made.vision_config.norm_type, made.vision_config.attention_bias) == ("rms_norm", False)
    assert made.image_token_id == NO_IMAGE_TOKEN


def test_long_rope_keeps_the_reference_s_factor() -> None:
    language = tiny_text("Phi3", rope_scaling={"type": "su", **FACTORS}, max_position_embeddings=131072)
    rope = convert(chat(TINY_VIT, language)).text_config.rope_parameters
    assert (rope["rope_type"], rope["factor"], rope["original_max_position_embeddings"]) == ("longrope", 32.0, 4096)


@pytest.mark.parametrize(
    ("language", "reason"),
    [
        (tiny_text("Phi3", rope_scaling={"type": "yarn", **FACTORS}), "rope scaling 'yarn'"),
        (tiny_text("Qwen2", rope_scaling={"rope_type": "yarn", "factor": 4.0}), "rope scaling 'yarn'"),
        (tiny_text("Qwen3", rope_scaling={"type": "linear", "factor": 4.0}), "rope scaling 'linear'"),
        (tiny_text("Llama", rope_scaling={"type": "dynamic"}), "'factor' of the rotary embedding is None"),
        (tiny_text("Llama", rope_scaling=[1]), "is not an object"),
        (tiny_text("Phi3", rope_scaling={"type": "su", "short_factor": [1.0], "long_factor": [1.0]}), "not accepted"),
        (tiny_text("Llama", hidden_act="gelu"), "activation 'gelu'"),
        (tiny_text("Llama", hidden_size=None), "'hidden_size' of llm_config is None"),
        (tiny_text("Llama", num_hidden_layers=-1), "'num_hidden_layers' of llm_config is -1"),
        (tiny_text("Llama", num_attention_heads=7), "not accepted"),
        ({**tiny_text("Llama"), "architectures": ["GptOssForCausalLM"]}, "language model 'GptOssForCausalLM'"),
        ({**tiny_text("Llama"), "architectures": ["InternLM3ForCausalLM"]}, "language model 'InternLM3ForCausalLM'"),
        (tiny_text("Llama", vocab_size=90), "<IMG_CONTEXT> has id 90"),
        (tiny_text("InternLM2", quantization_config={"quant_method": "gptq", "bits": 4}), "quantisation by 'gptq'"),
        (tiny_text("InternLM2", quantization_config={"quant_method": "awq", "bits": 8}), "quantisation by 'awq'"),
    ],
)  # fmt: skip
def test_unproven_language_models_are_refused(language: Json, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        convert(chat(TINY_VIT, language))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"layer_norm_eps": 1e-5}, "epsilon of 1e-6 alone"),
        ({"norm_type": "batch_norm"}, "norm_type 'batch_norm'"),
        ({"hidden_act": "quick_gelu"}, "activation 'quick_gelu'"),
        ({"hidden_size": "32"}, "'hidden_size' of vision_config is '32'"),
        ({"num_attention_heads": 0}, "'num_attention_heads' of vision_config is 0"),
    ],
)
def test_unproven_towers_are_refused(changes: Json, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        convert(chat({**TINY_VIT, **changes}, tiny_text("Llama")))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"ps_version": "v3"}, "ps_version 'v3'"),
        ({"downsample_ratio": 0.25}, "downsample_ratio 0.25"),
        ({"select_layer": -4}, "select_layer -4"),
        ({"force_image_size": 100}, "force_image_size 100"),
        ({"vision_config": None}, "lacks the object 'vision_config'"),
        ({"llm_config": []}, "lacks the object 'llm_config'"),
        ({"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}}, "'bitsandbytes'"),
        ({"qllama_config": {}}, "InternVL-14B"),
    ],
)
def test_unproven_combinations_are_refused(changes: Json, reason: str) -> None:
    with pytest.raises(ModelError, match=reason):
        convert({**chat(TINY_VIT, tiny_text("Llama")), **changes})


def test_layouts() -> None:
    assert layout_of({"model_type": "internvl", "text_config": {}}) == "hf"
    assert layout_of({"architectures": ["InternVisionModel"]}) == "vision"
    with pytest.raises(ModelError, match="InternVL-14B"):
        layout_of({"model_type": "internvl", "qllama_config": {}})
    with pytest.raises(ModelError, match="'llava' is no InternVL model"):
        layout_of({"model_type": "llava"})


PATHS = [
    *((name,) for name in (*chat(TINY_VIT, {}), "quantization_config", "tie_word_embeddings")),
    *(("vision_config", name) for name in TINY_VIT),
    *(("llm_config", name) for name in (*tiny_text("Qwen3Moe"), "rope_scaling", "pad_token_id", "quantization_config")),
]  # fmt: skip
JSON = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 200), st.floats(), st.text(max_size=8),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["type", "factor", "quant_method", "bits", "rope_theta"]), st.text(max_size=3)),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(PATHS), value=JSON, architecture=st.sampled_from(["InternLM2", "Phi3", "Qwen3Moe"]))
def test_any_value_anywhere_is_accepted_or_refused(path: tuple[str, ...], value: object, architecture: str) -> None:
    config = chat({**TINY_VIT}, tiny_text(architecture))
    inner = config if len(path) == 1 else config[path[0]]
    inner[path[-1]] = value
    try:
        convert(config)
    except ModelError as error:
        assert error.message
