"""A page of a contract -> what its sentences say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from docvl.engines.layout.agreements.clauses import find_clauses
from docvl.engines.layout.agreements.parties import find_parties
from docvl.engines.layout.agreements.prose import Prose
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.lexicon import ValueKind
from docvl.engines.layout.phrases import PageLines
from docvl.engines.layout.reading import Read

PARTIES = ("party_a", "party_b")
# What a schema asks for when sentences are to be read: those of contracts, and the last lines of bills.
OWN = frozenset([*PARTIES, "signing_date", "effective_date", "expiry_date", "governing_law", "due_date"])
# Two names where a contract names its parties say more than any caption.
NAMED = 0.97


def read_agreement(page: PageLines, kinds: Mapping[str, ValueKind]) -> Iterator[Candidate]:
    """The values that the sentences of one page state.

    Args:
        page: cut into lines.
        kinds: how the value of each wanted concept is read; nothing is looked for where none is of contracts alone.
    """
    if not OWN & kinds.keys():
        return
    prose = Prose.of(page)
    yield from find_clauses(prose, kinds)
    found = find_parties(prose) if set(PARTIES) & kinds.keys() else None
    for concept, (start, end) in zip(PARTIES, found or (), strict=False):
        if concept in kinds:
            text = prose.text[start:end].replace("\n", " ")
            yield Candidate(concept, Read.whole("name", text), prose.cut(start, end), NAMED)
