"""Whether data keeps a rule: exact decimal arithmetic, three answers.

A rule is kept, broken, or, where a value it needs is null, neither. A ``sum`` over rows some of which have no value
can prove that a rule is kept, never that it is broken.

Printed figures are rounded: a product may be off by half a cent, and so much is allowed for every product in a rule
(0.005, which is also what a rule without products allows). A ``tolerance`` stated with the rule takes its place.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from docvl.rules.formula import (
    ROW,
    Binary,
    Call,
    Comparison,
    Condition,
    Expression,
    Literal_,
    Member,
    Path,
    Rule,
    Test,
    Use,
    rows_of,
    uses_of,
)
from docvl.rules.texts import TESTS, amount_in_words

ROUNDING = Decimal("0.005")
"""How far a product is from what is printed for it: half of the last place of money."""

CENT = Decimal("0.01")
"""How far each of several figures may be off when all were rounded on their own."""

Row = tuple[str | int, ...]
"""A row of a list: the parts of a pointer to it."""

_ORDER: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


class _Amount(NamedTuple):
    """A number with how it was made."""

    value: Decimal
    products: int = 0
    figures: int = 1
    whole: bool = True


_Value = _Amount | str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one rule, for the document or for one row.

    Attributes:
        rule: which.
        row: parts of the pointer to the row; empty for the document.
        kept: None where a value that it needs is missing.
        left: what was compared, where there were two values.
        right: with what.
        slight: broken by no more than comes from rounding each figure on its own, a cent each.
    """

    rule: Rule
    row: Row
    kept: bool | None
    left: Decimal | str | None = None
    right: Decimal | str | None = None
    slight: bool = False


def check(rule: Rule, data: Mapping[str, Any], row: Row | None = None) -> Iterator[Outcome]:
    """Check ``data`` against a rule: one outcome, or one for each row when the rule is about rows.

    Args:
        rule: its paths must fit the data's schema.
        data: JSON values.
        row: check this row only.
    """
    for here in _rows(data, rule.rows) if row is None else [row]:
        yield _outcome(rule, _Reader(data, here), here)


def named(rule: Rule, data: Mapping[str, Any], row: Row) -> tuple[Row, ...]:
    """Where the values, apart from null, stand on which a rule about ``row`` depends: those of sums last."""
    uses = sorted(rule.uses, key=lambda use: (use.summed, use.shift != 0))
    found = dict.fromkeys(place for use in uses for place in _places(data, use, row))
    return tuple(place for place in found if _get(data, place) is not None)


def rows_touched(rule: Rule, data: Mapping[str, Any], place: Row) -> tuple[Row, ...]:
    """The rows whose outcome may depend on the value at ``place``; ``()`` stands for the document."""
    found: dict[Row, None] = {}
    for use in rule.uses:
        pinned = _bound(rule.rows, place)
        if not _fits(use.path, place):
            continue
        if len(pinned) < len(rule.rows) or not rule.rows:
            found |= dict.fromkeys(_rows(data, rule.rows, pinned))
        elif 0 <= (other := int(pinned[-1]) - use.shift) < _length(_get(data, pinned[:-1])):
            found[(*pinned[:-1], other)] = None
    return tuple(found)


def _fits(path: Path, place: Row) -> bool:
    same = (isinstance(at, int) if part == ROW else part == at for part, at in zip(path.parts, place, strict=False))
    return len(path.parts) == len(place) and all(same)


def _outcome(rule: Rule, reader: _Reader, row: Row) -> Outcome:
    """One condition that holds is enough; one that cannot be known may be the one that holds."""
    outcomes = []
    for condition in rule.conditions:
        outcomes.append(_condition(rule, condition, reader, row))
        if outcomes[-1].kept:
            return outcomes[-1]
    return min(outcomes, key=lambda outcome: (outcome.kept is not None, not outcome.slight))


def _condition(rule: Rule, condition: Condition, reader: _Reader, row: Row) -> Outcome:
    left = reader.value(condition.left)
    if left is None:
        return Outcome(rule, row, None)
    if isinstance(condition, Test):
        return Outcome(rule, row, TESTS[condition.name](str(left)))
    if isinstance(condition, Member):
        plain = left.value if isinstance(left, _Amount) else left
        return Outcome(rule, row, plain in condition.values, plain)
    right = reader.value(condition.right)
    if isinstance(left, _Amount) and isinstance(right, _Amount):
        return _numbers(rule, condition, left, right, row)
    if not isinstance(left, str) or not isinstance(right, str):
        return Outcome(rule, row, None)
    return Outcome(rule, row, _ORDER[condition.sign](left, right), left, right)


