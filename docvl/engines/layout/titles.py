"""What stands uncaptioned at the head of a document: what it calls itself, which bank it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.phrases import PageLines, Phrase
from docvl.engines.layout.reading import Read

# A title stands in this upper part of the first page, and is no sentence. In the largest print of the page it says
# more than a caption: ``Title`` below a signature is what the signer is.
HEAD = 0.35
LONGEST = 60
SCORE, LARGEST = 0.6, 0.85
# Letters of a word that German puts behind others without a space: Vertrag, Rechnung.
COMPOUND = 7
# Print of one size differs by less, capitals and recognition allowed for.
SAME_SIZE = 1.1


def find_titles(page: PageLines, wanted: Mapping[str, frozenset[tuple[str, ...]]]) -> Iterator[Candidate]:
    """The largest print with a word of a concept, for each in ``wanted``, at the head of a document's first page."""
    head = [phrase for phrase in page.phrases if _may_be_title(page, phrase)]
    for concept, words in wanted.items():
        named = [phrase for phrase in head if any(_holds(tokens(phrase.text), word) for word in words)]
        if named:
            best = max(named, key=lambda phrase: (phrase.box.height, -phrase.box.y0))
            read = Read("title", 0, len(best.text), None, best.text)
            sure = all(phrase.box.height < SAME_SIZE * best.box.height for phrase in page.phrases)
            yield Candidate(concept, read, page.snippet(best.words), LARGEST if sure else SCORE)


def _may_be_title(page: PageLines, phrase: Phrase) -> bool:
    return phrase.box.y0 < HEAD * page.height and len(phrase.text) <= LONGEST and phrase.text[-1] not in ":：,，.;；"


def _holds(text: tuple[str, ...], word: tuple[str, ...]) -> bool:
    """Whether the words stand in a text; a long one also as the end of another, as in ``Mietvertrag``."""
    if len(word) == 1 and len(word[0]) >= COMPOUND:
        return any(token.endswith(word[0]) for token in text)
    return any(text[i : i + len(word)] == word for i in range(len(text) - len(word) + 1))
