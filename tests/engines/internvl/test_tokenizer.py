"""Ids are those of the reference's own tokenizer classes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from transformers import AutoTokenizer

from docvl.engines.internvl import load_tokenizer
from docvl.errors import ModelError

GOLDEN = Path(__file__).parents[2] / "golden" / "tokenizers"
NAMES = ("internlm2_tiny", "llama_yi_tiny_nonlegacy", "phi3_tiny")


def cases(name: str) -> list[dict[str, Any]]:
    content = json.loads((GOLDEN / name / "golden.json").read_text(encoding="utf-8"))
    assert content["cases"]
    return list(content["cases"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the InternLM2 tokenizer to change."""
    return Path(shutil.copytree(GOLDEN / "internlm2_tiny", tmp_path / "tokenizer"))


def edit(file: Path, **values: Any) -> None:
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | values), encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_ids_are_those_of_the_reference(name: str, tmp_path: Path) -> None:
    tokenizer = load_tokenizer(GOLDEN / name)
    tokenizer.save_pretrained(tmp_path)
    stock = AutoTokenizer.from_pretrained(tmp_path)
    for case in cases(name):
        assert tokenizer(case["text"])["input_ids"] == case["ids"], case["text"]
        assert stock(case["text"])["input_ids"] == case["ids"], case["text"]


@pytest.mark.parametrize("name", NAMES)
def test_texts_come_back(name: str) -> None:
    tokenizer = load_tokenizer(GOLDEN / name)
    for case in cases(name):
        # The reference prints markers that it does not count as special, with spaces around them.
        if "<|" not in case["decoded_skip_special"] and "</s>" not in case["decoded_skip_special"]:
            assert tokenizer.decode(case["ids"], skip_special_tokens=True) == case["decoded_skip_special"]


def test_a_prefix_that_the_file_asks_for_stands_before_each_stretch(folder: Path) -> None:
    """``add_dummy_prefix`` is read from the file; a piece defined by the user ends no stretch."""
    file = folder / "tokenizer.model"
    content = file.read_bytes()
    assert content.count(b"\x18\x00\x20\x00") == 1  # add_dummy_prefix, remove_extra_whitespaces
    file.write_bytes(content.replace(b"\x18\x00\x20\x00", b"\x18\x01\x20\x00"))
    tokenizer = load_tokenizer(folder)
    assert tokenizer.tokenize("a<|im_end|>a") == ["▁a", "<|im_end|>", "▁a"]
    assert tokenizer.tokenize("[UNUSED_TOKEN_140]a") == ["▁", "[UNUSED_TOKEN_140]", "a"]


def test_pieces_that_became_markers_cannot_be_written_under_their_old_names() -> None:
    tokenizer = load_tokenizer(GOLDEN / "internlm2_tiny")
    assert tokenizer.convert_tokens_to_ids("<|im_end|>") == 1198
    assert 1198 not in tokenizer("[UNUSED_TOKEN_145]")["input_ids"]


def test_batches_are_padded_on_the_left() -> None:
    tokenizer = load_tokenizer(GOLDEN / "internlm2_tiny")
    assert tokenizer(["a", "a b c"], padding=True)["attention_mask"][0][0] == 0


@pytest.mark.parametrize("kind", ["vocabulary", "file"])
def test_tokenizers_of_qwen(kind: str, tmp_path: Path) -> None:
    """Original folders hold vocab.json and merges.txt; later ones tokenizer.json."""
    letters = {letter: number for number, letter in enumerate("abĠ")}
    markers = ("<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>")
    added = {str(4 + number): {"content": text, "special": True} for number, text in enumerate(markers)}
    config = {
        "tokenizer_class": "Qwen2Tokenizer",
        "added_tokens_decoder": added,
        "eos_token": "<|im_end|>",
        "unk_token": None,
    }
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    (tmp_path / "vocab.json").write_text(json.dumps(letters | {"ab": 3}), encoding="utf-8")
    (tmp_path / "merges.txt").write_text("#version: 0.2\na b\n", encoding="utf-8")
    tokenizer = load_tokenizer(tmp_path)
    if kind == "file":
        tokenizer.save_pretrained(tmp_path / "file")
        tokenizer = load_tokenizer(tmp_path / "file")
    assert tokenizer("ab a<IMG_CONTEXT>b")["input_ids"] == [3, 2, 0, 7, 1]


class TestBroken:
    def test_without_the_marker_of_pictures(self, folder: Path) -> None:
        content = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        added = {number: token for number, token in content["added_tokens_decoder"].items() if int(number) < 1200}
        edit(folder / "tokenizer_config.json", added_tokens_decoder=added)
        with pytest.raises(ModelError, match=r"lacks <img>, </img>, <IMG_CONTEXT>\."):
            load_tokenizer(folder)

    def test_with_other_ids_than_it_says(self, folder: Path) -> None:
        content = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8"))
        content["added_tokens_decoder"]["1300"] = content["added_tokens_decoder"].pop("1202")
        edit(folder / "tokenizer_config.json", **content)
        with pytest.raises(ModelError, match="its configuration says"):
            load_tokenizer(folder)

    def test_without_files(self, tmp_path: Path) -> None:
        with pytest.raises(ModelError, match="holds no tokenizer"):
            load_tokenizer(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"\x0a", b"\x0a\xff\xff", b"not a model at all", b"\x0a\x03\x0a\x01a"])
    def test_with_a_broken_model(self, content: bytes, folder: Path) -> None:
        (folder / "tokenizer.model").write_bytes(content)
        with pytest.raises(ModelError):
            load_tokenizer(folder)

    def test_with_a_broken_configuration(self, folder: Path) -> None:
        edit(folder / "tokenizer_config.json", added_tokens_decoder={"x": 1})
        with pytest.raises(ModelError, match="is broken"):
            load_tokenizer(folder)

    def test_with_a_broken_file(self, tmp_path: Path) -> None:
        (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
        with pytest.raises(ModelError, match="cannot be read"):
            load_tokenizer(tmp_path)
