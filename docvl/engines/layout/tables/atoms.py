"""The words of a header line, joined into captions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.phrases import Line
from docvl.engines.layout.tables.cells import is_number
from docvl.geometry import Box

# At least this share of the words of a header line belong to captions; prose has fewer.
CAPTION_SHARE = 0.4
MANY, MANY_SHARE = 3, 0.3
# Captions in one run of text make a header when nearly all of it are captions.
ALL_SHARE = 0.8
# After these words a tax caption says what the amount before it holds, and opens no column.
CONNECTORS = frozenset([
    "after", "and", "avec", "before", "de", "du", "et", "ex", "excl", "excluding", "exclusive", "exkl", "hors",
    "in", "inc", "incl", "including", "inclusive", "inkl", "je", "mit", "of", "ohne", "or", "par", "per",
    "plus", "pro", "sans", "und", "vor", "with", "without", "zzgl",
])  # fmt: skip


@dataclass(frozen=True, slots=True)
class Atom:
    """A caption, or another word, of a header line.

    Attributes:
        text: as printed.
        box: reading points.
        concept: what the caption means; None for another word.
        word: index of its last word in the line.
    """

    text: str
    box: Box
    concept: str | None
    word: int


class Atoms:
    """The atoms of the lines of a page, found when they are asked for."""

    def __init__(self, lines: Sequence[Line], find: Callable[[Line, int], list[Atom]]) -> None:
        self.lines = lines
        self._find = find
        self._found: dict[int, list[Atom]] = {}

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, index: int) -> list[Atom]:
        if index not in self._found:
            self._found[index] = self._find(self.lines[index], index)
        return self._found[index]


def caption_count(atoms: Sequence[Atom]) -> int:
    """How many different columns a line names."""
    return len({(atom.concept, atom.text) for atom in atoms if atom.concept})


def is_known(atoms: Sequence[Atom]) -> bool:
    """Whether enough of a line are captions; three of them are enough among words that are not known."""
    share = MANY_SHARE if caption_count(atoms) >= MANY else CAPTION_SHARE
    return _known_share(atoms) >= share


def is_spread(atoms: Sequence[Atom], gap: float) -> bool:
    """Whether captions stand apart, or nearly nothing but captions in one run; prose may hold some as well."""
    if _known_share(atoms) >= ALL_SHARE:
        return True
    runs = [0]
    for before, atom in pairwise([*atoms[:1], *atoms]):
        if atom.box.x0 - before.box.x1 > gap * min(before.box.height, atom.box.height):
            runs.append(0)
        runs[-1] += atom.concept is not None
    return sum(count > 0 for count in runs) > 1


def _known_share(atoms: Sequence[Atom]) -> float:
    known = sum(len(atom.text) for atom in atoms if atom.concept)
    return known / max(sum(len(atom.text) for atom in atoms), 1)


def value_count(atoms: Sequence[Atom]) -> int:
    """How many numbers a line states."""
    return sum(atom.concept is None and is_number(atom.text) for atom in atoms)


def join_atoms(atoms: Sequence[Atom], gap: float) -> list[Atom]:
    """Join the words of one header line into captions of columns; ``gap``: see :func:`word_gap`."""
    pieces: list[Atom] = []
    for atom in atoms:
        if pieces and _continues(pieces[-1], atom, gap):
            whole = pieces[-1]
            box = Box.hull([whole.box, atom.box])
            text = whole.text if atom.word == whole.word else f"{whole.text} {atom.text}"
            concepts = [part.concept for part in (whole, atom) if not CONNECTORS.issuperset(tokens(part.text))]
            pieces[-1] = Atom(text, box, next(filter(None, concepts), None), atom.word)
        else:
            pieces.append(atom)
    return pieces


def _continues(piece: Atom, atom: Atom, gap: float) -> bool:
    if atom.box.x0 - piece.box.x1 > gap * min(piece.box.height, atom.box.height):
        return False
    if piece.concept is None or atom.concept in (None, piece.concept):
        return True
    if atom.word == piece.word and atom.text.isascii():
        return True
    before, after = tokens(piece.text), tokens(atom.text)
    return bool(before) and (before[-1] in CONNECTORS or CONNECTORS.issuperset(after))


def stack_atoms(rows: Sequence[Sequence[Atom]], main: int) -> list[list[Atom]]:
    """Sort the pieces of a header's lines into columns: those of line ``main``, and new ones where none stands."""
    columns = [[(main, piece)] for piece in rows[main]]
    order = sorted((index for index in range(len(rows)) if index != main), key=lambda index: abs(index - main))
    for index in order:
        for piece in rows[index]:
            home = max(columns, key=lambda column: _overlap(column, piece))
            if _overlap(home, piece) > 0:
                home.append((index, piece))
            else:
                columns.append([(index, piece)])
    columns.sort(key=lambda column: column[0][1].box.x0)
    return [[piece for _, piece in sorted(column, key=lambda part: part[0])] for column in columns]


def _overlap(column: Sequence[tuple[int, Atom]], piece: Atom) -> float:
    return Box.hull(part.box for _, part in column).overlap_x(piece.box)
