"""A model that does not fit is refused with the numbers; nothing is allocated for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from docvl.engines.internvl import load_model, memory
from docvl.engines.internvl.check import inspect_model
from docvl.errors import ModelError
from tests.engines.internvl.original import VIT_6B, chat, shapes, text, write_empty


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """InternVL-Chat-V1-5 in its real size, without values."""
    config = chat(VIT_6B, text("InternLM2", 48, 6144, 16384, 48, 8, 92553))
    return write_empty(tmp_path, config, shapes(config))


def test_the_message_names_what_is_needed_and_what_is_free(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "free_memory", lambda device: 24 * 10**9)
    with pytest.raises(ModelError) as caught:
        load_model(large, device="cpu", image_token_id=92546)
    message = caught.value.message
    for part in ("on cpu", "25.5 B parameters in float32", "102.1 GB", "7,424 tokens", "2.9 GB", "24.0 GB are free"):
        assert part in message
    assert "In bfloat16 it needs 52.5 GB" in caught.value.hint


def test_needs_by_precision(large: Path) -> None:
    needs = inspect_model(large).needs
    assert needs["bfloat16"].weights == 2 * 25_514_186_112
    assert needs["float32"].total == 2 * needs["bfloat16"].total
    # Keys and values of 48 layers, 8 heads of 128: 13 tiles of 256 tokens, and 4,096 of text.
    assert needs["bfloat16"].cache == 2 * 48 * 8 * 128 * 2 * (13 * 256 + 4096)


def test_free_memory_of_this_machine() -> None:
    free = memory.free_memory(torch.device("cpu"))
    assert free is None or free > 2**20


def test_a_limit_of_the_container_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_MEMORY_INFO", tmp_path / "meminfo")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    assert memory.free_memory(torch.device("cpu")) is None
    (tmp_path / "meminfo").write_text("MemTotal: 100 kB\nMemAvailable:    64 kB\n", encoding="ascii")
    assert memory.free_memory(torch.device("cpu")) == 64 * 1024
    (tmp_path / "memory.current").write_text("9000\n", encoding="ascii")
    (tmp_path / "memory.stat").write_text("anon 5000\ninactive_file 1000\n", encoding="ascii")
    (tmp_path / "memory.max").write_text("max\n", encoding="ascii")
    assert memory.free_memory(torch.device("cpu")) == 64 * 1024
    (tmp_path / "memory.max").write_text("20000\n", encoding="ascii")
    assert memory.free_memory(torch.device("cpu")) == 20000 - 9000 + 1000


def test_defaults() -> None:
    assert memory.placement("cpu", None) == (torch.device("cpu"), torch.float32)
    assert memory.placement("meta", None)[1] == torch.bfloat16
    assert memory.placement("cpu", torch.float16)[1] == torch.float16
