"""Rows that are no rows of a table but blocks: the same captions again and again, each with its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docvl.engines.layout.candidates import around
from docvl.engines.layout.phrases import PageLines, Snippet
from docvl.engines.layout.spotted import SpottedPage
from docvl.engines.layout.spotting import Hit, Spotter
from docvl.engines.layout.targets import ListTarget

# Captions of one column of blocks begin within so many heights of each other.
ALIGNED = 2.0


def rows_in_blocks(page: PageLines, target: ListTarget) -> list[dict[str, Snippet]]:
    """The blocks of a page that begin with the same caption and state two fields or more; none where there is but one.

    Args:
        page: cut into lines.
        target: what is asked for.
    """
    found = list(_captioned(page, target))
    leads = [hit for hit, name, _ in found if name == found[0][1]]
    rows: list[dict[str, Snippet]] = [{} for _ in leads]
    for hit, name, snippet in found:
        if (block := _block(hit, leads)) is not None:
            rows[block].setdefault(name, snippet)
    rows = [row for row in rows if len(row) > 1]
    return rows if len(rows) > 1 else []


def _captioned(page: PageLines, target: ListTarget) -> Iterator[tuple[Hit, str, Snippet]]:
    """The captions of fields with their names and values, in order of the page."""
    columns = {column.node.pointer: column for column in target.columns}
    labels = ((label, column.node.pointer) for column in target.columns for label in column.labels)
    spotted = SpottedPage.of(
        page, Spotter(labels, 3), forgiving=any(word.confidence < 1 for line in page.lines for word in line.words)
    )
    for hit in (hit for line in spotted.hits for hit in line if spotted.is_apart(hit)):
        column = columns[hit.concept]
        value = next(around(spotted, hit, column.kind), None)
        if value is not None:
            yield hit, column.node.name, value[1]


def _block(hit: Hit, leads: Sequence[Hit]) -> int | None:
    """The index of the block that a caption stands in: of the column next to the left, the next one above."""
    height = hit.box.height
    over = [
        n
        for n, lead in enumerate(leads)
        if lead.box.y0 < hit.box.y0 + height / 2 and lead.box.x0 < hit.box.x0 + ALIGNED * height
    ]
    edge = max((leads[n].box.x0 for n in over), default=0.0) - ALIGNED * height
    return max((n for n in over if leads[n].box.x0 > edge), key=lambda n: leads[n].box.y0, default=None)
