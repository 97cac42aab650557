"""Which values of a record are right, as ``score.py`` of the labelled sets tells."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docvl.eval.records import read_records
from docvl.record import JsonRecord
from docvl.schema import load_schema

Judged = Iterator[tuple[str, bool]]
"""Pointers of the values that were read and are labelled, and whether they are right."""

Cells = dict[str, tuple[Any, Callable[[Any, Any], bool]]]
"""A labelled row: by column what is expected, and what compares it."""


class Judges:
    """For each set what tells right values from wrong ones, as ``score.py`` does."""

    def __init__(self, script: Path) -> None:
        """Load ``score.py``."""
        self.score = _module(script)

    def of(self, name: str) -> Callable[[Any, Any], Judged]:
        """Of a set: (line of its labels, data of a record) -> what is right."""
        judge: Callable[[Any, Any], Judged] = getattr(self, f"_{name}")
        return judge

    def _sroie(self, label: Any, data: Any) -> Judged:
        for field in self.score.SROIE:
            if (got := self.score.dig(data, field.pred)) is not None:
                expected = self.score.dig(label["fields"], field.label)
                yield _pointer(field.pred), expected is not None and field.same(expected, got)

    def _invoice2data(self, label: Any, data: Any) -> Judged:
        yield from self._fields(self.score.INVOICE2DATA, label, data, lambda field, expected: True)

    def _zugferd(self, label: Any, data: Any) -> Judged:
        visible = label["visible"] or {}

        def printed(field: str, expected: Any) -> bool:
            return bool(visible.get(field)) and not (field == "prepaid" and self.score.same_number(0, expected))

        yield from self._fields(self.score.ZUGFERD, label, data, printed)
        columns = [(key, key, same) for key, same in self.score.ZUGFERD_ITEM]
        items = [
            {key: value for key, value in item.items() if visible.get(f"items[{index}].{key}")}
            for index, item in enumerate(label["fields"].get("items", []))
        ]
        yield from self._rows(items, columns, data)

    def _zh_ofd_invoices(self, label: Any, data: Any) -> Judged:
        yield from self._fields(self.score.ZH_OFD, label, data, lambda field, expected: True)
        yield from self._rows(label["fields"].get("items", []), self.score.ZH_OFD_ITEM, data)

    def _wildreceipt(self, label: Any, data: Any) -> Judged:
        for field in self.score.WILDRECEIPT:
            golds = self.score.unique(self.score.listed(label["fields"].get(field.label)), field.same)
            for pointer, value in self._values(field.pred, data):
                counted, found, _ = self.score.match_list(golds, [value], field)
                yield pointer, counted == found

    def _funsd(self, label: Any, data: Any) -> Judged:
        """Pairs; a value that joins all values of a labelled key is right."""
        same, letters, text = self.score.trimmed, self.score.alnum, self.score.as_text
        single = {(same(pair["key"]), same(value)) for pair in label["pairs"] for value in pair["values"]}
        joined = {(same(pair["key"]), letters("".join(pair["values"]))) for pair in label["pairs"]}
        for index, row in enumerate(self.score.rows(data, "pairs")):
            key, value = same(text(row.get("key"))), text(row.get("value"))
            right = (key, same(value)) in single or (key, letters(value)) in joined
            yield from ((f"/pairs/{index}/{name}", right) for name in ("key", "value") if row.get(name) is not None)

    _xfund_zh_retypeset = _funsd

    def _values(self, path: str, data: Any) -> Iterator[tuple[str, Any]]:
        """The values of a field of receipts: of every item, of a list, or one alone."""
        if path.startswith("items[]."):
            key = path.removeprefix("items[].")
            pairs: Iterable[tuple[str, Any]] = (
                (f"/items/{index}/{key}", row.get(key)) for index, row in enumerate(self.score.rows(data, "items"))
            )
        elif isinstance(found := self.score.dig(data, path), list):
            pairs = ((f"/{path}/{index}", value) for index, value in enumerate(found))
        else:
            pairs = [(_pointer(path), found)]
        yield from ((pointer, value) for pointer, value in pairs if value is not None)

    def _fields(self, fields: Iterable[Any], label: Any, data: Any, scored: Callable[[str, Any], bool]) -> Judged:
        """Fields that are labelled; what is read of others costs nothing in these sets."""
        for field in fields:
            expected, got = self.score.dig(label["fields"], field.label), self.score.dig(data, field.pred)
            if expected is not None and got is not None and scored(field.label, expected):
                yield _pointer(field.pred), field.same(expected, got)

    def _rows(self, items: list[dict[str, Any]], columns: list[tuple[str, str, Any]], data: Any) -> Judged:
        """Cells of rows, each matched with the labelled row that it has most in common with."""
        golds: list[Cells] = [{to: (row[key], same) for key, to, same in columns if row.get(key)} for row in items]
        golds, read = [gold for gold in golds if gold], self.score.rows(data, "items")
        pairs = self.score.best_pairs(golds, read, lambda gold, row: float(sum(_equal(gold, row).values())))
        for gold, index in ((golds[left], right) for left, right in pairs):
            yield from ((f"/items/{index}/{key}", right) for key, right in _equal(gold, read[index]).items())
        spare = set(range(len(read))) - {index for _, index in pairs} if golds else set()
        for index in sorted(spare):
            keys = (to for _, to, _ in columns if read[index].get(to) is not None)
            yield from ((f"/items/{index}/{key}", False) for key in keys)


def _equal(gold: Cells, row: dict[str, Any]) -> dict[str, bool]:
    """Which of the labelled cells that were read are right."""
    return {key: same(value, row[key]) for key, (value, same) in gold.items() if row.get(key) is not None}


def _pointer(path: str) -> str:
    return "/" + path.replace(".", "/")


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("score", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"Cannot load {path}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module  # its dataclasses look themselves up there
    spec.loader.exec_module(module)
    return module


def read_labelled(folder: Path, records: Path) -> Iterator[tuple[Any, JsonRecord]]:
    """Each line of the labels of a set with the record of its document."""
    by_name = {Path(r.source.path).name: r for r in read_records(records, load_schema(folder / "schema.json"))}
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        yield label, by_name[Path(label["doc"]).name]
