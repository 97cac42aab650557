"""What the ruling lines of a form keep apart and together."""

from __future__ import annotations

from math import inf
from typing import NamedTuple

from docvl.engines.layout.ruling import Ruling
from docvl.geometry import Box

# A rule lies between two boxes though it runs up to this many heights within one.
INTO = 0.35


class Frame(NamedTuple):
    """The nearest rules around a place, reading points; None where there is none on that side."""

    left: Box | None
    right: Box | None
    above: Box | None
    below: Box | None


class Borders:
    """The ruling lines of a page, as borders of cells."""

    def __init__(self, ruling: Ruling) -> None:
        """Take the ruling of a page."""
        self._ruling = ruling

    def part_words(self, left: Box, right: Box) -> bool:
        """Whether a rule runs down between two words of a line."""
        reach = INTO * left.height
        middle = (left.center[1] + right.center[1]) / 2
        return any(
            left.x1 - reach <= rule.center[0] <= right.x0 + reach and rule.y0 <= middle <= rule.y1
            for rule in self._ruling.vertical
        )

    def frame(self, box: Box) -> Frame:
        """The rules around a box."""
        x, y = box.center
        down = [rule for rule in self._ruling.vertical if rule.y0 <= y <= rule.y1]
        across = [rule for rule in self._ruling.horizontal if rule.x0 <= x <= rule.x1]
        return Frame(
            max((rule for rule in down if rule.center[0] < x), key=lambda r: r.x0, default=None),
            min((rule for rule in down if rule.center[0] > x), key=lambda r: r.x0, default=None),
            max((rule for rule in across if rule.center[1] < y), key=lambda r: r.y0, default=None),
            min((rule for rule in across if rule.center[1] > y), key=lambda r: r.y0, default=None),
        )

    def together(self, one: Box, other: Box) -> bool:
        """Whether both stand in one cell that rules enclose on all sides."""
        frame = self.frame(one)
        return all(frame) and frame == self.frame(other)

    def width(self, box: Box) -> float:
        """How far apart the rules at the left and right of a box are, points; infinite where one is missing."""
        left, right, *_ = self.frame(box)
        return right.x0 - left.x1 if left and right else inf
