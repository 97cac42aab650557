"""Parquet: the records with columns typed from the schema.

=====================================  =====================================================
JSON Schema                            Arrow
=====================================  =====================================================
object                                 struct
array                                  list of the item's type
integer                                int64
number                                 double; ``"format": "decimal"``: decimal128(38, 6)
boolean                                bool
string                                 string; ``date``: date32; ``date-time``: timestamp[us], as printed
=====================================  =====================================================
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from docvl.schema import Node, join
from docvl.store.files import replacing

GROUP_ROWS = 1_000
GROUP_BYTES = 32_000_000
"""A row group ends at the first of these two, counted in JSON: what is held in memory."""

_STEP = Decimal("0.000001")
_EXACT = Context(prec=38, traps=[Inexact, InvalidOperation])

_EVIDENCE = pa.struct(
    [
        ("raw", pa.string()),
        ("page", pa.int64()),
        ("bbox", pa.list_(pa.float64())),
        ("confidence", pa.float64()),
        ("grounding", pa.string()),
        ("source", pa.string()),
        ("rival", pa.float64()),
    ]
)
_ISSUE = pa.struct(
    [
        ("code", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
        ("page", pa.int64()),
        ("pointer", pa.string()),
    ]
)
_LIST_COUNT = pa.struct([("rows", pa.int64()), ("expected", pa.int64()), ("by", pa.string())])
_COMPLETENESS = pa.struct(
    [
        ("verdict", pa.string()),
        ("reasons", pa.list_(pa.string())),
        ("lists", pa.map_(pa.string(), _LIST_COUNT)),
    ]
)
_SPLIT = pa.struct(
    [
        ("first_page", pa.int64()),
        ("last_page", pa.int64()),
        ("kind", pa.string()),
        ("confidence", pa.float64()),
        ("starts", pa.float64()),
        ("ends", pa.float64()),
        ("read_as", pa.string()),
    ]
)
_USAGE = ("pages", "ocr_pages", "tiles", "input_tokens", "output_tokens")

SOURCE = pa.struct(
    [
        ("path", pa.string()),
        ("sha256", pa.string()),
        *((name, pa.int64()) for name in ("pages", "page", "row", "parts")),
        ("split", _SPLIT),
    ]
)
ISSUES = pa.list_(_ISSUE)
ENGINE = pa.struct([("name", pa.string()), ("model", pa.string())])
USAGE = pa.struct([(name, pa.int64()) for name in _USAGE])


class _Misfit(Exception):
    """A value has no place in the column's type."""


def record_schema(root: Node) -> pa.Schema:
    """The columns of a record whose data is described by ``root``."""
    return pa.schema(
        [
            ("source", SOURCE),
            ("status", pa.string()),
            ("data", _arrow_type(root)),
            ("fields", pa.map_(pa.string(), _EVIDENCE)),
            ("issues", ISSUES),
            ("completeness", _COMPLETENESS),
            ("engine", ENGINE),
            ("usage", USAGE),
        ]
    )


def write_parquet(lines: Iterable[bytes], path: Path, root: Node) -> int:
    """Write records, given as lines of JSON, in row groups of bounded size.

    A value that does not fit its column, such as 2**70 in int64, is null there and the issue ``parquet-misfit``
    stands on its row.

    Returns:
        How many values do not fit.

    Raises:
        OutputError: the file cannot be written.
    """
    schema = record_schema(root)
    misfits = 0
    with replacing(path) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
        for group in _groups(lines):
            batch, missed = record_batch(group, root, schema)
            misfits += missed
            writer.write_batch(batch)
    return misfits


def record_batch(lines: Iterable[bytes], root: Node, schema: pa.Schema) -> tuple[pa.RecordBatch, int]:
    """Records, given as lines of JSON, in the columns of :func:`record_schema`, and how many values do not fit."""
    rows = [json.loads(line, parse_float=Decimal) for line in lines]
    misfits = sum(_prepare(row, root) for row in rows)
    return pa.RecordBatch.from_pylist(rows, schema), misfits


