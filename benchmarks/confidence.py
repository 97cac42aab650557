"""Calibrate on labelled folders, and say by cross-validation what the confidences are worth.

    python -m benchmarks.scores sroie zugferd --data DIR --out OUT
    python -m benchmarks.confidence sroie zugferd --data DIR --records OUT

``DIR`` is as for ``benchmarks.scores``; the functions of its ``score.py`` decide which values are right. Sets with
fewer documents than a calibration needs count only in the last line, where one calibration is fitted to all sets.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from docvl.eval import DocumentScore, fit_calibration
from docvl.eval.calibrate import FEWEST_DOCUMENTS
from docvl.eval.compare import Outcome
from docvl.eval.records import read_records
from docvl.record import JsonRecord
from docvl.schema import Schema, load_schema

Judged = Iterator[tuple[str, bool]]
"""Pointers of the values that were read and are labelled, and whether they are right."""

Cells = dict[str, tuple[Any, Callable[[Any, Any], bool]]]
"""A labelled row: by column what is expected, and what compares it."""


def main() -> None:
    """Print a line for each set, and one for all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="SET")
    parser.add_argument("--data", type=Path, required=True, help="folder with score.py and the sets")
    parser.add_argument("--records", type=Path, required=True, help="folder with the records, one folder a set")
    parser.add_argument("--error-rate", type=float, default=0.02)
    args = parser.parse_args()
    judges = _Judges(_module(args.data / "score.py"))
    print("| set | documents | values | right | error before | after | accepted | wrong of these |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    everything: list[DocumentScore] = []
    for name in args.sets:
        schema = load_schema(args.data / name / "schema.json")
        documents = list(_documents(args.data / name, args.records / name, schema, judges.of(name)))
        everything += documents
        if len(documents) >= FEWEST_DOCUMENTS:
            print(_row(name, documents, schema, args.error_rate), flush=True)
    print(_row("all", everything, schema, args.error_rate))


def _documents(
    folder: Path, records: Path, schema: Schema, judge: Callable[[Any, Any], Judged]
) -> Iterator[DocumentScore]:
    by_name: dict[str, JsonRecord] = {Path(r.source.path).name: r for r in read_records(records, schema)}
    for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines():
        label = json.loads(line)
        record = by_name[Path(label["doc"]).name]
        told = dict(judge(label, record.data)) if record.data is not None else {}
        outcomes = [Outcome("", pointer, None, True, right, right, 0.0) for pointer, right in told.items()]
        yield DocumentScore(label["doc"], record, outcomes, [])


def _row(name: str, documents: list[DocumentScore], schema: Schema, error_rate: float) -> str:
    quality = fit_calibration(documents, schema, error_rate).calibration.quality
    shares = (quality.right, quality.ece_before, quality.ece, quality.accepted, quality.wrong)
    return f"| {name} | {quality.documents} | {quality.values} | {' | '.join(f'{share:.3f}' for share in shares)} |"


class _Judges:
    """For each set what tells right values from wrong ones, as ``score.py`` does."""

    def __init__(self, score: Any) -> None:
        self._score = score

    def of(self, name: str) -> Callable[[Any, Any], Judged]:
        judge: Callable[[Any, Any], Judged] = getattr(self, f"_{name}")
        return judge

    def _sroie(self, label: Any, data: Any) -> Judged:
        for field in self._score.SROIE:
            if (got := self._score.dig(data, field.pred)) is not None:
                expected = self._score.dig(label["fields"], field.label)
                yield _pointer(field.pred), expected is not None and field.same(expected, got)

    def _invoice2data(self, label: Any, data: Any) -> Judged:
        yield from self._fields(self._score.INVOICE2DATA, label, data, lambda field, expected: True)

    def _zugferd(self, label: Any, data: Any) -> Judged:
        visible = label["visible"] or {}

        def printed(field: str, expected: Any) -> bool:
            return bool(visible.get(field)) and not (field == "prepaid" and self._score.same_number(0, expected))

        yield from self._fields(self._score.ZUGFERD, label, data, printed)
        columns = [(key, key, same) for key, same in self._score.ZUGFERD_ITEM]
        items = [
            {key: value for key, value in item.items() if visible.get(f"items[{index}].{key}")}
            for index, item in enumerate(label["fields"].get("items", []))
        ]
        yield from self._rows(items, columns, data)

    def _zh_ofd_invoices(self, label: Any, data: Any) -> Judged:
        yield from self._fields(self._score.ZH_OFD, label, data, lambda field, expected: True)
        yield from self._rows(label["fields"].get("items", []), self._score.ZH_OFD_ITEM, data)

    def _wildreceipt(self, label: Any, data: Any) -> Judged:
        for field in self._score.WILDRECEIPT:
            golds = self._score.unique(self._score.listed(label["fields"].get(field.label)), field.same)
            for pointer, value in self._values(field.pred, data):
                counted, found, _ = self._score.match_list(golds, [value], field)
                yield pointer, counted == found

    def _values(self, path: str, data: Any) -> Iterator[tuple[str, Any]]:
        """The values of a field of receipts: of every item, of a list, or one alone."""
        if path.startswith("items[]."):
            key = path.removeprefix("items[].")
            pairs: Iterable[tuple[str, Any]] = (
                (f"/items/{index}/{key}", row.get(key)) for index, row in enumerate(self._score.rows(data, "items"))
            )
        elif isinstance(found := self._score.dig(data, path), list):
            pairs = ((f"/{path}/{index}", value) for index, value in enumerate(found))
        else:
            pairs = [(_pointer(path), found)]
        yield from ((pointer, value) for pointer, value in pairs if value is not None)

    def _fields(self, fields: Iterable[Any], label: Any, data: Any, scored: Callable[[str, Any], bool]) -> Judged:
        """Fields that are labelled; what is read of others costs nothing in these sets."""
        for field in fields:
            expected, got = self._score.dig(label["fields"], field.label), self._score.dig(data, field.pred)
            if expected is not None and got is not None and scored(field.label, expected):
                yield _pointer(field.pred), field.same(expected, got)

    def _rows(self, items: list[dict[str, Any]], columns: list[tuple[str, str, Any]], data: Any) -> Judged:
        """Cells of rows, each matched with the labelled row that it has most in common with."""
        golds: list[Cells] = [{to: (row[key], same) for key, to, same in columns if row.get(key)} for row in items]
        golds, read = [gold for gold in golds if gold], self._score.rows(data, "items")
        pairs = self._score.best_pairs(golds, read, lambda gold, row: float(sum(_equal(gold, row).values())))
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


if __name__ == "__main__":
    main()
