"""Pages in, documents out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docvl.document import Page
from docvl.errors import DocumentError
from docvl.splitting.boundaries import boundary
from docvl.splitting.kinds import PageKind, kind_of_document
from docvl.splitting.looks import PageLook, look

DOUBT = 0.2
"""From this chance on, a place where no document was found to begin is worth a look."""
_SEPARATOR, _BACK = 2.0, 0.3
"""What a blank page between two others is worth where blank pages are few, and where most backs are blank: log-odds."""


@dataclass(frozen=True, slots=True)
class Part:
    """One document among the pages of a file.

    Attributes:
        pages: their numbers in the file, from 1, blank ones left out; never empty.
        blank: numbers of blank pages between its pages and behind them, before the next document; the first part
            also has those that the file begins with.
        kind: of the document.
        starts: how sure it is that a document begins where it does; 1 for the first.
        ends: how sure it is that it ends where it does; 1 for the last.
        doubts: pages inside, with the chance that a document begins there.
    """

    pages: tuple[int, ...]
    blank: tuple[int, ...]
    kind: PageKind
    starts: float
    ends: float
    doubts: tuple[tuple[int, float], ...] = ()


def split_pages(pages: Iterable[Page]) -> list[Part]:
    """Find the documents; nothing where all pages are blank. Words of pages die with them."""
    looks = [_look(page) for page in pages]
    printed = [look for look in looks if not look.blank]
    if not printed:
        return []
    chances = _chances(looks, printed)
    starts = [0, *(index for index, chance in enumerate(chances, start=1) if chance > 0.5), len(printed)]
    return [_part(looks, printed, chances, first, end) for first, end in pairwise(starts)]


def _look(page: Page) -> PageLook:
    try:
        return look(page)
    except DocumentError:
        # It may hold anything: the engine will say what is wrong with it.
        return PageLook(page.number, page.width, page.height, blank=False)


def _chances(looks: Sequence[PageLook], printed: Sequence[PageLook]) -> list[float]:
    """For each printed page but the first, the chance that a document begins with it."""
    blank = {look.number for look in looks if look.blank}
    gaps = [bool(blank & set(range(a.number, b.number))) for a, b in pairwise(printed)]
    worth = _SEPARATOR if sum(gaps) < 0.5 * len(gaps) or len(gaps) == 1 else _BACK
    return [boundary(a, b, blank_between=worth * gap) for (a, b), gap in zip(pairwise(printed), gaps, strict=True)]


def _part(
    looks: Sequence[PageLook], printed: Sequence[PageLook], chances: Sequence[float], first: int, end: int
) -> Part:
    own = printed[first:end]
    start = own[0].number if first else 0
    stop = printed[end].number if end < len(printed) else looks[-1].number + 1
    doubts = ((printed[index].number, chances[index - 1]) for index in range(first + 1, end))
    return Part(
        pages=tuple(look.number for look in own),
        blank=tuple(look.number for look in looks if look.blank and start <= look.number < stop),
        kind=kind_of_document(own),
        starts=chances[first - 1] if first else 1.0,
        ends=chances[end - 1] if end < len(printed) else 1.0,
        doubts=tuple((page, chance) for page, chance in doubts if chance >= DOUBT),
    )
