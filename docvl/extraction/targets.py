"""One record of a document -> one for each row of its main list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docvl.extraction.completeness import lists_of
from docvl.issues import Issue
from docvl.record import JsonRecord, Usage
from docvl.schema import Schema, join


def by_row(record: JsonRecord, schema: Schema) -> tuple[JsonRecord, ...]:
    """A record for each row of the first list of objects: its other fields, and that list with this row alone.

    A record without rows, or of a schema without a list, stays as it is. What the document cost stands on its first
    row, so that sums over the records are right. An issue about another row is left out.
    """
    main = next(lists_of(schema.root), None)
    rows: Any = record.data
    for part in () if main is None else main.pointer.split("/")[1:]:
        rows = rows.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(rows, dict) else None
    if main is None or not isinstance(rows, list) or not rows:
        return (record,)
    return tuple(_row(record, main.pointer, index, row) for index, row in enumerate(rows))


def numbered(records: Sequence[JsonRecord]) -> tuple[JsonRecord, ...]:
    """The records of one document, each with how many there are."""
    count = {"parts": len(records)}
    return tuple(record.model_copy(update={"source": record.source.model_copy(update=count)}) for record in records)


def _row(record: JsonRecord, pointer: str, index: int, row: Any) -> JsonRecord:
    own, first = join(pointer, index), join(pointer, 0)

    def moved(place: str) -> str | None:
        """Where a field of the document stands in the record of the row; None for one of another row."""
        if place == own or place.startswith(f"{own}/"):
            return first + place.removeprefix(own)
        return None if place.startswith(f"{pointer}/") else place

    fields = {there: evidence for place, evidence in record.fields.items() if (there := moved(place)) is not None}
    path = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    update = {
        "source": record.source.model_copy(update={"row": index + 1}),
        "data": _with(record.data, path, [row]),
        "fields": fields,
        "issues": tuple(_issues(record.issues, moved)),
    }
    return record.model_copy(update=update if index == 0 else update | {"usage": Usage()})


def _issues(issues: Sequence[Issue], moved: Callable[[str], str | None]) -> Iterator[Issue]:
    for issue in issues:
        there = None if issue.pointer is None else moved(issue.pointer)
        if issue.pointer is None or there is not None:
            yield issue.model_copy(update={"pointer": there})


def _with(data: Any, path: Sequence[str], value: Any) -> Any:
    """``data`` with another value at ``path``; what is beside the path is shared, not copied."""
    return {**data, path[0]: _with(data[path[0]], path[1:], value)} if path else value
