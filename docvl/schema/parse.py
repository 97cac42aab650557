"""Schema text -> plain JSON, or a refusal. Nothing here opens a file or follows a reference."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

from docvl.errors import SchemaError

MAX_BYTES = 1_000_000
MAX_JSON_DEPTH = 200

Path = tuple[str | int, ...]
"""Where in a schema: property names and list indexes from the root."""

_PLAIN = re.compile(r"[^\W\d]\w*")


def json_path(path: Sequence[str | int]) -> str:
    """``path`` as a JSONPath (RFC 9535): ``$.properties.total``, ``$['$defs']['a b'][0]``."""
    return "$" + "".join(_segment(part) for part in path)


def _segment(part: str | int) -> str:
    if isinstance(part, int):
        return f"[{part}]"
    if _PLAIN.fullmatch(part):
        return f".{part}"
    shown = part if len(part) <= 80 else part[:80] + "…"
    escaped = shown.replace("\\", "\\\\").replace("'", "\\'")
    return "['" + "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in escaped) + "']"


def refuse(message: str, *, at: Sequence[str | int] = (), hint: str = "") -> NoReturn:
    """Raise the SchemaError for the place ``at``."""
    raise SchemaError(message, hint=hint, path=json_path(at))


def parse(text: bytes | str) -> dict[str, Any]:
    """Read schema text: JSON in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    Raises:
        SchemaError: over 1 MB, nested too deeply, not JSON, a duplicate key, NaN, or not an object at the root.
    """
    if len(text) > MAX_BYTES:
        refuse(f"the schema is larger than {MAX_BYTES:,} bytes", hint="Split it, or drop long enums and examples.")
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except RecursionError:
        refuse("the JSON is nested too deeply", hint="Flatten the schema.")
    except ValueError as error:
        refuse(f"this is not JSON: {error}", hint="docvl reads JSON Schema files; check the syntax at that place.")
    if not isinstance(value, dict):
        refuse("the root must be a JSON object", hint='Start with {"type": "object", "properties": {...}}.')
    _check_nesting(value)
    return value


def canonical(value: object) -> str:
    """``value`` as compact JSON. Keys keep their order, which is the order of fields in a record.

    Raises:
        SchemaError: ``value`` is not JSON: other types, cycles, NaN, lone surrogates.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        text.encode()
    except UnicodeEncodeError:
        refuse("the schema holds a lone surrogate, which is not text", hint="Use whole characters in names and values.")
    except (TypeError, ValueError, RecursionError) as error:
        refuse(f"this is not JSON: {error}", hint="Use dicts, lists, strings, numbers, booleans and None only.")
    return text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {twice[:80]!r} stands twice in one object")
    return result


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number")


def _check_nesting(value: Any) -> None:
    level = [value]
    for _ in range(MAX_JSON_DEPTH):
        level = [child for item in level for child in _inside(item)]
        if not level:
            return
    refuse("the JSON is nested too deeply", hint="Flatten the schema.")


def _inside(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
