"""The kind of a page, by words and shape: sums of a few plain reasons, made into chances."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from docvl.splitting.looks import PageLook
from docvl.splitting.words import KINDS, Kind

__all__ = ["Kind", "PageKind", "kind_of_document", "kind_of_page", "scores"]

# What speaks for "other": a page of a known kind has reasons worth more.
_NOTHING = 2.0
_CAPTION, _MOST_CAPTIONS = 0.7, 7
# Shop receipts have 48 characters to a line at most, some 26 heights of a word, whatever they were scanned on.
_ROLL, _SHEET = 28.0, 38.0
_LATER_PAGES = 0.5


@dataclass(frozen=True, slots=True)
class PageKind:
    """A kind and how sure it is, 0 to 1."""

    kind: Kind
    confidence: float


def scores(page: PageLook) -> dict[Kind, float]:
    """Log-odds, up to a constant, of the kinds other than ``blank``."""
    found: dict[Kind, float] = {kind: 0.0 for kind in KINDS if kind != "blank"}
    found["other"] = _NOTHING
    captions = dict(page.captions)
    titles = {title.kind: title.weight for title in page.titles}
    for kind in found:
        found[kind] += _CAPTION * min(captions.get(kind, 0), _MOST_CAPTIONS) + 1.2 * titles.get(kind, 0.0)
    for kind, reason in _shape(page).items():
        found[kind] += reason
    return found


def _shape(page: PageLook) -> Mapping[Kind, float]:
    width = page.text_width / page.size if page.size else 0.0
    narrow = 0 < width < _ROLL
    sums = min(page.amounts, 3) / 3
    return {
        "receipt": (2.0 if narrow and sums else 0.0) - (2.0 if width > _SHEET else 0.0),
        "bank_statement": 2.0 * min(page.bookings, 6) / 6,
        "invoice": 0.8 * sums - (1.0 if narrow else 0.0) - (2.5 if page.bookings > 5 else 0.0),
        "contract": (1.2 * min(page.clauses, 4) / 4 if page.amounts < 4 else 0.0) + (1.0 if page.prose >= 8 else 0.0),
        "form": 2.0 * min(page.gaps, 4) / 4 - 1.0 * (page.amounts >= 4),
        "fapiao": -1.5 if page.cjk < 0.1 else 0.0,
    }


def kind_of_page(page: PageLook) -> PageKind:
    """The likeliest kind."""
    return PageKind("blank", 1.0) if page.blank else _best(scores(page))


def kind_of_document(pages: Sequence[PageLook]) -> PageKind:
    """The likeliest kind of pages that belong together; the first one says most. There must be one."""
    total = scores(pages[0])
    for page in pages[1:]:
        for kind, score in scores(page).items():
            # Pages that go on need say nothing of what they are.
            total[kind] += _LATER_PAGES * (score if kind != "other" else 0.0)
    return _best(total)


def _best(found: Mapping[Kind, float]) -> PageKind:
    best = max(found, key=lambda kind: found[kind])
    weights = [math.exp(score - found[best]) for score in found.values()]
    return PageKind(best, round(1 / sum(weights), 3))
