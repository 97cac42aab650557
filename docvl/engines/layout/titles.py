"""What stands uncaptioned at the head of a document: what it calls itself, which bank it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docvl.engines.layout.blocks import cut
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.lexicon import holds, tokens
from docvl.engines.layout.phrases import PageLines, Phrase
from docvl.engines.layout.reading import Read

# A title stands in this upper part of the first page, and is no sentence. In the largest print of the page it says
# more than a caption: ``Title`` below a signature is what the signer is.
HEAD = 0.35
LONGEST = 60
SCORE, LARGEST = 0.6, 0.85
# Letters of a word that German puts behind others without a space: Vertrag, Rechnung.
COMPOUND = 7
SHORT_COMPOUNDS = frozenset(["bank"])
# Print of one size differs by less, capitals and recognition allowed for.
SAME_SIZE = 1.1
# What a bank calls its statements, behind its own name.
_PAPER = re.compile(
    r"\s*(?:个人|企业|单位|借记卡|信用卡|贷记卡|账户|帐户|客户|活期|存款|历史|交易|电子)*(?:明细|对账单|账单|流水|清单|回单)[表单]?$"
    r"|\s+(?:[-–|]\s*)?(?:(?:bank|account) )?statement(?: of account)?$|\s+kontoauszug$|\s+relevé de compte$",
    re.IGNORECASE,
)


def find_titles(page: PageLines, wanted: Mapping[str, frozenset[tuple[str, ...]]]) -> Iterator[Candidate]:
    """The largest print with a word of a concept, for each in ``wanted``, at the head of a document's first page."""
    head = [phrase for phrase in page.phrases if _may_be_title(page, phrase)]
    for concept, words in wanted.items():
        named = [phrase for phrase in head if any(_states(tokens(phrase.text), word) for word in words)]
        if named:
            best = max(named, key=lambda phrase: (phrase.box.height, -phrase.box.y0))
            paper = _PAPER.search(best.text) if concept == "bank_name" else None
            title = (cut(best, 0, paper.start()) if paper else None) or best
            read = Read.whole("title", title.text)
            sure = all(phrase.box.height < SAME_SIZE * best.box.height for phrase in page.phrases)
            yield Candidate(concept, read, page.snippet(title.words), LARGEST if sure else SCORE)


def _may_be_title(page: PageLines, phrase: Phrase) -> bool:
    return phrase.box.y0 < HEAD * page.height and len(phrase.text) <= LONGEST and phrase.text[-1] not in ":：,，.;；"


def _states(text: tuple[str, ...], word: tuple[str, ...]) -> bool:
    """Whether the words stand in a text; a long one also as the end of another, as in ``Mietvertrag``."""
    if len(word) == 1 and (len(word[0]) >= COMPOUND or word[0] in SHORT_COMPOUNDS):
        return any(token.endswith(word[0]) for token in text)
    return holds(text, word)
