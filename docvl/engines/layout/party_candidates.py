"""A page -> all the places that may state a party: headed blocks, address blocks, sender lines, tax numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from docvl.engines.layout.addresses import (
    city_line,
    has_legal_form,
    is_street,
    legal_name,
    letters,
    one_line,
)
from docvl.engines.layout.blocks import Cell, aligned, cut, stack_down, stack_up
from docvl.engines.layout.party_blocks import (
    Pieces,
    Row,
    caption_value,
    read_rows,
    tax_key,
)
from docvl.engines.layout.party_letterheads import is_mark, letterhead
from docvl.engines.layout.party_lines import Rows, line_pieces, tax_numbers_in
from docvl.engines.layout.phrases import PageLines, Phrase
from docvl.geometry import Box

Source = Literal["headed", "block", "line", "caption", "name"]

# Lines of a headed block may stand this many line heights apart, the first one below its heading further.
_HEADED_GAP, _FIRST_GAP = 2.4, 5.0
_BLOCK_GAP = 1.7
_MAX_ROWS = 14
_INDENT = 5.0


TAX = ("vat_id", "tax_number")
# A few words in letters.
_TITLE = re.compile(r"[^\W\d][^\d:@,]{2,40}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place on a page that may state a party.

    Attributes:
        source: how it was found.
        heading: the heading's lexicon key, or the role a caption names; None when nothing says whose it is.
        pieces: what it states.
        box: reading points.
    """

    source: Source
    heading: str | None
    pieces: Pieces
    box: Box


def find_candidates(page: PageLines, rows: Rows) -> list[Candidate]:
    """All candidates of a page, the headed ones first."""
    used: set[int] = set()
    out: list[Candidate] = []
    head, address = letterhead(page, rows)
    _mark(used, address)
    for reader in (_headed, _sender_lines, _address_blocks, _captioned, _company_names, _names_over_contacts):
        out += reader(page, rows, used)
    if head:
        out.append(Candidate("name", None, head, Box.hull(phrase.box for phrase in head["name"])))
    return out


class _Repeated:
    """Whether a text stands more than once on a page, as the name of its sender does."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @cached_property
    def _page(self) -> str:
        return "\n".join(letters(cell.phrase.text) for row in self._rows for cell in row)

    def __call__(self, text: str) -> bool:
        return self._page.count(letters(text)) > 1


def _mark(used: set[int], phrases: Sequence[Phrase]) -> None:
    used.update(id(phrase) for phrase in phrases)


def _cells(rows: Rows, used: set[int]) -> Iterator[Cell]:
    return (cell for row in rows for cell in row if id(cell.phrase) not in used)


# --- blocks under a heading


def _headed(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    for cell in _cells(rows, set()):
        if cell.heading in (None, "section", "contact"):
            continue
        block = _rows_under(rows, cell)
        if not block:
            continue
        _mark(used, [cell.phrase, *(row.cell.phrase for row in block)])
        single = one_line(cell.rest.text) if cell.rest is not None else None
        pieces = line_pieces(cell.rest, rows) if single and cell.rest else read_rows(block, _Repeated(rows))
        box = Box.hull(row.cell.phrase.box for row in block)
        if cell.heading == "payee_bank" and (numbers := {key: pieces[key] for key in TAX if key in pieces}):
            # Below a bank's account stand the tax numbers of the one whose account it is, never the bank's.
            yield Candidate("caption", cell.role, numbers, box)
            pieces = {key: found for key, found in pieces.items() if key not in TAX}
        yield Candidate("headed", cell.heading, pieces, box)


def _rows_under(rows: Rows, head: Cell) -> list[Row]:
    """The lines of the block that ``head`` opens."""
    first = _beside(rows, head)
    start = [] if first is None else [Row(Cell(first, (), None, False, first))]
    left, right = _column(rows, head)
    anchor = first.box if first is not None and first is not head.rest else None
    block: list[Row] = []
    bottom, height = head.phrase.box.y1, head.phrase.box.height
    value_left: float | None = None
    for line in rows[head.phrase.line + 1 :]:
        inside = [cell for cell in line if left <= cell.phrase.box.x0 < right]
        if not inside:
            continue
        gap = _HEADED_GAP if block or start else _FIRST_GAP
        if inside[0].phrase.box.y0 - bottom > gap * height or len(block) == _MAX_ROWS:
            break
        if inside[0].heading not in (None, "contact"):
            break
        row = _row(inside, anchor, value_left) if block or anchor or _opens(inside[0], head) else None
        if row is None:
            continue
        if row.cell.heading == "contact" and row.cell.rest is None and row.value is None:
            break
        anchor = row.cell.phrase.box if anchor is None else anchor
        value_left = row.value.box.x0 if row.value is not None else value_left
        bottom, height = row.cell.phrase.box.y1, row.cell.phrase.box.height
        block.append(row)
    return start + block


def _opens(cell: Cell, head: Cell) -> bool:
    """Whether a line starts near enough to the heading above it to be the block's first."""
    box = head.phrase.box
    return cell.phrase.box.x0 < max(box.x1, box.x0 + _INDENT * box.height)


