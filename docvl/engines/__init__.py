"""Engines read documents; which one, and nothing of it before it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from docvl.config import ExtractOptions
from docvl.engines.base import Engine

# Name -> where its class lives. 'auto' is the best engine at hand.
_ENGINES = {
    "auto": "docvl.engines.layout:LayoutEngine",
    "layout": "docvl.engines.layout:LayoutEngine",
    "scripted": "docvl.engines.scripted:ScriptedEngine",
}


def make_engine(options: ExtractOptions) -> Engine:
    """The engine that ``options.engine`` names, imported now."""
    module, _, name = _ENGINES[options.engine].partition(":")
    return cast(Engine, getattr(import_module(module), name)())
