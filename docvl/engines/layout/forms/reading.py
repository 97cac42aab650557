"""What each row of a form is: fields, the headings of a table, or a row of its body.

Every reading of a row has a score: what its cells look like, plus how well they stand where that reading wants
them. The best sequence of readings from the top of the page to its bottom wins (Viterbi).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from docvl.engines.layout.forms.cells import Cell
from docvl.engines.layout.forms.looks import (
    BLANK,
    caption_score,
    ends_with_colon,
    habits_of,
    is_in_blank,
    is_long,
    is_number,
    is_option,
    is_person,
)
from docvl.engines.layout.forms.rows import Row
from docvl.engines.layout.forms.vocabulary import is_cjk, standing

Kind = Literal["fields", "headings", "body"]

# Weights on the scale of looks.py.
STARTS_ROW = 0.7  # captions come first
HAS_ANSWER = 1.4  # a caption is followed by its answer
EMPTY = -0.4  # or, in an empty form, by the next caption
ENDS_EMPTY = -0.8  # or by nothing
NEXT_FIELD = 0.3  # after an answer a caption comes again
AMONG_OPTIONS = -1.5
IN_COLUMN = 1.1  # a cell of a table stands below its heading
OFF_COLUMN = 0.2  # but not just in its line
NO_COLUMN = -2.0  # or below none, or below two
NO_BODY = -1.5  # headings without a table
SAME_TABLE = 0.5
SAME_KIND = 0.7  # numbers stand below numbers, in several columns: in one, fields of a list have them too
SPARSE = -1.5  # most columns are filled
TWO_COLUMNS = -2.0  # two captions side by side are more often empty fields
PROSE = -3.0  # running text is in no table
MAX_HEADING = 2.0  # a colon is no sign of a heading

# Readings that are kept at every row.
BEAM = 8
# Rows of a table follow one another within this many heights.
TABLE_GAP = 5.0
# A cell is in line with its heading where an edge or the middle is off by at most this many heights.
ALIGNED = 1.0
# A cell may stand beside the extent of its heading by this many heights.
COLUMN_REACH = 1.0


@dataclass(frozen=True)
class Reading:
    """One reading of one row.

    Attributes:
        kind: what the row is.
        captions: whether each cell is a caption.
        score: of this row and the rows above it.
        headings: for the body of a table, its row of headings.
        before: the reading of the row above.
    """

    kind: Kind
    captions: tuple[bool, ...]
    score: float
    headings: Row | None = None
    before: Reading | None = None


def read_rows(rows: Sequence[Row]) -> list[Reading]:
    """The best reading of every row."""
    habits = habits_of([cell for row in rows for cell in row.cells])
    states: list[Reading] = []
    above: Row | None = None
    for row in rows:
        looks = [caption_score(cell, habits) for cell in row.cells]
        if not all(cell.blank for cell in row.cells[:-1]) or len(row.cells) < 3:  # else it is a row of a table
            looks = [look + BLANK * is_in_blank(cell) for look, cell in zip(looks, row.cells, strict=True)]
        looks = [look + AMONG_OPTIONS * _is_among_options(row, index) for index, look in enumerate(looks)]
        states = _step(row, looks, above, states)
        above = row
    best = max(states, key=lambda state: state.score, default=None)
    path: list[Reading] = []
    while best is not None:
        path.append(best)
        best = best.before
    return path[::-1]


def _is_among_options(row: Row, index: int) -> bool:
    """Whether options stand at the left of a Chinese cell: it is one whose box was not recognised."""
    cell = row.cells[index]
    return is_cjk(cell.text) and standing(cell.text) != "whole" and any(is_option(c.text) for c in row.cells[:index])


def _step(row: Row, looks: Sequence[float], above: Row | None, states: Sequence[Reading]) -> list[Reading]:
    """The readings of a row, each on top of its best predecessor."""

    def after(state: Reading | None) -> float:
        if state is None:
            return 0.0
        return state.score + (NO_BODY if state.kind == "headings" else 0.0)

    last = max(states, key=after, default=None)
    captions, score = _fields(looks)
    readings = [Reading("fields", captions, after(last) + score, before=last)]
    if len(row.cells) > 1 and not any(is_person(cell.text) for cell in row.cells):
        readings.append(Reading("headings", (True,) * len(looks), after(last) + _headings(looks), row, last))
    for state in states:
        if state.headings is not None and above is not None and _near(above, row):
            captions, score = _body(row, looks, state.headings, above)
            readings.append(Reading("body", captions, state.score + score, state.headings, state))
    return _best(readings)


def _best(readings: Sequence[Reading]) -> list[Reading]:
    """The best reading of each kind, for the body of each table that may still go on."""
    kinds: dict[tuple[Kind, int], Reading] = {}
    for reading in sorted(readings, key=lambda r: -r.score):
        kinds.setdefault((reading.kind, id(reading.headings)), reading)
    return list(kinds.values())[:BEAM]


def _near(above: Row, row: Row) -> bool:
    return row.box.y0 - above.box.y1 <= TABLE_GAP * row.cells[0].height


def _fields(looks: Sequence[float]) -> tuple[tuple[bool, ...], float]:
    """The best alternation of captions and answers."""
    best: dict[bool, tuple[tuple[bool, ...], float]] = {
        True: ((True,), looks[0] + STARTS_ROW),
        False: ((False,), -looks[0] - STARTS_ROW if len(looks) > 1 else -looks[0]),
    }
    for look in looks[1:]:
        caption = max(
            (best[True][1] + EMPTY, *best[True]), (best[False][1] + NEXT_FIELD, *best[False]), key=lambda b: b[0]
        )
        answer = max((best[True][1] + HAS_ANSWER, *best[True]), (best[False][1], *best[False]), key=lambda b: b[0])
        best = {True: ((*caption[1], True), caption[0] + look), False: ((*answer[1], False), answer[0] - look)}
    best[True] = (best[True][0], best[True][1] + ENDS_EMPTY)
    return max(best.values(), key=lambda b: b[1])


def _headings(looks: Sequence[float]) -> float:
    """All cells are captions; what does not look like one speaks twice against a table."""
    score = sum(min(look, 3 * look, MAX_HEADING) for look in looks)
    return score + (TWO_COLUMNS if len(looks) == 2 else 0.0)


def _body(row: Row, looks: Sequence[float], headings: Row, above: Row) -> tuple[tuple[bool, ...], float]:
    """A row of answers; its first cell may be the caption of the row."""
    sparse = 2 * len(row.cells) < len(headings.cells)
    captions, score = [], SPARSE if sparse else SAME_TABLE
    numbers = sum(_is_below_number(cell, above) for cell in row.cells)
    score += SAME_KIND * numbers if numbers > 1 else 0.0
    taken: list[Cell] = []
    for index, (cell, look) in enumerate(zip(row.cells, looks, strict=True)):
        heading = None if _spans_columns(cell, headings) else heading_of(cell, headings)
        if index == 0 and (heading is None or _is_stub(row)):
            captions.append(True)
            score += look + STARTS_ROW
            continue
        captions.append(False)
        score += -look + (PROSE if is_long(cell.text) else 0.0)
        score += NO_COLUMN if heading is None or heading in taken else _alignment(cell, (heading, *above.cells))
        taken += [heading] if heading else []
    return tuple(captions), score


def _is_below_number(cell: Cell, above: Row) -> bool:
    return is_number(cell.text) and any(is_number(u.text) and u.box.overlap_x(cell.box) > 0 for u in above.cells)


def _is_stub(row: Row) -> bool:
    """Whether the row names what its numbers are of; Chinese tables number or date such rows by their own heading."""
    first, *rest = (cell.text for cell in row.cells)
    if not rest:
        return ends_with_colon(row.cells[0])
    return not is_number(first) and not is_cjk(first) and all(is_number(text) for text in rest)


def heading_of(cell: Cell, headings: Row) -> Cell | None:
    """The heading with the widest common extent, or the nearest one within reach."""
    best = max(headings.cells, key=lambda heading: cell.box.overlap_x(heading.box))
    return best if cell.box.overlap_x(best.box) > -COLUMN_REACH * cell.height else None


def _alignment(cell: Cell, upper: Sequence[Cell]) -> float:
    """What it says for a table that the cell stands below others: much where it shares an edge or the middle of one."""
    near = ALIGNED * cell.height
    lined = any(
        min(abs(cell.box.x0 - u.box.x0), abs(cell.box.x1 - u.box.x1), abs(cell.box.center[0] - u.box.center[0])) < near
        for u in upper
    )
    return IN_COLUMN if lined else OFF_COLUMN


def _spans_columns(cell: Cell, headings: Row) -> bool:
    return sum(cell.box.overlap_x(heading.box) > cell.height for heading in headings.cells) > 1
