"""The pieces of text a form is made of: captions and answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docvl.document import Word
from docvl.engines.layout.forms.blanks import FormWord
from docvl.engines.layout.forms.vocabulary import is_cjk
from docvl.geometry import Box


@dataclass(frozen=True, slots=True)
class Cell:
    """Words that stand together and belong to one caption or to one answer.

    Attributes:
        words: in reading order, never empty; parts of printed words where a colon or a blank cut them.
        text: the words joined by spaces, but for Chinese, which has none.
        box: reading points; where the cell stands, not always all that it covers.
    """

    words: tuple[FormWord, ...]
    text: str
    box: Box

    @property
    def height(self) -> float:
        """Height of the first word: the measure for all gaps around."""
        return self.words[0].box.height

    @property
    def blank(self) -> Box | None:
        """The rule that most of its words stand on, reading points; None where there is none."""
        rules = [word.blank for word in self.words if word.blank]
        return rules[0] if 2 * len(rules) > len(self.words) else None


def cell_of(words: Sequence[FormWord]) -> Cell:
    """Words, in reading order, as one cell."""
    return Cell(tuple(words), join_words(words), Box.hull(word.box for word in words))


def join_words(words: Sequence[Word]) -> str:
    """Text of words in reading order: a space between two, none beside a Chinese character."""
    text = words[0].text
    for word in words[1:]:
        glued = is_cjk(text[-1]) or is_cjk(word.text[0])
        text += word.text if glued else f" {word.text}"
    return text
