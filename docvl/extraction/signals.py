"""What a record itself tells about how far each of its values can be trusted."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from docvl.extraction.agreement import Leaf, agreeing, leaves
from docvl.record import Evidence, JsonRecord
from docvl.rules import Rule, check, named, pointer_to

Signals = dict[str, float]
"""Figures about one value by name, of the order of 1; one that is absent is 0."""

_NEVER_SURE = 0.01


def signals(record: JsonRecord, rules: Sequence[Rule] = ()) -> dict[str, Signals]:
    """The signals of every value of a record that has evidence, by pointer.

    They need nothing but the record, so that they are the same for every engine and for a record read from a file:
    the engine's own confidence, and by how much it beats that of the next likely reading; how the value is grounded and
    what states it; whether the page was a scan; how much was read in all; where on the page it stands and whether
    another value stands there too; whether its row has gaps; whether numbers agree; whether it keeps and breaks rules
    of the schema; which field it is.

    Args:
        record: with the confidences of its engine, not yet calibrated.
        rules: of its schema.
    """
    found = [leaf for leaf in leaves(record.data) if leaf.pointer in record.fields]
    if not found:
        return {}
    given = {leaf.pointer: _of_value(leaf, record.fields[leaf.pointer]) for leaf in found}
    _add_document(given, record)
    _add_rows(given, found)
    _add_places(given, record.fields)
    _add_rules(given, record.data, rules)
    return given


def log_odds(probability: float) -> float:
    """ln(p / (1 - p)), with p kept off 0 and 1 by a hundredth."""
    kept = min(max(probability, _NEVER_SURE), 1 - _NEVER_SURE)
    return math.log(kept / (1 - kept))


def _of_value(leaf: Leaf, evidence: Evidence) -> Signals:
    rival = {} if evidence.rival is None else {"rival": 1.0, "margin": evidence.confidence - evidence.rival}
    return {
        "confidence": log_odds(evidence.confidence),
        **rival,
        f"grounding:{evidence.grounding}": 1.0,
        f"source:{evidence.source}": 1.0,
        f"field:{leaf.field}": 1.0,
    }


def _add_document(given: dict[str, Signals], record: JsonRecord) -> None:
    for own in given.values():
        own |= {"values": math.log(len(given)), "scan": float(record.usage.ocr_pages > 0)}


def _add_rows(given: dict[str, Signals], found: Sequence[Leaf]) -> None:
    agree = agreeing(found)
    rows: defaultdict[str, list[Leaf]] = defaultdict(list)
    for leaf in found:
        given[leaf.pointer]["agrees"] = float(leaf.pointer in agree)
        if leaf.row:
            rows[leaf.row].append(leaf)
    most = max(map(len, rows.values()), default=1)
    for row in rows.values():
        gaps, agrees = 1 - len(row) / most, float(any(leaf.pointer in agree for leaf in row))
        for leaf in row:
            given[leaf.pointer] |= {"row": 1.0, "row-gaps": gaps, "row-agrees": agrees}


def _add_places(given: dict[str, Signals], fields: dict[str, Evidence]) -> None:
    """Figures of the place on the page, where the engine can say it."""
    places = {pointer: (fields[pointer].page, fields[pointer].bbox) for pointer in given}
    taken = Counter(places.values())
    for pointer, (page, bbox) in places.items():
        if bbox is not None:
            own = given[pointer]
            own |= {"height": bbox[1] - 0.5, "shared": float(taken[page, bbox] > 1)}
            own["row-height"] = own["height"] if "row" in own else 0.0


def _add_rules(given: dict[str, Signals], data: Any, rules: Iterable[Rule]) -> None:
    for rule in rules:
        for outcome in check(rule, data):
            if outcome.kept is None:
                continue
            for place in named(rule, data, outcome.row):
                if (own := given.get(pointer_to(place))) is not None:
                    own["kept" if outcome.kept else "broken"] = 1.0