def _numbers(rule: Rule, condition: Comparison, left: _Amount, right: _Amount, row: Row) -> Outcome:
    rounded = ROUNDING * max(1, left.products + right.products)
    tolerance = rounded if rule.tolerance is None else rule.tolerance
    difference = left.value - right.value
    if abs(difference) <= tolerance:
        difference = Decimal(0)
    kept: bool | None = _ORDER[condition.sign](difference, 0)
    if not kept and not (left.whole and right.whole):
        kept = None
    slight = kept is False and rule.tolerance is None and abs(difference) <= CENT * (left.figures + right.figures)
    return Outcome(rule, row, kept, left.value, right.value, slight)


class _Reader:
    """The values of expressions, at one row."""

    def __init__(self, data: Mapping[str, Any], row: Row) -> None:
        self._data = data
        self._row = row

    def value(self, part: Expression) -> _Value:
        match part:
            case Path():
                return _scalar(_get(self._data, _place(Use(part), self._row)))
            case Literal_():
                return _Amount(part.value, figures=0) if isinstance(part.value, Decimal) else part.value
            case Call():
                return self._call(part)
            case Binary():
                return self._binary(part)

    def _call(self, part: Call) -> _Value:
        if part.name == "sum":
            return self._sum(part.inner)
        if part.name in ("previous", "next"):
            return self._neighbour(part)
        inner = self.value(part.inner)
        if isinstance(inner, _Amount):
            return inner._replace(value=abs(inner.value))
        amount = None if inner is None else amount_in_words(inner)
        return None if amount is None else _Amount(amount)

    def _neighbour(self, part: Call) -> _Value:
        use = next(uses_of(part))
        place = _place(use, self._row)
        *above, row = place[: len(use.path.rows)]
        if part.beyond is not None and not 0 <= int(row) < _length(_get(self._data, tuple(above))):
            return self.value(part.beyond)
        return _scalar(_get(self._data, place))

    def _binary(self, part: Binary) -> _Value:
        left = self.value(part.left)
        if part.sign == "else":
            return self.value(part.right) if left is None else left
        right = self.value(part.right)
        if not isinstance(left, _Amount) or not isinstance(right, _Amount):
            return None
        if part.sign == "*":
            value = left.value * right.value
            return _Amount(value, left.products + right.products + 1, 1, left.whole and right.whole)
        value = left.value + right.value if part.sign == "+" else left.value - right.value
        return _joined(value, [left, right])

    def _sum(self, inner: Expression) -> _Amount | None:
        """None when not one row has a value."""
        rows = _rows(self._data, rows_of(uses_of(inner)), self._row)
        found = [_Reader(self._data, row).value(inner) for row in rows]
        amounts = [amount for amount in found if isinstance(amount, _Amount)]
        if not amounts:
            return None
        total = _joined(sum((amount.value for amount in amounts), Decimal(0)), amounts)
        return total if len(amounts) == len(found) else total._replace(whole=False)


def _joined(value: Decimal, amounts: Iterable[_Amount]) -> _Amount:
    products, figures, whole = 0, 0, True
    for amount in amounts:
        products += amount.products
        figures += amount.figures
        whole = whole and amount.whole
    return _Amount(value, products, figures, whole)


def _scalar(value: Any) -> _Value:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    return value if isinstance(value, str) else _Amount(Decimal(str(value)))


def _rows(data: Any, rows: tuple[str, ...], inside: Row = ()) -> Iterator[Row]:
    """Every row that ``rows``, a path that ends in ``*``, stands for; those of ``inside`` where it leads there."""
    if ROW not in rows:
        yield ()
        return
    known = _bound(rows, inside)
    places: list[Row] = [known]
    for part in rows[len(known) :]:
        if part == ROW:
            places = [(*place, n) for place in places for n in range(_length(_get(data, place)))]
        else:
            places = [(*place, part) for place in places]
    yield from places


def _places(data: Any, use: Use, row: Row) -> Iterator[Row]:
    """Where the values of a path stand, seen from ``row``."""
    for place in _rows(data, use.path.rows, row):
        yield _place(use, place)


def _place(use: Use, row: Row) -> Row:
    """Where the value of a path stands, seen from a row that pins it down; of a neighbour, if so it says."""
    rows, rest = _bound(use.path.rows, row), use.path.parts[len(use.path.rows) :]
    if use.shift:
        rows = (*rows[:-1], int(rows[-1]) + use.shift)
    return (*rows, *rest)


def _bound(rows: tuple[str, ...], row: Row) -> Row:
    """As much of ``rows`` as ``row`` pins down: up to the last list that both go through."""
    same = 0
    for n, (part, pinned) in enumerate(zip(rows, row, strict=False), start=1):
        if part == ROW and isinstance(pinned, int):
            same = n
        elif part != pinned:
            break
    return row[:same]


def _get(data: Any, place: Row) -> Any:
    for part in place:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and isinstance(part, int) and 0 <= part < len(data):
            data = data[part]
        else:
            return None
    return data


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


def pointer_to(place: Row) -> str:
    """The JSON Pointer (RFC 6901) to a place."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)
