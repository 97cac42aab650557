"""Labels: what the documents really say, one line of JSON for each document.

A line holds ``path``, relative to the file of labels, and ``data`` in the shape of the schema. ``data`` may be partial:
only what is there is scored. Null means that the document does not state it; a list holds all its rows. A line with
``"checked": false`` is a draft that nobody has looked at. ``sha256`` of the document helps to find its record;
``page``, ``row`` and ``split`` name the part of the document that it is about, as in a record's source; of ``split``,
for files of many documents, ``first_page`` counts, and a line with ``read_as`` of another schema is passed over. Other
keys are left alone.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from docvl.document import Source
from docvl.errors import UsageError
from docvl.record import JsonRecord
from docvl.schema import Node, Schema, join

T = TypeVar("T")
_Part = tuple[int | None, int | None, int | None]
"""Page, row, first page: what a record or a label is about; None says nothing."""


@dataclass(frozen=True, slots=True)
class Label:
    """What one document says.

    Attributes:
        path: of the document as written in the file of labels.
        file: the same, from the working directory.
        data: in the shape of the schema, perhaps in part.
        sha256: of the document's bytes, where the label says it.
        page: which page it is about; None for the whole document.
        row: which row of the main list it is about; None for all.
        first_page: where the document begins that it is about; None for all of the file.
    """

    path: str
    file: str
    data: dict[str, Any]
    sha256: str | None = None
    page: int | None = None
    row: int | None = None
    first_page: int | None = None

    @property
    def part(self) -> _Part:
        """Of the file."""
        return self.page, self.row, self.first_page


@dataclass(frozen=True, slots=True)
class Labels:
    """A file of labels.

    Attributes:
        checked: in the order of the file; of two lines about one document the later one counts. Lines for documents of
            other schemas, in files of many documents, are left out.
        drafts: how many lines nobody has checked.
    """

    checked: tuple[Label, ...]
    drafts: int


def read_labels(file: Path, schema: Schema) -> Labels:
    """Read and check a file of labels.

    Raises:
        UsageError: not readable, not labels, not in the shape of the schema, or nothing in it is checked.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "`docvl eval --init FOLDER --schema S` makes a file of labels to fill in."
        raise UsageError(f"Cannot read the labels {str(file)!r}: {type(error).__name__}.", hint=hint) from None
    checked: dict[tuple[Any, ...], Label] = {}
    drafts = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{file.name}, line {number}"
        entry = _entry(line, place)
        if entry.get("checked") is False:
            drafts += 1
            continue
        split = entry.get("split") or {}
        if split.get("read_as", schema.name) != schema.name:
            continue
        _check(schema.root, entry["data"], "", place)
        path, part = entry["path"], (entry.get("page"), entry.get("row"), split.get("first_page"))
        where = Path(os.path.normpath(file.parent / path)).as_posix()
        checked[path, *part] = Label(path, where, entry["data"], entry.get("sha256"), *part)
    if not checked:
        hint = 'Correct the lines and take out "checked": false, or set it to true.' if drafts else ""
        raise UsageError(f"No document in {str(file)!r} has labels that were checked.", hint=hint)
    return Labels(tuple(checked.values()), drafts)


def assign(labels: Sequence[Label], records: Iterable[JsonRecord]) -> Iterator[tuple[Label, JsonRecord | None]]:
    """Each label with its record: by path, else by content, else by file name, where only one of each has it."""
    found = list(records)
    # A label that names no first page is about the only document of a file, wherever that begins.
    ours = [2 * _keys(label.file, label.sha256, label.part) for label in labels]
    theirs = [
        _keys(source.path, source.sha256, part) + _keys(source.path, source.sha256, (*part[:2], None))
        for source, part in ((record.source, _part_of(record.source)) for record in found)
    ]
    unique = [set(_unique(keys, labels)) for keys in zip(*ours, strict=True)]
    known = [_unique(keys, found) for keys in zip(*theirs, strict=True)] or [{}] * len(unique)
    for label, keys in zip(labels, ours, strict=True):
        ways = zip(keys, unique, known, strict=True)
        yield label, next((by[key] for key, alone, by in ways if key in alone and key in by), None)


def _part_of(source: Source) -> _Part:
    return source.page, source.row, None if source.split is None else source.split.first_page


def _keys(path: str, sha256: str | None, part: _Part) -> tuple[Hashable, ...]:
    """What tells a document from others, the surest first; None tells nothing."""
    content = None if sha256 is None else (sha256, part)
    return (os.path.realpath(path), part), content, (Path(path).name, part)


def _entry(line: str, place: str) -> dict[str, Any]:
    try:
        entry = json.loads(line, parse_constant=_refuse)
    except ValueError:
        raise UsageError(f"{place}: not a line of JSON.") from None
    if not (isinstance(entry, dict) and isinstance(entry.get("path"), str) and isinstance(entry.get("data"), dict)):
        hint = 'A line looks like {"path": "a.pdf", "data": {"total": 12.5}}.'
        raise UsageError(f"{place}: 'path' or 'data' is missing.", hint=hint)
    if not isinstance(entry.get("split") or {}, dict):
        raise UsageError(f"{place}: 'split' is no object.", hint='It looks like {"first_page": 3}.')
    return entry


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)  # NaN and the infinities are no JSON


def _check(node: Node, value: Any, pointer: str, place: str) -> None:
    """That every value has a place in the schema; whether it is valid there is not asked."""
    if value is None:
        return
    expected = {"object": dict, "array": list}.get(node.kind)
    if expected is None and isinstance(value, dict | list) or expected and not isinstance(value, expected):
        kind = node.kind if expected else "single value"
        raise UsageError(f"{place}: {pointer or 'data'} is no {kind}.")
    if isinstance(value, list) and node.item is not None:
        for index, inner in enumerate(value):
            _check(node.item, inner, join(pointer, index), place)
    elif isinstance(value, dict):
        children = {child.name: child for child in node.children}
        for name, inner in value.items():
            if name not in children:
                near = difflib.get_close_matches(name, children, n=1)
                hint = f"Did you mean {near[0]!r}?" if near else f"It has: {', '.join(children)}."
                raise UsageError(f"{place}: the schema has no {join(pointer, name)}.", hint=hint)
            _check(children[name], inner, join(pointer, name), place)


def _unique(keys: Iterable[Hashable], values: Iterable[T]) -> dict[Hashable, T]:
    found: dict[Hashable, list[T]] = {}
    for key, value in zip(keys, values, strict=True):
        if key is not None:
            found.setdefault(key, []).append(value)
    return {key: same[0] for key, same in found.items() if len(same) == 1}
