"""Words -> lines -> phrases: the page as the layout rules see it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from docvl.document import Page, Word
from docvl.geometry import Box, Projective

# A gap wider than this many word heights ends a phrase. A space is about 0.25 em and a word box about 1.2 em
# high, so 0.75 heights is over three spaces: wider than justified text, narrower than most column gutters.
PHRASE_GAP = 0.75
# Words whose centres differ by less than this share of the lower word's height stand on one line.
LINE_TOLERANCE = 0.4
# What text layers say in place of a hyphen, a semicolon and a middle dot where a font has one glyph for both: nothing
# that is drawn is a soft hyphen, and few pages hold Greek question marks or bullet operators.
_TWINS = str.maketrans({"\u00ad": "-", "\u037e": ";", "\u2219": "\u00b7"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of one line with no wide gap between them.

    Attributes:
        words: left to right, never empty.
        text: the words joined by spaces.
        box: reading points.
        line: index of the line on the page, from 0.
    """

    words: tuple[Word, ...]
    text: str
    box: Box
    line: int


@dataclass(frozen=True, slots=True)
class Line:
    """Phrases whose words share a baseline, left to right, over the full width of the page."""

    phrases: tuple[Phrase, ...]
    box: Box

    @property
    def words(self) -> tuple[Word, ...]:
        """All words, left to right."""
        return tuple(word for phrase in self.phrases for word in phrase.words)

    @property
    def text(self) -> str:
        """All words joined by spaces."""
        return " ".join(phrase.text for phrase in self.phrases)


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of a page's text that outlives the page.

    Attributes:
        text: as printed, words joined by spaces.
        page: from 1.
        box: fractions of the page as shown.
        confidence: 0 to 1, the lowest of its words.
    """

    text: str
    page: int
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page cut into lines.

    Attributes:
        number: from 1.
        width: page points, of the page as shown.
        height: page points, of the page as shown.
        lines: top to bottom; boxes in reading points.
        to_page: reading points to page points.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    to_page: Projective

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """All phrases, line by line."""
        return tuple(phrase for line in self.lines for phrase in line.phrases)

    def fractions(self, box: Box) -> Box:
        """Reading points -> fractions of the page as shown."""
        return self.to_page.box(box).fractions(self.width, self.height)

    def snippet(self, words: Sequence[Word], text: str | None = None, box: Box | None = None) -> Snippet:
        """What ``words`` say and where; ``text`` and ``box`` (reading points) where it is only a part of them."""
        return Snippet(
            text=" ".join(word.text for word in words) if text is None else text,
            page=self.number,
            box=self.fractions(Box.hull(word.box for word in words) if box is None else box),
            confidence=min(word.confidence for word in words),
        )


def read_lines(page: Page) -> PageLines:
    """Cut the text of ``page`` into lines and phrases.

    Raises:
        DocumentError: the page cannot be read.
    """
    text = page.text
    return PageLines(page.number, page.width, page.height, lines_of(map(_plain, text.words)), text.to_page)


def _plain(word: Word) -> Word:
    """The word with the marks that are seen: numbers such as RE-2026-1 are not broken at a soft hyphen."""
    plain = word.text if word.text.isascii() else word.text.translate(_TWINS)
    return word if plain == word.text else replace(word, text=plain)


def lines_of(words: Iterable[Word]) -> tuple[Line, ...]:
    """Cut words, in any order, into lines, top to bottom; every word is in exactly one."""
    return tuple(_line(line, index) for index, line in enumerate(_cluster(words)))


def phrase_of(words: Sequence[Word], line: int) -> Phrase:
    """Join words, left to right, into one phrase."""
    return Phrase(tuple(words), " ".join(w.text for w in words), Box.hull(w.box for w in words), line)


def _cluster(words: Iterable[Word]) -> list[list[Word]]:
    """Group words by the height of their centres, top to bottom, each group left to right."""
    lines: list[list[Word]] = []
    centers: list[float] = []
    for word in sorted(words, key=lambda w: (w.box.y0 + w.box.y1, w.box.x0)):
        center = word.box.center[1]
        for index in range(len(lines) - 1, max(len(lines) - 6, -1), -1):
            height = min(word.box.height, lines[index][0].box.height)
            if abs(center - centers[index]) <= LINE_TOLERANCE * height and _is_free(word, lines[index]):
                lines[index].append(word)
                centers[index] += (center - centers[index]) / len(lines[index])
                break
        else:
            lines.append([word])
            centers.append(center)
    return [sorted(line, key=lambda w: w.box.x0) for line in lines]


def _is_free(word: Word, line: list[Word]) -> bool:
    """Whether no word of the line already stands where ``word`` stands."""
    return all(word.box.overlap_x(other.box) < 0.5 * min(word.box.width, other.box.width) for other in line)


def _line(words: list[Word], index: int) -> Line:
    phrases: list[Phrase] = []
    run = [words[0]]
    for word in words[1:]:
        gap = word.box.x0 - run[-1].box.x1
        if gap > PHRASE_GAP * min(word.box.height, run[-1].box.height):
            phrases.append(phrase_of(run, index))
            run = []
        run.append(word)
    phrases.append(phrase_of(run, index))
    return Line(tuple(phrases), Box.hull(p.box for p in phrases))
