"""Reading again where a rule is broken: other values that the engine saw are tried, one at a time, then two.

A change is made only where every rule that it touches and that was broken is kept afterwards, and none is broken
by it. Only equations and checksums speak for a value: that a date is not before another holds for half of all dates.
Two changes at once are tried for equations between single fields only: among the pairs of a long list some would make
any sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from docvl.engines.base import Finding, Reply
from docvl.extraction.scalars import UnfitError, to_json
from docvl.issues import Issue
from docvl.rules import Outcome, Row, Rule, check, named, pointer_to, rows_touched
from docvl.rules.formula import Comparison, Test

WIDTH = 5
"""Other values of one field that are tried."""

MOST_EFFORT = 200_000
"""Checks for one document; that of a sum counts as one for every row."""


@dataclass(frozen=True, slots=True)
class _Change:
    place: Row
    value: Any
    finding: Finding


def mend(
    rules: Sequence[Rule], data: Mapping[str, Any], places: Mapping[str, str], reply: Reply, outcomes: Iterable[Outcome]
) -> Reply:
    """The reply with other values where these mend broken rules, and the issue ``reread`` for each; else as it is.

    Args:
        rules: of the schema.
        data: the record's data, made of the reply.
        places: pointers into ``data`` -> pointers into the reply's data.
        reply: with alternatives.
        outcomes: of the rules, on ``data``.
    """
    broken = [(outcome.rule, outcome.row) for outcome in outcomes if not outcome.kept and _proves(outcome.rule)]
    if not broken or not reply.alternatives:
        return reply
    changes = list(_Mender(rules, data, places, reply).run(broken))
    if not changes:
        return reply
    values, findings = deepcopy(reply.data), dict(reply.findings)
    for change in changes:
        there = places[pointer_to(change.place)]
        _put(values, [part.replace("~1", "/").replace("~0", "~") for part in there.split("/")[1:]], change.value)
        findings[there] = change.finding
    issues = tuple(_reread(pointer_to(change.place)) for change in changes)
    return replace(reply, data=values, findings=findings, issues=reply.issues + issues)


def _proves(rule: Rule) -> bool:
    equations = (isinstance(part, Comparison) and part.sign == "==" for part in rule.conditions)
    return all(equations) or all(isinstance(part, Test) for part in rule.conditions)


class _Mender:
    def __init__(self, rules: Sequence[Rule], data: Mapping[str, Any], places: Mapping[str, str], reply: Reply) -> None:
        self._rules = rules
        self._data = deepcopy(dict(data))
        self._places = places
        self._reply = reply
        self._effort = MOST_EFFORT
        self._rows = sum(len(value) for value in data.values() if isinstance(value, list))

    def run(self, broken: list[tuple[Rule, Row]]) -> Iterator[_Change]:
        for count in (1, 2):
            for rule, row in broken:
                single = count == 1 or not any(use.summed for use in rule.uses)
                if single and not self._answer(rule, row):
                    yield from self._mend(rule, row, count)

    def _mend(self, rule: Rule, row: Row, count: int) -> tuple[_Change, ...]:
        """The changes of ``count`` fields that mend most, the engine's surest first, made; or none."""
        options = [found for place in named(rule, self._data, row) if (found := self._options(place))]
        tried = (change for fields in combinations(options, count) for change in product(*fields))
        best: tuple[float, tuple[_Change, ...]] | None = None
        for changes in tried:
            if self._effort <= 0:
                break
            worth = self._worth(changes)
            if worth and (best is None or worth > best[0]):
                best = worth, changes
        if best is None:
            return ()
        self._make(best[1])
        return best[1]

    def _options(self, place: Row) -> list[_Change]:
        there = self._places.get(pointer_to(place), "")
        if (known := self._reply.findings.get(there)) and known.source == "xml":
            return []
        found = []
        for value, finding in self._reply.alternatives.get(there, ())[:WIDTH]:
            try:
                found.append(_Change(place, to_json(value), finding))
            except UnfitError:
                continue
        return found

    def _worth(self, changes: tuple[_Change, ...]) -> float:
        """How many rules the changes mend, then how sure the engine was of them; 0 where they break or mend none."""
        touched = {
            (id(rule), row): (rule, row)
            for rule in self._rules
            for change in changes
            for row in rows_touched(rule, self._data, change.place)
        }.values()
        before = [self._answer(rule, row) for rule, row in touched]
        old = self._make(changes)
        after = [self._answer(rule, row) for rule, row in touched]
        self._make(old)
        if any(now is False or (was is not None and now is None) for was, now in zip(before, after, strict=True)):
            return 0.0
        mended = before.count(False)
        return mended + min(change.finding.confidence for change in changes) / 2 if mended else 0.0

    def _answer(self, rule: Rule, row: Row) -> bool | None:
        (outcome,) = check(rule, self._data, row)
        self._effort -= self._rows if any(use.summed for use in rule.uses) else 1
        return outcome.kept

    def _make(self, changes: tuple[_Change, ...]) -> tuple[_Change, ...]:
        """Put values in place; the changes that undo it."""
        return tuple(replace(change, value=_put(self._data, change.place, change.value)) for change in changes)


def _put(data: Any, path: Sequence[str | int], value: Any) -> Any:
    """Place a value; the one that was there."""
    *above, last = path
    for part in above:
        data = data[int(part) if isinstance(data, list) else part]
    key = int(last) if isinstance(data, list) else last
    old, data[key] = data[key], value
    return old


def _reread(pointer: str) -> Issue:
    message = (
        "Another reading of this value was taken: with it the rules of the schema hold, with the likeliest one not."
    )
    return Issue(code="reread", severity="info", message=message, pointer=pointer)
