"""Which caption an answer belongs to on pages whose rules tell the two apart: the nearest one in sight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.characters import BOX_SIGNS
from docvl.engines.layout.forms.ends import goes_on

# A caption stands beside an answer that overlaps it by this part of the lower one.
BESIDE = 0.4
# An answer reaches up to this many heights into the caption at its left, which may be one word with it.
INTO = 0.3
# An answer stands below its heading, or below the answer above it, by at most so many heights;
BELOW, FIRST_BELOW = 12.0, 4.0
# its next line begins within so many heights of the line above.
INDENT = 2.0
# Options stand around the height of their caption, at most so many heights off.
AROUND = 4.0


@dataclass
class Place:
    """An answer, and what stands at its left and above it."""

    cell: Cell
    left: Cell | None = None
    between: int = 0
    above: Cell | None = None
    taken: Cell | None = None


def link_nearest(captions: Sequence[Cell], answers: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """-> (caption, answer) for every answer that has a caption in sight, in reading order of the answers."""
    places = [_place(cell, captions, answers) for cell in sorted(answers, key=lambda c: (c.box.y0, c.box.x0))]
    owners = {id(place.left) for place in places if place.left is not None}
    for place in places:
        place.taken = _choose(place, places, captions, owners)
    for place in places:
        if place.taken is None:
            place.taken = _next_to(place, places, captions)
    return [
        (place.taken, cell_of([w for c in lines for w in c.words])) for place, lines in _joined(places) if place.taken
    ]


def _place(cell: Cell, captions: Sequence[Cell], answers: Sequence[Cell]) -> Place:
    left = max((c for c in captions if _is_left(c, cell) and _is_level(c, cell)), key=lambda c: c.box.x1, default=None)
    between = sum(_is_left(a, cell) and _is_level(a, cell) and a.box.x0 > left.box.x0 for a in answers) if left else 0
    return Place(cell, left, between, _above(cell, captions))


def _is_left(other: Cell, cell: Cell) -> bool:
    return other is not cell and other.box.x1 <= cell.box.x0 + INTO * cell.height


def _is_level(one: Cell, other: Cell) -> bool:
    return one.box.overlap_y(other.box) >= BESIDE * min(one.box.height, other.box.height)


def _above(cell: Cell, captions: Sequence[Cell]) -> Cell | None:
    """The lowest caption above a cell."""
    upper = (c for c in captions if c.box.y1 <= cell.box.center[1] and c.box.overlap_x(cell.box) > 0)
    return max(upper, key=lambda c: c.box.y1, default=None)


def _choose(place: Place, places: Sequence[Place], captions: Sequence[Cell], owners: set[int]) -> Cell | None:
    """The heading of the column in a table, else the caption at the left, else the one right above."""
    above, left, cell = place.above, place.left, place.cell
    if above is None or id(above) in owners:
        return left
    gap = (cell.box.y0 - above.box.y1) / cell.height
    headings = [c for c in captions if id(c) not in owners and _is_level(c, above)]
    beside = [p for p in places if p.left is left and _is_level(p.cell, cell)]
    in_table = (
        len(headings) > 1 and gap <= BELOW and (left is None or len(beside) > 1) and cell.text[0] not in BOX_SIGNS
    )
    if in_table:
        return above
    return left or (above if gap <= FIRST_BELOW else None)


def _next_to(place: Place, places: Sequence[Place], captions: Sequence[Cell]) -> Cell | None:
    """The caption of the answer right above, or the nearest one at the left, which stands amid its options."""
    cell = place.cell
    reach = INDENT * cell.height
    upper = [p for p in places if p.taken and 0 < cell.box.center[1] - p.cell.box.center[1] < 2 * reach]
    aligned = [p for p in upper if abs(p.cell.box.x0 - cell.box.x0) <= reach]
    line = min(aligned, key=lambda p: _gap(p.cell, cell), default=None)
    lefts = [c for c in captions if _is_left(c, cell) and _gap(c, cell) <= AROUND * cell.height]
    left = min(lefts, key=lambda c: (_gap(c, cell), -c.box.x1), default=None)
    if line is not None and (left is None or _gap(line.cell, cell) <= _gap(left, cell)):
        return line.taken
    return left


def _gap(one: Cell, other: Cell) -> float:
    """How far one stands below or above the other; 0 where they overlap."""
    return max(0.0, -one.box.overlap_y(other.box))


def _joined(places: Sequence[Place]) -> list[tuple[Place, list[Cell]]]:
    """Answers with the lines that go on below them, but for those of a column."""
    joined: list[tuple[Place, list[Cell]]] = []
    for place in places:
        same = (lines for p, lines in joined if p.taken is place.taken and p.taken is not p.above)
        home = next((lines for lines in same if _is_next_line(lines[-1], place.cell)), None)
        if home is None:
            joined.append((place, [place.cell]))
        else:
            home.append(place.cell)
    return joined


def _is_next_line(upper: Cell, lower: Cell) -> bool:
    near = abs(upper.box.x0 - lower.box.x0) <= INDENT * lower.height
    return near and lower.box.y0 > upper.box.center[1] and goes_on(upper, lower)
