"""Quantised weights are unpacked exactly, each on its own."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor

from docvl.engines.internvl import load_model
from docvl.engines.internvl.quantised import unpack_awq, unpack_int8, unpacked
from docvl.errors import ModelError
from tests.engines.internvl.original import TINY_VIT, chat, random_tensors, tiny_text, write

GOLDEN = Path(__file__).parents[2] / "golden" / "quantised"
ORDER = (0, 2, 4, 6, 1, 3, 5, 7)


@pytest.mark.parametrize("name", ["g128", "g64_bias", "single_group"])
def test_awq_as_lmdeploy_packs_it(name: str) -> None:
    golden = load_file(GOLDEN / "awq_linear.safetensors")
    parts = (golden[f"{name}.{part}"] for part in ("qweight", "qzeros", "scales"))
    assert torch.equal(unpack_awq(*parts), golden[f"{name}.dequant"])


@pytest.mark.parametrize("name", ["bf16", "fp16_nobias", "fp32"])
def test_int8_as_bitsandbytes_packs_it(name: str) -> None:
    golden = load_file(GOLDEN / "int8_linear.safetensors")
    assert torch.equal(unpack_int8(golden[f"{name}.weight"], golden[f"{name}.SCB"]), golden[f"{name}.dequant"])


def pack_int8(weight: Tensor) -> dict[str, Tensor]:
    largest = weight.abs().amax(dim=1)
    return {"weight": (weight * 127 / largest[:, None]).round().to(torch.int8), "SCB": largest}


def pack_awq(values: Tensor, zeros: Tensor, scales: Tensor) -> dict[str, Tensor]:
    """(in, out) values and (groups, out) zeros of 0 to 15."""

    def pack(fields: Tensor) -> Tensor:
        packed = torch.zeros(fields.shape[0], fields.shape[1] // 8, dtype=torch.int64)
        for place, column in enumerate(ORDER):
            packed |= fields[:, column::8].long() << 4 * place
        return packed.to(torch.int32)

    return {"qweight": pack(values), "qzeros": pack(zeros), "scales": scales}


@pytest.mark.parametrize("kept", ["mlp1.3", "language_model.output"])
def test_a_checkpoint_with_any_choice_of_int8_weights_loads(kept: str, tmp_path: Path) -> None:
    """Which linears are left alone differs between the versions of the tool that wrote the published files."""
    config = chat(
        TINY_VIT, tiny_text("InternLM2"), quantization_config={"quant_method": "bitsandbytes", "load_in_8bit": True}
    )
    plain = random_tensors(config)
    stored: dict[str, Tensor] = {}
    linears = ("attn.qkv", "attn.proj", "mlp.fc1", "mlp1.1", "mlp1.3", "attention.wqkv", "feed_forward.w2", "output")
    for name, tensor in random_tensors(config).items():
        stem, _, kind = name.rpartition(".")
        if kind == "weight" and stem.endswith(linears) and stem != kept:
            parts = pack_int8(tensor)
            stored |= {f"{stem}.{part}": value for part, value in parts.items()}
            stored[f"{stem}.weight_format"] = torch.tensor(0, dtype=torch.uint8)
            plain[name] = unpack_int8(parts["weight"], parts["SCB"])
        else:
            stored[name] = tensor
    expected = load_model(
        write(tmp_path / "plain", {**config, "quantization_config": None}, plain), image_token_id=90, device="cpu"
    )
    model = load_model(write(tmp_path / "int8", config, stored), image_token_id=90, device="cpu")
    values = model.state_dict()
    assert all(torch.equal(values[name], value) for name, value in expected.state_dict().items())


def test_a_checkpoint_with_awq_weights_loads(tmp_path: Path) -> None:
    language = tiny_text(
        "InternLM2", quantization_config={"quant_method": "awq", "bits": 4, "version": "gemm", "zero_point": True}
    )
    config = chat(TINY_VIT, language)
    stored = random_tensors(config)
    stem = "language_model.model.layers.1.attention.wo"
    del stored[f"{stem}.weight"]
    generator = torch.Generator().manual_seed(2)
    values = torch.randint(0, 16, (64, 64), generator=generator)
    zeros = torch.randint(0, 16, (2, 64), generator=generator)
    scales = torch.rand(2, 64, generator=generator).half()
    stored |= {f"{stem}.{part}": value for part, value in pack_awq(values, zeros, scales).items()}
    model = load_model(write(tmp_path, config, stored), image_token_id=90, device="cpu", dtype="float32")
    expected = ((values - zeros.repeat_interleave(32, 0)) * scales.float().repeat_interleave(32, 0)).T
    assert torch.equal(model.get_parameter("model.language_model.layers.1.self_attn.o_proj.weight"), expected)


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        ({"x.qweight": torch.zeros(8, 1, dtype=torch.int32), "x.scales": torch.ones(1, 8)}, "4-bit weight 'x'"),
        ({"x.weight": torch.zeros(4, 8, dtype=torch.int8), "x.SCB": torch.ones(5)}, "8-bit weight 'x'"),
        ({"x.weight": torch.zeros(4, 8), "x.SCB": torch.ones(4)}, "8-bit weight 'x'"),
        (
            {
                "x.weight": torch.zeros(4, 8, dtype=torch.int8),
                "x.SCB": torch.ones(4),
                "x.weight_format": torch.tensor(2),
            },
            "in layout 2",
        ),
    ],
)
def test_parts_that_do_not_fit_are_named(broken: dict[str, Tensor], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        list(unpacked(broken))
