"""Parts of a page under a heading that an object of the schema is named after: what ``Name`` means depends on it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.phrases import PHRASE_GAP, PageLines
from docvl.engines.layout.spotted import SpottedPage
from docvl.engines.layout.spotting import Hit
from docvl.geometry import Box


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading.

    Attributes:
        pointer: of the object.
        page: from 1.
        box: fractions of the page as shown.
    """

    pointer: str
    page: int
    box: Box


def find_sections(page: SpottedPage, pointers: Iterable[str]) -> list[Section]:
    """The parts of a page under headings that are spotted as ``pointers``: down and across to the next heading."""
    heads = list(headings(page, frozenset(pointers)))
    return [
        Section(hit.concept, page.lines.number, page.lines.fractions(_reach(page.lines, hit, heads))) for hit in heads
    ]


def headings(page: SpottedPage, wanted: Container[str], *, with_value: bool = False) -> Iterator[Hit]:
    """The labels of ``wanted`` objects that head something; ``with_value`` also those with a colon and more behind."""
    for hit in (hit for line in page.hits for hit in line if hit.concept in wanted):
        if page.is_apart(hit) and (_is_heading(page, hit) or (with_value and page.has_colon(hit))):
            yield hit


def within(
    candidates: Iterable[Candidate], sections: Sequence[Section], nested: Mapping[str, bool]
) -> Iterator[Candidate]:
    """The candidates but those of fields in objects that another part of the document states.

    Where candidates of a field stand under the heading of its object, it has no others. Where none do, it has those
    under no heading of an object, if there are any.

    Args:
        candidates: of all pages.
        sections: of all pages.
        nested: pointers of the fields in objects; whether their captions say whose they are without a heading.
    """
    found: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        if candidate.concept in nested:
            found.setdefault(candidate.concept, []).append(candidate)
        else:
            yield candidate
    for pointer, own in found.items():
        under = [each for each in own if any(_holds(section, each) for section in sections if _is_of(section, pointer))]
        if under or not nested[pointer]:
            yield from under
        else:
            apart = [each for each in own if not any(_holds(section, each) for section in sections)]
            yield from apart or own


def _is_of(section: Section, pointer: str) -> bool:
    return pointer.startswith(section.pointer + "/")


def _holds(section: Section, candidate: Candidate) -> bool:
    snippet = candidate.snippet
    return section.page == snippet.page and section.box.holds(snippet.box.center)


def _is_heading(page: SpottedPage, hit: Hit) -> bool:
    """Whether a label is all that its phrase says."""
    if hit.tail.strip(" :："):
        return False
    after = page.words[hit.line][hit.last + 1 : hit.last + 2]
    return all(word.box.x0 - hit.box.x1 > PHRASE_GAP * hit.box.height for word in after)


def _reach(page: PageLines, hit: Hit, heads: Sequence[Hit]) -> Box:
    """From a heading to the next one beside it and below it; reading points."""
    height = hit.box.height
    beside = (h.box.x0 - height for h in heads if h.box.x0 > hit.box.x1 and h.box.overlap_y(hit.box) > 0)
    right = min(beside, default=float("inf"))
    below = (h.box.y0 for h in heads if h.box.y0 > hit.box.y1 and h.box.x0 < right)
    bottom, edge = (max(side) for side in zip(*((line.box.y1, line.box.x1) for line in page.lines), strict=True))
    return Box(hit.box.x0 - height, hit.box.y0, min(right, edge), min([bottom, *below]))
