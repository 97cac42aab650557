"""The words by which documents and their pages are told apart: ``kinds.toml`` and ``marks.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.spotting import Spotter

Kind = Literal["invoice", "fapiao", "receipt", "bank_statement", "contract", "form", "other", "blank"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""Of pages and documents; only pages are ``blank``."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """What speaks for a kind.

    Attributes:
        schemas: names of schemas for it, as tokens.
        fields: properties of such schemas, as tokens.
    """

    schemas: frozenset[tuple[str, ...]]
    fields: frozenset[tuple[str, ...]]


@cache
def kind_words() -> dict[Kind, KindWords]:
    """By kind, in the order of the file."""
    return {
        cast(Kind, kind): KindWords(frozenset(map(tokens, entry["schemas"])), frozenset(map(tokens, entry["fields"])))
        for kind, entry in _read("kinds.toml").items()
    }


@cache
def compounds() -> dict[str, str]:
    """Kind by the end of a German compound."""
    return {end: kind for kind, entry in _read("kinds.toml").items() for end in entry["compounds"]}


@cache
def spotter() -> Spotter:
    """Finds all words at once, each named for what it is: ``title:invoice``, ``number:receipt``, ``mark:closing``."""
    parts = {"titles": "title", "captions": "caption", "numbers": "number"}
    found = [
        (tokens(text), f"{parts[part]}:{kind}")
        for kind, entry in _read("kinds.toml").items()
        for part in parts
        for text in entry[part]
    ]
    found += [(tokens(text), f"mark:{mark}") for mark, texts in _read("marks.toml").items() for text in texts]
    return Spotter(found)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("docvl.splitting") / name).read_text(encoding="utf-8"))
