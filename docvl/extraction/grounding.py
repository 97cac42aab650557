"""Evidence for values that come without any: the words of the pages are searched for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from docvl.document import Page
from docvl.engines.base import Finding, Reply
from docvl.errors import DocumentError
from docvl.extraction.page_search import Grade, PageSearch, Place
from docvl.schema import Node, join

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

    def look(self, page: Page, search: PageSearch) -> None:
        if self.page in (None, page.number):
            found = search.places(self.node, self.value, errors=self.rank >= _RANK["similar"])
            if found and _RANK[found[0].grade] < self.rank:
                self.places = []
            if found and _RANK[found[0].grade] <= self.rank:
                self.places += found


def ground(reply: Reply, root: Node, pages: Callable[[], Iterable[Page]]) -> Reply:
    """Give every finding without a box the place on the pages where its value stands.

    A value that stands nowhere keeps its confidence and gets no text. Of several places the first one is taken; in a
    list the first that no row before has, and within a row the one nearest to the row's longest value.

    Args:
        reply: of an engine that cannot say where it read.
        root: of the schema.
        pages: opens the document's pages once more; they are read only if something has to be found.
    """
    targets = list(_targets(root, reply.data, "", "", reply))
    if not targets:
        return reply
    for page in pages():
        try:
            search = PageSearch(page)
        except DocumentError:
            continue  # the engine has said so
        for target in targets:
            target.look(page, search)
    found = dict(_choose(targets))
    findings = {pointer: _located(finding, found.get(pointer)) for pointer, finding in reply.findings.items()}
    return replace(reply, findings=findings)


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


def _choose(targets: Iterable[_Target]) -> Iterator[tuple[str, Place]]:
    taken: set[tuple[str, Place]] = set()
    for row, members in groupby((target for target in targets if target.places), key=lambda target: target.row):
        cells = list(members)
        if not row:
            yield from ((cell.pointer, cell.places[0]) for cell in cells)
            continue
        anchor = max(cells, key=lambda cell: (-cell.rank, len(str(cell.value))))
        free = [place for place in anchor.places if (anchor.node.pointer, place) not in taken]
        home = (free or anchor.places)[0]
        for cell in cells:
            column = cell.node.pointer
            free = [place for place in cell.places if (column, place) not in taken] or cell.places
            place = home if cell is anchor else min(free, key=lambda place: _distance(place, home))
            taken.add((column, place))
            yield cell.pointer, place


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
