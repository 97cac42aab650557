"""JSON Lines: one result a line, UTF-8, in input order."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from docvl.record import JsonRecord
from docvl.store.files import replacing
from docvl.transcript import Transcript

ResultT_contra = TypeVar("ResultT_contra", bound=JsonRecord | Transcript, contravariant=True)
"""What a run makes of a document."""


def to_line(result: BaseModel) -> bytes:
    """The result as one line of JSON, newline included."""
    return result.model_dump_json().encode() + b"\n"


def write_jsonl(lines: Iterable[bytes], path: Path) -> None:
    """Write a whole file, or none.

    Raises:
        OutputError: no space, no permission.
    """
    with replacing(path) as temporary, temporary.open("wb") as file:
        file.writelines(lines)
