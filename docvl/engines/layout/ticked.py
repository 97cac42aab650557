"""Yes or no, and one of several, where the answer is a tick in a box: ``Urgent: ☐ Yes ☒ No``, ``☒ Warranty work``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from docvl.document import Word
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.forms.ticks import OPEN, TICKS
from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.phrases import Line, PageLines
from docvl.engines.layout.reading import Read
from docvl.engines.layout.targets import TICKED, Target
from docvl.geometry import Box

SCORE = 0.9
# A letter is a tick where it stands in a box that was not seen, and a word everywhere else.
_SIGNS = frozenset(sign for sign in TICKS | OPEN if not sign.isalpha())
# Options of one caption follow each other within so many line heights.
_BELOW = 2.0


@dataclass(frozen=True, slots=True)
class Option:
    """What a box stands for.

    Attributes:
        words: beside the box, never empty.
        mark: the box.
        line: index of the line on the page.
        caption: the words between the option before it, or the begin of the line, and this one's own; may be empty.
    """

    words: tuple[Word, ...]
    mark: Word
    line: int
    caption: tuple[Word, ...]

    @property
    def ticked(self) -> bool:
        """Whether it is chosen."""
        return self.mark.text in TICKS

    @property
    def said(self) -> tuple[str, ...]:
        """Its words, folded."""
        return tokens(" ".join(word.text for word in self.words))


def find_ticked(page: PageLines, targets: Iterable[Target]) -> Iterator[Candidate]:
    """The answers that boxes give to ``targets``; a box beside a field's own caption says yes or no by itself."""
    options = [option for index, line in enumerate(page.lines) for option in _options(line, index)]
    for target in targets if options else ():
        labels = set(target.labels)
        if target.kind == "boolean":
            alone = (option for option in options if option.said in labels)
            yield from (_candidate(page, target, option, "☑" if option.ticked else "☐") for option in alone)
        for group in _groups(options, labels, target):
            for option in group:
                if option.ticked:
                    yield _candidate(page, target, option, " ".join(word.text for word in option.words))


def _groups(options: Sequence[Option], labels: set[tuple[str, ...]], target: Target) -> Iterator[list[Option]]:
    """The options under each caption of a field; those that name its choices need none."""
    choices = {tokens(str(choice)) for choice in target.node.choices if choice is not None}
    if len({option.said for option in options} & choices) > 1:
        yield [option for option in options if option.said in choices]
        return
    for number, option in enumerate(options):
        if tokens(" ".join(word.text for word in option.caption)) in labels:
            group = [option]
            for other in options[number + 1 :]:
                if other.caption or other.line - group[-1].line > _BELOW:
                    break
                group.append(other)
            yield group


def _options(line: Line, index: int) -> Iterator[Option]:
    """The boxes of a line with the words right behind each, or else those before it."""
    words = _bracketed(line.words)
    marks = [n for n, word in enumerate(words) if word.text in _SIGNS]
    before: tuple[Word, ...] = words[: marks[0]] if marks else ()
    for number, at in enumerate(marks):
        end = marks[number + 1] if number + 1 < len(marks) else len(words)
        own = _near(words[at:end])[1:]
        if own:
            yield Option(own, words[at], index, before)
        elif before:
            yield Option(before, words[at], index, ())
        before = words[at + 1 + len(own) : end]


def _bracketed(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words with boxes of brackets as one word: ``[ ]``, ``( x )``."""
    found: list[Word] = []
    for word in words:
        opened = next(
            (n for n in range(len(found) - 1, max(len(found) - 3, -1), -1) if found[n].text in ("[", "(")), None
        )
        sign = "".join(part.text for part in found[opened:]) + word.text if opened is not None else ""
        if sign in _SIGNS:
            box = Box.hull([part.box for part in found[opened:]] + [word.box])
            found[opened:] = [replace(word, text=sign, box=box)]
        else:
            found.append(word)
    return tuple(found)


def _near(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words up to the first gap."""
    for n, (left, right) in enumerate(zip(words, words[1:], strict=False), start=1):
        if right.box.x0 - left.box.x1 > left.box.height:
            return tuple(words[:n])
    return tuple(words)


def _candidate(page: PageLines, target: Target, option: Option, text: str) -> Candidate:
    snippet = page.snippet([option.mark, *option.words])
    return Candidate(target.node.pointer, Read.whole(target.kind, text), snippet, SCORE)


def beside_boxes(page: PageLines, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
    """The candidates but those for answers by tick that stand on a line with boxes: printed options are no answers."""
    boxed = [page.fractions(line.box) for line in page.lines if any(word.text in _SIGNS for word in line.words)]
    for candidate in candidates:
        middle = candidate.snippet.box.center[1]
        asked = candidate.read.kind in TICKED
        if not (asked and any(box.y0 <= middle <= box.y1 for box in boxed)):
            yield candidate
