"""The words that captions of forms are made of."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

from docvl.engines.layout.lexicon import tokens

_CJK = re.compile(r"[㐀-鿿]")
_NUMBERING = re.compile(r"^\(?\d{1,2}[.、)）]|(?<=\D)\d{1,2}$")
_REMARK = re.compile(r"[(（].*?[)）]")


def is_cjk(text: str) -> bool:
    """Whether the text has Chinese characters."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=4096)
def standing(text: str) -> Literal["whole", "end", "unknown"]:
    """Whether a text is a usual caption as a whole or by its end; remarks and numbers of captions do not count.

    A Latin word that captions end with may be one by itself; in Chinese, those that may are listed.
    """
    whole, first, last, _ = _vocabulary()
    units = tokens(_NUMBERING.sub("", _REMARK.sub("", text)))
    if units in whole:
        return "whole"
    if (len(units) > 1 or not is_cjk(text)) and (any(units[-n:] in last for n in (1, 2, 3)) or units[:2] in first):
        return "end"
    return "unknown"


@cache
def spread_captions() -> frozenset[str]:
    """Chinese captions, which may be printed with their characters spread out."""
    return frozenset("".join(entry) for part in _vocabulary()[::2] for entry in part if is_cjk(entry[0]))


def fused_caption(text: str) -> int:
    """How many characters at the start of a Chinese text are a caption with its answer right behind; 0 for none."""
    *_, fused = _vocabulary()
    if standing(text) != "unknown":
        return 0
    return next((n for n in range(min(len(text) - 1, 5), 1, -1) if tuple(text[:n]) in fused), 0)


@cache
def _vocabulary() -> tuple[frozenset[tuple[str, ...]], ...]:
    """Tokens of whole captions, of beginnings and ends of captions, and of captions that answers may be fused with."""
    text = (files("docvl.engines.layout.forms") / "words.toml").read_text(encoding="utf-8")
    languages = tomllib.loads(text).values()
    whole, first, last, fused = (
        frozenset(tokens(entry) for words in languages for entry in words.get(part, []))
        for part in ("whole", "first", "last", "fused")
    )
    return whole, first, last | {entry for entry in whole if len(entry) > 1}, fused
