"""Loads InternVL checkpoints, of the original and of transformers' format; code that comes with them never runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.configuration_utils import PreTrainedConfig

from docvl.errors import ModelError

from .architecture import build
from .config import architecture_of, layout_of, stock_config
from .folder import ModelFolder
from .keys import KeyMap, key_map
from .memory import placement, require_memory
from .quantised import unpacked
from .tokenizer import find_image_token

_SHOWN = 5  # names in a message, at most
_META = torch.device("meta")


def load_model(
    path: str | Path,
    *,
    dtype: str | torch.dtype | None = None,
    device: str | torch.device | None = None,
    image_token_id: int | None = None,
) -> PreTrainedModel:
    """Load a checkpoint into transformers' own class, ready to answer.

    Original and transformers' format; a stand-alone InternViT as ``InternVLVisionModel``. Weights of 8 and 4 bits are
    unpacked. ``auto_map`` is never followed, nothing is downloaded.

    Args:
        path: the folder with config.json and the weights.
        dtype: of all weights; bfloat16 on a GPU and float32 on the CPU if None.
        device: the first GPU if None, else the CPU.
        image_token_id: id of ``<IMG_CONTEXT>``. If None it comes from the folder's tokenizer; where there is none,
            pictures can be encoded and not be placed in a prompt.

    Raises:
        ModelError: the folder is broken or incomplete, weights are NaN or infinite, the model is of a kind that was
            not compared with the reference, or it does not fit into memory.
    """
    checkpoint = Checkpoint(path, image_token_id=image_token_id)
    place, kind = placement(device, dtype)
    require_memory(build(checkpoint.config, _META, kind), place, kind)
    model = build(checkpoint.config, place, kind)
    if problems := fill(model, checkpoint.pieces()) or not_finite(model):
        raise ModelError(f"{path} cannot be loaded: {'; '.join(problems)}.")
    return model


class Checkpoint:
    """A model folder, understood.

    Raises:
        ModelError: as ``load_model``, for all that needs no weights.
    """

    def __init__(self, path: str | Path, *, image_token_id: int | None = None) -> None:
        self.folder = ModelFolder(path)
        self.layout = layout_of(self.folder.config)
        self.architecture = architecture_of(self.folder.config, self.layout)
        self._image_token_id = image_token_id

    @cached_property
    def config(self) -> PreTrainedConfig:
        """The configuration of the class that runs the model."""
        token = self._image_token_id
        if token is None and self.layout == "chat":
            token = find_image_token(self.folder)
        return stock_config(self.folder.config, image_token_id=token, tied=self._tied)

    @property
    def _tied(self) -> bool:
        """Whether the output layer is the input embedding; where an output layer is stored, that one counts."""
        raw = self.folder.config
        text = raw.get("llm_config") or raw.get("text_config") or {}
        stored = any(name.endswith(("lm_head.weight", "lm_head.qweight")) for name in self.folder.tensors("meta"))
        return bool(text.get("tie_word_embeddings", raw.get("tie_word_embeddings"))) and not stored

    def pieces(self, *, dry: bool = False) -> Iterator[tuple[str, Tensor, KeyMap]]:
        """Every stored weight with its name and the rules for it; without values if ``dry``."""
        text = getattr(self.config, "text_config", None)
        heads = (text.num_key_value_heads, text.hidden_size // text.num_attention_heads) if text else (1, 1)
        rules = key_map(self.layout, self.architecture, *heads)
        for name, tensor in unpacked(self.folder.tensors("meta" if dry else "cpu")):
            yield name, tensor, rules


def fill(model: PreTrainedModel, stored: Iterator[tuple[str, Tensor, KeyMap]]) -> list[str]:
    """Copy the stored weights into the model's parameters.

    Returns:
        What is missing, unexpected or of a wrong shape; empty if every value of every parameter was set once.
    """
    parameters = dict(model.named_parameters())  # a tied weight is listed once
    unset = {name: parameter.numel() for name, parameter in parameters.items()}
    unexpected, misshapen, touched = [], [], set()
    with torch.no_grad():
        for name, tensor, rules in stored:
            try:
                pieces = rules.pieces(name, tensor)
            except ValueError as error:
                misshapen.append(f"{name}: {error}")
                continue
            if pieces is None or any(piece.target not in parameters for piece in pieces):
                unexpected.append(name)
                continue
            for target, place, part in pieces:
                unset[target] -= part.numel()
                if problem := _copy(parameters[target], place, part):
                    misshapen.append(f"{name}: {problem}")
                    touched.add(target)
    missing = [name for name, count in unset.items() if count > 0 and name not in touched]
    twice = [name for name, count in unset.items() if count < 0 and name not in touched]
    return _problems(
        {"missing": missing, "unexpected": unexpected, "of a wrong shape": misshapen, "stored twice": twice}
    )


def not_finite(model: PreTrainedModel) -> list[str]:
    """Weights that hold NaN or infinity; smallest and largest value show them, without a copy and in one transfer."""
    parameters = dict(model.named_parameters())
    extremes = torch.stack([torch.stack(torch.aminmax(parameter.detach())) for parameter in parameters.values()])
    finite = torch.isfinite(extremes).all(dim=1).tolist()
    dtype = str(model.dtype).removeprefix("torch.")
    bad = [name for name, good in zip(parameters, finite, strict=True) if not good]
    return _problems({f"NaN or infinite in {dtype}": bad})


def _copy(parameter: Tensor, place: tuple[int | slice, ...], part: Tensor) -> str:
    """Set ``parameter[place]``; what is wrong, if anything is."""
    try:
        target = parameter[place] if place else parameter
    except IndexError:
        return f"no place {place} in {tuple(parameter.shape)}"
    if target.shape != part.shape:
        return f"{tuple(part.shape)} instead of {tuple(target.shape)}"
    if not part.is_floating_point():
        return f"{str(part.dtype).removeprefix('torch.')} without what is needed to unpack it"
    target.copy_(part)
    return ""


def _problems(lists: Mapping[str, list[str]]) -> list[str]:
    """One sentence for each kind of problem that occurs."""
    return [
        f"{len(names)} {what}: {', '.join(names[:_SHOWN])}{' …' if len(names) > _SHOWN else ''}"
        for what, names in lists.items()
        if names
    ]