def _groups(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    group: list[bytes] = []
    size = 0
    for line in lines:
        group.append(line)
        size += len(line)
        if len(group) >= GROUP_ROWS or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _prepare(row: dict[str, Any], root: Node) -> int:
    """Turn a record, as parsed from JSON, into what Arrow takes; the number of misfits."""
    misfits: list[dict[str, Any]] = []
    row["data"] = _fit(row["data"], root, "", misfits)
    for evidence in row["fields"].values():
        for name in ("confidence", "rival"):
            evidence[name] = None if evidence.get(name) is None else float(evidence[name])
        evidence["bbox"] = evidence["bbox"] and [float(side) for side in evidence["bbox"]]
    row["fields"] = list(row["fields"].items())
    if split := row["source"].get("split"):
        split |= {name: float(split[name]) for name in ("confidence", "starts", "ends")}
    row["issues"] += misfits
    if completeness := row.get("completeness"):
        completeness["lists"] = list(completeness["lists"].items())
    return len(misfits)


def _fit(value: Any, node: Node, pointer: str, misfits: list[dict[str, Any]]) -> Any:
    if value is None:
        return None
    try:
        if node.kind == "object":
            return _fit_object(value, node, pointer, misfits)
        if node.kind == "array" and node.item is not None:
            item, rows = node.item, _expect(value, list)
            return [_fit(row, item, f"{pointer}/{index}", misfits) for index, row in enumerate(rows)]
        return _column(node)[1](value)
    except (_Misfit, ValueError, OverflowError, ArithmeticError):
        message = "The value does not fit its Parquet column and is null there; the JSON of the record holds it."
        misfits.append(
            {"code": "parquet-misfit", "severity": "warning", "message": message, "page": None, "pointer": pointer}
        )
        return None


def _fit_object(value: Any, node: Node, pointer: str, misfits: list[dict[str, Any]]) -> dict[str, Any]:
    children = {child.name: child for child in node.children}
    if _expect(value, dict).keys() - children.keys():
        raise _Misfit
    return {name: _fit(value.get(name), child, join(pointer, name), misfits) for name, child in children.items()}


def _expect(value: Any, kind: type) -> Any:
    if not isinstance(value, kind):
        raise _Misfit
    return value


def _arrow_type(node: Node) -> pa.DataType:
    if node.kind == "object":
        return pa.struct([(child.name, _arrow_type(child)) for child in node.children])
    if node.kind == "array" and node.item is not None:
        return pa.list_(_arrow_type(node.item))
    return _column(node)[0]


def _column(node: Node) -> tuple[pa.DataType, Callable[[Any], Any]]:
    return _COLUMNS.get((node.kind, node.format)) or _COLUMNS[node.kind, None]


def _text(value: Any) -> str:
    # A column of strings may hold numbers and booleans when the schema allows several types.
    return value if isinstance(value, str) else json.dumps(value, default=str)


def _date(value: Any) -> date:
    return date.fromisoformat(_expect(value, str))


def _moment(value: Any) -> datetime:
    # The time on the clock: documents hardly ever say in which zone.
    return datetime.fromisoformat(_expect(value, str)).replace(tzinfo=None)


def _number(value: Any) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _Misfit
    return value


def _integer(value: Any) -> int:
    number = _number(value)
    if number != int(number) or not -(2**63) <= number < 2**63:
        raise _Misfit
    return int(number)


def _double(value: Any) -> float:
    number = _number(value)
    double = float(number)
    if math.isinf(double) or (isinstance(number, int) and int(double) != number):
        raise _Misfit
    return double


def _decimal(value: Any) -> Decimal:
    return Decimal(_number(value)).quantize(_STEP, context=_EXACT)


def _boolean(value: Any) -> bool:
    return bool(_expect(value, bool))


_COLUMNS: dict[tuple[str, str | None], tuple[pa.DataType, Callable[[Any], Any]]] = {
    ("string", None): (pa.string(), _text),
    ("string", "date"): (pa.date32(), _date),
    ("string", "date-time"): (pa.timestamp("us"), _moment),
    ("integer", None): (pa.int64(), _integer),
    ("number", None): (pa.float64(), _double),
    ("number", "decimal"): (pa.decimal128(38, 6), _decimal),
    ("boolean", None): (pa.bool_(), _boolean),
}
