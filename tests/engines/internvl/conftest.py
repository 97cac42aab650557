from __future__ import annotations

from pathlib import Path

import pytest

from docvl.engines.internvl.chat import Reader

from .tiny import make_checkpoint


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_checkpoint(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="session")
def reader(checkpoint: Path) -> Reader:
    return Reader(checkpoint, device="cpu")
