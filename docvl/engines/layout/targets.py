"""What a schema asks for, in terms of the lexicon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from docvl.engines.layout.lexicon import Concept, ValueKind, concepts, tokens
from docvl.schema import Node, Schema

Role = Literal["seller", "buyer"]
ListShape = Literal["table", "pairs"]

_KIND_BY_TYPE: dict[str, ValueKind] = {"number": "amount", "integer": "quantity", "boolean": "boolean"}
_KIND_BY_FORMAT: dict[str, ValueKind] = {"date": "date", "date-time": "date", "time": "time", "email": "email"}


@dataclass(frozen=True, slots=True)
class Target:
    """One scalar field to be found.

    Attributes:
        node: the field.
        concept: lexicon key; the field's pointer when the lexicon has no such concept.
        role: whose it is, for what a seller and a buyer both have.
        kind: how the value is read.
        labels: captions that the schema itself brings: titles and names, as tokens.
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


@dataclass(frozen=True, slots=True)
class Targets:
    """All that a schema asks for, in schema order."""

    scalars: tuple[Target, ...]
    lists: tuple[ListTarget, ...]


def plan_targets(schema: Schema) -> Targets:
    """Read a schema as a list of things to find."""
    scalars: list[Target] = []
    lists: list[ListTarget] = []
    _collect(schema.root, (), scalars, lists)
    return Targets(tuple(scalars), tuple(lists))


def _collect(node: Node, path: tuple[Node, ...], scalars: list[Target], lists: list[ListTarget]) -> None:
    for child in node.children:
        if child.kind == "object":
            _collect(child, (*path, child), scalars, lists)
        elif child.kind == "array":
            lists.append(_list_target(child))
        else:
            scalars.append(_target(child, path))


def _list_target(node: Node) -> ListTarget:
    item = node.item
    leaves = () if item is None else tuple(n for n in item.walk() if n.is_leaf)
    columns = tuple(_target(leaf, (node,), column=True) for leaf in leaves)
    wanted = {column.concept for column in columns}
    shape: ListShape = "pairs" if wanted == {"pair_key", "pair_value"} else "table"
    return ListTarget(node, shape, columns)


def _target(node: Node, path: tuple[Node, ...], *, column: bool = False) -> Target:
    role, names = _split_role(node, path)
    concept = _concept_of(names, path, node, column=column)
    return Target(
        node=node,
        concept=concept.key if concept else node.pointer,
        role=role,
        kind=_kind(node, concept),
        labels=tuple(dict.fromkeys(label for label in _own_labels(node) if label)),
    )


def _kind(node: Node, concept: Concept | None) -> ValueKind:
    if node.choices:
        return "choice"
    if concept is not None and concept.kind != "heading" and _fits(node, concept.kind):
        return concept.kind
    return _KIND_BY_FORMAT.get(node.format or "") or _KIND_BY_TYPE.get(node.kind, "text")


def _fits(node: Node, kind: ValueKind) -> bool:
    """Whether a value of ``kind`` can stand in the field; a string takes any, as printed."""
    return node.kind == "string" or (node.kind in ("number", "integer") and kind in ("amount", "quantity", "percent"))


def _own_labels(node: Node) -> list[tuple[str, ...]]:
    titles = [part.strip() for part in node.title.split("/")] if node.title else []
    return [tokens(text) for text in (*titles, node.name)]


def _split_role(node: Node, path: tuple[Node, ...]) -> tuple[Role | None, list[tuple[str, ...]]]:
    """Whose field it is, and its names without the words that say so."""
    names = [tokens(node.name), *(tokens(part) for part in node.title.split("/"))]
    role = next((role for parent in reversed(path) if (role := _role_in(tokens(parent.name)))), None)
    found = next((found for name in names if (found := _role_in(name))), None)
    return found or role, [_without_role(name) for name in names if name]


def _role_words() -> dict[tuple[str, ...], Role]:
    lexicon = concepts()
    roles: tuple[Role, ...] = ("seller", "buyer")
    return {name: role for role in roles if role in lexicon for name in lexicon[role].names}


def _role_in(name: tuple[str, ...]) -> Role | None:
    for words, role in _role_words().items():
        if name[: len(words)] == words:
            return role
    return None


def _without_role(name: tuple[str, ...]) -> tuple[str, ...]:
    for words in _role_words():
        if name[: len(words)] == words and len(name) > len(words):
            return name[len(words) :]
    return name


def _concept_of(
    names: list[tuple[str, ...]], path: tuple[Node, ...], node: Node, *, column: bool
) -> Concept | None:
    """The lexicon's concept for a field: by its names first, then by its printed captions."""
    full = [tokens(node.name), *names]
    known = [concept for concept in concepts().values() if concept.key.startswith(("column_", "pair_")) == column]
    for name in full:
        for concept in known:
            if name in concept.names:
                return concept
    for name in full:
        for concept in known:
            if name in concept.labels:
                return concept
    return None
