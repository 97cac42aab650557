"""Lines that are no rows: totals, carried sums, discounts."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache
from itertools import accumulate

from docvl.engines.layout.lexicon import concepts
from docvl.engines.layout.phrases import Line
from docvl.engines.layout.spotting import Spotter
from docvl.engines.layout.tables.cells import is_number, is_scanned

ASIDE, END = "aside", "end"
# Lines under these captions stand between rows, or after them, without ending the table.
_ASIDES = ("column_carry", "column_aside", "column_elsewhere", "discount", "charges", "opening_balance")
# A rate may stand before the caption of a tax.
_RATE = re.compile(r"[\d.,]+%")


def mark_of(line: Line) -> str | None:
    """What kind of line this is when one of its phrases begins with a caption of totals: ``END``, ``ASIDE`` or None."""
    starts = list(accumulate((len(phrase.words) for phrase in line.phrases), initial=0))
    for hit in _spotter().spot(line, 0, forgiving=is_scanned([line])):
        number = bisect(starts, hit.first) - 1
        before = "".join([*(word.text for word in line.words[starts[number] : hit.first]), hit.head])
        if any(c.isalnum() for c in before) and (number > 0 or not _RATE.fullmatch(before)):
            continue
        if number == 0 or any(is_number(phrase.text) for phrase in line.phrases[number + 1 :]):
            return hit.concept
    return None


@cache
def _spotter() -> Spotter:
    """Finds captions of lines that are no rows: totals end a table, carried sums are passed over."""
    lexicon = concepts()
    aside = [(label, ASIDE) for key in _ASIDES for label in lexicon[key].labels]
    ends = [
        (label, END)
        for key, concept in lexicon.items()
        if key == "column_end" or (concept.kind == "amount" and not key.startswith("column_") and key not in _ASIDES)
        for label in concept.labels
    ]
    return Spotter([*aside, *ends])
