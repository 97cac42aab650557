"""The key ``x-docvl-rules`` of a schema -> rules, each checked against the fields it names."""

from __future__ import annotations

import difflib
from dataclasses import replace
from decimal import Decimal
from typing import Any, NoReturn, cast, get_args

from docvl.issues import Severity
from docvl.rules import Path, Rule, TypeOf, check_kinds, parse
from docvl.rules.kinds import Type
from docvl.rules.parse import refuse as refuse_rule
from docvl.schema.nodes import Node
from docvl.schema.parse import json_path, refuse

KEY = "x-docvl-rules"
MAX_RULES = 200

_KEYS = ("rule", "tolerance", "severity", "message")
_TYPES: dict[str, Type] = {"number": "number", "integer": "number", "string": "text"}
_DATES = frozenset({"date", "date-time", "time"})


def read_rules(schema: dict[str, Any], root: Node) -> tuple[Rule, ...]:
    """The rules of a schema, in order.

    Args:
        schema: as parsed from JSON.
        root: its fields.

    Raises:
        SchemaError: with the JSONPath of the rule, and the position inside it, of what cannot be understood.
    """
    given = schema.get(KEY, [])
    if not isinstance(given, list):
        refuse(f"{KEY} must be a list", at=(KEY,), hint='Write ["/subtotal + /tax == /total"].')
    if len(given) > MAX_RULES:
        refuse(f"more than {MAX_RULES} rules", at=(KEY,), hint="Drop some.")
    nodes = {node.pointer: node for node in root.walk()}
    return tuple(_rule(entry, index, nodes) for index, entry in enumerate(given))


def _rule(entry: Any, index: int, nodes: dict[str, Node]) -> Rule:
    options = {"rule": entry} if isinstance(entry, str) else entry
    if not isinstance(options, dict) or not isinstance(options.get("rule"), str):
        refuse('a rule is a text or {"rule": "…"}', at=(KEY, index))
    for key in options:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Keys: {', '.join(_KEYS)}."
            refuse(f"a rule has no key {key[:80]!r}", at=(KEY, index), hint=hint)
    path = json_path((KEY, index) if isinstance(entry, str) else (KEY, index, "rule"))
    rule = parse(options["rule"], path)
    check_kinds(rule, _types(nodes, path), path)
    return replace(
        rule,
        tolerance=_tolerance(options.get("tolerance"), index),
        severity=_severity(options.get("severity", "warning"), index),
        message=_message(options.get("message", ""), index),
    )


def _types(nodes: dict[str, Node], path: str) -> TypeOf:
    def type_of(field: Path) -> Type:
        node = nodes.get(field.pointer)
        if node is None:
            _unknown(field, nodes, path)
        if node.kind not in _TYPES:
            hint = f"Name one of its fields: {field.pointer}/*/…" if node.kind == "array" else ""
            message = f"{field.pointer} holds neither numbers nor text"
            refuse_rule(message, path=path, at=field.at, hint=hint)
        return "date" if node.format in _DATES else _TYPES[node.kind]

    return type_of


def _unknown(field: Path, nodes: dict[str, Node], path: str) -> NoReturn:
    leaves = [pointer for pointer, node in nodes.items() if node.is_leaf]
    near = difflib.get_close_matches(field.pointer, leaves, n=1)
    hint = f"Did you mean {near[0]}?" if near else "A field is written /name; in rows /list/*/name."
    if any(sign in field.pointer for sign in "+-*<>=") and not near:
        hint += " Put spaces around + - * and ==."
    refuse_rule(f"there is no field {field.pointer[:200]}", path=path, at=field.at, hint=hint)


def _tolerance(value: Any, index: int) -> Decimal | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        refuse("tolerance must be a number of 0 or more", at=(KEY, index, "tolerance"))
    return Decimal(str(value))


def _severity(value: Any, index: int) -> Severity:
    known = get_args(Severity)
    if value not in known:
        refuse(f"severity must be one of {', '.join(known)}", at=(KEY, index, "severity"))
    return cast(Severity, value)


def _message(value: Any, index: int) -> str:
    if not isinstance(value, str):
        refuse("message must be a text", at=(KEY, index, "message"))
    return value
