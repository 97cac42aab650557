"""A checkpoint with random weights that loads in a blink: tiles of 56 pixels, four visual tokens each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

ROOT = Path(__file__).parents[3]
SPECIAL = ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<img>", "</img>", "<IMG_CONTEXT>", "<box>", "</box>"]
TILE_PX = 56
VOCABULARY = 1_100  # wider than the tokenizer's, as padded embeddings are
POSITIONS = 8_192


@cache
def make_tokenizer() -> PreTrainedTokenizerFast:
    """Bytes and merges learnt from two schemas; InternVL's special tokens."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1_000,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = [(ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8") for name in ("invoice", "fapiao")]
    backend.train_from_iterator(texts, trainer)
    roles: dict[str, Any] = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "</s>"}
    return PreTrainedTokenizerFast(tokenizer_object=backend, **roles)


def make_checkpoint(folder: Path, *, seed: int = 0, positions: int = POSITIONS) -> Path:
    """Write the checkpoint in the format of transformers."""
    import torch
    from transformers import InternVLConfig, InternVLForConditionalGeneration

    tokenizer = make_tokenizer()
    settings: dict[str, Any] = {
        "vision_config": {
            "model_type": "internvl_vision",
            "hidden_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "intermediate_size": 64,
            "image_size": [TILE_PX, TILE_PX],
            "patch_size": [14, 14],
        },
        "text_config": {
            "model_type": "qwen2",
            "hidden_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 4,
            "num_key_value_heads": 2,
            "intermediate_size": 128,
            "vocab_size": VOCABULARY,
            "max_position_embeddings": positions,
            "initializer_range": 0.3,  # logits far enough apart for distinct choices
        },
        "image_token_id": tokenizer.convert_tokens_to_ids("<IMG_CONTEXT>"),
        "image_seq_length": (TILE_PX // 28) ** 2,
        "force_image_size": TILE_PX,
        "template": "internlm2-chat",
        "tie_word_embeddings": False,
    }
    config = InternVLConfig(**settings)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        InternVLForConditionalGeneration(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
