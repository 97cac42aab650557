"""A model with random weights and a tokenizer made up here; the vocabulary is that of InternVL 1.5 in size."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import InternVLConfig, InternVLForConditionalGeneration, PreTrainedTokenizerFast

VOCABULARY = 92_553
SPECIAL = ("<s>", "</s>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>")


def random_checkpoint(folder: Path, layers: int, width: int) -> Path:
    """Write both into a folder, in the format of transformers."""
    random_model(layers, width).save_pretrained(folder)
    random_tokenizer().save_pretrained(folder)
    return folder


def random_tokenizer() -> PreTrainedTokenizerFast:
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


def random_model(layers: int, width: int) -> Any:
    """The language model has so many layers; the vision tower is next to nothing."""
    text = {
        "model_type": "llama",
        "hidden_size": width,
        "intermediate_size": 4 * width,
        "num_hidden_layers": layers,
        "num_attention_heads": width // 64,
        "num_key_value_heads": width // 128,
        "vocab_size": VOCABULARY,
        "max_position_embeddings": 8192,
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
