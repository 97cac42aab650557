"""A second reader: what the layout rules read in the words of the pages, for an engine that offers one answer alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from docvl.document import Page
from docvl.engines.base import Reply, Request
from docvl.errors import DocumentError
from docvl.extraction.agreement import leaves
from docvl.schema import Schema


def with_alternatives(reply: Reply, schema: Schema, pages: Callable[[], Iterable[Page]]) -> Reply:
    """The reply with the values, and their alternatives, that the ``layout`` engine reads for the same fields.

    A row of a list is the same in both answers only where these have equally many.

    Args:
        reply: without alternatives.
        schema: what was asked for.
        pages: opens the document's pages once more.
    """
    from docvl.engines.layout.engine import LayoutEngine

    try:
        other = LayoutEngine().read(Request(pages(), schema))
    except DocumentError:
        return reply
    ours, theirs = _row_counts(reply.data), _row_counts(other.data)
    alternatives = {
        leaf.pointer: ((leaf.value, other.findings[leaf.pointer]), *other.alternatives.get(leaf.pointer, ()))
        for leaf in leaves(other.data)
        if leaf.pointer in other.findings and ours[_list(leaf.field)] == theirs[_list(leaf.field)]
    }
    return replace(reply, alternatives=alternatives)


def _row_counts(data: Any) -> Counter[str]:
    """Rows that say anything, by pointer of their list."""
    rows = {(_list(leaf.field), leaf.row) for leaf in leaves(data) if leaf.row}
    return Counter(pointer for pointer, _ in rows)


def _list(field: str) -> str:
    """Pointer of the innermost list of a field; empty outside of lists."""
    return field.rpartition("/*")[0]
