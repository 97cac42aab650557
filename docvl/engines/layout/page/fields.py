"""Captions with their answers beside them, line by line: what parts them is no gutter between columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.phrases import Phrase, lines_of
from docvl.geometry import Box

_COLON = (":", "：")

_NEAR = 3.0
"""Heights of a line: how far the next field is at most. One caption by itself may be the end of a line of prose."""


def is_field(caption: Phrase, answer: Phrase) -> bool:
    """Whether the first of two neighbouring phrases asks for the second."""
    return caption.text.endswith(_COLON) and not answer.text.endswith(_COLON)


def bridges(words: Sequence[Word]) -> list[Box]:
    """The spaces between captions and their answers, where several stand one below the other; reading points."""
    spaces = [
        Box(caption.box.x1, caption.box.y0, answer.box.x0, caption.box.y1)
        for line in lines_of(words)
        for caption, answer in pairwise(line.phrases)
        if is_field(caption, answer)
    ]
    return [space for space in spaces if any(_goes_on(space, other) for other in spaces if other is not space)]


def _goes_on(space: Box, other: Box) -> bool:
    gap = abs(other.center[1] - space.center[1])
    return 0 < gap <= _NEAR * space.height and space.overlap_x(other) > 0
