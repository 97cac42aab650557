"""Anything a user may call a schema -> Schema."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from docvl.rules import Rule
from docvl.schema.builtin import builtin, builtin_names
from docvl.schema.models import model_schema
from docvl.schema.nodes import Node
from docvl.schema.parse import MAX_BYTES, canonical, parse, refuse
from docvl.schema.read import read_tree
from docvl.schema.rules import read_rules
from docvl.schema.validate import Violation, validator, violations

SchemaLike = str | Path | dict[str, Any] | type[BaseModel]


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema that was read, checked and found honourable.

    Attributes:
        root: its fields as a tree; always an object.
        json: the schema as the user wrote it, or as pydantic made it from ``model``.
        name: of the built-in schema or the model; else its title, the stem of its file, or ``schema``.
        model: the pydantic model it came from; None for a JSON Schema.
        rules: of its key ``x-docvl-rules``, checked against the fields they name.
    """

    root: Node
    json: dict[str, Any] = field(repr=False)
    name: str
    model: type[BaseModel] | None = None
    rules: tuple[Rule, ...] = field(default=(), repr=False)

    @cached_property
    def text(self) -> str:
        """The schema as compact JSON; keys keep their order, since it is the order of fields in a record."""
        return canonical(self.json)

    @cached_property
    def sha256(self) -> str:
        """Of :attr:`text` in UTF-8, lower-case hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def validate(self, data: Any) -> list[Violation]:
        """All ways in which ``data``, made of JSON values, breaks the schema; empty when it is valid."""
        return violations(self.text, data)


def load_schema(spec: SchemaLike) -> Schema:
    """Read a schema from a JSON file, a built-in name, a dict, or a pydantic model.

    A string names a file if that file exists, else a built-in schema, with or without ``.json``.

    Raises:
        SchemaError: nothing of that name, or a schema docvl cannot honour; says where and what to change.
    """
    if isinstance(spec, dict):
        return _schema(canonical(spec), default="schema")
    if isinstance(spec, type) and issubclass(spec, BaseModel) and spec is not BaseModel:
        return _schema(canonical(model_schema(spec)), name=spec.__name__, model=spec)
    if isinstance(spec, str | Path):
        return _named(spec)
    refuse(f"a schema cannot be made from {type(spec).__name__}", hint="Give a path, a name, a dict or a model.")


def _schema(text: bytes | str, *, name: str = "", default: str = "", model: type[BaseModel] | None = None) -> Schema:
    json_schema = parse(text)
    root = read_tree(json_schema)
    rules = read_rules(json_schema, root)
    schema = Schema(root, json_schema, name or json_schema.get("title") or default, model, rules)
    validator(schema.text)
    return schema


def _named(spec: str | Path) -> Schema:
    path = Path(spec)
    try:
        if path.is_file():
            return _schema(_read(path), default=path.stem)
    except (OSError, ValueError) as error:
        refuse(f"cannot read {str(spec)[:200]!r}: {getattr(error, 'strerror', None) or error}")
    file = builtin(str(spec))
    if file is not None:
        return _schema(file.read_bytes(), name=file.name.removesuffix(".json"))
    if path.exists():
        refuse(f"{str(spec)!r} is not a regular file", hint="Give the path of a JSON Schema file.")
    near = difflib.get_close_matches(path.name.removesuffix(".json").lower(), builtin_names(), n=1)
    guess = f"Did you mean {near[0]!r}? " if near else ""
    refuse(
        f"there is no file {str(spec)!r} and no built-in schema of that name",
        hint=f"{guess}Built-in schemas: {', '.join(builtin_names())}.",
    )


def _read(path: Path) -> bytes:
    """At most one byte more than is allowed, so that a huge file costs nothing."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
