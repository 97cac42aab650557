"""Captions that are broken into several lines, and text that runs downwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from docvl.engines.layout.forms.borders import Borders
from docvl.engines.layout.forms.cells import Cell, cell_of
from docvl.engines.layout.forms.ends import goes_on
from docvl.engines.layout.forms.looks import SHORT_ANSWERS, ends_with_colon, is_long
from docvl.engines.layout.forms.vocabulary import is_cjk, standing

# Lines of one caption stand closer than this many heights.
STACK_GAP = 0.7
# ... or than this many where their answer stands between them
WIDE_GAP = 1.6
# ... and begin, or are centred, within this many heights of one vertical line.
STACK_SHIFT = 0.7
# ... and at most this many cells apart in reading order.
STACK_DEPTH = 12
# A cell stands on one line with the next if their middles differ by less than this many heights.
LEVEL = 0.35
# Rules below cells up to so many heights wide may have been missed.
NARROW = 1.3
# Characters of a downward text stand at most this many heights below one another.
DOWN_GAP = 6.0
# Text of several characters that is so many times higher than wide is turned: a stamp, the number of a sheet.
TURNED = 1.5

# Lines of the heading of a column that is less wide than so many heights: how far apart, and how alike in height.
NARROW_COLUMN, HEADING_GAP, ALIKE = 12.0, 0.8, 1.4

_HEADING_LINE = re.compile(r"[A-Za-z(][A-Za-z .,/()&'#-]*")
_CHINESE_LINE = re.compile(r"[*＊]?[㐀-鿿、/()（）]{2,14}[:：]?")
_ANY_LINE = re.compile(r"[*＊]?[^:：。；;]{2,14}[:：]?")
_NUMBERED = re.compile(r"[(（]?[\d一二三四五六七八九十]+[、.．)）]")
_LATIN_LINE = re.compile(r"[A-Za-z][A-Za-z .,/()&'-]*[:：]?")
_SHORT_LINE = re.compile(r"[A-Za-z./&'-]+( [A-Za-z./&'-]+){0,2}")
_REMARK = re.compile(r"[(（].*[)）]")


def join_stacks(cells: Sequence[Cell], borders: Borders, *, ruled: bool) -> list[Cell]:
    """Put the lines of broken captions together and drop text that runs downwards, which names a part of the form.

    Args:
        cells: line by line, each line from left to right.
        borders: what rules keep together.
        ruled: whether what stands on no rule is no answer.
    """
    cells = [cell for cell in cells if not _runs_down(cell, cells)]
    joined: list[Cell] = []
    for cell in cells:
        upper = next(
            (
                u
                for u in reversed(joined[-STACK_DEPTH:])
                if _is_stacked(u, cell, cells, ruled=ruled) or _is_heading(u, cell, borders)
            ),
            None,
        )
        if upper is None:
            joined.append(cell)
        else:
            joined[joined.index(upper)] = _stack(upper, cell)
    return joined


def _stack(upper: Cell, lower: Cell) -> Cell:
    """Both lines as one cell; a longer line below does not reach into the answer at the right."""
    whole = cell_of((*upper.words, *lower.words))
    return replace(whole, box=whole.box._replace(x1=upper.box.x1))


def _runs_down(cell: Cell, cells: Sequence[Cell]) -> bool:
    """Whether the cell is turned on its side, or one character of a Chinese word that is written downwards."""
    if len(cell.text) > 2 and cell.box.height > TURNED * cell.box.width:
        return True
    return _is_single(cell) and any(
        other is not cell
        and _is_single(other)
        and abs(other.box.center[0] - cell.box.center[0]) < STACK_SHIFT * cell.height
        and abs(other.box.center[1] - cell.box.center[1]) < DOWN_GAP * cell.height
        for other in cells
    )


def _is_single(cell: Cell) -> bool:
    text = cell.text
    return len(text) == 1 and is_cjk(text) and text not in SHORT_ANSWERS


def _is_stacked(upper: Cell, lower: Cell, cells: Sequence[Cell], *, ruled: bool) -> bool:
    """Whether the two are lines of one caption."""
    if ruled and (upper.blank or lower.blank):
        return False
    height = min(upper.height, lower.height)
    gap = lower.box.y0 - upper.box.y1
    shift = min(abs(upper.box.x0 - lower.box.x0), abs(upper.box.center[0] - lower.box.center[0]))
    if gap < STACK_GAP * height and _is_beside_paragraph(upper, lower, cells):
        return True
    if not -0.3 * height < gap < WIDE_GAP * height or shift > STACK_SHIFT * height:
        return False
    pitch = LEVEL * (lower.box.center[1] - upper.box.center[1] if ruled else height)
    owned = _has_own(upper, cells, pitch, ruled=ruled), _has_own(lower, cells, pitch, ruled=ruled)
    if not _reads_on(upper.text, lower.text) and not (ruled and _may_read_on(upper, lower, owned)):
        return False
    if gap < STACK_GAP * height:
        return not all(owned)
    return not any(owned) and _is_centred(upper, lower, cells)


def _may_read_on(upper: Cell, lower: Cell, owned: tuple[bool, bool]) -> bool:
    """Whether two short lines may be one caption: what has no answer beside it is none by itself."""
    if not _ANY_LINE.fullmatch(upper.text) or not _ANY_LINE.fullmatch(lower.text) or upper.text.endswith((":", "：")):
        return False
    if _NUMBERED.match(upper.text):
        return False
    known = [standing(line.text) for line in (upper, lower)]
    if any(own and line == "whole" for own, line in zip(owned, known, strict=True)):
        return False
    return any(not own and line == "unknown" for own, line in zip(owned, known, strict=True))


def _is_heading(upper: Cell, lower: Cell, borders: Borders) -> bool:
    """Whether both are lines of the heading of a narrow column, which rules enclose."""
    height = min(upper.height, lower.height)
    if (
        not -0.3 * height < lower.box.y0 - upper.box.y1 < HEADING_GAP * height
        or max(upper.height, lower.height) > ALIKE * height
    ):
        return False
    same_case = upper.text.isupper() == lower.text.isupper()
    plain = _HEADING_LINE.fullmatch(upper.text) and _HEADING_LINE.fullmatch(lower.text)
    return (
        bool(plain)
        and same_case
        and borders.together(upper.box, lower.box)
        and borders.width(lower.box) < NARROW_COLUMN * height
    )


def _is_centred(upper: Cell, lower: Cell, cells: Sequence[Cell]) -> bool:
    """Whether what is next at the right of both lines stands at a height between them."""
    top, bottom = upper.box.center[1], lower.box.center[1]
    right = [c for c in cells if c.box.x0 >= max(upper.box.x1, lower.box.x1)]
    beside = [c for c in right if upper.box.y0 < c.box.center[1] < lower.box.y1]
    nearest = min(beside, key=lambda c: c.box.x0, default=None)
    return nearest is not None and top < nearest.box.center[1] < bottom


def _reads_on(above: str, below: str) -> bool:
    """Whether two lines read as one caption: a remark, a translation, or Chinese that is a caption only together."""
    if _REMARK.fullmatch(below) and not is_cjk(above) and not _REMARK.fullmatch(above):
        return not any(c.isdigit() for c in above)
    if is_cjk(above) != is_cjk(below):
        latin, chinese = (below, above) if is_cjk(above) else (above, below)
        return bool(_LATIN_LINE.fullmatch(latin)) and "unknown" not in (standing(latin), standing(chinese))
    if not is_cjk(above):
        return below.endswith(":") and bool(_SHORT_LINE.fullmatch(above) and _LATIN_LINE.fullmatch(below))
    if not _CHINESE_LINE.fullmatch(above) or not _CHINESE_LINE.fullmatch(below) or above.endswith((":", "：")):
        return False
    if below[0] in "及或和与(（" or above[-1] in "及或和与、/":
        return True
    both_known = standing(above) != "unknown" and standing(below) != "unknown"
    return not both_known and standing(above + below) != "unknown"


def _is_beside_paragraph(upper: Cell, lower: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a caption of two lines, flush left or right, stands at the left of an answer of several lines."""
    height = lower.height
    flush = min(abs(upper.box.x0 - lower.box.x0), abs(upper.box.x1 - lower.box.x1)) <= STACK_SHIFT * height
    below = lower.box.y0 > upper.box.center[1]
    if not (below and flush and ends_with_colon(lower)) or ends_with_colon(upper) or is_long(upper.text):
        return False
    one, two = _next(upper, cells), _next(lower, cells)
    if one is None or two is None or ends_with_colon(one) or ends_with_colon(two):
        return False
    return abs(one.box.x0 - two.box.x0) < height and is_long(one.text) and goes_on(one, two)


def _next(cell: Cell, cells: Sequence[Cell]) -> Cell | None:
    """What stands next at the right of a cell, on its line."""
    beside = [c for c in cells if c.box.x0 >= cell.box.x1 and c.box.overlap_y(cell.box) > 0]
    return min(beside, key=lambda c: c.box.x0, default=None)


def _has_own(cell: Cell, cells: Sequence[Cell], reach: float, *, ruled: bool) -> bool:
    """Whether the middle of the next cell at the right, which may be an answer, is within reach of that of this one."""
    nearest = _next(cell, cells)
    if nearest is None or (ruled and not nearest.blank and nearest.box.width > NARROW * nearest.height):
        return False
    return abs(nearest.box.center[1] - cell.box.center[1]) < reach
