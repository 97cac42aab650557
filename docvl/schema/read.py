"""JSON Schema -> tree of fields, or a refusal that says where and what to change.

What docvl reads is the part of JSON Schema 2020-12 that describes one record: objects with named properties,
arrays with one kind of item, scalars; null by type list or by ``anyOf``/``oneOf``; ``$ref`` to definitions of the
same schema; ``allOf`` with one member; ``enum`` and ``const``. Keywords that only bound values are left to the
validator.

- A number beside an integer is read as a number; a string beside other scalars is read as a string.
- ``"format": "decimal"`` on a number is docvl's own mark: the Parquet column is decimal128(38, 6), not double.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from docvl.schema.nodes import Node
from docvl.schema.parse import refuse
from docvl.schema.validate import join
from docvl.schema.view import Place, View, kind_of, own_view, union

MAX_DEPTH = 32
MAX_STEPS = 150
MAX_FIELDS = 500
MAX_NODES = 5_000
PATTERN_COST = 25
"""Nodes that a pattern counts for, since compiling one can take some milliseconds."""
MAX_NAME = 250


def read_tree(schema: dict[str, Any]) -> Node:
    """The fields of ``schema``, from its root object down.

    Raises:
        SchemaError: with the JSONPath of what docvl cannot honour.
    """
    return _Reader(schema).root()


class _Reader:
    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._nodes = 0
        self._fields = 0

    def root(self) -> Node:
        place = Place(self._schema, ())
        view = self._view(place)
        if kind_of(view, place) != "object":
            refuse(
                "the root must describe an object",
                at=("type",) if "type" in self._schema else (),
                hint='Put the value under a property: {"type": "object", "properties": {...}}.',
            )
        return self._node(place, replace(view, null=False), name="", pointer="", required=True, depth=0)

    def _node(self, place: Place, view: View, *, name: str, pointer: str, required: bool, depth: int) -> Node:
        if depth > MAX_DEPTH:
            refuse(f"fields are nested deeper than {MAX_DEPTH}", at=place.at, hint="Flatten the schema.")
        kind = kind_of(view, place)
        node = Node(
            name=name,
            kind=kind,
            pointer=pointer,
            title=view.title,
            description=view.description,
            format=view.format,
            choices=view.choices or (),
            nullable=view.null,
            required=required,
            bounds=tuple(view.bounds.items()),
        )
        if kind == "object":
            return replace(node, children=tuple(self._children(place, view, pointer, depth)))
        if kind == "array":
            if view.items is None:
                refuse("the array does not say what it holds", at=place.at, hint="Describe one row under items.")
            row = self._view(view.items)
            item = self._node(view.items, row, name="", pointer=f"{pointer}/*", required=False, depth=depth + 1)
            return replace(node, item=item)
        return node

    def _children(self, place: Place, view: View, pointer: str, depth: int) -> Iterable[Node]:
        if view.fields is None or not view.fields.raw["properties"]:
            refuse("the object has no properties", at=place.at, hint="Name the fields to extract under properties.")
        names, required = view.fields.raw["properties"], view.fields.raw.get("required", ())
        _check_required(required, names, view.fields)
        _check_names(names, view.fields)
        for name in names:
            self._fields += 1
            if self._fields > MAX_FIELDS:
                refuse(f"more than {MAX_FIELDS} fields", at=view.fields.at, hint="Split the schema into several.")
            child = view.fields.below("properties", name)
            yield self._node(
                child,
                self._view(child),
                name=name,
                pointer=join(pointer, name),
                required=name in required,
                depth=depth + 1,
            )

    def _view(self, place: Place) -> View:
        """Everything said at ``place``: its own keywords and those of $ref, allOf and the chosen branch of a union."""
        own = own_view(place)
        raw: dict[str, Any] = place.raw
        self._count(1 + len(own.choices or ()) + (PATTERN_COST if "pattern" in raw else 0), place)
        if "$ref" in raw:
            own = own.meet(self._view(self._target(place)), place.at)
        if "allOf" in raw:
            members = _members(place, "allOf")
            if len(members) > 1:
                refuse("allOf with more than one member", at=(*place.at, "allOf"), hint="Merge the members into one.")
            own = own.meet(self._view(members[0]), place.at)
        for word in ("anyOf", "oneOf"):
            if word in raw:
                views = [self._view(member) for member in _members(place, word)]
                own = own.meet(union(views, word, place), place.at)
        return own

    def _count(self, amount: int, place: Place) -> None:
        self._nodes += amount
        if self._nodes > MAX_NODES or place.steps > MAX_STEPS:
            refuse("the schema is too large once its references are followed", at=place.at, hint="Make it smaller.")

    def _target(self, place: Place) -> Place:
        reference, at = place.raw["$ref"], (*place.at, "$ref")
        if not isinstance(reference, str) or not (reference == "#" or reference.startswith("#/")):
            refuse("$ref leaves the schema", at=at, hint="Copy the definition under $defs; nothing is ever fetched.")
        if reference == "#" or reference in place.refs:
            refuse(f"{reference} leads back to itself", at=at, hint="Write out as many levels as the document has.")
        target: Any = self._schema
        path: list[str | int] = []
        for part in unquote(reference[2:]).split("/"):
            key = part.replace("~1", "/").replace("~0", "~")
            step: str | int = int(key) if isinstance(target, list) and key.isdecimal() else key
            try:
                target = target[step]
            except (KeyError, IndexError, TypeError):
                refuse(f"{reference} is not in the schema", at=at, hint="Check the path, letter by letter.")
            path.append(step)
        return Place(target, tuple(path), place.refs | {reference}, place.steps + 1)


def _members(place: Place, word: str) -> list[Place]:
    members = place.raw[word]
    if not isinstance(members, list) or not members:
        refuse(f"{word} must be a list with at least one schema", at=(*place.at, word))
    return [place.below(word, index) for index in range(len(members))]


def _check_required(required: Any, names: dict[str, Any], place: Place) -> None:
    at = (*place.at, "required")
    if not isinstance(required, list | tuple):
        refuse("required must be a list of property names", at=at)
    for index, name in enumerate(required):
        if not isinstance(name, str) or name not in names:
            refuse("a required name is not a property", at=(*at, index), hint="Add the property or drop the name.")


def _check_names(names: Iterable[str], place: Place) -> None:
    bad = [name for name in names if not name or len(name) > MAX_NAME or "\0" in name]
    if bad:
        shown = ", ".join(ascii(name[:40]) for name in bad[:10])
        refuse(
            f"property names must have 1 to {MAX_NAME} characters and no NUL to become columns: {shown}",
            at=(*place.at, "properties"),
            hint="Rename them.",
        )
