"""Words that run over a ruling line: recognition read two cells as one."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from docvl.document import Word
from docvl.geometry import Box
from docvl.ingest.ocr_words import is_wide

# A word runs over a line when it reaches beyond it by this share of its height on both sides.
OVER = 0.4
# A change of script, or from letters to digits, this many characters from the line is where it is cut.
NEAR = 1


def cut_at_lines(words: Iterable[Word], down: Sequence[Box]) -> Iterator[tuple[Word, Word]]:
    """Each word, or its parts, with the word it is of.

    Args:
        words: recognised ones of a page.
        down: lines from top to bottom.
    """
    for word in words:
        middle, over = word.box.center[1], OVER * word.box.height
        xs = (
            line.center[0]
            for line in down
            if line.y0 < middle < line.y1 and word.box.x0 + over < line.center[0] < word.box.x1 - over
        )
        for part in _parts(word, sorted(xs)):
            yield part, word


def _parts(word: Word, xs: Sequence[float]) -> Iterator[Word]:
    """The word cut where its characters meet the lines, by their share of its width; Chinese ones are twice as wide."""
    sizes = [0, *accumulate(2 if is_wide(char) else 1 for char in word.text)]
    edges = [word.box.x0 + word.box.width * size / sizes[-1] for size in sizes]
    cuts = sorted({0, len(word.text), *(_best(word.text, edges, x) for x in xs)})
    for start, end in pairwise(cuts):
        yield replace(word, text=word.text[start:end], box=word.box._replace(x0=edges[start], x1=edges[end]))


def _best(text: str, edges: Sequence[float], x: float) -> int:
    index = bisect(edges, x)
    index -= index == len(edges) or x - edges[index - 1] < edges[index] - x
    near = sorted(range(max(1, index - NEAR), min(len(text), index + NEAR + 1)), key=lambda n: abs(n - index))
    return next((n for n in near if _differ(text[n - 1], text[n])), min(max(index, 1), len(text) - 1))


def _differ(before: str, after: str) -> bool:
    meet = (before.isalpha() and after.isdigit()) or (before.isdigit() and after.isalpha())
    return meet or is_wide(before) != is_wide(after)
