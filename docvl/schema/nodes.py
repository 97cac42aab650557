"""A schema as a tree of fields: what engines look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["object", "array", "string", "number", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class Node:
    """One field of a schema, with references resolved and null taken out of its type.

    Attributes:
        name: property name; empty for the root and for the items of an array.
        kind: JSON type apart from null.
        pointer: JSON Pointer into ``data``; an item of an array is written ``*``, as in ``/items/*/amount``.
        title: from the schema, or empty.
        description: from the schema, or empty.
        format: ``date``, ``time``, ``decimal`` and so on, or None.
        choices: the values of ``enum`` or ``const`` apart from null; empty when any value may stand.
        nullable: whether null is valid.
        required: whether the parent object demands the property.
        bounds: keywords that bound the value, such as ``maxLength``, with their values; also ``anyOf`` or ``oneOf``
            with True where several branches speak about the value and only the validator knows how.
        children: properties of an object, in schema order.
        item: what an array holds.
    """

    name: str
    kind: Kind
    pointer: str
    title: str = ""
    description: str = ""
    format: str | None = None
    choices: tuple[Any, ...] = ()
    nullable: bool = True
    required: bool = False
    bounds: tuple[tuple[str, Any], ...] = ()
    children: tuple[Node, ...] = ()
    item: Node | None = None

    def walk(self) -> Iterator[Node]:
        """This node and all below it, depth first, in schema order."""
        yield self
        for child in self.children:
            yield from child.walk()
        if self.item is not None:
            yield from self.item.walk()

    @property
    def is_leaf(self) -> bool:
        """Whether the value is a scalar."""
        return self.kind not in ("object", "array")
