"""Evidence for values that come without any: the words of the pages are searched for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from docvl.document import Page
from docvl.engines.base import Finding, Observations, Reply
from docvl.engines.layout.counts import PrintedCounts
from docvl.errors import DocumentError
from docvl.extraction.captions import Captions, distance
from docvl.extraction.page_search import Grade, PageSearch, Place
from docvl.geometry import Box
from docvl.schema import Node, Schema, join

_Captioned = dict[int, dict[str, tuple[Box, ...]]]
"""Captions by page and pointer."""

MOST_EFFORT = 10_000
"""Pairs of places that are compared for one row."""

_RANK: dict[Grade, int] = {"printed": 0, "read": 1, "similar": 2}


@dataclass
class _Target:
    """A value to be found.

    Attributes:
        pointer: into the answer.
        row: pointer of the row of the outermost list that it is in; empty outside of lists.
        page: the only page it can be on, or None.
        places: where it may stand, of the best grade seen so far, by page.
    """

    pointer: str
    row: str
    node: Node
    value: Any
    page: int | None
    places: list[Place] = field(default_factory=list)

    @property
    def rank(self) -> int:
        return _RANK[self.places[0].grade] if self.places else len(_RANK)

    @property
    def is_similar(self) -> bool:
        """Whether it stands nowhere without reading errors."""
        return self.rank >= _RANK["similar"]

    def look(self, page: Page, search: PageSearch) -> None:
        if self.page in (None, page.number):
            found = search.places(self.node, self.value, errors=self.is_similar)
            if found and _RANK[found[0].grade] < self.rank:
                self.places = []
            if found and _RANK[found[0].grade] <= self.rank:
                self.places += found


def ground(reply: Reply, schema: Schema, pages: Callable[[], Iterable[Page]]) -> Reply:
    """Give every finding without a box the place on the pages where its value stands.

    A value that stands nowhere keeps its confidence and gets no text. Of several places the one nearest to a caption of
    its field is taken; in a list the value of a row that stands at the fewest places comes first, at one that no row
    before has, and the others stand nearest to that. What the pages print of their number and of the number of rows is
    observed on the way, and what is to be said of their words.

    Args:
        reply: of an engine that cannot say where it read.
        schema: what it was asked for.
        pages: opens the document's pages once more; they are read only if something has to be found.
    """
    targets = list(_targets(schema.root, reply.data, "", "", reply))
    if not targets:
        return reply
    captions, seen, counts = Captions(schema), _Captioned(), PrintedCounts()
    issues = list(reply.issues)
    for page in pages():
        try:
            search = PageSearch(page)
        except DocumentError:
            continue  # the engine has said so
        seen[page.number] = captions.of(search.lines, forgiving=page.text.source == "ocr")
        counts.feed(search.lines)
        issues += (issue for issue in page.text.issues if issue not in issues)
        for target in targets:
            target.look(page, search)
    found = dict(_choose(targets, seen))
    findings = {pointer: _located(finding, found.get(pointer)) for pointer, finding in reply.findings.items()}
    observed = counts.observations() if reply.observations == Observations() else reply.observations
    return replace(reply, findings=findings, observations=observed, issues=tuple(issues))


def _targets(node: Node, value: Any, pointer: str, row: str, reply: Reply) -> Iterator[_Target]:
    if isinstance(value, dict):
        for child in node.children:
            yield from _targets(child, value.get(child.name), join(pointer, child.name), row, reply)
    elif isinstance(value, list) and node.item is not None:
        for index, item in enumerate(value):
            inner = join(pointer, index)
            yield from _targets(node.item, item, inner, row or inner, reply)
    elif value is not None and (finding := reply.findings.get(pointer)) is not None and finding.box is None:
        yield _Target(pointer, row, node, value, finding.page)


def _choose(targets: Iterable[_Target], captions: _Captioned) -> Iterator[tuple[str, Place]]:
    taken: set[tuple[str, Place]] = set()
    for row, members in groupby((target for target in targets if target.places), key=lambda target: target.row):
        cells = list(members)
        if not row:
            yield from ((cell.pointer, _at_caption(cell, captions)) for cell in cells)
            continue
        anchor = min(cells, key=lambda cell: (cell.is_similar, len(cell.places), cell.rank, -len(str(cell.value))))
        free = [place for place in anchor.places if (anchor.node.pointer, place) not in taken]
        home = _home(free or anchor.places, [cell for cell in cells if cell is not anchor])
        taken.add((anchor.node.pointer, home))
        for cell in cells:
            yield cell.pointer, home if cell is anchor else min(cell.places, key=lambda place: _distance(place, home))


def _home(places: Sequence[Place], others: Sequence[_Target]) -> Place:
    """Of the places of a row's rarest value the one that its other values are nearest to."""
    if len(places) * sum(len(cell.places) for cell in others) > MOST_EFFORT:
        return places[0]
    apart = [[min(_distance(place, home) for place in cell.places) for cell in others] for home in places]
    return places[min(range(len(places)), key=lambda n: sorted(apart[n], reverse=True))]


def _at_caption(cell: _Target, captions: _Captioned) -> Place:
    return min(cell.places, key=lambda place: distance(place.box, captions[place.page].get(cell.node.pointer, ())))


def _distance(place: Place, home: Place) -> tuple[int, float, float]:
    """First by page, then down the page, then across."""
    (x, y), (home_x, home_y) = place.box.center, home.box.center
    return abs(place.page - home.page), round(abs(y - home_y), 3), abs(x - home_x)


def _located(finding: Finding, place: Place | None) -> Finding:
    if finding.box is not None:
        return finding
    if place is None:
        return replace(finding, raw="")
    return replace(finding, raw=place.raw, page=place.page, box=place.box)