def _beside(rows: Rows, head: Cell) -> Phrase | None:
    """The first line of the block where it stands beside the heading: ``TO:  Name``."""
    if head.rest is not None:
        return head.rest
    line = rows[head.phrase.line]
    right = next((cell for cell in line if cell.phrase.box.x0 > head.phrase.box.x1), None)
    if not head.colon or right is None or right.parts:
        return None
    near = right.phrase.box.x0 - head.phrase.box.x1 < 8 * head.phrase.box.height
    return right.phrase if near else None


def _column(rows: Rows, head: Cell) -> tuple[float, float]:
    """Where lines of the block may start: from the heading to the next heading on its right, if any."""
    box = head.phrase.box
    near = [cell for line in rows[max(head.phrase.line - 2, 0) : head.phrase.line + 3] for cell in line]
    right = [cell.phrase.box.x0 for cell in near if cell.heading and cell.phrase.box.x0 > box.x0 + 2 * box.height]
    return box.x0 - 1.5 * box.height, min(right, default=float("inf")) - 1


def _row(inside: Sequence[Cell], anchor: Box | None, value_left: float | None) -> Row | None:
    """The block's part of one line: aligned with the lines before, or going on with a caption's value."""
    cell, *others = inside
    box = cell.phrase.box
    if value_left is not None and abs(box.x0 - value_left) <= box.height and not cell.is_caption:
        return Row(cell, continued=True)
    if anchor is not None and not (aligned(box, anchor) or -1 < (box.x0 - anchor.x0) / box.height < _INDENT):
        return None
    value = others[0].phrase if others and cell.is_caption and cell.rest is None else None
    return Row(cell, value)


# --- whole addresses on one line


