"""Validation against JSON Schema 2020-12: linear-time patterns, formats on, no file and no socket.

Times may be local, see :mod:`docvl.schema.clocks`.
"""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import Any, NamedTuple

import jsonschema_rs

from docvl.schema.clocks import CHECKS
from docvl.schema.parse import refuse

MAX_PATTERN_BYTES = 1 << 20
"""Size of one compiled pattern."""


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
            formats=CHECKS,
            offline=True,
            mask="the value",
            pattern_options=jsonschema_rs.RegexOptions(size_limit=MAX_PATTERN_BYTES),
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
    return [
        Violation(reduce(join, error.instance_path, ""), error.message)
        for outer in validator(text).iter_errors(data)
        for error in _causes(outer)
    ]


def _causes(error: jsonschema_rs.ValidationError) -> list[jsonschema_rs.ValidationError]:
    """What is wrong inside the one branch of ``anyOf`` or ``oneOf`` that has the type of the value."""
    kind = error.kind
    if isinstance(kind, jsonschema_rs.ValidationErrorKind.AnyOf | jsonschema_rs.ValidationErrorKind.OneOfNotValid):
        close = [branch for branch in kind.context if not any(_other_type(inner, error) for inner in branch)]
        if len(close) == 1:
            return [cause for inner in close[0] for cause in _causes(inner)]
    return [error]


def _other_type(inner: jsonschema_rs.ValidationError, outer: jsonschema_rs.ValidationError) -> bool:
    wrong = isinstance(inner.kind, jsonschema_rs.ValidationErrorKind.Type)
    return wrong and inner.instance_path == outer.instance_path
