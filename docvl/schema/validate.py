"""Validation against JSON Schema 2020-12: linear-time patterns, formats on, no file and no socket."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import jsonschema_rs

from docvl.schema.parse import refuse


class Violation(NamedTuple):
    """One way in which data breaks a schema.

    Attributes:
        pointer: JSON Pointer (RFC 6901) into the data; empty for the root.
        message: what is wrong; never holds the value itself.
    """

    pointer: str
    message: str


def join(pointer: str, part: str | int) -> str:
    """The JSON Pointer one step below ``pointer``."""
    return f"{pointer}/{str(part).replace('~', '~0').replace('/', '~1')}"


@lru_cache(maxsize=32)
def validator(text: str) -> jsonschema_rs.Draft202012Validator:
    """Compile a schema, given as JSON text.

    Patterns run on an automaton, in time linear in the value. ``offline`` refuses every reference that leaves
    the schema. ``mask`` keeps values out of messages.

    Raises:
        SchemaError: the schema breaks the rules of JSON Schema, or a pattern needs back-references or look-around.
    """
    try:
        return jsonschema_rs.Draft202012Validator(
            text,
            validate_formats=True,
            offline=True,
            mask="the value",
            pattern_options=jsonschema_rs.RegexOptions(),
        )
    except jsonschema_rs.ValidationError as error:
        pattern = error.instance_path[-1:] == ["pattern"]
        hint = "Use a plain regular expression: no look-around, no back-reference, no huge counts." if pattern else ""
        message = "the pattern cannot be used" if pattern else error.message.partition("\n")[0]
        refuse(message, at=error.instance_path, hint=hint)
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        refuse(str(error).partition("\n")[0])


def violations(text: str, data: Any) -> list[Violation]:
    """All ways in which ``data`` breaks the schema given as JSON text; empty when valid."""
    found = []
    for error in validator(text).iter_errors(data):
        pointer = ""
        for part in error.instance_path:
            pointer = join(pointer, part)
        found.append(Violation(pointer, error.message))
    return found
