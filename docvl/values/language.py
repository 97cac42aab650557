"""Which language a document speaks, of those that models are asked in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import islice
from typing import Literal

Language = Literal["en", "zh"]

_ENOUGH = 2_000  # words; the rest of a long document speaks the same
_HAN = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
_OTHER_EAST_ASIAN = re.compile(r"[぀-ヿ가-힯]")  # kana and hangul: Han characters beside them are not Chinese
_LATIN_WORD = re.compile(r"[^\W\d_]{2,}")


def detect_language(words: Iterable[str]) -> Language:
    """``zh`` where Chinese prevails, else ``en``, whatever the other language is.

    A Chinese word has some two characters. Latin words are given half the weight of Chinese ones, since Chinese
    documents are full of units, model numbers and names in Latin letters.

    Args:
        words: of the document, in any order; about the first two thousand are looked at.
    """
    han = latin = other = 0
    for word in islice(words, _ENOUGH):
        characters = len(_HAN.findall(word))
        han += characters
        other += len(_OTHER_EAST_ASIAN.findall(word))
        latin += not characters and _LATIN_WORD.search(word) is not None
    return "zh" if han > latin and han > 4 * other else "en"
