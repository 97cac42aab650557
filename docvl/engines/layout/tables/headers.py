"""Table headers: which printed columns a page has, and what they mean."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import accumulate

from docvl.document import Word
from docvl.engines.layout.lexicon import captions, concepts, tokens
from docvl.engines.layout.phrases import Line, PageLines, phrase_of
from docvl.engines.layout.spotting import Hit
from docvl.engines.layout.tables.atoms import (
    CONNECTORS,
    Atom,
    Atoms,
    caption_count,
    is_known,
    is_spread,
    join_atoms,
    stack_atoms,
    value_count,
)
from docvl.engines.layout.tables.cells import WORD_GAP, runs_of, word_gap
from docvl.engines.layout.tables.columns import MONEY, NAMES, STAND_INS, TEXTS, Column, Header, tell_prices
from docvl.engines.layout.tables.quick import QuickSpotter
from docvl.engines.layout.targets import ListTarget
from docvl.geometry import Box

# Lines of one header stand closer than this many word heights.
LINE_GAP = 0.8
# A line without any caption belongs to a header only when it stands as close as this.
TIGHT_GAP = 0.4
# A line with more words that end in a digit is a row.
MOST_DIGITS = 2


class HeaderFinder:
    """Finds the headers of tables that can hold what a list asks for."""

    def __init__(self, target: ListTarget) -> None:
        """Index the captions of all known columns and those that the schema itself brings.

        Attributes:
            gap: the widest gap within running text of the page last searched, as a share of the word height.
        """
        self._wanted = frozenset(column.concept for column in target.columns)
        self._named = frozenset(
            label for column in target.columns if column.concept in NAMES for label in column.labels
        )
        self._useful = self._wanted.union(*(STAND_INS.get(concept, ()) for concept in self._wanted))
        self._spotter = _spotter(tuple((label, column.concept) for column in target.columns for label in column.labels))
        self.gap = WORD_GAP
        self._page = Atoms((), self._atoms)

    def find(self, page: PageLines) -> list[Header]:
        """The headers of a page, top to bottom."""
        self.gap = word_gap(page.lines)
        atoms = self._page = Atoms(page.lines, self._atoms)
        headers: list[Header] = []
        at = 0
        while at < len(atoms):
            header = self._header(page.lines, atoms, at) if self._is_seed(at) else None
            if header and headers and header.first <= headers[-1].last:
                headers[-1] = max(headers[-1], header, key=lambda header: len(header.columns))
            elif header:
                headers.append(header)
            at = max(at, header.last if header else at) + 1
        return [beside for header in headers if self._is_wanted(beside := self._own_part(header))]

    def _own_part(self, header: Header) -> Header:
        """The header without those of tables beside it, where a caption that the schema states tells which is meant.

        Pay slips have ``Payments | Amount | Deductions | Amount`` over two lists.
        """
        captions = [column.caption for column in header.columns]
        first = next((n for n, caption in enumerate(captions) if caption in self._named), None)
        if first is None:
            return header
        end = next((n for n in range(first, len(captions)) if captions[n] in captions[first:n]), len(captions))
        inside, beside = captions[first:end], captions[:first] + captions[end:]
        is_apart = captions[first] not in beside and not set(inside).isdisjoint(beside)
        return replace(header, columns=header.columns[first:end]) if is_apart else header

    def is_header(self, index: int) -> bool:
        """Whether a line of the page last searched reads like the header of a table, be it wanted or not."""
        return self._is_seed(index) and caption_count(self._page[index]) > 2

    def _is_seed(self, index: int) -> bool:
        """Whether a line names two columns and hardly states a value."""
        line = self._page.lines[index]
        if self._spotter.openings(line) < 2 or sum(word.text[-1].isdigit() for word in line.words) > MOST_DIGITS:
            return False
        atoms = self._page[index]
        if caption_count(atoms) < 2 or value_count(atoms) > caption_count(atoms) // 4:
            return False
        if not (is_known(atoms) and is_spread(atoms, self.gap)):
            return False
        return sum(piece.concept is not None for piece in join_atoms(atoms, self.gap)) >= 2

    def _is_wanted(self, header: Header) -> bool:
        found = header.concepts
        named = bool(found & NAMES) or {"column_quantity", "column_unit_price"} <= found
        dated = "column_date" in self._wanted & found
        useful = found & self._useful
        stated = len(useful - NAMES) + bool(useful & NAMES)
        money = bool(found & (MONEY | {"column_unit_price"}))
        return (named or dated) and stated + (money and not useful & MONEY) >= 2

    def _atoms(self, line: Line, index: int) -> list[Atom]:
        words = line.words
        hits = [hit for hit in self._spot(line, index) if not _is_key(hit, words)]
        chosen = self._choose(hits)
        covered = {number for hit in hits for number in range(hit.first, hit.last + 1)}
        atoms = [
            Atom(" ".join(w.text for w in words[hit.first : hit.last + 1]), _whole(hit, words), hit.concept, hit.first)
            for hit in chosen
        ]
        atoms += [Atom(word.text, word.box, None, number) for number, word in enumerate(words) if number not in covered]
        return sorted(atoms, key=lambda atom: atom.box.x0)

    def _spot(self, line: Line, index: int) -> list[Hit]:
        """The captions of a line; Latin ones do not reach over the gap between two columns."""
        hits = self._spotter.spot(line, index)
        runs = [run.words for run in runs_of(line, self.gap)]
        ends = list(accumulate(map(len, runs)))
        if all(bisect(ends, hit.first) == bisect(ends, hit.last) or not _is_latin(hit, line.words) for hit in hits):
            return hits
        return [
            replace(hit, first=hit.first + end - len(run), last=hit.last + end - len(run))
            for run, end in zip(runs, ends, strict=True)
            for hit in self._spotter.spot(Line((phrase_of(run, index),), line.box), index)
        ]

    def _choose(self, hits: Sequence[Hit]) -> list[Hit]:
        """One hit for each place: the concept that the list asks for, else the first of the lexicon."""
        places: dict[tuple[int, float], Hit] = {}
        for hit in hits:
            place = (hit.first, hit.box.x0)
            if place not in places or (hit.concept in self._wanted and places[place].concept not in self._wanted):
                places[place] = hit
        return list(places.values())

    def _header(self, lines: Sequence[Line], atoms: Atoms, seed: int) -> Header | None:
        """Grow a header around the line with most captions at ``seed`` or just below."""
        inner = [seed]
        for step in (1, -1):
            outer = seed + step
            while 0 <= outer < len(lines):
                if _belongs(lines, atoms, inner, outer, self.gap):
                    inner.append(outer)
                elif not _is_beside(lines, inner, outer):
                    break
                outer += step
        first, last = min(inner), max(inner)
        best = max(inner, key=lambda index: (caption_count(atoms[index]), -index))
        stacks = stack_atoms([join_atoms(atoms[index], self.gap) for index in sorted(inner)], sorted(inner).index(best))
        columns = [self._column(stack) for stack in stacks]
        return Header(tuple(tell_prices(columns)), first, last)

    def _column(self, stack: Sequence[Atom]) -> Column:
        """The meaning of the stacked pieces of one caption: what it says first counts."""
        found = tuple(piece.concept for piece in stack)
        text = " ".join(piece.text for piece in stack).replace("- ", "")
        read = [hit.concept for hit in self._read(text)]
        concept = next((concept for concept in [*read, *found] if concept), None)
        is_joint = concept == "column_name" and sum(other in TEXTS for other in read) > 1
        stacked = found if [*filter(None, found)] == read else ()  # no caption is wrapped over lines
        return Column(concept, Box.hull(piece.box for piece in stack), tokens(text), stacked, is_joint)

    def _read(self, text: str) -> list[Hit]:
        """The captions in words that stand below each other, such as ``Positions-`` / ``betrag``."""
        words, x = [], 0.0
        for word in text.split():
            words.append(Word(word, Box(x, 0.0, x + 5.0 * len(word), 10.0)))
            x += 5.0 * len(word) + 3.0
        if not words:
            return []
        hits = self._choose(self._spotter.spot(Line((phrase_of(words, 0),), Box(0.0, 0.0, x, 10.0))))
        return [hit for hit in hits if len(words) == 1 or not CONNECTORS.issuperset(_tokens_of(hit, words))]


@cache
def _spotter(own: tuple[tuple[tuple[str, ...], str], ...]) -> QuickSpotter:
    """Finds captions of columns: those that the schema brings and those of the lexicon."""
    return QuickSpotter([*own, *((label, key) for label, key in captions() if _is_column(key))])


def _is_column(key: str) -> bool:
    return key.startswith("column_") and concepts()[key].kind != "heading"


def _is_key(hit: Hit, words: Sequence[Word]) -> bool:
    """Whether a colon follows: the caption of one value, not of a column."""
    after = hit.tail or (words[hit.last + 1].text if hit.last + 1 < len(words) else "")
    return after.lstrip().startswith((":", "："))


def _tokens_of(hit: Hit, words: Sequence[Word]) -> tuple[str, ...]:
    return tokens(" ".join(word.text for word in words[hit.first : hit.last + 1]))


def _is_latin(hit: Hit, words: Sequence[Word]) -> bool:
    return all(word.text.isascii() for word in words[hit.first : hit.last + 1])


def _whole(hit: Hit, words: Sequence[Word]) -> Box:
    """The box of a caption with the punctuation that belongs to its words."""
    x0 = hit.box.x0 if any(map(str.isalnum, hit.head)) else words[hit.first].box.x0
    x1 = hit.box.x1 if any(map(str.isalnum, hit.tail)) else words[hit.last].box.x1
    return hit.box._replace(x0=x0, x1=x1)


def _belongs(lines: Sequence[Line], atoms: Atoms, inner: Sequence[int], outer: int, word_gap: float) -> bool:
    """Whether line ``outer`` continues the header that the lines ``inner`` near it are part of."""
    gap = min(-lines[index].box.overlap_y(lines[outer].box) for index in inner)
    height = min(word.box.height for word in lines[outer].words)
    if gap > LINE_GAP * height or value_count(atoms[outer]) > caption_count(atoms[outer]) // 4:
        return False
    cells = [piece.box for index in inner for piece in join_atoms(atoms[index], word_gap)]
    pieces = join_atoms(atoms[outer], word_gap)
    known = any(piece.concept for piece in pieces)
    if outer < min(inner) and len(pieces) == 1 and not is_known(atoms[outer]):
        return False  # the title of the table: Deposits and other additions
    if outer > max(inner) and not is_known(atoms[outer]) and _opens_row(lines, atoms, outer, gap):
        return False
    if gap < 0 and known:
        return True
    if sum(not piece.concept and not _has_home(cells, piece.box) for piece in pieces) > len(pieces) // 4:
        return False
    return known or (gap <= TIGHT_GAP * height and not any(c.isdigit() for piece in pieces for c in piece.text))


def _opens_row(lines: Sequence[Line], atoms: Atoms, index: int, gap: float) -> bool:
    """Whether a line at the distance ``gap`` below a header stands closer to values below it: the first row begins."""
    for below in range(index + 1, len(lines)):
        if -lines[below - 1].box.overlap_y(lines[below].box) >= gap:
            return False
        if value_count(atoms[below]):
            return True
    return False


def _is_beside(lines: Sequence[Line], inner: Sequence[int], outer: int) -> bool:
    """Whether line ``outer`` stands beside the header, such as small print in the margin."""
    header, box = Box.hull(lines[index].box for index in inner), lines[outer].box
    return header.overlap_x(box) < 0.5 * box.width and -header.overlap_y(box) < LINE_GAP * box.height


def _has_home(cells: Sequence[Box], piece: Box) -> bool:
    """Whether a piece stands above or below one caption, not across two."""
    homes = [cell for cell in cells if cell.overlap_x(piece) >= 0.5 * min(cell.width, piece.width)]
    return bool(homes) and max(cell.x0 for cell in homes) < min(cell.x1 for cell in homes)
