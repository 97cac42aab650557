"""Which schema a document goes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from docvl.engines.layout.lexicon import holds, tokens
from docvl.schema import Node, Schema
from docvl.splitting.words import Kind, kind_words

_NEAR: dict[Kind, Kind] = {"fapiao": "invoice"}
"""The kind whose schema serves where a kind has none of its own."""


@dataclass(frozen=True, slots=True)
class Route:
    """Schemas by the kind they are for."""

    schemas: tuple[Schema, ...]
    kinds: tuple[Kind, ...]

    def schema_for(self, kind: Kind) -> Schema | None:
        """The schema for documents of ``kind``; None when none is. One schema alone takes every document."""
        if len(self.schemas) == 1:
            return self.schemas[0]
        for wanted in (kind, _NEAR.get(kind)):
            if wanted in self.kinds:
                return self.schemas[self.kinds.index(wanted)]
        return None


def route(schemas: Sequence[Schema]) -> Route:
    """Find out what kind each schema is for; where two are for one kind, the first is taken."""
    return Route(tuple(schemas), tuple(map(schema_kind, schemas)))


def schema_kind(schema: Schema) -> Kind:
    """By its name, else by its properties; ``other`` when neither says."""
    name = tokens(schema.name)
    for kind, words in sorted(kind_words().items(), key=lambda item: -max(map(len, item[1].schemas))):
        if any(holds(name, known) for known in words.schemas):
            return kind
    properties = {tokens(child.name) for child in _nodes(schema.root)}
    counts: dict[Kind, int] = {kind: len(properties & words.fields) for kind, words in kind_words().items()}
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] >= 2 else "other"


def _nodes(node: Node) -> list[Node]:
    return [inner for child in node.children for inner in (child, *_nodes(child))]