def _sender_lines(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    for cell in _cells(rows, used):
        pieces = line_pieces(cell.phrase, rows)
        if pieces:
            _mark(used, [cell.phrase])
            yield Candidate("line", cell.role or cell.heading, pieces | tax_numbers_in(cell.phrase), cell.phrase.box)


# --- blocks that end in a city line


def _address_blocks(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    for cell in _cells(rows, used):
        if city_line(cell.phrase.text) is None or id(cell.phrase) in used:
            continue
        above = [*_lines_above(rows, cell, used)]
        below = [*_lines_below(rows, cell, used)]
        block = [Row(c) for c in (*reversed(above), cell, *below)]
        pieces = read_rows(block, _Repeated(rows))
        texts = [c.phrase.text for c in above]
        if "name" in pieces and (any(map(is_street, texts)) or any(map(has_legal_form, texts)) or len(texts) < 4):
            _mark(used, [row.cell.phrase for row in block])
            yield Candidate("block", _heading_over(rows, (above or [cell])[-1]), pieces, _hull(block))


def _hull(block: Sequence[Row]) -> Box:
    return Box.hull(row.cell.phrase.box for row in block)


def _lines_above(rows: Rows, cell: Cell, used: set[int]) -> Iterator[Cell]:
    for above in stack_up(rows, cell.phrase, _BLOCK_GAP, 7):
        is_caption = above.is_caption and above.means("contact_person") is None
        if is_caption or id(above.phrase) in used or city_line(above.phrase.text):
            return
        yield above


def _lines_below(rows: Rows, cell: Cell, used: set[int]) -> Iterator[Cell]:
    for below in stack_down(rows, cell.phrase, _BLOCK_GAP, 8):
        if below.heading or id(below.phrase) in used or city_line(below.phrase.text):
            return
        yield below


def _heading_over(rows: Rows, top: Cell) -> str | None:
    """The heading right above a block, further away than a heading's own lines may start."""
    for above in stack_up(rows, top.phrase, 2.5, 1):
        return above.heading
    return None


# --- tax numbers and other attributes outside of blocks


def _captioned(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    # "Buyer VAT ID: 1 - Tax ID: 2": the second number is the buyer's too.
    for owner, cell in ((whole.role, part) for whole in _cells(rows, used) for part in (whole, *whole.more)):
        key = cell.means("vat_id", "tax_number", "name") if cell.parts else None
        if key is None or (key == "name" and cell.role is None) or not (cell.is_caption or key == "vat_id"):
            continue
        for source in _value_places(rows, cell):
            value = caption_value(key, source)
            if value is not None:
                yield Candidate("caption", cell.role or owner, {tax_key(key, value): (value,)}, cell.phrase.box)
                break


def _value_places(rows: Rows, cell: Cell) -> Iterator[Phrase | None]:
    """Where the value of a caption may stand: after it, to its right, below it."""
    yield cell.rest
    if cell.rest is None:
        box = cell.phrase.box
        yield next((c.phrase for c in rows[cell.phrase.line] if c.phrase.box.x0 > box.x1 and not c.parts), None)
        yield next((c.phrase for c in stack_down(rows, cell.phrase, 1.2, 1) if not c.parts), None)


# --- companies named by their legal form


def _company_names(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    for cell in _cells(rows, used):
        phrase = cell.rest if cell.role == "seller" and cell.colon else cell.phrase
        span = None if phrase is None else legal_name(phrase.text)
        if phrase is None or span is None or span[1] > 60 or ":" in phrase.text[: span[1]]:
            continue
        name = cut(phrase, *span)
        if name is not None and any(char.isalpha() for char in name.text):
            pieces = {"name": (name,)} | _address_below(rows, phrase) | tax_numbers_in(cell.phrase)
            if len(pieces) > 1 or not is_mark(page, phrase):
                yield Candidate("name", cell.role if cell.colon else None, pieces, name.box)


def _address_below(rows: Rows, name: Phrase) -> Pieces:
    """The address under its caption right below a name, as in a Chinese letterhead."""
    below = next(iter(stack_down(rows, name, _BLOCK_GAP, 1)), None)
    if below is None or below.rest is None or not (below.colon and below.means("address")):
        return {}
    return {"address": (below.rest,)}


# --- a name with no address, over an e-mail address or a phone number


def _names_over_contacts(page: PageLines, rows: Rows, used: set[int]) -> Iterator[Candidate]:
    for cell in _cells(rows, used):
        below = next(iter(stack_down(rows, cell.phrase, 1.2, 1)), None)
        if below is None or cell.parts or not _TITLE.fullmatch(cell.phrase.text):
            continue
        contact = read_rows([Row(below)])
        if contact.keys() & {"email", "phone", "website"} and "name" not in contact:
            yield Candidate("name", None, {"name": (cell.phrase,)} | contact, cell.phrase.box)
