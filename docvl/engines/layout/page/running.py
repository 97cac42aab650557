"""Running headers and footers: lines at the edge of a page that stand outside its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from rapidfuzz import fuzz

from docvl.document import Word
from docvl.engines.layout.marks import is_caption
from docvl.engines.layout.phrases import Line, lines_of

_MOST = 3
"""Lines at either edge that may be running ones."""

# Shares of the height of the page.
_EDGE, _OUTER_EDGE = 0.12, 0.08
_SAME_PLACE, _SAME_LINE = 0.02, 0.005

_ALIKE = 93.0
_SMALL, _LARGE = 0.87, 1.1
# In heights of a line.
_GAP, _SPREAD_GAP, _REPEATED_GAP = 1.2, 0.8, 0.4

_CENTERED = 0.05
"""How far the middle one of three parts may be out of the middle, as a share of the width of the line."""

_PAGE_NUMBER = re.compile(
    r"[-–—~(\[|/]*\s*(?:\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})\s*[-–—~)\]|/]*"
    r"|(?:page|p\.|pg\.?|seite|pagina|página)\s*\d{1,4}(?:\s*(?:of|von|de|sur|van|/)\s*\d{1,4})?"
    r"|\d{1,4}\s*(?:of|/)\s*\d{1,4}"
    r"|第?\s*\d{1,4}\s*页.{0,12}",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Edge:
    """Lines at one edge of a page, the outermost first.

    Attributes:
        lines: at most a few.
        gaps: for each, the blank between it and the next line inwards, points; infinite behind the last line.
        places: for each, the height of its middle as a share of the page's, from the edge.
    """

    lines: tuple[Line, ...]
    gaps: tuple[float, ...]
    places: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Edges:
    """Both edges of a page, and the usual height of its words, points."""

    top: Edge
    bottom: Edge
    height: float


def edges_of(words: Sequence[Word], height: float) -> Edges:
    """The outermost lines of a page.

    Args:
        words: all that are not part of a table.
        height: of the page turned upright, points.
    """
    lines = [line for line in lines_of(words) if line.box.height < 0.2 * height]
    usual = median(sorted(word.box.height for word in words for _ in word.text)) if words else 0.0
    top = _edge(lines, [b.box.y0 - a.box.y1 for a, b in zip(lines, lines[1:], strict=False)], height, bottom=False)
    turned = lines[::-1]
    bottom = _edge(turned, [a.box.y0 - b.box.y1 for a, b in zip(turned, turned[1:], strict=False)], height, bottom=True)
    return Edges(top, bottom, usual)


def _edge(lines: Sequence[Line], gaps: Sequence[float], height: float, *, bottom: bool) -> Edge:
    middles = [line.box.center[1] / height for line in lines[:_MOST]]
    places = tuple(1 - middle if bottom else middle for middle in middles)
    return Edge(tuple(lines[:_MOST]), (*gaps, inf)[: len(places)], places)


def running_lines(here: Edges, near: Sequence[Edges], *, first: bool) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """Headers and footers of a page, top to bottom each.

    Args:
        here: the page.
        near: pages before and behind it.
        first: whether it is the first page of its document, which has letterheads and titles at its top.
    """
    tops = _running(here.top, [edges.top for edges in near], here.height, strict=first, bottom=False)
    bottoms = _running(here.bottom, [edges.bottom for edges in near], here.height, strict=False, bottom=True)
    return tuple(tops), tuple(line for line in bottoms[::-1] if line not in tops)


def _running(edge: Edge, near: Sequence[Edge], height: float, *, strict: bool, bottom: bool) -> list[Line]:
    """The lines from the edge inwards that repeat on pages nearby, or are running ones by what they say and where."""
    found, unlike = 0, 0
    for index, (line, gap, place) in enumerate(zip(edge.lines, edge.gaps, edge.places, strict=True)):
        if place > _EDGE:
            break
        apart = gap > _SPREAD_GAP * height
        numbered = index == found and _has_page_number(line) and (apart or not bottom or len(line.phrases) == 1)
        alike = numbered or _repeats(line, place, near)
        unlike += not alike
        if (
            (alike and unlike <= 1 and _may_end(line, gap, height, index))  # left and right pages differ in a line
            or numbered
            or (index == found and apart and not strict and _is_spread(line))
            or (index <= found + 1 and _stands_off(line, gap, place, height, near, strict=strict))
        ):
            found = index + 1
    return list(edge.lines[:found])


def _may_end(line: Line, gap: float, height: float, index: int) -> bool:
    """Whether the text may begin behind a line that repeats: there is a blank, or it is a rule made of characters."""
    if gap == inf:
        return index < _MOST - 1  # more than that is a page of which there are copies
    return gap > _REPEATED_GAP * height or not any(map(str.isalnum, line.text))


def _repeats(line: Line, place: float, near: Sequence[Edge]) -> bool:
    """Whether a page nearby has the same line there, but for its digits; captions are often alike."""
    text = _DIGITS.sub("0", line.text)
    return not is_caption(line.text) and any(
        abs(place - other_place) < _SAME_PLACE and fuzz.ratio(text, _DIGITS.sub("0", other.text)) >= _ALIKE
        for edge in near
        for other, other_place in zip(edge.lines, edge.places, strict=True)
    )


def _has_page_number(line: Line) -> bool:
    """Whether the line is a page number, alone or at one end of one or two other phrases."""
    numbers = [_PAGE_NUMBER.fullmatch(phrase.text) is not None for phrase in line.phrases]
    return sum(numbers) == 1 and len(numbers) <= 3 and (numbers[0] or numbers[-1])


def _is_spread(line: Line) -> bool:
    """Whether the line has a part on the left, one in the middle and one on the right."""
    if len(line.phrases) != 3:
        return False
    left, middle, right = (phrase.box for phrase in line.phrases)
    blank = min(middle.x0 - left.x1, right.x0 - middle.x1)
    return blank > 2 * line.box.height and abs(middle.center[0] - line.box.center[0]) < _CENTERED * line.box.width


def _stands_off(line: Line, gap: float, place: float, height: float, near: Sequence[Edge], *, strict: bool) -> bool:
    """Whether the line stands by itself near the edge, as others do there on pages nearby."""
    if place > _OUTER_EDGE or gap < _GAP * height or is_caption(line.text) or line.text.endswith((":", "：")):
        return False
    others = [pair for edge in near for pair in zip(edge.gaps, edge.places, strict=True)]
    if others and not any(_GAP * height <= gap < inf and abs(place - at) < _SAME_LINE for gap, at in others):
        return False
    size = median(word.box.height for word in line.words)
    return size < (_SMALL if strict else _LARGE) * height
