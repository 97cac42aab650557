"""Lines that are no rows: totals, carried sums, discounts."""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

from docvl.document import Word
from docvl.engines.layout.lexicon import concepts
from docvl.engines.layout.phrases import Line
from docvl.engines.layout.spotting import Hit
from docvl.engines.layout.tables.cells import is_number
from docvl.engines.layout.tables.quick import QuickSpotter

ASIDE, END = "aside", "end"
# Lines under these captions stand between rows, or after them, without ending the table.
_ASIDES = (
    "column_carry",
    "column_aside",
    "column_elsewhere",
    "discount",
    "cash_discount",
    "charges",
    "opening_balance",
)
_PART_SUM = re.compile(r"\b(?:sub|sous)[- ]?total|\bzwischensumme\b|\bsubtotale\b|小\s*计", re.IGNORECASE)
# A rate may stand before the caption of a tax.
_RATE = re.compile(r"[\d.,]+%")


def mark_of(line: Line) -> str | None:
    """What kind of line this is when one of its phrases begins with a caption of totals: ``END``, ``ASIDE`` or None."""
    spotter = _spotter()
    if not spotter.opens_phrase(line):
        return None
    starts = list(accumulate((len(phrase.words) for phrase in line.phrases), initial=0))
    for hit in spotter.spot(line):
        number = bisect(starts, hit.first) - 1
        words = [word.text for word in line.words[: hit.first]]
        before = "".join([*words[starts[number] :], hit.head])
        counted = before.isdecimal() or (number > 0 and not before and "".join(words).isdecimal())
        if any(c.isalnum() for c in before) and not counted and (number > 0 or not _RATE.fullmatch(before)):
            continue
        whole = (number == 0 or counted) and _is_whole(hit, line.words[hit.last + 1 : starts[number + 1]])
        states = any(is_number(phrase.text) for phrase in line.phrases[number + 1 :])
        if whole or (states and not counted):
            return hit.concept
    return None


def is_part_sum(line: Line) -> bool:
    """Whether a line states the sum of a part of a table."""
    return _PART_SUM.search(line.text) is not None


def _is_whole(hit: Hit, after: Sequence[Word]) -> bool:
    """Whether a caption says all that its phrase says but a number, and does not begin a sentence."""
    rest = " ".join([hit.tail, *(word.text for word in after)])
    return not any(c.isalpha() for c in rest) or is_number(rest.lstrip(": "))


@cache
def _spotter() -> QuickSpotter:
    """Finds captions of lines that are no rows: totals end a table, carried sums are passed over."""
    lexicon = concepts()
    aside = [(label, ASIDE) for key in _ASIDES for label in lexicon[key].labels]
    ends = [
        (label, END)
        for key, concept in lexicon.items()
        if key == "column_end" or (concept.kind == "amount" and not key.startswith("column_") and key not in _ASIDES)
        for label in concept.labels
    ]
    return QuickSpotter([*aside, *ends])
