"""When two values are the same: by what they mean, not by how they are written."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable
from decimal import Context, Decimal
from typing import Any

from rapidfuzz.distance import Levenshtein

from docvl.schema import Node
from docvl.values import comparison_key, read_dates, read_numbers, resolve_amount, resolve_date

ANLS_THRESHOLD = 0.5
"""Texts less similar than this have a similarity of 0, as in the metric of DocVQA (Biten et al., 2019)."""

_PLACES = Decimal("0.000001")
_EXACT = Context(prec=64)  # numbers of records have up to 32 digits before the point


def key(node: Node, value: Any) -> Hashable:
    """What two equal values of the field ``node`` have in common.

    Numbers are compared by value, to six places; dates and times by what they mean, printed forms included; all else
    as text without regard to case, width, kind of dash and spaces between words. A value that cannot be read as the
    type of its field is text. None stands for no value, and so does a text of nothing but spaces.
    """
    if value is None or isinstance(value, bool):
        return value
    if node.kind in ("number", "integer") and not node.choices:
        return _number(value)
    text = comparison_key(str(value))
    read = _READERS.get(node.format or "")
    return (read(text) if read else None) or text or None


def similarity(node: Node, expected: Any, got: Any) -> float:
    """ANLS of two values: 1 - edit distance / longer length, 0 below :data:`ANLS_THRESHOLD`; 1 when they are equal."""
    if key(node, expected) == key(node, got):
        return 1.0
    if expected is None or got is None:
        return 0.0
    alike = Levenshtein.normalized_similarity(comparison_key(str(expected)), comparison_key(str(got)))
    return alike if alike >= ANLS_THRESHOLD else 0.0


def _number(value: Any) -> Hashable:
    if isinstance(value, str):
        readings = read_numbers(value)
        amount = resolve_amount(readings[0]) if len(readings) == 1 else None
        if amount is None:
            return comparison_key(value) or None
        value = amount
    return _EXACT.quantize(Decimal(str(value)), _PLACES).normalize(_EXACT)


def _date(text: str) -> Hashable:
    readings = read_dates(text)
    return resolve_date(readings[0]) if len(readings) == 1 else None


def _iso(parse: Callable[[str], Hashable]) -> Callable[[str], Hashable]:
    def read(text: str) -> Hashable:
        try:
            return parse(text.upper())
        except ValueError:
            return None

    return read


_READERS: dict[str, Callable[[str], Hashable]] = {
    "date": _date,
    "time": _iso(datetime.time.fromisoformat),
    "date-time": _iso(datetime.datetime.fromisoformat),
}
