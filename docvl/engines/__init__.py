"""Engines read documents; which one, and nothing of it before it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import cast

from docvl.config import EngineOptions
from docvl.engines.base import Engine
from docvl.errors import ModelError

# Name -> where its class lives.
_ENGINES = {
    "internvl": "docvl.engines.internvl.engine:InternVLEngine",
    "openai": "docvl.engines.remote.engine:RemoteEngine",
    "layout": "docvl.engines.layout:LayoutEngine",
    "scripted": "docvl.engines.scripted:ScriptedEngine",
}
_ASKING = ("internvl", "openai")  # they ask a model, and need the options


def make_engine(options: EngineOptions) -> Engine:
    """The engine that ``options.engine`` names, imported now; ``auto`` is the best one at hand.

    Raises:
        ConfigError, ModelError: the engine needs a model and cannot use what is given.
        MissingDependencyError: the engine's extra is not installed.
    """
    chosen = options.reader
    if chosen == "internvl" and options.model is not None and not Path(options.model).is_dir():
        # Said here, before torch is loaded.
        raise ModelError(f"{options.model} is not a folder.", hint="Give the folder that holds config.json.")
    module, _, name = _ENGINES[chosen].partition(":")
    make = getattr(import_module(module), name)
    return cast(Engine, make(options) if chosen in _ASKING else make())
