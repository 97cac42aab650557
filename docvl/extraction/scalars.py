"""One value from an engine -> one JSON value, and how close it is to what is printed."""

from __future__ import annotations

import math
import unicodedata
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from docvl.engines.base import Finding
from docvl.extraction.page_search import reads_as
from docvl.record import Evidence, Grounding
from docvl.schema import Node

FUZZY_RATIO = 80.0
"""Similarity in percent from which a text counts as the printed one with reading errors."""

_LIMIT = 10**32
_TYPED_FORMATS = frozenset({"date", "time", "date-time", "duration"})
_NO_EVIDENCE = Evidence(raw=None, page=None, bbox=None, confidence=0.0, grounding="none")


class UnfitError(Exception):
    """The value has no place in JSON; the text says why, without the value."""


def to_json(value: Any) -> str | int | float | bool:
    """``value`` as JSON has it: whole numbers as int, others as the shortest float, text without lone surrogates.

    Raises:
        UnfitError: not a scalar, not finite, or with more than 32 digits before the point.
    """
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, bool):
        return value
    if not isinstance(value, int | float | Decimal):
        raise UnfitError("a single value was expected")
    if not (value.is_finite() if isinstance(value, Decimal) else isinstance(value, int) or math.isfinite(value)):
        raise UnfitError("the number is not finite")
    if not -_LIMIT < value < _LIMIT:
        raise UnfitError("the number has more than 32 digits before its point")
    whole = int(value)
    return whole if value == whole else float(value)


def clean(text: str) -> str:
    """``text`` with halves of surrogate pairs joined, or replaced by U+FFFD where they stand alone."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def evidence(node: Node, value: str | int | float | bool, finding: Finding | None) -> Evidence:
    """What is known about where ``value`` stands; grounding ``none`` when the engine does not say."""
    if finding is None:
        return _NO_EVIDENCE
    raw = clean(finding.raw)
    return Evidence(
        raw=raw or None,
        page=finding.page,
        bbox=finding.box and finding.box.fractions(1.0, 1.0),
        confidence=min(max(finding.confidence, 0.0), 1.0),
        grounding=_grounding(node, value, raw),
        source=finding.source,
    )


def _grounding(node: Node, value: str | int | float | bool, raw: str) -> Grounding:
    if str(value) == raw:
        return "exact"
    if not isinstance(value, str) or node.choices or node.format in _TYPED_FORMATS:
        # Typed reading changes the form of the text: 1.234,50 becomes 1234.5.
        return "normalized" if raw.strip() else "none"
    read, printed = _letters(value), _letters(raw)
    if not read or not printed:
        return "none"
    if read in printed or reads_as(raw, value):
        return "normalized"
    return "fuzzy" if fuzz.ratio(read, printed) >= FUZZY_RATIO else "none"


def _letters(text: str) -> str:
    """Letters and digits in one width and case; all of the text where it has neither."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if char.isalnum()) or "".join(folded.split())
