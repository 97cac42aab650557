"""Values that sentences of a contract state: ``shall commence on 1 April 2026``, ``governed by the laws of ...``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docvl.engines.layout.agreements.prose import Prose
from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.lexicon import Token, ValueKind, concepts, tokenize
from docvl.engines.layout.reading import Read, read

# A sentence says it in so many words: more than a caption in prose, less than a caption with its colon.
SCORE = 0.72
# ... but for what no other sentence says in these words.
SURE = 0.9
# A value starts within so many characters of the words that announce it: "on or about the", "under this Agreement
# shall not exceed".
REACH: Mapping[ValueKind, int] = {"date": 24, "amount": 60}
# No date or sum of money is longer.
LONGEST = 40

_DEFINED = re.compile(r"^,?\s*[(（]\s*(?:the |der |die |das |la |le |以下简称)?[\"“”„«']\s?(?P<term>[^\"“”»']{3,40})")
_LAW = re.compile(
    r"\b(?:governed|interpreted|construed)\b[^.;]{0,60}?\b(?:by|with|under|to)\s+"
    r"(?:and\s+\w+\s+(?:in accordance with|under)\s+)?"
    r"(?:the\s+)?(?:(?:substantive |internal )?laws?\s+of\s+)?(?:the\s+(?=[A-Z]))?(?P<en>[A-Z][^.,;()\n]*?)"
    r"(?=[.,;()\n]|\s(?:without|excluding|and\s(?:the|each|both|any)|as|regardless)\b)"
    r"|(?:soumis\w*|régie?s?)\s+(?:au|à la|par le|par la|par les)\s+"
    r"(?P<fr>(?:droit|loi)s?\s[^.,;()]{3,40}?)(?=[.,;()]|\set\b)"
    r"|(?:findet|gilt|gelten|unterliegt|unterliegen|nach)\s+(?:ausschließlich\s+)?(?:das\s|dem\s)?"
    r"(?P<de>Recht\s(?:der|des|von)\s[^.,;()]{3,60}?|[a-zäöü]+e[sm]\sRecht)(?=[.,;()]|\s(?:unter|Anwendung|mit|und)\b)"
    r"|(?:适用|遵循|依照|受)\s?(?P<zh>[\u4e00-\u9fff（）()]{2,24}?(?:法律|法))(?=[，。,.；;、的]|管辖|$)"
)
# Place and day above the signatures: ``Kiel, den 12. April 2026``.
_SIGNED = re.compile(r"(?:^|\n|\d{4} )(?P<place>[^\W\d_][^\W\d_]+(?:[ -][^\W\d_]+){0,3}),\s(?:(?:den|le|the)\s)?(?=\d)")


def find_clauses(prose: Prose, kinds: Mapping[str, ValueKind]) -> Iterator[Candidate]:
    """The values that sentences of a page state for the concepts in ``kinds``."""
    yield from _announced(prose, {key: kind for key, kind in kinds.items() if kind in REACH})
    if "governing_law" in kinds:
        for match in _LAW.finditer(prose.text):
            named = next(name for name, text in match.groupdict().items() if text)
            yield _candidate(prose, "governing_law", Read.whole("text", match[named]), match.start(named), SURE)
    yield from (found for found in _signed(prose) if found.concept in kinds)


def _signed(prose: Prose) -> Iterator[Candidate]:
    """Where and when a contract was signed, unless each party signed at a place of its own."""
    text = prose.text
    found = [(match, part) for match in _SIGNED.finditer(text) for part in _near(text, match.end(), "date")]
    if len({match["place"] for match, _ in found}) == 1:
        match, part = found[0]
        yield _candidate(prose, "signing_date", part, match.end())
        yield _candidate(prose, "place_of_signing", Read.whole("city", match["place"]), match.start("place"))


def _announced(prose: Prose, kinds: Mapping[str, ValueKind]) -> Iterator[Candidate]:
    """Values behind the wording of their concept, or before a term that is defined by it."""
    said = tokenize(prose.text)
    known = concepts()
    for key, kind in kinds.items():
        for end in _ends(said, known[key].clauses if key in known else ()):
            for part in _near(prose.text, end, kind):
                yield _candidate(prose, key, part, end)
                if defined := _defined(prose.text[end + part.end :], kinds):
                    yield _candidate(prose, defined, part, end)


def _ends(said: list[Token], clauses: tuple[tuple[str, ...], ...]) -> Iterator[int]:
    """Where each of the wordings ends in the text."""
    openings = {clause[0] for clause in clauses}
    for at in (at for at, token in enumerate(said) if token.text in openings):
        for clause in clauses:
            if tuple(token.text for token in said[at : at + len(clause)]) == clause:
                yield said[at + len(clause) - 1].end


def _near(text: str, start: int, kind: ValueKind) -> tuple[Read, ...]:
    """The value that begins right behind ``start``, before the sentence ends."""
    window = text[start : start + REACH[kind] + LONGEST].replace("\n", " ")
    first = next(iter(read(kind, window)), None)
    if first is None or first.start > REACH[kind] or any(c.isdigit() or c in ".;。；，" for c in window[: first.start]):
        return ()
    return (first,)


def _defined(after: str, kinds: Mapping[str, ValueKind]) -> str | None:
    """The concept that a value is defined to be right behind it: ``January 15, 2026 (the "Effective Date")``."""
    match = _DEFINED.match(after)
    term = tuple(token.text for token in tokenize(match["term"])) if match else ()
    return next((key for key in kinds if key in concepts() and term in concepts()[key].labels), None)


def _candidate(prose: Prose, concept: str, part: Read, base: int, score: float = SCORE) -> Candidate:
    """A value read at ``base + part.start`` of the text; where the text itself is the value, at ``base``."""
    start = base + part.start
    return Candidate(concept, part, prose.cut(start, start + len(part.text)), score)
