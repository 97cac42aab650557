"""Where a model is to live, in which precision, and whether it fits there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from transformers import PreTrainedModel

from docvl.errors import ModelError

_TEXT_TOKENS = 4096  # prompt and answer beside the pictures
_MEMORY_INFO = Path("/proc/meminfo")
_CGROUP = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Needs:
    """Memory that a model takes while it answers; bytes.

    Attributes:
        parameters: number of them.
        weights: bytes of the weights.
        tokens: visual and text tokens of the largest page in one prompt.
        cache: bytes of the keys and values of ``tokens``.
    """

    parameters: int
    weights: int
    tokens: int
    cache: int

    @property
    def total(self) -> int:
        """Bytes of weights and cache."""
        return self.weights + self.cache


def needs(model: PreTrainedModel, dtype: torch.dtype) -> Needs:
    """What ``model`` (on any device, ``meta`` included) would need in ``dtype``."""
    parameters = sum(parameter.numel() for parameter in model.parameters())
    tokens = cache = 0
    if (text := getattr(model.config, "text_config", None)) is not None:
        tiles = getattr(model.config, "max_dynamic_patch", 12) + 1
        tokens = tiles * model.config.image_seq_length + _TEXT_TOKENS
        head = getattr(text, "head_dim", None) or text.hidden_size // text.num_attention_heads
        cache = 2 * text.num_hidden_layers * text.num_key_value_heads * head * tokens * dtype.itemsize
    return Needs(parameters, parameters * dtype.itemsize, tokens, cache)


def placement(device: str | torch.device | None, dtype: str | torch.dtype | None) -> tuple[torch.device, torch.dtype]:
    """Device and precision, chosen where they are not given: bfloat16 on a GPU, float32 on the CPU.

    Raises:
        ModelError: there is no such device or precision.
    """
    try:
        place = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
        torch.empty(0, device=place)
    except (RuntimeError, AssertionError) as error:
        raise ModelError(f"The device {str(device)!r} cannot be used: {str(error).splitlines()[0]}") from None
    if dtype is None:
        return place, torch.float32 if place.type == "cpu" else torch.bfloat16
    kind = getattr(torch, dtype, None) if isinstance(dtype, str) else dtype
    if not isinstance(kind, torch.dtype) or not kind.is_floating_point or kind.itemsize < 2:
        raise ModelError(f"The precision {str(dtype)!r} is not known.", hint="Use bfloat16, float16 or float32.")
    return place, kind


def require_memory(model: PreTrainedModel, device: torch.device, dtype: torch.dtype) -> None:
    """Refuse a model that will not fit.

    Raises:
        ModelError: with what is needed and what is free.
    """
    free, need = free_memory(device), needs(model, dtype)
    if free is None or need.total <= free:
        return
    name = str(dtype).removeprefix("torch.")
    smaller = (
        f" In bfloat16 it needs {readable_bytes(needs(model, torch.bfloat16).total)}." if dtype.itemsize > 2 else ""
    )
    raise ModelError(
        f"The model does not fit on {device}: {need.parameters / 1e9:.1f} B parameters in {name} take "
        f"{readable_bytes(need.weights)}, the cache for {need.tokens:,} tokens {readable_bytes(need.cache)}; "
        f"{readable_bytes(free)} are free.",
        hint=f"Free memory, use a larger device or a smaller model.{smaller}",
    )


def free_memory(device: torch.device) -> int | None:
    """Bytes that can still be allocated on ``device``; None where that cannot be known."""
    if device.type == "cuda":
        return torch.cuda.mem_get_info(device)[0]
    if device.type != "cpu":
        return None
    return min((value for value in (_free_in_system(), _free_in_container()) if value is not None), default=None)


def readable_bytes(count: int) -> str:
    """Bytes for people, in units of 10^9 or 10^6."""
    return f"{count / 1e9:.1f} GB" if count >= 10**8 else f"{count / 1e6:.1f} MB"


def _free_in_system() -> int | None:
    try:
        lines = _MEMORY_INFO.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None


def _free_in_container() -> int | None:
    try:
        limit, used = (int((_CGROUP / name).read_text(encoding="ascii")) for name in ("memory.max", "memory.current"))
        cached = next(
            int(line.split()[1])
            for line in (_CGROUP / "memory.stat").read_text(encoding="ascii").splitlines()
            if line.startswith("inactive_file ")
        )
    except (OSError, StopIteration, ValueError):  # no limit reads as "max"
        return None
    return limit - used + cached
