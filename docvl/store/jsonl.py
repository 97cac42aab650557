"""JSON Lines: one record a line, UTF-8, in input order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docvl.record import Record
from docvl.store.files import replacing


def to_line(record: Record[Any]) -> bytes:
    """The record as one line of JSON, newline included."""
    return record.model_dump_json().encode() + b"\n"


def write_jsonl(lines: Iterable[bytes], path: Path) -> None:
    """Write a whole file, or none.

    Raises:
        OutputError: no space, no permission.
    """
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.writelines(lines)
