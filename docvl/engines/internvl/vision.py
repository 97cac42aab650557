"""Tiles -> visual tokens, a few tiles at a time, so that memory does not grow with the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from docvl.preprocess import normalise

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TILES_AT_ONCE = 8
"""Tiles in one pass of the vision tower. Eight keep a GPU busy; their activations in InternViT-6B take 0.5 GB."""


@torch.inference_mode()
def encode(model: Any, tiles: NDArray[np.uint8], *, tiles_at_once: int = TILES_AT_ONCE) -> torch.Tensor:
    """What the language model sees of an image.

    Args:
        model: of :func:`docvl.engines.internvl.load_model`.
        tiles: (T, S, S, 3), uint8, RGB, of :func:`docvl.preprocess.page_tiles`.
        tiles_at_once: tiles in one pass.

    Returns:
        (visual tokens of all tiles, width of the language model), tile by tile, on the model's device, in its dtype.
    """
    config = model.config
    parts = [
        model.get_image_features(
            pixel_values=normalise(tiles[start : start + tiles_at_once], device=model.device, dtype=model.dtype),
            vision_feature_layer=config.vision_feature_layer,
            vision_feature_select_strategy=config.vision_feature_select_strategy,
        ).pooler_output.flatten(0, 1)
        for start in range(0, len(tiles), tiles_at_once)
    ]
    width = config.text_config.hidden_size
    return torch.cat(parts) if parts else torch.empty(0, width, device=model.device, dtype=model.dtype)
