"""Folding of printed text into the plain forms that the readers match.

The text as printed is never changed: a fold knows, for each of its characters, where that character came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"  # U+00AD: PDF fonts map hyphens to it
_APOSTROPHES = "\u0060\u00b4\u02b9\u02bc\u2018\u2019\u201b\u2032\uff07"
_INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_FIXED = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_APOSTROPHES, "'")
    | dict.fromkeys(_INVISIBLE, "")
    | {"\t": " ", "\r": " ", "\f": " ", "\v": " ", "\u2044": "/", "\u2215": "/"}
)
_ASCII = str.maketrans({char: to for char, to in _FIXED.items() if char.isascii()})
# A raised 2 is a footnote or a square metre, ① a list mark: none of them is a digit of a number.
_KEPT = ("<super>", "<sub>", "<fraction>", "<circle>")
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f]*")
_SPACES = re.compile(r"\s+")
_CJK = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_LOOSE_SPACE = re.compile(rf" (?![^\W{_CJK}])|(?<![^\W{_CJK}]) ")  # not between two words of another script
_CJK_CHAR = re.compile(rf"[{_CJK}]")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        raw: the text as given.
        text: the fold: NFKC, plain dashes, apostrophes and spaces, nothing invisible.
        starts: for each character of ``text`` where its origin starts in ``raw``; None when the two have equal places.
        ends: likewise where its origin ends.
    """

    raw: str
    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int, str]:
        """Start, end and text in ``raw`` of ``text[start:end]``, which must not be empty."""
        if self.starts is not None and self.ends is not None:
            start, end = self.starts[start], self.ends[end - 1]
        return start, end, self.raw[start:end]


@lru_cache(maxsize=4096)
def _fold_cluster(cluster: str) -> str:
    if cluster in _FIXED:
        return _FIXED[cluster]
    if cluster.isspace():
        return cluster if cluster == "\n" else " "
    if unicodedata.decomposition(cluster[0]).startswith(_KEPT):
        return cluster
    return unicodedata.normalize("NFKC", cluster)


@lru_cache(maxsize=1024)
def fold(text: str) -> Folded:
    """The fold of ``text``; lines stay apart, other white space becomes plain spaces."""
    if text.isascii():
        return Folded(text, text.translate(_ASCII))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _CLUSTER.finditer(text):
        piece = _fold_cluster(match.group())
        pieces.append(piece)
        starts += [match.start()] * len(piece)
        ends += [match.end()] * len(piece)
    return Folded(text, "".join(pieces), tuple(starts), tuple(ends))


def normalize(text: str) -> str:
    """The folded text with single spaces and none at its ends."""
    return _SPACES.sub(" ", fold(text).text).strip()


def comparison_key(text: str) -> str:
    """What two printings of the same words have in common: case folded; with CJK, spaces only between other words."""
    plain = normalize(text)
    return (_LOOSE_SPACE.sub("", plain) if has_cjk(plain) else plain).casefold()


def without_accents(text: str) -> str:
    """The text with combining marks taken off: ``février`` -> ``fevrier``."""
    parts = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(char for char in parts if not unicodedata.combining(char)))


def has_cjk(text: str) -> bool:
    """Whether the text holds a Chinese or Japanese character."""
    return _CJK_CHAR.search(text) is not None
