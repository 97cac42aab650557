"""Values that may belong to a label: right of it, inside its cell, or below it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from docvl.engines.layout.context import is_bare
from docvl.engines.layout.lexicon import MARKS, SAID, UNSURE, ValueKind, concepts
from docvl.engines.layout.phrases import PHRASE_GAP, Snippet
from docvl.engines.layout.reading import Read, read
from docvl.engines.layout.spans import Span
from docvl.engines.layout.spotted import BELOW_ROWS, SpottedPage
from docvl.engines.layout.spotting import Hit
from docvl.geometry import Box
from docvl.values import AmountReading

# How much each circumstance says for a candidate. The scale is 0 to 1; the figures order the cases, they are not
# probabilities.
STRONG, WEAK, SAID_SCORE = 0.75, 0.4, 0.5
PER_TOKEN, MOST_TOKENS = 0.04, 5
IN_PROSE = -0.12
GOES_ON = -0.2
BARE_NUMBER = -0.15
PER_SLIP = -0.05
NUMBER_SIGN = 0.05
BESIDE, LATER, FAR = 0.0, -0.06, -0.03
BELOW, BELOW_LATER, BELOW_LAST = -0.08, -0.14, -0.06

# Totals stand at the end of their line ("19 % of 64.46   12.25") and of their column; the rest is next to its label.
LAST_FIRST: frozenset[ValueKind] = frozenset({"amount"})
# What is a share of another sum, and the words before that sum: "19 % USt. auf 64,46".
_RATED = frozenset(["tax_total", "discount", "cash_discount"])
_BASE = re.compile(
    r"^\W*(?:\d+(?:[.,]\d+)?\s?%\W*(?:of|von|de)|(?:\d+(?:[.,]\d+)?\s?%\W*)?(?:auf|aus|over|on|sur|su|sobre))\s+"
    r"(?:[A-Z]{3}\s|[€$£]\s?)?$",
    re.IGNORECASE,
)
# Kinds whose value is whatever is printed, so that only the nearest phrase may be taken.
UNTYPED: frozenset[ValueKind] = frozenset(
    {"text", "mention", "code", "name", "title", "choice", "street", "city", "address", "country"}
)
# So many small words make a sentence.
SENTENCE = 3
# Kinds whose value may take several lines.
LONG: frozenset[ValueKind] = frozenset({"text", "address", "mention"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value that may be the one of a concept.

    Attributes:
        concept: whose value it may be.
        read: the value as understood so far.
        snippet: where it stands.
        score: how much speaks for it, about 0 to 1.
    """

    concept: str
    read: Read
    snippet: Snippet
    score: float


def find_candidates(page: SpottedPage, kinds: Mapping[str, ValueKind]) -> Iterator[Candidate]:
    """The candidates on one page for every concept in ``kinds``.

    Args:
        page: with its labels spotted, their concepts marked as the lexicon does.
        kinds: how the value of each wanted concept is read; other labels only fence off their neighbours.
    """
    for hit in (hit for line in page.hits for hit in line):
        concept = hit.concept.rstrip(MARKS)
        kind = kinds.get(concept)
        if kind is None or (_is_in_titles(concept) and not page.is_apart(hit)) or page.dates_sum(hit):
            continue
        if hit.concept.endswith(SAID):
            yield _said(page, hit, concept, kind)
            continue
        base = _label_score(page, hit)
        for part, snippet, offset in around(page, hit, kind):
            plausible = _plausibility(part) if concept in concepts() else 0.0
            yield Candidate(concept, part, snippet, base + offset + plausible)
        if concept == "period_start" and "period_end" in kinds:
            yield from _period_end(page.right_of(hit), base)


def _period_end(span: Span | None, score: float) -> Iterator[Candidate]:
    """The second of two dates beside the caption of a period: ``Period: 1 May 2026 - 31 May 2026``."""
    if span is not None:
        for part in read("date", span.text)[1:2]:
            yield Candidate("period_end", part, span.cut(part.start, part.end), score)


def outside(candidates: Iterable[Candidate], cells: Iterable[Snippet], concepts: Container[str]) -> Iterator[Candidate]:
    """The candidates but those of ``concepts`` whose value stands in a cell of a row of a table.

    The header of a column (``Total``, ``Discount``) and the name of an item (``Freight``) read like captions of sums.
    """
    boxes = defaultdict(list)
    for cell in cells:
        boxes[cell.page].append(cell.box)
    for candidate in candidates:
        value = candidate.snippet
        inside = candidate.concept in concepts and any(_is_in(value.box, box) for box in boxes[value.page])
        if not inside:
            yield candidate


def _is_in(box: Box, cell: Box) -> bool:
    return 2 * cell.overlap_x(box) > box.width and 2 * cell.overlap_y(box) > box.height


def _is_in_titles(concept: str) -> bool:
    """Whether the caption of a concept is also the end of names and titles: ``Prairie Savings Bank``."""
    known = concepts().get(concept)
    return known is not None and bool(known.titles)


