"""The schemas that come with docvl."""

from __future__ import annotations

from importlib.resources.abc import Traversable

from docvl.assets import asset_dir


def builtin_names() -> tuple[str, ...]:
    """Names that ``--schema`` understands without a file, in alphabetical order."""
    found = (entry.name for entry in asset_dir("schemas").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in found if name.endswith(".json")))


def builtin(name: str) -> Traversable | None:
    """The file of a built-in schema; ``name`` with or without ``.json``; None when there is none."""
    stem = name.removesuffix(".json")
    return asset_dir("schemas") / f"{stem}.json" if stem in builtin_names() else None
