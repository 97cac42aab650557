"""One document's data against its label, value by value."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docvl.eval.keys import key, similarity
from docvl.eval.rows import match_rows
from docvl.schema import Node, join


@dataclass(frozen=True, slots=True)
class Outcome:
    """One value.

    Attributes:
        field: pointer of the field in the schema, as in ``/items/*/amount``.
        pointer: into the data; into the label where nothing was read.
        expected: what the label says; None when the document does not state it.
        got: what was read; None for nothing.
        exact: whether the two are equal as JSON.
        right: whether they mean the same.
        anls: see :func:`docvl.eval.keys.similarity`.
    """

    field: str
    pointer: str
    expected: Any
    got: Any
    exact: bool
    right: bool
    anls: float


@dataclass(frozen=True, slots=True)
class RowCount:
    """Rows of one list: labelled, read, and read with every labelled cell right and no other."""

    field: str
    expected: int
    got: int
    right: int


@dataclass(slots=True)
class Comparison:
    """What became of one document's values and rows."""

    outcomes: list[Outcome] = field(default_factory=list)
    rows: list[RowCount] = field(default_factory=list)


def compare(root: Node, expected: dict[str, Any], got: dict[str, Any] | None) -> Comparison:
    """Compare what the label has with what was read; what the label lacks is not looked at.

    Args:
        root: of the schema.
        expected: a label, perhaps partial. A null object states that none of its values is on the document, and a
            null list that it has no rows.
        got: a record's data, valid against the schema; None when nothing could be read.
    """
    comparison = Comparison()
    _compare(root, expected, got, "", comparison)
    return comparison


def _compare(node: Node, expected: Any, got: Any, here: str, into: Comparison) -> None:
    if node.item is not None:
        _compare_rows(node, node.item, expected or [], got or [], here, into)
    elif node.is_leaf:
        expected, got = _value(expected), _value(got)
        exact, right = expected == got, key(node, expected) == key(node, got)
        into.outcomes.append(Outcome(node.pointer, here, expected, got, exact, right, similarity(node, expected, got)))
    else:
        for child in node.children:
            if expected is None or child.name in expected:
                inner = (expected or {}).get(child.name), (got or {}).get(child.name)
                _compare(child, *inner, join(here, child.name), into)


def _compare_rows(node: Node, item: Node, expected: list[Any], got: list[Any], here: str, into: Comparison) -> None:
    matches = match_rows([dict(_cells(item, row)) for row in expected], [dict(_cells(item, row)) for row in got])
    right = 0
    for index, match in enumerate(matches):
        before = len(into.outcomes)
        if match is None:
            _compare(item, expected[index], None, join(here, index), into)
        else:
            _compare(item, expected[index], got[match], join(here, match), into)
            right += all(outcome.right for outcome in into.outcomes[before:])
    for spare in sorted(set(range(len(got))) - set(matches)):
        _compare(item, None, got[spare], join(here, spare), into)
    into.rows.append(RowCount(node.pointer, len(expected), len(got), right))


def _cells(node: Node, row: Any) -> Iterator[tuple[str, Hashable]]:
    """The single values of a row by their fields; lists inside it say nothing about which row it is."""
    if node.is_leaf:
        yield node.pointer, key(node, row)
    elif isinstance(row, dict):
        for child in node.children:
            if child.name in row:
                yield from _cells(child, row[child.name])


def _value(value: Any) -> Any:
    """An empty text is no value."""
    return None if isinstance(value, str) and not value.strip() else value