def _said(page: SpottedPage, hit: Hit, concept: str, kind: ValueKind) -> Candidate:
    """The words of a hit as the value: ``VISA`` on a receipt says how it was paid."""
    snippet = page.lines.snippet(page.words[hit.line][hit.first : hit.last + 1])
    return Candidate(concept, Read.whole(kind, snippet.text), snippet, SAID_SCORE)


def _label_score(page: SpottedPage, hit: Hit) -> float:
    score = (
        (WEAK if hit.concept.endswith(UNSURE) else STRONG)
        + PER_TOKEN * min(hit.length, MOST_TOKENS)
        + PER_SLIP * hit.distance
        + (NUMBER_SIGN if _has_number_sign(page, hit) else 0.0)
    )
    if not page.starts_phrase(hit):
        score += IN_PROSE
    return score + GOES_ON if page.goes_on(hit) else score


def _has_number_sign(page: SpottedPage, hit: Hit) -> bool:
    """Whether a number sign ends the label: ``Invoice #`` announces a number, the title ``INVOICE`` need not."""
    after = [hit.tail, *(word.text for word in page.words[hit.line][hit.last + 1 : hit.last + 2])]
    return next((text for text in after if text.strip(" .")), "").startswith(("#", "№"))


def _plausibility(part: Read) -> float:
    """A sum of money has decimals or a currency; a bare whole number may count or name anything."""
    return BARE_NUMBER if isinstance(part.reading, AmountReading) and is_bare(part.reading) else 0.0


def around(page: SpottedPage, hit: Hit, kind: ValueKind) -> Iterator[tuple[Read, Snippet, float]]:
    """-> what may be the value of a label, where it stands, and what speaks for that place; the likeliest first."""
    beside, below = page.right_of(hit, prose=kind in UNTYPED and kind != "code"), page.below(hit)
    if kind in UNTYPED and beside is not None and page.is_overhead(hit, beside, below):
        beside = None
    if beside is None and (over := page.above(hit, below)) is not None:
        yield from _beside(over, hit, kind)
        return
    if kind in UNTYPED and beside is not None and not page.has_colon(hit) and _runs_on(beside, hit):
        return
    if kind in LONG and beside is not None:
        beside = page.continued(beside.first_phrase(), hit)
    found = list(_beside(beside, hit, kind)) if beside is not None else []
    yield from found
    if beside is not None and kind in UNTYPED and found:
        return
    if kind in LONG and below:
        below = [page.paragraph(below)]
    yield from _below(below, kind, last_first=kind in LAST_FIRST and hit.concept in concepts())


def _beside(span: Span, hit: Hit, kind: ValueKind) -> Iterator[tuple[Read, Snippet, float]]:
    if kind in UNTYPED - LONG:
        span = span.first_phrase()
    reads = read(kind, span.text)
    if hit.concept.rstrip(MARKS) in _RATED:
        reads = tuple(part for part in reads if not _BASE.search(span.text[: part.start]))
    if kind in LAST_FIRST:
        reads = _by_sum(reads, span) if hit.concept.startswith("/") else tuple(reversed(reads))
    for rank, part in enumerate(reads[:4]):
        snippet = span.cut(part.start, part.end)
        yield part, snippet, (BESIDE if rank == 0 else LATER) + _distance(span, hit)


def _by_sum(reads: tuple[Read, ...], span: Span) -> tuple[Read, ...]:
    """First what the last phrase is that is but a sum of money: a bill says before it what it is made of."""
    sums = [phrase.text for phrase in span.phrases() if _is_sum(phrase.text)]
    last = [part for part in reads if part.text == sums[-1]][-1:] if sums else []
    return (*last, *(part for part in reads if part not in last))


def _is_sum(text: str) -> bool:
    found = read("amount", text)
    return len(found) == 1 and found[0].text == text and not _plausibility(found[0])


def _runs_on(span: Span, hit: Hit) -> bool:
    """Whether the words behind a label continue it or a sentence: no colon and no gap parts them.

    ``Bank charges``, ``issued at Porto on 10 May by the Chamber``; but not where nothing else than a number follows.
    """
    first, words = span.words[0], span.first_phrase().words
    if hit.tail or first.box.x0 - hit.box.x1 > PHRASE_GAP * hit.box.height:
        return False
    is_number = len(words) == 1 and any(map(str.isdigit, first.text))
    return (hit.length == 1 and not is_number) or sum(word.text.islower() for word in words) >= SENTENCE


def _distance(span: Span, hit: Hit) -> float:
    return FAR if span.words[0].box.x0 - hit.box.x1 > 20 * hit.box.height else 0.0


def _below(rows: list[Span], kind: ValueKind, *, last_first: bool) -> Iterator[tuple[Read, Snippet, float]]:
    reach = BELOW_ROWS if last_first else 1 if kind in UNTYPED else 2
    found = [(span, part) for span in rows[:reach] for part in read(kind, span.text)[:1]]
    for index, (span, part) in enumerate(found):
        is_last = last_first and index == len(found) - 1
        yield part, span.cut(part.start, part.end), BELOW_LAST if is_last else BELOW if index == 0 else BELOW_LATER
