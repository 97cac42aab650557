"""Converted models load into transformers' stock classes and compute the same."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForImageTextToText, AutoTokenizer

from docvl.engines.internvl import load_model, load_tokenizer
from docvl.engines.internvl.convert import convert_model
from docvl.errors import ModelError, OutputError
from tests.engines.internvl.original import TINY_VIT, chat, random_tensors, tiny_text, write
from tests.engines.internvl.test_quantised import pack_int8

TOKENIZER = Path(__file__).parents[2] / "golden" / "tokenizers" / "internlm2_tiny"
TILES = torch.randn(2, 3, 56, 56, generator=torch.Generator().manual_seed(3))


def original(folder: Path, architecture: str, **more: Any) -> Path:
    config = chat(TINY_VIT, tiny_text(architecture, vocab_size=1209, **more))
    shutil.copytree(TOKENIZER, folder)
    return write(folder, config, random_tensors(config))


@torch.no_grad()
def logits(model: Any) -> torch.Tensor:
    ids = torch.tensor([[1, 1200, *[1202] * 8, 1201, 5, 6, 7]])
    result: torch.Tensor = model.eval()(input_ids=ids, pixel_values=TILES).logits
    return result


@pytest.mark.parametrize("architecture", ["InternLM2", "Llama", "Phi3", "Qwen2", "Qwen3", "Qwen3Moe"])
def test_stock_classes_compute_the_same(architecture: str, tmp_path: Path) -> None:
    source = original(tmp_path / "original", architecture)
    convert_model(source, tmp_path / "new" / "hf")
    own = logits(load_model(source, device="cpu"))
    stock = AutoModelForImageTextToText.from_pretrained(tmp_path / "new" / "hf")
    assert torch.equal(logits(stock), own)
    assert torch.equal(logits(load_model(tmp_path / "new" / "hf", device="cpu")), own)
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["hf"]
    text = "<|im_start|>user\n合计 12.50<|im_end|>"
    expected = load_tokenizer(source)(text)["input_ids"]
    assert AutoTokenizer.from_pretrained(tmp_path / "new" / "hf")(text)["input_ids"] == expected
    assert load_tokenizer(tmp_path / "new" / "hf")(text)["input_ids"] == expected


def test_what_users_know_of_the_original_configuration_is_kept(tmp_path: Path) -> None:
    convert_model(original(tmp_path / "original", "Qwen2"), tmp_path / "hf")
    config: Any = load_model(tmp_path / "hf", device="cpu").config
    assert (config.template, config.max_dynamic_patch, config.use_thumbnail) == ("internlm2-chat", 12, True)
    assert "auto_map" not in json.loads((tmp_path / "hf" / "config.json").read_text(encoding="utf-8"))


def test_a_tied_output_layer_stays_tied(tmp_path: Path) -> None:
    source = original(tmp_path / "original", "Qwen3", tie_word_embeddings=True)
    convert_model(source, tmp_path / "hf")
    assert torch.equal(
        logits(AutoModelForImageTextToText.from_pretrained(tmp_path / "hf")), logits(load_model(source, device="cpu"))
    )


def test_quantised_weights_are_written_without_rounding(tmp_path: Path) -> None:
    source = original(tmp_path / "original", "InternLM2")
    tensors = {name: tensor.half() for name, tensor in load_file(source / "model.safetensors").items()}
    packed = pack_int8(tensors.pop("mlp1.1.weight").float())
    save_file(tensors | {f"mlp1.1.{part}": value for part, value in packed.items()}, source / "model.safetensors")
    convert_model(source, tmp_path / "hf")
    stock = AutoModelForImageTextToText.from_pretrained(tmp_path / "hf")
    assert stock.dtype == torch.float32
    assert torch.equal(logits(stock), logits(load_model(source, device="cpu")))


def test_precision(tmp_path: Path) -> None:
    convert_model(original(tmp_path / "original", "Llama"), tmp_path / "hf", dtype="bfloat16")
    assert {tensor.dtype for tensor in load_file(tmp_path / "hf" / "model.safetensors").values()} == {torch.bfloat16}


@pytest.mark.parametrize("older", [True, False])
def test_names_of_every_version_of_transformers(older: bool, tmp_path: Path) -> None:
    """Before 4.52 without the leading "model.", and with the language model in one of its own."""
    source = original(tmp_path / "original", "Qwen2")
    convert_model(source, tmp_path / "hf")
    model = load_model(source, device="cpu")
    names = {name: name for name in model.state_dict()}
    if older:
        names = {
            name: name.removeprefix("model.").replace("language_model.", "language_model.model.") for name in names
        }
        names["lm_head.weight"] = "language_model.lm_head.weight"
    save_file({names[name]: value for name, value in model.state_dict().items()}, tmp_path / "hf" / "model.safetensors")
    assert torch.equal(logits(load_model(tmp_path / "hf", device="cpu")), logits(model))


def test_what_transformers_cannot_run_is_refused(tmp_path: Path) -> None:
    source = original(tmp_path / "original", "Llama")
    config = json.loads((source / "config.json").read_text(encoding="utf-8")) | {"ps_version": "v1"}
    (source / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(ModelError, match="ps_version v1 cannot be converted"):
        convert_model(source, tmp_path / "hf")
    assert not (tmp_path / "hf").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    source = original(tmp_path / "original", "Llama")
    with pytest.raises(OutputError, match="is not an empty folder"):
        convert_model(source, source)
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="is not an empty folder"):
        convert_model(source, tmp_path / "file")
    with pytest.raises(OutputError, match="cannot be written"):
        convert_model(source, tmp_path / "file" / "hf")
