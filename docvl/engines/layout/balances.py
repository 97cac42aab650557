"""Opening and closing balance where one caption names both: ``Kontostand am 1.5.``, ``Kontostand am 31.5.``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from docvl.engines.layout.candidates import WEAK, Candidate

OPENING, CLOSING = "opening_balance", "closing_balance"
# Captions as good as each other differ by less.
EQUAL = 0.05
# Sums carried over the pages score less than balances that are called so.
UNSURE = WEAK + 0.2


def tell_balances(
    opening: Sequence[Candidate], closing: Sequence[Candidate]
) -> tuple[Sequence[Candidate], Sequence[Candidate]]:
    """The candidates of the opening and of the closing balance, told apart by their places where captions do not.

    Without an opening balance, the first of several balances of one caption opens the account. Of sums that are but
    carried forward, the last one closes it.
    """
    best = max((candidate.score for candidate in closing), default=0.0)
    alike = sorted((c for c in closing if c.score > best - EQUAL), key=_place)
    if len({c.snippet.text for c in alike}) < 2:
        return opening, closing
    if not opening:
        return [replace(alike[0], concept=OPENING)], [alike[-1]]
    return opening, [alike[-1]] if best < UNSURE else closing


def _place(candidate: Candidate) -> tuple[int, float, float]:
    return candidate.snippet.page, candidate.snippet.box.y0, candidate.snippet.box.x0
