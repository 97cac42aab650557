"""The name in a picture at the head of a page: who writes puts it there, often nowhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence

from docvl.engines.layout.addresses import city_line, is_numbered_street
from docvl.engines.layout.blocks import Cell
from docvl.engines.layout.phrases import PageLines, Phrase

# A letterhead ends here, as a share of the page's height.
_HEAD = 0.2
# A second line of the name is not printed much smaller than the first; slogans are.
_SAME_SIZE = 0.7
# Words with few signs between them: no date, number, web or mail address.
_NAME = re.compile(r"(?!www\.)(?=(?:[^\W\d_]|\W)*[^\W\d_]{3}|.*[⺀-鿿]{2})[^:@/]{2,60}")
_DIGITS = 0.3
# What is stamped on papers.
_STAMP = re.compile(
    r"\W*(?:paid|copy|original|duplicate|draft|void|cancel(?:l)?ed|received|approved|confidential|sample|specimen|"
    r"bezahlt|kopie|entwurf|storniert|muster|eingegangen|payée?|acquittée?|copie|annulée?|brouillon|"
    r"已付款?|作废|副本|正本|样本|机密)\W*",
    re.IGNORECASE,
)


def letterhead(page: PageLines, rows: Sequence[Sequence[Cell]]) -> tuple[Phrase, ...]:
    """The largest print in pictures at the head of a page with a text layer, if it may be a name; top to bottom.

    Only pictures: what is large in type may be the title of the paper, or its buyer.
    """
    shown = (cell for row in rows for cell in row if _is_pictured(page, cell.phrase))
    head = [cell for cell in shown if _stands_in_head(page, cell.phrase) and _may_name(cell)]
    if not head:
        return ()
    largest = max(head, key=lambda cell: (cell.phrase.box.height, -cell.phrase.box.y0)).phrase
    return tuple(cell.phrase for cell in head if _goes_with(cell.phrase, largest))


def is_mark(page: PageLines, phrase: Phrase) -> bool:
    """Whether a phrase stands in a picture below the head: alone, a name there is of who certifies or delivers."""
    return _is_pictured(page, phrase) and not _stands_in_head(page, phrase)


def _is_pictured(page: PageLines, phrase: Phrase) -> bool:
    """Whether OCR saw a phrase on a page whose other words are those of a text layer."""
    if any(word.confidence == 1 for word in phrase.words):
        return False
    return any(word.confidence == 1 for line in page.lines for word in line.words)


def _stands_in_head(page: PageLines, phrase: Phrase) -> bool:
    return page.fractions(phrase.box).y1 < _HEAD


def _may_name(cell: Cell) -> bool:
    text = cell.phrase.text
    digits = sum(map(str.isdigit, text))
    return (
        not cell.parts
        and _NAME.fullmatch(text) is not None
        and digits <= _DIGITS * len(text)
        and not _STAMP.fullmatch(text)
        and city_line(text) is None
        and not is_numbered_street(text)
    )


def _goes_with(phrase: Phrase, largest: Phrase) -> bool:
    """Whether a phrase is the name or a line of it: above or below it, about as large."""
    one, other = phrase.box, largest.box
    near = -one.overlap_y(other) < other.height and one.overlap_x(other) > 0
    return phrase is largest or (near and one.height >= _SAME_SIZE * other.height)
