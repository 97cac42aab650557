"""Objects whose heading stands over a postal address: ``Ship to``, and below it a name, a street and a town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from docvl.engines.layout.blocks import Cell, read_cells, respot, stack_down
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.party_blocks import Row, read_rows
from docvl.engines.layout.phrases import phrase_of
from docvl.engines.layout.reading import Read
from docvl.engines.layout.sections import headings
from docvl.engines.layout.spotted import SpottedPage
from docvl.engines.layout.spotting import Hit
from docvl.engines.layout.targets import Target

# Less than a caption of its own says.
SCORE = 0.65
# Lines of an address stand at most so many heights apart, small captions allowed for, and are no more.
GAP, MOST_LINES = 1.2, 7
# A block that holds none of these is no address.
PLACES = frozenset(["street", "city"])

Addressed = Mapping[str, Mapping[str, Target]]
"""Of each object that has parts of an address: its pointer; its fields by the part."""


def find_addressed(page: SpottedPage, objects: Addressed) -> Iterator[Candidate]:
    """The parts of the addresses that stand under or beside the headings of ``objects``."""
    rows = read_cells(page.lines) if objects else []
    for hit in headings(page, objects, with_value=True):
        cells = list(_block(page, hit, rows))
        pieces = read_rows([Row(cell) for cell in cells])
        if not PLACES & pieces.keys():
            continue
        for part, target in objects[hit.concept].items():
            if found := pieces.get(part):
                snippet = page.lines.snippet([word for piece in found for word in piece.words])
                text = (", " if part == "address" else " ").join(piece.text for piece in found)
                yield Candidate(target.node.pointer, Read.whole(target.kind, text), snippet, SCORE)


def _block(page: SpottedPage, hit: Hit, rows: Sequence[Sequence[Cell]]) -> Iterator[Cell]:
    """The lines of a block: what is beside its heading, or else below it."""
    beside = page.right_of(hit) if page.has_colon(hit) else None
    if beside is not None:
        cell = respot(phrase_of(beside.first_phrase().words, hit.line))
        yield cell
        yield from stack_down(rows, cell.phrase, GAP, MOST_LINES)
    else:
        heading = phrase_of(page.words[hit.line][hit.first : hit.last + 1], hit.line)
        yield from stack_down(rows, heading, GAP, MOST_LINES)
