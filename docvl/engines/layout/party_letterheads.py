"""The name in a picture at the head of a page: who writes puts it there, often nowhere else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from docvl.engines.layout.addresses import city_line, has_legal_form, is_numbered_street
from docvl.engines.layout.blocks import Cell, stack_up
from docvl.engines.layout.party_blocks import Pieces, Row, read_rows
from docvl.engines.layout.phrases import PageLines, Phrase

Rows = Sequence[Sequence[Cell]]

# A letterhead ends here, as a share of the page's height.
_HEAD = 0.2
# A second line of the name is not printed much smaller than the first; slogans are.
_SAME_SIZE = 0.7
# Lines of an address stand this many line heights apart at most.
_GAP = 1.7
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


def letterhead(page: PageLines, rows: Rows) -> tuple[Pieces, tuple[Phrase, ...]]:
    """What the head of a page with a text layer says of who writes, and the lines of the address that is part of it.

    The name is the largest print in pictures, if it may be one. Only pictures: what is large in type may be the title
    of the paper, or its buyer. An address there that begins with its street has its name in the picture.
    """
    shown = (cell for row in rows for cell in row if _is_pictured(page, cell.phrase))
    head = [cell for cell in shown if _stands_in_head(page, cell.phrase) and _may_name(cell)]
    if not head:
        return {}, ()
    largest = max(head, key=lambda cell: (cell.phrase.box.height, -cell.phrase.box.y0)).phrase
    name = tuple(cell.phrase for cell in head if _goes_with(cell.phrase, largest))
    address = _nameless_address(page, rows)
    block = (Cell(largest, (), None, False, largest), *address)
    return read_rows([Row(cell) for cell in block]) | {"name": name}, tuple(cell.phrase for cell in address)


def _nameless_address(page: PageLines, rows: Rows) -> tuple[Cell, ...]:
    """The lines from the street to the town of the first address in the head with nothing above its street."""
    for city in (cell for row in rows for cell in row if _stands_in_head(page, cell.phrase)):
        above = [*stack_up(rows, city.phrase, _GAP, 4)] if city_line(city.phrase.text) else []
        streets = [*takewhile(_is_street, above)]
        if streets and len(streets) == len(above):
            return (*reversed(streets), city)
    return ()


def _is_street(cell: Cell) -> bool:
    return is_numbered_street(cell.phrase.text) and not has_legal_form(cell.phrase.text)


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
