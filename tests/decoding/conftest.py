"""A tokenizer as models have them, made here: bytes, merges, special tokens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from docvl.decoding.steering import Grammars

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerFast

ROOT = Path(__file__).parents[2]
SPECIAL = ["<pad>", "<s>", "</s>", "<img>", "</img>", "<IMG_CONTEXT>"]
STOP = 2
VOCABULARY = 1_000  # wider than the tokenizer's, as padded embeddings are


@pytest.fixture(scope="session")
def tokenizer() -> PreTrainedTokenizerFast:
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=900,
        special_tokens=SPECIAL,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    texts = [(ROOT / "schemas" / f"{name}.json").read_text(encoding="utf-8") for name in ("invoice", "fapiao")]
    backend.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=backend, bos_token="<s>", eos_token="</s>", pad_token="<pad>"  # noqa: S106
    )


@pytest.fixture(scope="session")
def grammars(tokenizer: PreTrainedTokenizerFast) -> Grammars:
    return Grammars(tokenizer, VOCABULARY, [STOP])
