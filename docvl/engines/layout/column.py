"""Where the values below a label may stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docvl.document import Word
from docvl.engines.layout.phrases import PHRASE_GAP
from docvl.geometry import Box


@dataclass(frozen=True, slots=True)
class Column:
    """Where values below a label may stand.

    Attributes:
        label: reading points.
        left: least horizontal centre of a value, reading points.
        right: greatest horizontal centre.
        neighbours: what stands beside the label; what is under one of them is not under the label.
    """

    label: Box
    left: float
    right: float
    neighbours: tuple[Box, ...]

    def under(self, words: Sequence[Word]) -> list[Word]:
        """The words of a line that stand in the column, and those that go on behind them and are under nothing else."""
        kept: list[Word] = []
        for word in words:
            near = bool(kept) and word.box.x0 - kept[-1].box.x1 <= PHRASE_GAP * word.box.height
            alone = all(word.box.overlap_x(other) <= 0 for other in self.neighbours)
            if self.holds(word.box) or (near and alone):
                kept.append(word)
        return kept

    def holds(self, box: Box) -> bool:
        """Whether a word stands in the column."""
        own = box.overlap_x(self.label)
        others = max((box.overlap_x(other) for other in self.neighbours), default=0.0)
        return self.left <= box.center[0] <= self.right and (own >= others or others <= 0)
