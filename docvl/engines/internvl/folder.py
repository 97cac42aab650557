"""A model folder on disk: its JSON files, and its tensors one at a time."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal, cast

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
        named = list(weight_map.values()) if isinstance(weight_map, dict) else []
        if not named or any(not isinstance(name, str) or Path(name).name != name for name in named):
            raise ModelError(f"{self.path / index} does not name the files of the weights.")
        names = sorted(set(named))
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
        self._open = lru_cache(maxsize=2)(_open_safetensors)  # parts of one quantised weight may lie in two files
        self._places: dict[str, tuple[Path, Any]] = {}  # the file, and what is known of the tensor
        for file in files:
            content = _header(file) if file.suffix == ".safetensors" else _open_pickled(file, device)
            self._places.update({name: (file, known) for name, known in content.items()})

    def __getitem__(self, name: str) -> Tensor:
        file, known = self._places[name]
        if isinstance(known, Tensor):
            return known
        if self._device == "meta":
            return torch.empty(known["shape"], dtype=_DTYPES[known["dtype"]], device="meta")
        tensor: Tensor = self._open(file).get_tensor(name)
        return tensor

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def _header(file: Path) -> dict[str, dict[str, Any]]:
    """Names of the tensors in a safetensors file with their ``dtype`` and ``shape``; reads nothing else."""
    try:
        with file.open("rb") as opened:
            length = int.from_bytes(opened.read(8), "little")
            if not 0 < length <= min(_MAX_JSON, file.stat().st_size - 8):
                raise ValueError("it has no header")
            header = json.loads(opened.read(length))
        header.pop("__metadata__", None)
        end = max((entry["data_offsets"][1] for entry in header.values()), default=0)
        if file.stat().st_size != 8 + length + end:
            raise ValueError(f"it has {file.stat().st_size:,} bytes, not {8 + length + end:,}")
        if unknown := {entry["dtype"] for entry in header.values()} - _DTYPES.keys():
            raise ValueError(f"docvl does not read tensors of type {', '.join(sorted(unknown))}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        with file.open("rb") as opened:
            pointer = opened.read(30).startswith(b"version https://git-lfs")
        hint = "It is a pointer of Git LFS; run 'git lfs pull'." if pointer else "Download it again."
        raise ModelError(f"{file} is broken: {error}.", hint=hint) from None
    return cast(dict[str, dict[str, Any]], header)


def _open_safetensors(file: Path) -> Any:
    try:
        return safe_open(file, framework="pt")
    except (SafetensorError, OSError, RuntimeError) as error:
        raise ModelError(f"{file} cannot be read: {str(error).splitlines()[0]}.") from None


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
    if not isinstance(content, dict) or not all(isinstance(value, Tensor) for value in content.values()):
        raise ModelError(f"{file} holds more than tensors by name.")
    return content
