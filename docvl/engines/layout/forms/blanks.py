"""Words that stand on a rule: in a blank that was filled in, or underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from docvl.document import Word
from docvl.engines.layout.forms.characters import BOX_SIGNS, char_boxes
from docvl.engines.layout.forms.vocabulary import is_cjk
from docvl.engines.layout.ruling import Ruling
from docvl.geometry import Box

# A word stands on a rule between these parts of its height from its top,
HIGHEST, LOWEST = 0.7, 1.35
# over this part of its width.
COVERED = 0.6
# A rule that a vertical one meets, up to this many heights off, is a border.
MEETS = 0.5
# Words on one rule that stand so many heights apart are headings.
FAR = 4.0
# A caption ends with its colon, if the blank begins up to this many heights off.
NEAR_COLON = 1.5


@dataclass(frozen=True, slots=True)
class FormWord(Word):
    """A word of a form.

    Attributes:
        blank: the rule it stands on, reading points; None where it stands on none.
    """

    blank: Box | None = None


def on_blanks(words: Sequence[Word], ruling: Ruling) -> list[FormWord]:
    """The words of a line, left to right, with the rules they stand on; Chinese is cut where one begins or ends."""
    parts = [part for word in words for part in _parts(word, ruling)]
    shared = {a.blank for a, b in pairwise(parts) if a.blank == b.blank and b.box.x0 - a.box.x1 > FAR * a.box.height}
    return [replace(part, blank=None) if part.blank in shared else part for part in parts]


def _parts(word: Word, ruling: Ruling) -> Iterator[FormWord]:
    rules = [rule for rule in ruling.horizontal if _is_under(word.box, rule) and not _is_border(rule, word, ruling)]
    chars = char_boxes(word)
    cuts = (
        {_cut(word.text, chars, edge) for rule in rules for edge in (rule.x0, rule.x1)} if is_cjk(word.text) else set()
    )
    for start, end in pairwise(sorted({0, *cuts, len(chars)})):
        box = Box.hull(chars[start:end])
        rule = max(rules, key=box.overlap_x, default=None)
        held = rule is not None and box.overlap_x(rule) >= COVERED * box.width
        yield FormWord(word.text[start:end], box, word.confidence, rule if held else None)


def _cut(text: str, chars: Sequence[Box], edge: float) -> int:
    """The place nearest to the end of a rule where a text may be cut: no number or Latin word is, nor a box cut off."""

    def far(index: int) -> float:
        return abs((chars[index].x0 if index < len(chars) else chars[-1].x1) - edge)

    inside = (n for n in range(1, len(text)) if text[n - 1] not in BOX_SIGNS and not _is_latin(text[n - 1 : n + 1]))
    colon = (n for n in range(1, len(text)) if text[n - 1] in ":：" and far(n) < NEAR_COLON * chars[0].height)
    return next(colon, None) or min((0, *inside, len(text)), key=far)


def _is_latin(text: str) -> bool:
    return all(c.isascii() and c.isalnum() for c in text)


def _is_under(box: Box, rule: Box) -> bool:
    height = (rule.center[1] - box.y0) / box.height if box.height else 0.0
    return box.overlap_x(rule) > 0 and HIGHEST <= height <= LOWEST


def _is_border(rule: Box, word: Word, ruling: Ruling) -> bool:
    reach = MEETS * word.box.height
    return any(
        rule.x0 - reach <= line.center[0] <= rule.x1 + reach and line.y0 - reach <= rule.center[1] <= line.y1 + reach
        for line in ruling.vertical
    )
