"""The caption under which documents print what a question asks for."""

from __future__ import annotations

from functools import cache

from docvl.engines.layout.asking import EMPTY
from docvl.engines.layout.lexicon import Concept, concepts
from docvl.engines.layout.questions import Question

# What documents call themselves: "is the invoice due" asks for what is captioned "due".
_TITLED = ("invoice_type", "contract_title")
_ELSEWHERE = ("column_", "pair_")


def caption_of(question: Question) -> str:
    """The known caption that says the same but for small words and the name of the document, else the subject.

    ``Rechnung fällig`` is ``fällig am``. A caption of a date or an amount counts only where one is asked for.
    """
    about = tuple(term for term in question.terms if term not in _titles())
    for words in (question.terms, about):
        for concept in concepts().values():
            if words and _fits(concept, question):
                for label in concept.labels:
                    if tuple(word for word in label if word not in EMPTY[question.language]) == words:
                        return " ".join(label)
    return question.subject


def _fits(concept: Concept, question: Question) -> bool:
    return question.wanted in ("text", concept.kind) and not concept.key.startswith(_ELSEWHERE)


@cache
def _titles() -> frozenset[str]:
    return frozenset(title[0] for key in _TITLED for title in concepts()[key].titles if len(title) == 1)
