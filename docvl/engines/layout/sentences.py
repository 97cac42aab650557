"""Sentences that answer a question in its own words: ``The deposit is 500 EUR.`` for ``How much is the deposit?``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docvl import values
from docvl.engines.layout.asking import Language
from docvl.engines.layout.lexicon import Token, tokenize
from docvl.engines.layout.questions import Question

ENOUGH = 0.75
"""Share of the words of the subject that a sentence must hold."""
STEM = 5
"""Letters in which two forms of a word agree: ``deliver`` and ``delivery``."""

# A full stop behind the day of a date (31. März 2027) ends no sentence.
_SENTENCE = re.compile(r".+?(?:[。！？；]+|[.!?;]+(?=\s|$)(?!(?<=\d\.)\s[^\W\d]+\s\d{4})|\n|$)", re.DOTALL)
# What links a subject with what is said of it, by the language of the question.
_EN_LINK = re.compile(
    r"\s*(?:[:：=]|(?:is|are|was|were|will be|amounts? to|reads?|shall be|equals?|takes place|falls)\b"
    r"(?: (?:on|at|in|by|to))?|为|是|共计|定于|位于)\s*",
    re.IGNORECASE,
)
_LINKS: dict[Language, re.Pattern[str]] = {
    "en": _EN_LINK,
    "zh": _EN_LINK,
    "de": re.compile(
        r"\s*(?:[:=]|(?:ist|sind|war|waren|wird|beträgt|betragen|lautet)\b(?: (?:am|auf|in|bis))?)\s*", re.I
    ),
    "fr": re.compile(r"\s*(?:[:=]|(?:est|sont|était|sera|s['’]élève(?:nt)? à)\b(?: (?:de|le|à))?)\s*", re.IGNORECASE),
    "es": re.compile(r"\s*(?:[:=]|(?:es|son|fue|será|asciende(?:n)? a)\b(?: (?:de|el))?)\s*", re.IGNORECASE),
}
_ENDING = re.compile(r"(?<=[a-z]{3})(?:e?s|e?d)$")
_ENDS = " .。!！;；,，:："


@dataclass(frozen=True, slots=True)
class Hit:
    """What a sentence answers.

    Attributes:
        text: the answer, as printed.
        page: from 1.
        share: of the words of the question that the sentence holds, 0 to 1.
    """

    text: str
    page: int
    share: float


def best_hit(question: Question, paragraphs: Iterable[tuple[int, str]]) -> Hit | None:
    """The sentence that holds most of the subject's words, of equal ones the shortest, then the first.

    Args:
        question: what is asked.
        paragraphs: page number and text of each, the likeliest page first.
    """
    hits = (_hit(question, page, sentence) for page, text in paragraphs for sentence in _sentences(text))
    found = [(hit, length) for hit, length in hits if hit is not None]
    return max(found, key=lambda pair: (pair[0].share, -pair[1]), default=(None, 0))[0]


def _sentences(text: str) -> Iterator[str]:
    return (match[0].strip() for match in _SENTENCE.finditer(text) if match[0].strip())


def _hit(question: Question, page: int, sentence: str) -> tuple[Hit | None, int]:
    said = tokenize(sentence)
    # The first of each, since a term such as 1 may well stand in the answer again.
    firsts = (next((token for token in said if _alike(token.text, term)), None) for term in question.terms)
    matched = sorted((token for token in firsts if token is not None), key=lambda token: token.start)
    share = len(matched) / max(len(question.terms), 1)
    if share < ENOUGH or len(said) <= len(matched):
        return None, 0
    answer = _wanted(question, sentence, _said(sentence, matched, _LINKS[question.language]))
    return (Hit(answer, page, share) if answer else None), len(said)


def _alike(word: str, term: str) -> bool:
    """Whether two words are forms of one."""
    if word == term or _ENDING.sub("", word) == _ENDING.sub("", term):
        return True
    return len(term) >= STEM and word[:STEM] == term[:STEM] and abs(len(word) - len(term)) <= 3


def _said(sentence: str, matched: list[Token], links: re.Pattern[str]) -> str:
    """What the sentence says of the words that were asked for: what follows them, or stands before them."""
    before, after = sentence[: matched[0].start], sentence[matched[-1].end :]
    if link := links.search(after):
        return after[link.end() :].strip(_ENDS)
    found = list(links.finditer(before))
    if found and before[: found[-1].start()].strip():
        return before[: found[-1].start()].strip(_ENDS)
    return sentence.strip()


def _wanted(question: Question, sentence: str, said: str) -> str:
    """The date or the amount that is asked for, out of what is said, else out of the whole sentence."""
    if question.wanted == "text":
        return said
    read = values.read_dates if question.wanted == "date" else values.read_numbers
    for text in (said, sentence):
        for found in read(text):
            printed = text[found.start : found.end]
            return _with_unit(text, found.start, found.end) if question.wanted == "amount" else printed
    return ""


def _with_unit(text: str, start: int, end: int) -> str:
    """A number with the currency or unit that it is printed with."""
    before = re.search(r"(?:[A-Z]{2,3} ?|[^\w\s.,:;()（）]\s?)$", text[:start])
    after = re.match(r"\s?(?:[A-Z]{3}\b|[€$£¥%元]|万元)", text[end:])
    return text[before.start() if before else start : end + (after.end() if after else 0)].strip()
