"""Words into lines and lines into text: spaces where the script has them, hyphens at the ends of lines undone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

from docvl.document import Word
from docvl.ingest.ocr_words import is_wide

_GAP = 1.0
"""Of a word's height; wider gaps part words of scripts without spaces as well."""

_HYPHENS = "-\u2010\u00ad"
_SPACING_ACCENTS = str.maketrans(
    "´`ˆ˜¨ˇ˘¸˚˝˙¯", "\u0301\u0300\u0302\u0303\u0308\u030c\u0306\u0327\u030a\u030b\u0307\u0304"
)
_APART = re.compile(r"([´`ˆ˜¨ˇ˘¸˚˝˙¯])([^\W\d_])")
_LIGATURES = re.compile("[\ufb00-\ufb06]")

_BROKEN = re.compile(rf"[^\W\d_][{_HYPHENS}]$")
_COMPOUND = re.compile(rf"[^\W\d_]+[{_HYPHENS}][^\W\d_]+")


def line_text(words: Sequence[Word]) -> str:
    """The words of a line, left to right, as text; Chinese without spaces but where there is a wide gap."""
    text = composed(words[0].text)
    for before, word in pairwise(words):
        gap = word.box.x0 - before.box.x1
        tight = gap < _GAP * min(before.box.height, word.box.height) and (is_wide(text[-1]) or is_wide(word.text[0]))
        text += composed(word.text) if tight else f" {composed(word.text)}"
    return text


def composed(text: str) -> str:
    """A word with its ligatures as letters, and accents that a file sets before their letters put onto them."""
    if text.isascii():
        return text
    text = _LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text)
    return _APART.sub(_accented, text)


def _accented(found: re.Match[str]) -> str:
    char = unicodedata.normalize("NFC", found[2] + found[1].translate(_SPACING_ACCENTS))
    return char if len(char) == 1 else found.group()


def compounds(texts: Iterable[str]) -> frozenset[str]:
    """Words that are written with a hyphen inside of a line, lower case: these keep it at the end of one."""
    return frozenset(match.casefold() for text in texts for match in _COMPOUND.findall(text))


def join_lines(before: str, after: str, known: frozenset[str] = frozenset()) -> str:
    """Two lines, or pieces of a paragraph, as one text.

    Args:
        before: not empty.
        after: not empty.
        known: compounds that keep their hyphen, see :func:`compounds`.
    """
    if _BROKEN.search(before) and after[0].islower() and after[0].isalpha():
        return before + after if _keeps_hyphen(before, after, known) else before[:-1] + after
    if before[-1] in _HYPHENS and len(before) > 1 and not before[-2].isspace():
        return before + after
    if is_wide(before[-1]) or is_wide(after[0]):
        return before + after
    return f"{before} {after}"


def _keeps_hyphen(before: str, after: str, known: frozenset[str]) -> bool:
    head, tail = before.split()[-1], after.split()[0]
    match = _COMPOUND.search(f"{head}{tail}")
    return match is not None and match.group().casefold() in known
