from __future__ import annotations

from docvl.assets import asset_dir


def test_the_built_in_schemas_are_found() -> None:
    names = {entry.name for entry in asset_dir("schemas").iterdir()}
    assert {"invoice.json", "receipt.json", "fapiao.json"} <= names


def test_the_pipelines_are_found() -> None:
    assert asset_dir("pipelines").is_dir()
