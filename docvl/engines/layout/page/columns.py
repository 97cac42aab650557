"""The order in which the parts of a page are read: columns left to right, each from top to bottom.

A gutter is a strip without words that runs past several lines of text. The page is cut at the one that runs past the
most lines, into what stands above it, to its left, to its right and below it, and each part is cut again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import inf
from typing import Protocol, TypeVar

from docvl.engines.layout.page.gutters import Gutter, best_gutter
from docvl.geometry import Box

_TALL = 3.0
"""What is so many times as high as wide runs down the page."""


class Boxed(Protocol):
    """Anything with a place on the page."""

    @property
    def box(self) -> Box:
        """Reading points."""
        ...


T = TypeVar("T", bound=Boxed)


def in_columns(
    items: Sequence[T],
    number: Callable[[Sequence[T]], int | None] = lambda _: None,
    bridges: Sequence[Box] = (),
    gutters: Sequence[Gutter] = (),
) -> list[list[T]]:
    """Part items into columns, in the order of reading; inside of a column they stand in no promised order.

    Every item is in exactly one column.

    Args:
        items: of a page or a part of it.
        number: that with which the text of items begins, if any. Where pieces that stand side by side, in several
            rows, are numbered row by row, they are read so.
        bridges: spaces that no gutter runs through, reading points.
        gutters: those that are known, for where none is seen that runs past text.
    """
    gutter = best_gutter([item.box for item in items] + _within(items, bridges)) if len(items) > 1 else None
    gutter = gutter or next((known for known in gutters if all(_cut(items, known)[1:3])), None)
    if gutter is None:
        return [list(items)] if items else []
    above, left, right, below = parts = _cut(items, gutter)
    if max(map(len, parts)) == len(items):
        return [list(items)]
    if all(item.box.height > _TALL * item.box.width for item in right):
        left, right = right, left  # a title that runs down on the right is read first
    order = [above, *_by_number(left, right, number), below]
    return [column for part in order if part for column in in_columns(part, number, bridges, gutters)]


def _within(items: Sequence[T], bridges: Sequence[Box]) -> list[Box]:
    around = Box.hull(item.box for item in items)
    return [bridge for bridge in bridges if around.overlap_x(bridge) > 0 and around.overlap_y(bridge) > 0]


def _cut(items: Sequence[T], gutter: Gutter) -> tuple[list[T], list[T], list[T], list[T]]:
    """What stands above, to the left and to the right of a gutter, and below it."""
    parts: tuple[list[T], list[T], list[T], list[T]] = ([], [], [], [])
    for item in items:
        x, y = item.box.center
        parts[0 if y < gutter.top else 3 if y > gutter.bottom else 1 if x < gutter.x else 2].append(item)
    return parts


def _by_number(left: Sequence[T], right: Sequence[T], number: Callable[[Sequence[T]], int | None]) -> list[Sequence[T]]:
    """Two columns, or their numbered pieces row by row where these count so."""
    rows: list[tuple[list[T], list[T]]] = []
    numbers: list[int] = []
    for row in _rows([*left, *right]):
        held = {id(item) for item in row}
        pieces = [item for item in left if id(item) in held], [item for item in right if id(item) in held]
        first, second = number(pieces[0]), number(pieces[1])
        if first is not None and second is not None:
            rows.append(pieces)
            numbers += [first, second]
        elif rows:
            rows[-1][0].extend(pieces[0])
            rows[-1][1].extend(pieces[1])
        else:
            return [left, right]
    if len(rows) < 2 or any(b <= a for a, b in pairwise(numbers)):
        return [left, right]
    return [piece for row in rows for piece in row]


def _rows(items: Sequence[T]) -> list[list[T]]:
    """Items parted wherever nothing stands all the way across."""
    rows: list[list[T]] = []
    bottom = -inf
    for item in sorted(items, key=lambda item: item.box.y0):
        if item.box.y0 > bottom:
            rows.append([])
        rows[-1].append(item)
        bottom = max(bottom, item.box.y1)
    return rows
