"""Captions of a schema's fields on a page: of several places where a value stands, it is the one at its caption."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from docvl.engines.layout.phrases import PageLines
from docvl.engines.layout.plan import Plan
from docvl.geometry import Box
from docvl.schema import Schema

FAR = 2.0
"""Distance of a place at no caption, in fractions of the page: more than any other."""


class Captions:
    """Finds the captions of the single fields of a schema."""

    def __init__(self, schema: Schema) -> None:
        """Prepare for ``schema``."""
        plan = Plan.of(schema)
        self._spotter = plan.spotter
        self._fields = {target.node.pointer: target.concept for target in plan.targets.scalars}

    def of(self, page: PageLines, *, forgiving: bool) -> dict[str, tuple[Box, ...]]:
        """By pointer of the field its captions on ``page``, as fractions of it; ``forgiving`` allows slips of OCR."""
        found: defaultdict[str, list[Box]] = defaultdict(list)
        for index, line in enumerate(page.lines):
            for hit in self._spotter.spot(line, index, forgiving=forgiving):
                found[hit.concept].append(page.fractions(hit.box))
        return {pointer: tuple(found[concept]) for pointer, concept in self._fields.items() if concept in found}


def distance(box: Box, captions: Iterable[Box]) -> float:
    """How far a value is from the nearest caption that stands before it on its line or above it, in fractions."""
    return min((_distance(box, caption) for caption in captions), default=FAR)


def _distance(box: Box, caption: Box) -> float:
    if 2 * box.overlap_y(caption) > min(box.height, caption.height):
        return -box.overlap_x(caption) if box.center[0] > caption.x1 else FAR
    is_below = box.overlap_x(caption) > 0 and box.center[1] > caption.y1
    return max(-box.overlap_y(caption), 0.0) if is_below else FAR
