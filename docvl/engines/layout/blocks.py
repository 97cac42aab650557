"""Captions at the start of phrases, and the vertical stacks of phrases that make up address blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.lexicon import captions
from docvl.engines.layout.phrases import Line, PageLines, Phrase, phrase_of
from docvl.engines.layout.spotting import Hit, Spotter
from docvl.engines.layout.targets import Role
from docvl.geometry import Box

# Words that may stand between the parts of one caption: "Adresse du client", "Käufer / Leistungsempfänger".
_FILLERS = frozenset(
    ("de", "du", "des", "la", "le", "les", "der", "die", "das", "of", "the", "and", "und", "et", "van")
)
# Words before a caption that say whose it is, seen from the sender: "Ihre USt-IdNr.", "votre n° TVA", "our VAT ID".
_OWNERS: dict[str, Role] = dict.fromkeys(("ihre", "ihr", "your", "votre", "vos", "uw", "su"), "buyer")
_OWNERS |= dict.fromkeys(("unsere", "unser", "our", "notre", "nos", "onze", "ons"), "seller")
# The words under which a role heads a block as well as alone: "Adresse du client", "Buyer name and address".
_BESIDE_HEADING = frozenset(("address", "street"))
# The roles that head a block, the telling ones first.
HEADINGS = ("ship_to", "ship_from", "representative", "payee_bank", "buyer", "seller", "contact", "section")


# Where another caption with its colon may start inside of a phrase.
_NEXT_CAPTION = re.compile(
    r"(?:\s[-–—|•·/]\s|[,;|•]\s|\s(?=[\u4e00-\u9fff]{2,6}[:：]))\s*(?=([^\W\d][^:,;|]{1,30}\s?[:：]))"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A phrase with the caption that opens it.

    Attributes:
        phrase: the whole phrase.
        parts: what the parts of the caption may mean, in order: lexicon keys; empty without a caption.
        owner: whose it is by a word such as ``Ihre`` or ``our`` before the caption.
        colon: whether a colon ends the caption.
        rest: what follows the caption; the whole phrase without one; None when nothing follows.
        more: further captions with their values in the same phrase: ``TVA : FR1 - SIRET : 2``.
    """

    phrase: Phrase
    parts: tuple[frozenset[str], ...]
    owner: Role | None
    colon: bool
    rest: Phrase | None
    more: tuple[Cell, ...] = ()

    @property
    def is_caption(self) -> bool:
        """Whether the caption stands by itself or is set off from what follows by a colon."""
        return bool(self.parts) and (self.rest is None or self.colon)

    @property
    def heading(self) -> str | None:
        """The role that the caption gives to a block, such as ``buyer`` or ``ship_to``."""
        if not self.is_caption or not all(part & _BESIDE_HEADING.union(HEADINGS) for part in self.parts):
            return None
        return next((key for key in HEADINGS if any(key in part for part in self.parts)), None)

    @property
    def role(self) -> str | None:
        """The role named by the caption or before it, be it a heading or not."""
        named = next((key for part in self.parts for key in ("seller", "buyer") if key in part), None)
        return named or self.owner

    def means(self, *keys: str) -> str | None:
        """The first of the caption's meanings that is among ``keys``."""
        return next((key for part in self.parts for key in keys if key in part), None)


@cache
def _spotter() -> Spotter:
    """Finds all captions but very short ones that are common words as well, such as ``le`` and ``au``."""
    own = {*HEADINGS, "vat_id", "tax_number", "phone", "city", "name", "party_detail", "registration_number"}
    return Spotter((label, key) for label, key in captions() if key in own or len("".join(label)) > 3 or _is_cjk(label))


def _is_cjk(label: tuple[str, ...]) -> bool:
    return all(char >= "㐀" for char in label)


def cut(phrase: Phrase, start: int, end: int) -> Phrase | None:
    """The part ``text[start:end]`` of a phrase, its words cut by their share; None when it holds no character."""
    words, at = [], 0
    for word in phrase.words:
        left, right = max(start - at, 0), min(end - at, len(word.text))
        if left < right and word.text[left:right].strip():
            words.append(_cut_word(word, left, right))
        at += len(word.text) + 1
    return phrase_of(words, phrase.line) if words else None


def _cut_word(word: Word, left: int, right: int) -> Word:
    if (left, right) == (0, len(word.text)):
        return word
    share = word.box.width / len(word.text)
    box = Box(word.box.x0 + left * share, word.box.y0, word.box.x0 + right * share, word.box.y1)
    return Word(word.text[left:right], box, word.confidence)


def strip(phrase: Phrase, chars: str = " :,;.-–|•·/*=") -> Phrase | None:
    """The phrase without ``chars`` at its ends."""
    start = len(phrase.text) - len(phrase.text.lstrip(chars))
    return cut(phrase, start, len(phrase.text.rstrip(chars)))


