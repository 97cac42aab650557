"""Sums carried forward: what a page says at its end is what the next one begins with, and what its rows make."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from docvl.engines.base import CarriedSum
from docvl.record import Evidence
from docvl.schema import Node

CENT = Decimal("0.01")
"""Figures that differ by no more are the same."""


def torn(sums: Sequence[CarriedSum]) -> Iterator[tuple[int, int]]:
    """Pages that follow each other of which the second begins with another sum than the first carries forward."""
    for before, after in pairwise(sums):
        if not before.brought and after.brought and abs(before.amount - after.amount) > CENT:
            yield before.page, after.page


def pages_amiss(
    node: Node, rows: Sequence[Mapping[str, Any]], fields: Mapping[str, Evidence], sums: Sequence[CarriedSum]
) -> list[int]:
    """Pages whose rows do not make what their sum carried forward adds to the one before.

    Only where a column makes it on most pages: without that nothing tells what is summed up. Never for the first page,
    as what a statement begins with is not known.

    Args:
        node: of the list.
        rows: of the record.
        fields: of the record; they say on which page a row stands.
        sums: in the order of the pages.
    """
    wanted = dict(_changes(sums))
    pages = _pages_of(node, fields)
    columns = [leaf.name for leaf in node.item.children if leaf.kind in ("number", "integer")] if node.item else []
    best: list[int] = []
    for name in columns:
        made = dict.fromkeys(wanted, Decimal(0))
        for index, row in enumerate(rows):
            if (page := pages.get(index)) in made and row.get(name) is not None:
                made[page] += Decimal(str(row[name]))
        kept = [page for page, change in wanted.items() if change and abs(made[page] - change) <= CENT]
        best = max(best, kept, key=len)
    first = sums[0].page if sums and not sums[0].brought else None
    return [page for page in wanted if page not in best and page != first] if 2 * len(best) > len(wanted) else []


def _changes(sums: Sequence[CarriedSum]) -> Iterator[tuple[int, Decimal]]:
    """By page what its rows should make, if the first page begins with nothing."""
    last = Decimal(0)
    for stated in sums:
        if not stated.brought:
            yield stated.page, stated.amount - last
        last = stated.amount


def _pages_of(node: Node, fields: Mapping[str, Evidence]) -> dict[int, int]:
    """By row, from 0, the page on which it begins."""
    found: dict[int, int] = {}
    for pointer, evidence in fields.items():
        head, _, rest = pointer.removeprefix(f"{node.pointer}/").partition("/")
        if pointer.startswith(f"{node.pointer}/") and head.isdigit() and rest and evidence.page is not None:
            found[int(head)] = min(evidence.page, found.get(int(head), evidence.page))
    return found
