"""What all printed identifiers have in common: the reading, and how to tell an identifier from any other digits.

Most identifiers are only digits. They count where a label of theirs stands shortly before or where they are the whole
text, as in a cell beside its label; those with a checksum or an unmistakable shape count anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from docvl.values.normalize import Folded
from docvl.values.reading import Reading

_REACH = 24  # characters between a label's end and its value, at most
_DIGIT = re.compile(r"[0-9]")
_SEPARATORS = re.compile(r"[ ./-]")


@dataclass(frozen=True, slots=True)
class IdentifierReading(Reading):
    """A printed identifier.

    Attributes:
        kind: ``iban``, ``vat-id``, ``postcode`` and so on; the finder's docstring names its kinds.
        value: without separators, in capitals where the standard has capitals.
        valid: whether its checksum holds; None when the identifier has none.
        countries: ISO 3166 codes it may belong to; empty when the identifier does not tell.
        repaired: whether a letter was read as the digit it looks like; only where the checksum then holds.
    """

    kind: str
    value: str
    valid: bool | None = None
    countries: tuple[str, ...] = ()
    repaired: bool = False


def compact(text: str) -> str:
    """``text`` without spaces, dots, slashes and dashes."""
    return _SEPARATORS.sub("", text)


def labelled(text: str, start: int, label: re.Pattern[str]) -> bool:
    """Whether ``label`` stands in ``text`` before ``start``: on the same line, within reach, no digit between."""
    before = text[max(start - 2 * _REACH, 0) : start].rpartition("\n")[2]
    gaps = [before[match.end() :] for match in label.finditer(before)]
    return bool(gaps) and len(gaps[-1]) <= _REACH and not _DIGIT.search(gaps[-1])


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether nothing but spaces and punctuation stands around ``text[start:end]``."""
    return not re.search(r"\w", text[max(start - 40, 0) : start] + text[end : end + 40])


def shaped(folded: Folded, pattern: re.Pattern[str], label: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches of ``pattern`` that are labelled or the whole text."""
    for match in pattern.finditer(folded.text):
        if is_whole(folded.text, *match.span()) or labelled(folded.text, match.start(), label):
            yield match


def mended(value: str, slips: dict[int, int], is_valid: Callable[[str], bool]) -> str | None:
    """``value`` with the letters in ``slips`` (as of :meth:`str.maketrans`) read as digits, if that makes it valid."""
    tried = value.translate(slips)
    return tried if tried != value and is_valid(tried) else None
