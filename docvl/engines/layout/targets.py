"""What a schema asks for, in terms of the lexicon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from docvl.engines.layout.lexicon import Concept, ValueKind, concepts, tokens
from docvl.engines.layout.wording import described, wordings
from docvl.schema import Node, Schema

Role = Literal["seller", "buyer"]
ListShape = Literal["table", "pairs"]

TICKED: frozenset[ValueKind] = frozenset({"boolean", "choice"})
"""What a tick may answer."""
_KIND_BY_TYPE: dict[str, ValueKind] = {"number": "quantity", "integer": "quantity", "boolean": "boolean"}
_KIND_BY_FORMAT: dict[str, ValueKind] = {"date": "date", "date-time": "moment", "time": "time", "email": "email"}
_SLASH, _SPACED_SLASH = re.compile(r"\s*/\s*"), re.compile(r"\s+/\s+")
# Prepositions that are captions of dates, and of much else: whence and where to.
_DIRECTIONS = frozenset(["period_start", "period_end"])


@dataclass(frozen=True, slots=True)
class Target:
    """One scalar field to be found.

    Attributes:
        node: the field.
        concept: lexicon key; the field's pointer when the lexicon has no such concept.
        role: whose it is, for what a seller and a buyer both have.
        kind: how the value is read.
        labels: captions that the schema itself brings: titles and names, and how documents may word them, as tokens.
    """

    node: Node
    concept: str
    role: Role | None
    kind: ValueKind
    labels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ListTarget:
    """One array to be filled: rows of a table, or the captioned fields of a form."""

    node: Node
    shape: ListShape
    columns: tuple[Target, ...]

    @property
    def of_values(self) -> bool:
        """Whether its items are plain values, so that it has one column."""
        return self.node.item is not None and self.node.item.is_leaf


@dataclass(frozen=True, slots=True)
class Targets:
    """All that a schema asks for, in schema order.

    Attributes:
        scalars: the single fields.
        lists: the arrays.
        headings: names and titles of the objects around fields, as tokens, with their pointers.
    """

    scalars: tuple[Target, ...]
    lists: tuple[ListTarget, ...]
    headings: tuple[tuple[tuple[str, ...], str], ...]


def plan_targets(schema: Schema) -> Targets:
    """Read a schema as a list of things to find."""
    scalars: list[Target] = []
    lists: list[ListTarget] = []
    _collect(schema.root, (), scalars, lists)
    objects = (node for node in schema.root.walk() if node.kind == "object" and "/*" not in node.pointer)
    headings = ((name, node.pointer) for node in objects if node.pointer for name in _headings(node))
    return Targets(tuple(scalars), tuple(lists), tuple(headings))


def _collect(node: Node, path: tuple[Node, ...], scalars: list[Target], lists: list[ListTarget]) -> None:
    for child in node.children:
        if child.kind == "object":
            _collect(child, (*path, child), scalars, lists)
        elif child.kind == "array":
            lists.append(_list_target(child))
        else:
            scalars.append(_target(child, path))


def _headings(node: Node) -> Iterator[tuple[str, ...]]:
    """What documents print over the fields of an object: its names, and other words for a party that is no seller."""
    names = _names(node)
    yield from [*names, *described(node.description)]
    if _role(names, ()) is None:
        known = (concept for concept in concepts().values() if concept.kind == "heading")
        yield from (label for concept in known if not set(names).isdisjoint(concept.names) for label in concept.labels)


def _list_target(node: Node) -> ListTarget:
    """The columns of a list of objects; a list of plain values is one column with the name of the list."""
    item = node.item
    if item is not None and item.is_leaf:
        item = replace(item, name=node.name, title=node.title or item.title)
    leaves = () if item is None else tuple(n for n in item.walk() if n.is_leaf)
    if _are_pairs(leaves):
        return ListTarget(node, "pairs", tuple(_target(leaf, (), "pair_") for leaf in leaves))
    return ListTarget(node, "table", tuple(_target(leaf, (), "column_") for leaf in leaves))


def _are_pairs(leaves: tuple[Node, ...]) -> bool:
    """Whether rows of these columns are captions with their answers: two texts, one for each."""
    if len(leaves) != 2 or any(leaf.kind != "string" for leaf in leaves):
        return False
    found = {concept.key for leaf in leaves if (concept := _concept_of(leaf, _names(leaf), "pair_"))}
    return found == {"pair_key", "pair_value"}


def _target(node: Node, path: tuple[Node, ...], family: str = "") -> Target:
    names = _names(node)
    concept = _concept_of(node, [*names, *map(_without_role, names)], family)
    if concept is not None and concept.key in _DIRECTIONS and node.format is None and max(map(len, names)) == 1:
        concept = None
    kind = _kind(node, concept)
    dated = kind in ("date", "moment")
    stated = [*names[1:], *described(node.description), *names[:1]]
    labels = (label for name in stated for label in wordings(name, dated=dated))
    return Target(
        node=node,
        concept=concept.key if concept else node.pointer,
        role=_role(names, path),
        kind=kind,
        labels=tuple(dict.fromkeys(labels)),
    )


def _kind(node: Node, concept: Concept | None) -> ValueKind:
    if node.choices:
        return "choice"
    if node.format == "date-time":
        return "moment"
    if concept is not None and concept.kind != "heading" and _fits(node, concept.kind):
        return concept.kind
    return _KIND_BY_FORMAT.get(node.format or "") or _KIND_BY_TYPE.get(node.kind, "text")


def _fits(node: Node, kind: ValueKind) -> bool:
    """Whether a value of ``kind`` can stand in the field; a string takes any, as printed."""
    return node.kind == "string" or (node.kind in ("number", "integer") and kind in ("amount", "quantity", "percent"))


def _names(node: Node) -> list[tuple[str, ...]]:
    """The property name and the parts of the title (``Date / 日期``), as tokens."""
    return [name for name in (tokens(node.name), *map(tokens, _titles(node.title))) if name]


def _titles(title: str) -> list[str]:
    """The captions in a title: ``Date / 日期`` and ``Date/Datum`` are two, ``B/L No.`` is one."""
    parts = _SLASH.split(title)
    return parts if all(sum(map(str.isalpha, part)) > 1 for part in parts) else _SPACED_SLASH.split(title)


def _role(names: list[tuple[str, ...]], path: tuple[Node, ...]) -> Role | None:
    """Whose field it is, by its own names or by those of the objects around it, the nearest first."""
    around = [name for parent in reversed(path) for name in _names(parent)]
    return next((role for name in (*names, *around) if (role := _role_in(name))), None)


@cache
def _role_words() -> dict[tuple[str, ...], Role]:
    roles: tuple[Role, ...] = ("seller", "buyer")
    return {name: role for role in roles for name in concepts()[role].names}


def _role_in(name: tuple[str, ...]) -> Role | None:
    return next((role for words, role in _role_words().items() if name[: len(words)] == words), None)


def _without_role(name: tuple[str, ...]) -> tuple[str, ...]:
    """``seller tax id`` -> ``tax id``."""
    lengths = [len(words) for words in _role_words() if name[: len(words)] == words and len(name) > len(words)]
    return name[max(lengths, default=0) :]


def _concept_of(node: Node, names: list[tuple[str, ...]], family: str) -> Concept | None:
    """The lexicon's concept for a field: by its names, then by its printed captions, then by its description."""
    known = [c for c in concepts().values() if (c.key.startswith(family) if family else not _is_family(c.key))]
    for name in names:
        for concept in known:
            if name in concept.names:
                return concept
    for name in names:
        for concept in known:
            if name in concept.labels or sorted(name) in map(sorted, concept.names):
                return concept
    return _described(node, known)


def _described(node: Node, known: list[Concept]) -> Concept | None:
    """The concept whose caption the description begins with: ``Number of the invoice`` says less than a title."""
    words = tuple(
        word for word in tokens(node.description)[:8] if word not in ("the", "a", "an", "le", "la", "der", "die")
    )
    for length in range(len(words), 1, -1):
        for concept in known:
            if words[:length] in concept.labels or words[:length] in concept.names:
                return concept
    return None


def _is_family(key: str) -> bool:
    """Whether a concept belongs to the columns of tables or the two sides of a form."""
    return key.startswith(("column_", "pair_"))
