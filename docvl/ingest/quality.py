"""Whether a text layer says what the page shows, as far as its characters alone can tell."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Literal

Verdict = Literal["good", "doubtful", "garbage"]

_MAX_UNMAPPED = 0.1
_MIN_LETTERS = 20
_MANY_LETTERS = 80
_MIN_LATIN = 0.3
_MIN_LIKENESS, _MIN_LIKENESS_OF_FEW = 0.82, 0.7
_MIN_CJK = 8
_MIN_COMMON = 0.75
_MAX_ACCENTED = 0.3
_MIN_SPEAKING = 0.5
_MIN_FOUND = 0.35

# Letters in a thousand, the mean of published tables for English, German, French, Spanish, Italian and Dutch.
_LETTERS = dict(
    zip(
        "etaoinsrlhdcumpgfvbwyzkqjx",
        (151, 71, 85, 56, 77, 81, 67, 65, 46, 28, 45, 31, 38, 27, 22, 17, 12, 13, 12, 9, 7, 6, 8, 6, 3, 2),
        strict=True,
    )
)

# Leading bytes of the characters in common use, in the order the standards set: GB 2312 level 1, Big5 level 1,
# JIS level 1.
_COMMON = (("gb2312", range(0xB0, 0xD8)), ("big5", range(0xA4, 0xC7)), ("shift_jis", range(0x88, 0x98)))


def is_unmapped(char: str) -> bool:
    """Whether a character stands for a glyph whose meaning the file does not give."""
    return char == "\ufffd" or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}


def judge(words: Iterable[str]) -> Verdict:
    """Judge the words of a page.

    ``garbage`` when too many characters are unmapped. ``doubtful`` when they are all there and look like no language:
    glyph codes taken for letters, one code page read as another. What is doubtful needs a look at the page.
    """
    said = list(words)
    chars = "".join(said)
    if not chars or sum(map(is_unmapped, chars)) > _MAX_UNMAPPED * len(chars):
        return "garbage"
    speaking = [char for char, _ in groupby(chars)]  # leaders and rules of one character count once
    if sum(char.isalnum() for char in speaking) < _MIN_SPEAKING * len(speaking):
        return "doubtful"
    distinct = "".join(dict.fromkeys(said))  # a word that fills a page says as much of its letters as it does once
    odd = _odd_latin(distinct) or _odd_cjk(distinct)
    return "doubtful" if odd else "good"


def agree(layer: Sequence[str], seen: Sequence[str]) -> bool:
    """Whether the words of a text layer are those that OCR sees: enough of them occur in its text."""
    text = "".join(map(_folded, seen))
    words = [word for word in map(_folded, layer) if len(word) >= 3 or any(char > "\u2e80" for char in word)]
    return sum(word in text for word in words) >= _MIN_FOUND * len(words)


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in plain if char.isalnum())


def _odd_latin(chars: str) -> bool:
    plain = unicodedata.normalize("NFKD", chars).casefold()
    counts = Counter(char for char in plain if "a" <= char <= "z")
    letters = sum(counts.values())
    if letters < max(_MIN_LETTERS, _MIN_LATIN * len(chars)):
        return False
    accented = sum(unicodedata.combining(char) > 0 for char in plain)
    length = math.sqrt(sum(n * n for n in counts.values()) * sum(n * n for n in _LETTERS.values()))
    likeness = sum(counts[letter] * often for letter, often in _LETTERS.items()) / length
    enough = _MIN_LIKENESS if letters >= _MANY_LETTERS else _MIN_LIKENESS_OF_FEW
    return likeness < enough or accented > _MAX_ACCENTED * letters


def _odd_cjk(chars: str) -> bool:
    cjk = [char for char in chars if "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"]
    return len(cjk) >= _MIN_CJK and sum(map(_in_common_use, cjk)) < _MIN_COMMON * len(cjk)


def _in_common_use(char: str) -> bool:
    for codec, leads in _COMMON:
        try:
            if char.encode(codec)[0] in leads:
                return True
        except UnicodeEncodeError:
            continue
    return False
