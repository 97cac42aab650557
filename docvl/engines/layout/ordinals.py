"""Numbers before the captions of a form: ``7. Postcode``, ``(b) Date``, and bare ones where all captions have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docvl.document import Word
from docvl.engines.layout.phrases import PHRASE_GAP
from docvl.engines.layout.spotting import Hit

_ORDINAL = re.compile(r"[(（]?(?:\d{1,2}|[a-zA-Z])[.)）、]")
_BARE = re.compile(r"\d{1,2}[a-z]?")
# Captions of a page are counted by bare numbers if so many are.
COUNTED = 3


def are_counted(words: Sequence[Sequence[Word]], hits: Sequence[Sequence[Hit]]) -> bool:
    """Whether captions are counted by bare numbers, given the words and the labels of each line of a page."""
    counted = (hit for line in hits for hit in line if is_counted(words[hit.line], hit))
    return len({words[hit.line][hit.first - 1].text for hit in counted}) >= COUNTED


def is_counted(words: Sequence[Word], hit: Hit) -> bool:
    """Whether a bare number stands right before a label on its line, and nothing right before the number."""
    if not hit.first or hit.head or not _BARE.fullmatch(words[hit.first - 1].text):
        return False
    number, gap = words[hit.first - 1].box, PHRASE_GAP * hit.box.height
    apart = hit.first == 1 or number.x0 - words[hit.first - 2].box.x1 > gap
    return apart and hit.box.x0 - number.x1 <= gap


def is_numbered(words: Sequence[Word], hit: Hit, *, counted: bool) -> bool:
    """Whether the number of a caption in a form stands right before it; ``counted`` as of :func:`are_counted`."""
    before = words[hit.first - 1] if hit.first else None
    if before is None or hit.box.x0 - before.box.x1 > hit.box.height:
        return False
    return _ORDINAL.fullmatch(before.text) is not None or (counted and is_counted(words, hit))
