"""Whether a document begins between two pages: reasons for and against, added up.

Each reason is in log-odds, positive where a document begins. The figures are set by hand: about 1 for a hint,
2.5 for what is seldom wrong, 5 for what pages say themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from rapidfuzz import fuzz

from docvl.splitting.kinds import kind_of_page
from docvl.splitting.looks import PageLook

Reason = Callable[[PageLook, PageLook], float]

_TITLE = 1.8
"""From this weight on, words are taken for a title."""
_SURE_KIND = 0.75


def boundary(before: PageLook, after: PageLook, *, blank_between: float = 0.0) -> float:
    """The chance, 0 to 1, that a document begins with ``after``.

    Args:
        before: the last page before it that is not blank.
        after: not blank either.
        blank_between: what blank pages between the two are worth, log-odds.
    """
    total = blank_between + sum(reason(before, after) for reason in REASONS)
    return round(1 / (1 + math.exp(-max(-20.0, min(20.0, total)))), 3)


def _place(a: PageLook, b: PageLook) -> float:
    """Page numbers: ``2 of 3`` follows ``1 of 3``."""
    (at, of), (here, to) = a.place, b.place
    if at is not None and here is not None:
        return _both_placed((at, of), (here, to))
    if here is not None:
        return 3.0 if here == 1 else -3.5 if here == 2 else -2.0 if here < 5 or to is not None else 0.5
    if at is not None and of is not None:
        return 3.5 if at == of else -2.5
    return 1.0 if at is not None and at > 1 else 0.0


def _both_placed(a: tuple[int, int | None], b: tuple[int, int | None]) -> float:
    if b[0] == 1:
        return 5.0
    follows, same = b[0] == a[0] + 1, a[1] == b[1]
    if follows and same:
        return -5.0
    return 2.5 if not same else 1.5


def _numbers(a: PageLook, b: PageLook) -> float:
    """The document's own number."""
    if a.numbers and b.numbers:
        return -4.0 if a.numbers & b.numbers else 4.0
    return 0.7 if b.numbers else 0.0


def _accounts(a: PageLook, b: PageLook) -> float:
    """Account numbers; one account has many statements."""
    if a.accounts and b.accounts:
        return -0.7 if a.accounts & b.accounts else 1.5
    return 0.0


def _title(a: PageLook, b: PageLook) -> float:
    """A title on top."""
    weight = max((title.weight for title in b.titles), default=0.0)
    return min(3.0, weight) if weight >= _TITLE else -1.0


def _opening(a: PageLook, b: PageLook) -> float:
    """What first pages have: addressee, dates, parties."""
    return (-1.0, 0.3, 1.0)[min(b.openings, 2)]


def _closing(a: PageLook, b: PageLook) -> float:
    """How the page before ends."""
    room = 0.7 if a.low < 0.65 else -0.3 if a.low > 0.85 else 0.0
    return room + (1.2 if "closing" in a.marks else -0.7)


def _carried(a: PageLook, b: PageLook) -> float:
    """Sums carried over the page break, and words that say so."""
    return -4.0 * ("carried" in a.marks or "brought" in b.marks)


def _edges(a: PageLook, b: PageLook) -> float:
    """The same lines on top and at the bottom."""
    top = fuzz.token_set_ratio(a.top, b.top)
    found = 0.3 if top < 45 else -0.8 if top > 85 else 0.0
    if a.bottom and b.bottom:
        bottom = fuzz.token_set_ratio(a.bottom, b.bottom)
        found += 0.8 if bottom < 45 else -0.6 if bottom > 85 else 0.0
    return found


def _paper(a: PageLook, b: PageLook) -> float:
    """Another size; the same one turned is a hint only."""
    sizes = sorted((a.width, a.height)), sorted((b.width, b.height))
    other = any(abs(x - y) > 0.05 * max(x, y) for x, y in zip(*sizes, strict=True))
    turned = (a.width > a.height) != (b.width > b.height)
    return 2.0 if other else 0.5 if turned else 0.0


def _kinds(a: PageLook, b: PageLook) -> float:
    """Another kind of document."""
    first, second = kind_of_page(a), kind_of_page(b)
    sure = min(first.confidence, second.confidence) >= _SURE_KIND and "other" not in (first.kind, second.kind)
    return 2.5 if sure and first.kind != second.kind else 0.0


def _rows(a: PageLook, b: PageLook) -> float:
    """Rows or clauses that are counted on."""
    if b.rows is None:
        return 0.0
    if a.rows is not None and b.rows[0] in (a.rows[1], a.rows[1] + 1) and b.rows[0] > 1:
        return -3.0
    return 0.4 if b.rows[0] == 1 else -1.5


def _language(a: PageLook, b: PageLook) -> float:
    """Chinese on one page, not on the other."""
    return 2.0 if min(a.cjk, b.cjk) < 0.05 and max(a.cjk, b.cjk) > 0.3 else 0.0


def _sentence(a: PageLook, b: PageLook) -> float:
    """A sentence that runs over the page break."""
    return -2.0 if b.begins and a.ends else -0.7 if b.begins else 0.0


def _table(a: PageLook, b: PageLook) -> float:
    """The captions of a table once more, and no title above them."""
    titled = any(title.weight >= _TITLE for title in b.titles)
    return -1.5 if a.table & b.table and not titled else 0.0


def _print(a: PageLook, b: PageLook) -> float:
    """Much larger or smaller print."""
    return 0.8 if max(a.size, b.size) > 1.2 * min(a.size, b.size) else 0.0


REASONS: tuple[Reason, ...] = (
    _place, _numbers, _accounts, _title, _opening, _closing, _carried, _edges, _paper, _kinds, _rows, _language,
    _sentence, _table, _print,
)  # fmt: skip
