"""Data files that come with docvl, in a wheel, an editable install and a bare checkout."""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal


def asset_dir(kind: Literal["schemas", "pipelines"]) -> Traversable:
    """The folder of built-in ``kind``: inside the package when installed, beside it in a checkout."""
    package = files("docvl")
    installed = package / kind
    return installed if installed.is_dir() else package / ".." / kind
