"""Many documents out of one sample."""

from __future__ import annotations

import shutil
from pathlib import Path

SAMPLES = Path(__file__).parents[1] / "samples"


def copies(sample: str, count: int, folder: Path) -> Path:
    """Fill ``folder`` with ``count`` files like the sample, numbered in order."""
    source = SAMPLES / sample
    folder.mkdir()
    for number in range(count):
        shutil.copy(source, folder / f"{number:05d}{source.suffix}")
    return folder
