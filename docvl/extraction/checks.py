"""The rules of a schema, checked on a record's data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from docvl.issues import Issue
from docvl.rules import Outcome, Rule, check, named, pointer_to
from docvl.rules.formula import Comparison, uses_of

MOST_ROWS = 50
"""Rows for which a broken rule is reported one by one; the rest is counted."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_all(rules: Sequence[Rule], data: Mapping[str, Any]) -> list[Outcome]:
    """Every outcome that is not open, rule by rule, row by row."""
    return [outcome for rule in rules for outcome in check(rule, data) if outcome.kept is not None]


def rule_issues(outcomes: Iterable[Outcome], data: Mapping[str, Any]) -> Iterator[Issue]:
    """``rule-broken`` for what is broken, at the field that a rule is about, with both values."""
    broken = (outcome for outcome in outcomes if not outcome.kept)
    for rule, group in groupby(broken, key=lambda outcome: outcome.rule):
        rows = list(group)
        yield from (_issue(outcome, data) for outcome in rows[:MOST_ROWS])
        if len(rows) > MOST_ROWS:
            message = f"{_said(rule)} So it is in {len(rows) - MOST_ROWS} more rows."
            yield Issue(code="rule-broken", severity=rule.severity, message=message)


def _issue(outcome: Outcome, data: Mapping[str, Any]) -> Issue:
    rule = outcome.rule
    message = f"{_said(rule)}{_figures(outcome)}"
    severity = "info" if outcome.slight else rule.severity
    return Issue(code="rule-broken", severity=severity, message=message, pointer=_about(outcome, data))


def _about(outcome: Outcome, data: Mapping[str, Any]) -> str | None:
    """The field that a rule is about: the first on the right, outside of sums, as the total in ``a + b == total``."""
    there = set(named(outcome.rule, data, outcome.row))
    main = outcome.rule.conditions[0]
    uses = [*uses_of(main.right if isinstance(main, Comparison) else main.left), *outcome.rule.uses]
    plain = (use for use in uses if not use.summed and not use.shift)
    places = ((*outcome.row, *use.path.parts[len(outcome.row) :]) for use in plain)
    return next((pointer_to(place) for place in places if place in there), None)


def _said(rule: Rule) -> str:
    return rule.message or f"The rule {rule.text} is broken."


def _figures(outcome: Outcome) -> str:
    """Both values where they are figures or dates; other text of the document never stands in a message."""
    shown = [_figure(value) for value in (outcome.left, outcome.right) if value is not None]
    return f" ({' ≠ '.join(shown)})" if shown and all(shown) else ""


def _figure(value: Decimal | str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value if _DATE.fullmatch(value) else ""
