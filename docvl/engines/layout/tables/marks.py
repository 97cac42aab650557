"""Lines that are no rows: totals, carried sums, discounts."""

from __future__ import annotations

import re
from bisect import bisect
from functools import cache
from itertools import accumulate

from docvl.engines.layout.lexicon import concepts, tokenize
from docvl.engines.layout.phrases import Line, Phrase
from docvl.engines.layout.spotting import Hit, Spotter
from docvl.engines.layout.tables.cells import is_number, is_scanned

ASIDE, END = "aside", "end"
# Captions are looked for within this many characters at the start of a phrase.
OPENING = 40
# Lines under these captions stand between rows, or after them, without ending the table.
_ASIDES = ("column_carry", "column_aside", "column_elsewhere", "discount", "charges", "opening_balance")
# A rate may stand before the caption of a tax.
_RATE = re.compile(r"[\d.,]+%")


def mark_of(line: Line) -> str | None:
    """What kind of line this is when one of its phrases begins with a caption of totals: ``END``, ``ASIDE`` or None."""
    if not _can_be_marked(line):
        return None
    starts = list(accumulate((len(phrase.words) for phrase in line.phrases), initial=0))
    for hit in _spotter().spot(line, 0, forgiving=is_scanned([line])):
        number = bisect(starts, hit.first) - 1
        before = "".join([*(word.text for word in line.words[starts[number] : hit.first]), hit.head])
        if any(c.isalnum() for c in before) and (number > 0 or not _RATE.fullmatch(before)):
            continue
        states = any(is_number(phrase.text) for phrase in line.phrases[number + 1 :])
        if states or (number == 0 and _is_whole(hit, line.phrases[0])):
            return hit.concept
    return None


def _is_whole(hit: Hit, phrase: Phrase) -> bool:
    """Whether a caption says all that its phrase says but a number, and does not begin a sentence."""
    rest = " ".join([hit.tail, *(word.text for word in phrase.words[hit.last + 1 :])])
    return any(c.isdigit() for c in rest) or not any(c.isalpha() for c in rest)


def _can_be_marked(line: Line) -> bool:
    """Whether a phrase begins as a caption of totals does; a quick look, since most lines are rows."""
    if is_scanned([line]):
        return True
    openings = (
        next((token for token in tokenize(phrase.text[:OPENING]) if token.text.isalpha()), None)
        for phrase in line.phrases
    )
    return any(token is not None and token.text in _openings() for token in openings)


@cache
def _openings() -> frozenset[str]:
    """The first words of the captions."""
    return frozenset(word for label, _ in _captions() for word in (label[0], "".join(label)))


@cache
def _spotter() -> Spotter:
    return Spotter(_captions())


@cache
def _captions() -> tuple[tuple[tuple[str, ...], str], ...]:
    """Captions of lines that are no rows: totals end a table, carried sums are passed over."""
    lexicon = concepts()
    aside = [(label, ASIDE) for key in _ASIDES for label in lexicon[key].labels]
    ends = [
        (label, END)
        for key, concept in lexicon.items()
        if key == "column_end" or (concept.kind == "amount" and not key.startswith("column_") and key not in _ASIDES)
        for label in concept.labels
    ]
    return tuple(pair for pair in [*aside, *ends] if pair[0])
