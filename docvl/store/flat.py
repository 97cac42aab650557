"""CSV: one row a record; lists stand as JSON in their cell."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from docvl.schema import Node
from docvl.store.files import replacing

_PART = ("page", "last_page", "row")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(lines: Iterable[bytes], path: Path, root: Node) -> int:
    """Write records, given as lines of JSON, in UTF-8 with a byte order mark: spreadsheets ask for it.

    ``page``, ``last_page`` and ``row`` say which part of the file a record is about; they are empty for a whole file.
    Text that a spreadsheet would run as a formula is led by an apostrophe.

    Returns:
        0: every value fits.

    Raises:
        OutputError: the file cannot be written.
    """
    nodes = list(_columns(root))
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["path", "sha256", "pages", *_PART, "status", *map(_title, nodes), "issues"])
        for line in lines:
            record = json.loads(line)
            source = record["source"]
            head = [source["path"], source["sha256"], source["pages"], *_part(source), record["status"]]
            values = [_value(record["data"], node) for node in nodes]
            issues = " ".join(issue["code"] for issue in record["issues"])
            writer.writerow(map(_cell, [*head, *values, issues]))
    return 0


def _part(source: dict[str, Any]) -> list[int | None]:
    """The figures of :data:`_PART`: first and last page, from 1, and row of the main list, from 1."""
    split, page = source.get("split"), source.get("page")
    first, last = (page, page) if split is None else (split["first_page"], split["last_page"])
    return [first, last, source.get("row")]


def _columns(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.kind == "object":
            yield from _columns(child)
        else:
            yield child


def _path(node: Node) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in node.pointer.split("/")[1:]]


def _title(node: Node) -> str:
    return _cell(".".join(_path(node)))


def _value(data: Any, node: Node) -> Any:
    for part in _path(node):
        data = data.get(part) if isinstance(data, dict) else None
    return data


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return json.dumps(value, ensure_ascii=False)