def read_cells(page: PageLines) -> list[list[Cell]]:
    """The phrases of each line with their captions, line by line, left to right."""
    rows = []
    for index, line in enumerate(page.lines):
        forgiving = any(word.confidence < 1 for word in line.words)
        hits = _spotter().spot(line, index, forgiving=forgiving)
        first, row = 0, []
        for phrase in line.phrases:
            last = first + len(phrase.words)
            row.append(_split(phrase, [hit for hit in hits if first <= hit.first < last], first))
            first = last
        rows.append(row)
    return rows


def _split(phrase: Phrase, hits: Sequence[Hit], first: int) -> Cell:
    """The cell of a phrase, with a cell of its own for each caption that follows a separator in it."""
    cell = _cell(phrase, hits, first)
    starts = [m.start(1) for m in _NEXT_CAPTION.finditer(phrase.text)] if len(hits) > 1 else []
    pieces = [cut(phrase, a, b) for a, b in pairwise([0, *starts, len(phrase.text)])]
    cells = [respot(piece) for piece in pieces if piece is not None] if starts else []
    if not cells or not all(part.parts for part in cells[1:]):
        return cell
    return (
        replace(cell, rest=cells[0].rest, more=tuple(cells[1:])) if cell.parts else replace(cell, more=tuple(cells[1:]))
    )


def respot(phrase: Phrase) -> Cell:
    """The cell of a piece of a phrase, with the caption that opens the piece."""
    line = Line((phrase,), phrase.box)
    return _cell(phrase, _spotter().spot(line, phrase.line, forgiving=False), 0)


def _cell(phrase: Phrase, hits: Sequence[Hit], first: int) -> Cell:
    """Join the hits that stand at the start of the phrase with nothing but punctuation and fillers between."""
    offsets = [0]
    for word in phrase.words:
        offsets.append(offsets[-1] + len(word.text) + 1)
    parts: dict[int, set[str]] = {}
    owner: Role | None = None
    end = 0
    for hit in hits:
        start = offsets[hit.first - first] + len(hit.head)
        if start >= end:
            between = phrase.text[end:start]
            owner = _owner(between) if not parts else owner
            if not (owner and not parts) and not _only_fillers(between, opening=not parts):
                break
            end = start
        last = min(hit.last - first, len(phrase.words) - 1)
        parts.setdefault(start, set()).add(hit.concept)
        end = max(end, offsets[last + 1] - 1 - len(hit.tail))
    if not parts or phrase.text[end : end + 1] == "_":
        return Cell(phrase, (), None, False, phrase)
    tail = phrase.text[end:].lstrip(" .#)°")
    rest = cut(phrase, end, len(phrase.text)) if any(char.isalnum() for char in tail) else None
    rest = None if rest is None else strip(rest, " :：.#°=-")
    return Cell(phrase, tuple(map(frozenset, parts.values())), owner, tail[:1] in (":", "："), rest)


def _words(text: str) -> list[str]:
    return "".join(char if char.isalnum() else " " for char in text).casefold().split()


def _owner(text: str) -> Role | None:
    words = _words(text)
    return _OWNERS.get(words[0]) if len(words) == 1 else None


def _only_fillers(text: str, *, opening: bool) -> bool:
    if opening or ":" in text or "_" in text:
        return not _words(text) and ":" not in text and "_" not in text
    return all(word in _FILLERS for word in _words(text))


def aligned(a: Box, b: Box) -> bool:
    """Whether two lines of text share their left edge, right edge or middle, up to a character or so."""
    slack = 0.8 * min(a.height, b.height)
    return (
        abs(a.x0 - b.x0) <= slack
        or abs(a.x1 - b.x1) <= 0.6 * slack
        or (abs(a.center[0] - b.center[0]) <= slack and a.overlap_x(b) > 0)
    )


def stack_up(rows: Sequence[Sequence[Cell]], base: Phrase, gap: float, limit: int) -> Iterator[Cell]:
    """The cells above ``base`` that line up with it, nearest first.

    Args:
        rows: cells by line.
        base: where to start, not given back.
        gap: widest gap between two lines, in line heights.
        limit: most cells to give.
    """
    yield from _stack(rows, base, range(base.line - 1, -1, -1), gap, limit)


def stack_down(rows: Sequence[Sequence[Cell]], base: Phrase, gap: float, limit: int) -> Iterator[Cell]:
    """The cells below ``base`` that line up with it, nearest first; see :func:`stack_up`."""
    yield from _stack(rows, base, range(base.line + 1, len(rows)), gap, limit)


def _stack(rows: Sequence[Sequence[Cell]], base: Phrase, lines: range, gap: float, limit: int) -> Iterator[Cell]:
    last, given = base, 0
    for line in lines:
        if given == limit or not rows[line]:
            return
        height = min(last.box.height, 30.0)
        distance = -last.box.overlap_y(rows[line][0].phrase.box)
        if distance > gap * height and -last.box.overlap_y(Box.hull(c.phrase.box for c in rows[line])) > gap * height:
            return
        cell = next((cell for cell in rows[line] if aligned(cell.phrase.box, last.box)), None)
        if cell is not None and -last.box.overlap_y(cell.phrase.box) <= gap * height:
            last, given = cell.phrase, given + 1
            yield cell
