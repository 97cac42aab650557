"""A spotter with a quick look before it: most lines of a table hold no caption at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from docvl.document import Word
from docvl.engines.layout.lexicon import tokenize
from docvl.engines.layout.phrases import Line
from docvl.engines.layout.spotting import Hit, Spotter
from docvl.engines.layout.tables.cells import is_scanned


class QuickSpotter:
    """Finds captions; knows their first words."""

    def __init__(self, labels: Iterable[tuple[tuple[str, ...], str]]) -> None:
        """Index ``labels``: pairs of label tokens and what they mean."""
        labels = [label for label in labels if label[0]]
        self._spotter = Spotter(labels)
        self._openings = frozenset(word for label, _ in labels for word in (label[0], "".join(label)))

    def spot(self, line: Line, index: int = 0) -> list[Hit]:
        """The captions of a line, slips of recognition forgiven where there can be any; see :meth:`Spotter.spot`."""
        return self._spotter.spot(line, index, forgiving=is_scanned([line]))

    def openings(self, line: Line) -> int:
        """How many words of a line can begin a caption; all of them where they may be misread."""
        if is_scanned([line]):
            return len(line.words)
        return sum(token in self._openings for word in line.words for token in _tokens(word.text))

    def opens_phrase(self, line: Line) -> bool:
        """Whether the first word of some phrase, numbers apart, can begin a caption."""
        if is_scanned([line]):
            return True
        return any(next(_letters(phrase.words), "") in self._openings for phrase in line.phrases)


def _letters(words: Iterable[Word]) -> Iterator[str]:
    return (token for word in words for token in _tokens(word.text) if token.isalpha())


@lru_cache(8192)
def _tokens(word: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokenize(word))
