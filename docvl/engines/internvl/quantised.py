"""Weights stored in 8 and 4 bits, unpacked exactly; which weights are stored so is decided for each on its own.

Layouts: 8 bits as bitsandbytes' ``Linear8bitLt`` saves them, 4 bits as LMDeploy's AWQ tool saves them ("gemm").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import torch
from torch import Tensor

from docvl.errors import ModelError

# Bit offsets of the columns 8c, 8c+1, ... 8c+7 in a packed int32: fields lie in the order 0 2 4 6 1 3 5 7.
_SHIFTS = (0, 16, 4, 20, 8, 24, 12, 28)
_PER_STEP = 7.874015718698502e-3  # 1/127 as bitsandbytes rounds it
_COMPANIONS = (".SCB", ".weight_format", ".qzeros", ".scales")


def unpacked(tensors: Mapping[str, Tensor]) -> Iterator[tuple[str, Tensor]]:
    """Every stored tensor under the name of a plain checkpoint; quantised weights as float32 (out, in).

    Raises:
        ModelError: parts of a quantised weight are missing or do not fit together.
    """
    for name in tensors:
        stem = name.rpartition(".")[0]
        if name.endswith(".qweight"):
            yield f"{stem}.weight", _awq(stem, tensors)
        elif name.endswith(".weight") and f"{stem}.SCB" in tensors:
            yield name, _int8(stem, tensors)
        elif not (name.endswith(_COMPANIONS) and (f"{stem}.qweight" in tensors or f"{stem}.SCB" in tensors)):
            yield name, tensors[name]


def unpack_int8(weight: Tensor, row_maxima: Tensor) -> Tensor:
    """Undo bitsandbytes' row-wise quantisation.

    Args:
        weight: int8 (out, in).
        row_maxima: float32 (out,), largest magnitude of each row.

    Returns:
        float32 (out, in): weight * row maximum / 127, rounded as bitsandbytes does.
    """
    return weight.float() * row_maxima.float()[:, None] * _PER_STEP


def unpack_awq(qweight: Tensor, qzeros: Tensor, scales: Tensor) -> Tensor:
    """Undo AWQ's group-wise quantisation; the group size follows from the shapes.

    Args:
        qweight: int32 (in, out / 8), eight columns of 4 bits each.
        qzeros: int32 (groups, out / 8), packed like ``qweight``.
        scales: (groups, out).

    Returns:
        float32 (out, in): (value - zero) * scale of its group.
    """
    group = qweight.shape[0] // scales.shape[0]
    zeros = _nibbles(qzeros).repeat_interleave(group, dim=0)
    return ((_nibbles(qweight) - zeros) * scales.float().repeat_interleave(group, dim=0)).T.contiguous()


def _nibbles(packed: Tensor) -> Tensor:
    """(rows, n) int32 -> (rows, 8 n) int32 of 0 to 15, columns in their true order."""
    shifts = torch.tensor(_SHIFTS, dtype=torch.int32, device=packed.device)
    return ((packed[:, :, None] >> shifts) & 15).flatten(1)


def _int8(stem: str, tensors: Mapping[str, Tensor]) -> Tensor:
    weight, maxima = tensors[f"{stem}.weight"], tensors[f"{stem}.SCB"]
    if weight.dtype != torch.int8 or weight.ndim != 2 or maxima.shape != weight.shape[:1]:
        raise ModelError(f"The 8-bit weight {stem!r} and its row maxima do not fit together.")
    layout = tensors.get(f"{stem}.weight_format")
    if layout is not None and not layout.is_meta and int(layout) != 0:
        raise ModelError(f"The 8-bit weight {stem!r} is stored in layout {int(layout)}; docvl reads rows (0) alone.")
    return unpack_int8(weight, maxima)


def _awq(stem: str, tensors: Mapping[str, Tensor]) -> Tensor:
    parts = [tensors.get(f"{stem}.{part}") for part in ("qweight", "qzeros", "scales")]
    match parts:
        case [Tensor() as weight, Tensor() as zeros, Tensor() as scales] if _fit(weight, zeros, scales):
            return unpack_awq(weight, zeros, scales)
        case _:
            raise ModelError(f"The parts of the 4-bit weight {stem!r} are missing or do not fit together.")


def _fit(weight: Tensor, zeros: Tensor, scales: Tensor) -> bool:
    if not (weight.ndim == zeros.ndim == scales.ndim == 2 and weight.dtype == zeros.dtype == torch.int32):
        return False
    groups = scales.shape[0]
    return (
        groups > 0
        and weight.shape[0] % groups == 0
        and tuple(zeros.shape) == (groups, weight.shape[1])
        and scales.shape[1] == 8 * weight.shape[1]
    )
