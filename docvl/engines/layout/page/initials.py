"""Large initials that reach down past the first lines of a paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from docvl.document import Word
from docvl.engines.layout.phrases import Line, lines_of, phrase_of
from docvl.geometry import Box

# In heights of a usual word.
_HIGH = 1.7
_NEAR = 1.0


def with_drop_caps(words: Sequence[Word]) -> tuple[Line, ...]:
    """Cut words into lines; a large initial begins the first of the lines beside it."""
    if not words:
        return ()
    height = median(word.box.height for word in words)
    caps = [word for word in words if len(word.text) == 1 and word.text.isupper() and word.box.height > _HIGH * height]
    lines = list(lines_of([word for word in words if not any(word is cap for cap in caps)]))
    alone = [cap for cap in caps if not _put(cap, lines, height)]
    return lines_of(words) if alone else tuple(lines)


def _put(cap: Word, lines: list[Line], height: float) -> bool:
    """Put the initial before the uppermost of two or more lines that begin right behind it."""
    beside = [
        index
        for index, line in enumerate(lines)
        if cap.box.overlap_y(line.box) > 0.5 * line.box.height
        and 0 < line.box.x0 - cap.box.center[0] < cap.box.width / 2 + _NEAR * height
    ]
    if len(beside) < 2:
        return False
    line = lines[beside[0]]
    first, *others = line.phrases
    word = first.words[0]
    # The box of the line's first word keeps its height: the initial is no larger print of the whole line.
    box = Box(cap.box.x0, word.box.y0, word.box.x1, word.box.y1)
    head = replace(word, text=cap.text + word.text, box=box, confidence=min(cap.confidence, word.confidence))
    phrase = phrase_of([head, *first.words[1:]], first.line)
    lines[beside[0]] = Line((phrase, *others), Box.hull([phrase.box, line.box]))
    return True
