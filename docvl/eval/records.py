"""Records that were written before."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from docvl.errors import UsageError
from docvl.record import JsonRecord
from docvl.schema import Schema
from docvl.store.folder import MANIFEST
from docvl.store.records import RECORDS


def read_records(path: Path, schema: Schema) -> list[JsonRecord]:
    """The records in an output folder, or in a file of JSON Lines; of split files those read under ``schema``.

    Raises:
        UsageError: not readable, not records, or records of another schema.
    """
    file = path / RECORDS if path.is_dir() else path
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        hint = "Name the folder that `docvl extract -o` has written, or its records.jsonl."
        raise UsageError(f"Cannot read the records {str(file)!r}: {type(error).__name__}.", hint=hint) from None
    read = (_record(line, f"{file.name}, line {number}", schema) for number, line in enumerate(lines, start=1) if line)
    return [record for record in read if record is not None]


def is_calibrated(path: Path) -> bool:
    """Whether the run that wrote the folder had a calibration; False where nothing tells."""
    try:
        return bool(json.loads((path / MANIFEST).read_bytes())["options"]["calibration"])
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _record(line: bytes, place: str, schema: Schema) -> JsonRecord | None:
    try:
        record = JsonRecord.model_validate_json(line)
    except ValidationError:
        raise UsageError(f"{place}: not a record of this version of docvl.") from None
    if record.source.split is not None and record.source.split.read_as != schema.name:
        return None
    if record.data is not None and schema.validate(record.data):
        hint = "Give the schema that the documents were read with."
        raise UsageError(f"{place}: the record is not valid under the schema {schema.name!r}.", hint=hint)
    return record
