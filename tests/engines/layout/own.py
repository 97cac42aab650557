"""Schemas as strangers write them, for tests."""

from __future__ import annotations

from typing import Any

TEXT: dict[str, Any] = {"type": ["string", "null"]}
NUMBER: dict[str, Any] = {"type": ["number", "null"]}


def schema_of(**fields: dict[str, Any] | str) -> dict[str, Any]:
    """Fields by name: their title, or more than that."""
    stated = {name: {"title": field} if isinstance(field, str) else field for name, field in fields.items()}
    return {"type": "object", "properties": {name: TEXT | field for name, field in stated.items()}}


def list_of(*columns: str, **more: dict[str, Any]) -> dict[str, Any]:
    """A list of objects: columns of text by name, others by name and type."""
    properties = {name: TEXT for name in columns} | more
    return {"type": "array", "items": {"type": "object", "properties": properties}}
