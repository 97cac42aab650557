"""Writes a checkpoint in transformers' own format, which its stock classes load without docvl."""

from __future__ import annotations

import shutil
import tempfile
from functools import reduce
from pathlib import Path

import torch

from docvl.errors import ModelError, OutputError

from .folder import ModelFolder
from .load import Checkpoint, load_model
from .quantised import unpacked
from .tokenizer import has_tokenizer, read_tokenizer

_SHARD = "5GB"


def convert_model(path: str | Path, output: str | Path, *, dtype: str | torch.dtype | None = None) -> None:
    """Write the model in ``path`` to the new folder ``output``: config, safetensors, tokenizer.

    Quantised weights are written unpacked. The folder appears when all of it is written.

    Args:
        path: a model folder that ``load_model`` accepts.
        output: a folder that does not exist or is empty.
        dtype: of the weights; if None that of the stored ones, or float32 if some are quantised: nothing is rounded.

    Raises:
        ModelError: as ``load_model``; or a ps_version v1, which transformers' classes do not know.
        OutputError: ``output`` is in use or cannot be written.
    """
    checkpoint, target = Checkpoint(path), Path(output)
    if getattr(checkpoint.config, "ps_version", "v2") == "v1":
        raise ModelError(
            "A model with ps_version v1 cannot be converted: transformers' classes order visual tokens as in v2.",
            hint="docvl loads the folder as it is.",
        )
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(f"{target} is not an empty folder.", hint="Name a new folder.")
    kind = dtype or stored_dtype(checkpoint.folder)
    model = load_model(path, dtype=kind, device="cpu")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as scratch:
            written = Path(scratch) / "model"
            model.save_pretrained(written, max_shard_size=_SHARD)
            if has_tokenizer(checkpoint.folder):
                read_tokenizer(checkpoint.folder).save_pretrained(written)
            if target.exists():
                target.rmdir()
            shutil.move(written, target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}.") from None


def stored_dtype(folder: ModelFolder) -> torch.dtype:
    """The smallest precision that holds every stored weight as it is."""
    stored = unpacked(folder.tensors("meta"))
    return reduce(torch.promote_types, {tensor.dtype for _, tensor in stored if tensor.is_floating_point()})
