"""Chinese captions that run downwards beside a box, as 备注 on a VAT invoice, and what the box holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docvl.document import Word
from docvl.engines.layout.candidates import STRONG, Candidate
from docvl.engines.layout.lexicon import ValueKind, concepts
from docvl.engines.layout.phrases import PageLines, Phrase
from docvl.engines.layout.reading import Read
from docvl.geometry import Box

# Characters of one caption stand at most this many heights apart, and the box starts this near to its caption.
STEP, REACH = 4.0, 4.0
# Only texts are looked for: anything else in such a box has a caption of its own.
KINDS: frozenset[ValueKind] = frozenset({"text", "name"})


def find_stacked(page: PageLines, kinds: Mapping[str, ValueKind]) -> Iterator[Candidate]:
    """The texts in boxes whose captions run downwards, for the concepts in ``kinds`` that are texts."""
    lexicon = concepts()
    wanted = {
        "".join(label): (key, kind)
        for key, kind in kinds.items()
        if kind in KINDS and key in lexicon
        for label in lexicon[key].labels
        if len(label) > 1 and all(len(token) == 1 and not token.isascii() for token in label)
    }
    singles = [word for line in page.lines for word in line.words if len(word.text) == 1]
    for first in singles:
        for caption, (concept, kind) in wanted.items():
            column = _column(first, caption, singles)
            phrases = _boxed(page, column) if column is not None else []
            if phrases:
                words = [word for phrase in phrases for word in phrase.words]
                snippet = page.snippet(words)
                read = Read.whole(kind, snippet.text)
                yield Candidate(concept, read, snippet, STRONG)


def _column(first: Word, caption: str, singles: list[Word]) -> Box | None:
    """The hull of the characters of ``caption`` below each other, the first of them ``first``."""
    found = [first] if first.text == caption[0] else []
    for char in caption[1:] if found else "":
        last = found[-1].box
        below = [
            word
            for word in singles
            if word.text == char and word.box.overlap_x(last) > 0 and 0 < word.box.y0 - last.y0 < STEP * last.height
        ]
        if not below:
            return None
        found.append(min(below, key=lambda word: word.box.y0))
    return Box.hull(word.box for word in found) if found else None


def _boxed(page: PageLines, caption: Box) -> list[Phrase]:
    """The phrases right of the caption and near it, from a line above its top to a line below its foot."""
    height = caption.width
    own = [
        phrase
        for phrase in page.phrases
        if caption.y0 - 2 * height < phrase.box.center[1] < caption.y1 + 2 * height
        and 0 < phrase.box.x0 - caption.x1 < REACH * height
    ]
    return [phrase for phrase in own if phrase.text[-1] not in ":："]
