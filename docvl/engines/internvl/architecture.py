"""The classes that run a checkpoint: transformers' own, except for what they cannot do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import torch
from torch import Tensor, nn
from transformers import InternVLForConditionalGeneration, InternVLModel, InternVLVisionModel, PreTrainedModel
from transformers.configuration_utils import PreTrainedConfig
from transformers.initialization import no_init_weights


class TransposedInternVLModel(InternVLModel):
    """ps_version v1 of the first checkpoints: the grid of visual tokens is read column by column."""

    def pixel_shuffle(self, vision_features: Tensor, scale_factor: float = 0.5) -> Tensor:
        """(tiles, rows, columns, width) -> (tiles, columns / 2, rows / 2, 4 width) for a factor of one half."""
        shuffled: Tensor = super().pixel_shuffle(vision_features, scale_factor)
        return shuffled.transpose(1, 2)


class TransposedInternVL(InternVLForConditionalGeneration):
    """``InternVLForConditionalGeneration`` for ps_version v1."""

    def __init__(self, config: Any) -> None:
        super(InternVLForConditionalGeneration, self).__init__(config)
        self.model = TransposedInternVLModel(config)
        self.lm_head = nn.Linear(config.text_config.hidden_size, config.text_config.vocab_size, bias=False)
        self.post_init()  # type: ignore[no-untyped-call]


def build(config: PreTrainedConfig, device: torch.device, dtype: torch.dtype) -> PreTrainedModel:
    """The model of a configuration, its parameters not set; its buffers, where they are not on ``meta``, are.

    Args:
        config: from ``stock_config``.
        device: where the parameters live; ``meta`` costs no memory.
        dtype: of all parameters.
    """
    without_values: AbstractContextManager[Any] = no_init_weights()
    with torch.device(device), without_values:
        model: PreTrainedModel = model_class(config)._from_config(config, dtype=dtype)
    model.tie_weights()
    model.eval()
    return model


def model_class(config: PreTrainedConfig) -> type[PreTrainedModel]:
    """The class that runs ``config``."""
    if config.model_type == "internvl_vision":
        return InternVLVisionModel
    return TransposedInternVL if getattr(config, "ps_version", "v2") == "v1" else InternVLForConditionalGeneration
