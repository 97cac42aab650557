"""Numbers whose caption does not say of what, where the title does: ``RENTAL AGREEMENT``, ``No. RA 2209 8841``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.lexicon import holds, tokens
from docvl.engines.layout.phrases import PageLines, Phrase
from docvl.engines.layout.reading import Read, read
from docvl.engines.layout.spans import Span
from docvl.engines.layout.targets import Target
from docvl.engines.layout.wording import NUMBER_WORDS

# Less than any caption that says of what.
SCORE = 0.55
# A title stands in this upper part of a page, and the number within so many of its heights.
HEAD, NEAR = 0.25, 3.0
_BARE = re.compile(r"(?:n(?:o|r|um)?\s?[.°º]{1,2}|[№#]|no\b|编\s*号)\s*[:：]?\s*", re.IGNORECASE)


def find_bare_numbers(page: PageLines, targets: Iterable[Target]) -> Iterator[Candidate]:
    """The numbers of the document at the head of its first page, for those of ``targets`` that its title is about."""
    numbers = [(phrase, match.end()) for phrase in page.phrases if (match := _BARE.match(phrase.text))]
    for target in targets if numbers else ():
        about = [label[:-1] for label in target.labels if label[-1] in NUMBER_WORDS and len(label) > 1]
        titles = [phrase for phrase in page.phrases if _is_title(page, phrase, about)]
        for phrase, end in numbers:
            if any(_is_near(phrase, title) for title in titles):
                for found in filter(_is_number, read("code", phrase.text[end:])):
                    snippet = Span(page, phrase.words).cut(end + found.start, end + found.end)
                    yield Candidate(target.node.pointer, found, snippet, SCORE)


def _is_title(page: PageLines, phrase: Phrase, about: Iterable[tuple[str, ...]]) -> bool:
    said = tokens(phrase.text)
    return phrase.box.y0 < HEAD * page.height and any(holds(said, words) for words in about)


def _is_near(phrase: Phrase, title: Phrase) -> bool:
    gap = max(phrase.box.y0 - title.box.y1, title.box.y0 - phrase.box.y1)
    return phrase is not title and gap < NEAR * title.box.height


def _is_number(found: Read) -> bool:
    """Whether a text is a number and not words: each of its words holds a digit or is in capitals."""
    return all(word.isupper() or any(map(str.isdigit, word)) for word in found.text.split())
