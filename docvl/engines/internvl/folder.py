"""A model folder on disk: its JSON files, and its tensors one at a time."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from docvl.errors import ModelError

_INDEXES = ("model.safetensors.index.json", "pytorch_model.bin.index.json")
_SINGLES = ("model.safetensors", "pytorch_model.bin")
_MAX_JSON = 64 * 2**20  # bytes; an index of the largest model has less than 4 MiB
_DTYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool,
}  # fmt: skip


class ModelFolder:
    """Reads the files of a model folder; runs nothing that is in them.

    Raises:
        ModelError: there is no such folder.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not self.path.is_dir():
            raise ModelError(f"{self.path} is not a folder.", hint="Give the folder that holds config.json.")

    def json(self, name: str) -> dict[str, Any] | None:
        """The object in the JSON file ``name``; None if there is no such file.

        Raises:
            ModelError: the file is no JSON object.
        """
        file = self.path / name
        if not file.is_file():
            return None
        try:
            if file.stat().st_size > _MAX_JSON:
                raise ModelError(f"{file} is larger than {_MAX_JSON >> 20} MiB.")
            value = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise ModelError(f"{file} cannot be read as JSON: {error}.") from None
        if not isinstance(value, dict):
            raise ModelError(f"{file} holds no JSON object.")
        return value

    @cached_property
    def config(self) -> dict[str, Any]:
        """``config.json`` as it stands.

        Raises:
            ModelError: it is missing or no JSON object.
        """
        config = self.json("config.json")
        if config is None:
            hint = "A model folder holds config.json beside its weights; perhaps the download is not complete."
            raise ModelError(f"{self.path} holds no config.json.", hint=hint)
        return config

    @cached_property
    def weight_files(self) -> tuple[str, ...]:
        """Names of the files that hold the weights; safetensors are preferred to pickled files.

        Raises:
            ModelError: there are none, or one that the index names is missing.
        """
        for index, single in zip(_INDEXES, _SINGLES, strict=True):
            if (content := self.json(index)) is not None:
                return self._shards(index, content)
            if (self.path / single).is_file():
                return (single,)
        raise ModelError(f"{self.path} holds no weights.", hint="Looked for " + ", ".join([*_SINGLES, *_INDEXES]) + ".")

    def _shards(self, index: str, content: Mapping[str, Any]) -> tuple[str, ...]:
        weight_map = content.get("weight_map")
        names = sorted(set(weight_map.values())) if isinstance(weight_map, dict) else []
        if not names or any(not isinstance(name, str) or Path(name).name != name for name in names):
            raise ModelError(f"{self.path / index} does not name the files of the weights.")
        if missing := [name for name in names if not (self.path / name).is_file()]:
            raise ModelError(
                f"{self.path} lacks {len(missing)} of {len(names)} weight files: {', '.join(missing[:3])}.",
                hint="Download the missing files again.",
            )
        return tuple(names)

    def tensors(self, device: Literal["cpu", "meta"]) -> Tensors:
        """The stored tensors, read when they are asked for; on ``meta`` their shapes and dtypes alone."""
        return Tensors([self.path / name for name in self.weight_files], device)


class Tensors(Mapping[str, Tensor]):
    """Tensors by their stored names, over all weight files; a name in two files is taken from the last.

    Raises:
        ModelError: a file is broken, or a pickled file holds anything but tensors.
    """

    def __init__(self, files: list[Path], device: Literal["cpu", "meta"]) -> None:
        self._device = device
        self._places: dict[str, Any] = {}
        for file in files:
            opened = _open_safetensors(file) if file.suffix == ".safetensors" else _open_pickled(file, device)
            self._places.update(dict.fromkeys(opened.keys(), opened))

    def __getitem__(self, name: str) -> Tensor:
        opened = self._places[name]
        if isinstance(opened, dict):
            value = opened[name]
            if not isinstance(value, Tensor):
                raise ModelError(f"{name!r} is no tensor.")
            return value
        if self._device == "cpu":
            return opened.get_tensor(name)  # type: ignore[no-any-return]  # safetensors has no type information
        part = opened.get_slice(name)
        if (dtype := _DTYPES.get(part.get_dtype())) is None:
            raise ModelError(f"{name!r} is stored as {part.get_dtype()}, which docvl does not read.")
        return torch.empty(part.get_shape(), dtype=dtype, device="meta")

    def __iter__(self) -> Any:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _open_safetensors(file: Path) -> Any:
    try:
        return safe_open(file, framework="pt")
    except (SafetensorError, OSError) as error:
        pointer = file.stat().st_size < 1024 and file.read_bytes().startswith(b"version https://git-lfs")
        hint = "It is a pointer of Git LFS; run 'git lfs pull'." if pointer else "Download it again."
        raise ModelError(f"{file} is broken: {error}.", hint=hint) from None


def _open_pickled(file: Path, device: str) -> dict[str, Any]:
    # Only the format of today can be mapped into memory; the one before is read at once.
    try:
        content = torch.load(file, map_location=device, weights_only=True, mmap=zipfile.is_zipfile(file))
    except (pickle.UnpicklingError, RuntimeError, EOFError, OSError, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise ModelError(
            f"{file} cannot be read as tensors alone: {reason}",
            hint="docvl never runs code from a weight file; convert it to safetensors with a tool that you trust.",
        ) from None
    if not isinstance(content, dict):
        raise ModelError(f"{file} holds no tensors by name.")
    return content
