"""The two parties that the opening sentence of a contract names: ``between A Ltd, of ..., and B plc, of ...``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docvl.engines.layout.addresses import has_legal_form
from docvl.engines.layout.agreements.prose import Prose

Span = tuple[int, int]

# A party with all its particulars takes at most so many characters.
LONGEST = 900
_OPENING = re.compile(
    r"\b(?:by and between|between|zwischen|entre(?: les(?: parties)?(?: soussigné(?:e)?s)?)?)\b\s*:?\s*", re.IGNORECASE
)
# The word between the two stands by itself, or after the particulars of the first: a bracket, a quotation, a dash.
_STRONG = re.compile(
    r"(?:\n|(?<=[)\]\"”“»;–—]) ?|(?<=[)\]\"”“»],) |(?<=part) |(?<=part,) )(?:and|und|et|&)(?=[\s:])\s*:?\s*",
    re.IGNORECASE,
)
_WEAK = re.compile(r"\s(?:and|und|et)\s+(?=(?:der |die |dem |den |la société )?[^\W\d_a-zß-ÿ])")
# What stands before a name: a number of enumeration, an article, a form of address.
_BEFORE = re.compile(
    r"(?:[\s,;:–—-]|\(?(?:[ivx]{1,4}|[a-c]|\d)[.)]\s|\(\d\)|(?:the )?(?:following )?(?:parties|companies)\b:?"
    r"|(?:(?:la|le|les) )?société(?= )|(?:der|die|dem|den|das|the|la|le|firma|company)(?= )"
    r"|(?:herrn?|frau|mr|mrs|ms|m|mme|mlle|monsieur|madame|mademoiselle|miss)\b\.?(?= ))+",
    re.IGNORECASE,
)
# What ends a name: its particulars begin.
_AFTER = re.compile(
    r"\s*(?:[(;:\n„“”\"«]|,(?!\s*[\w.]{2,8}(?:[\s.,;(]|$))|\s[–—-]\s|(?:,\s*|\s)(?:an?|of|with|whose|which|having|residing|incorporated|"
    r"organi[sz]ed|established|located|born|herein\w*|mit|vertreten|wohnhaft|geboren|nachfolgend|im|in|dont|sise?|au|ayant|"
    r"demeurant|domiciliée?|représentée?|immatriculée?|née?|ci-après|société|and|und|et)\s)"
)
_COMMA = re.compile(r",\s*(?P<next>[\w.]{2,8})(?=[\s.,;(]|$)")
_NO_NAME = re.compile(r"\b(?:part(?:y|ies|eien?|ei)|agreement|vertrag|contrat|soussigné\w*|hereto)\b", re.IGNORECASE)

# ``甲方（委托方）：...``, ``出租方（以下简称甲方）：...``, ``甲方（用人单位）名称：...``
_SIDE = re.compile(
    r"(?:(?<=\n)|^|(?<=\s))(?:[一二\d]?[、.]?\s?)(?:[\u4e00-\u9fff]{2,6}\s?[(（][^()（）:：]{0,8}?(?P<role>[甲乙])方[”\"」]?[)）]"
    r"|(?P<side>[甲乙])\s?方\s?(?:[(（][^()（）]{1,14}[)）])?)\s?(?:名称|姓名|单位)?\s?[:：]\s?"
    r"(?P<name>[^\s:：，,；;。]{2,40})(?!\S*[:：])"
)


def find_parties(prose: Prose) -> tuple[Span, Span] | None:
    """Where the names of the first and the second party stand in the text, or None."""
    return _chinese(prose.text) or next(_between(prose.text), None)


def _chinese(text: str) -> tuple[Span, Span] | None:
    sides: dict[str, Span] = {}
    for match in _SIDE.finditer(text):
        sides.setdefault(match["role"] or match["side"], match.span("name"))
    return (sides["甲"], sides["乙"]) if len(sides) == 2 else None


def _between(text: str) -> Iterator[tuple[Span, Span]]:
    for opening in _OPENING.finditer(text):
        window = text[opening.end() : opening.end() + LONGEST]
        joints = [*_STRONG.finditer(window), *_WEAK.finditer(window)]
        first = _name(text, opening.end())
        for joint in joints if first else ():
            second = _name(text, opening.end() + joint.end())
            if first and second and opening.end() + joint.start() >= first[1]:
                yield first, second


def _name(text: str, start: int) -> Span | None:
    """The name that begins at ``start``, without what stands before it and its particulars; None where none does."""
    before = _BEFORE.match(text, start)
    start = before.end() if before else start
    end = _end(text, start)
    name = text[start:end].rstrip(" ,.-–") if end < len(text) or text[start:] else ""
    if text[start + len(name) : start + len(name) + 1] == "." and has_legal_form(name.split(" ")[-1] + "."):
        name += "."
    letters = sum(map(str.isalpha, name))
    if letters < 2 or len(name) > 80 or not (name[0].isupper() or name[0].isdigit()) or _NO_NAME.search(name):
        return None
    return start, start + len(name)


def _end(text: str, start: int) -> int:
    """The end of a name: a comma before a legal form belongs to it, as in ``Northwind Traders, Inc.``."""
    at = start
    while match := _AFTER.search(text, at):
        comma = _COMMA.search(text, at)
        if comma is None or comma.start() >= match.start():
            return match.start()
        if not has_legal_form(comma["next"]) or text.startswith(" au capital", comma.end()):
            return comma.start()
        at = comma.end()
    return len(text)
