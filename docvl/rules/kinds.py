"""Whether a rule makes sense for the types of the fields it names."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Literal, NoReturn

from docvl.rules.formula import Binary, Call, Comparison, Expression, Literal_, Member, Path, Rule, Test
from docvl.rules.parse import refuse

Type = Literal["number", "text", "date"]
"""Of a value; a date is a text in ISO 8601, whose order is that of time."""

TypeOf = Callable[[Path], Type]
"""Looks a path up in a schema; refuses one that leads to no number or text."""


def check_kinds(rule: Rule, type_of: TypeOf, path: str = "$") -> None:
    """Refuse a rule that adds up texts, compares a text with a number, and the like.

    Args:
        rule: parsed.
        type_of: the type of a field.
        path: JSONPath of the rule in its schema, for errors.

    Raises:
        SchemaError: with the position of what is wrong.
    """
    _Checker(type_of, path).rule(rule)


class _Checker:
    def __init__(self, type_of: TypeOf, path: str) -> None:
        self._type_of = type_of
        self._path = path

    def rule(self, rule: Rule) -> None:
        for condition in rule.conditions:
            match condition:
                case Comparison():
                    self._comparison(condition)
                case Member():
                    self._member(condition)
                case Test():
                    self._demand(condition.left, "text", condition.name)

    def _comparison(self, part: Comparison) -> None:
        left, right = self._type(part.left), self._type(part.right)
        if (left == "number") != (right == "number"):
            self._refuse(f"a {left} cannot be compared with a {right}", part.at)
        if part.sign not in ("==", "!=") and (left, right) == ("text", "text"):
            self._refuse(f"texts have no order, so {part.sign} says nothing", part.at, 'A date has "format": "date".')

    def _member(self, part: Member) -> None:
        wanted = Decimal if self._type(part.left) == "number" else str
        if not all(isinstance(value, wanted) for value in part.values):
            self._refuse("the list holds values of another type than the field", part.at)

    def _type(self, part: Expression) -> Type:
        match part:
            case Path():
                return self._type_of(part)
            case Literal_():
                return "number" if isinstance(part.value, Decimal) else "text"
            case Call():
                return self._call(part)
            case Binary():
                return self._binary(part)

    def _call(self, part: Call) -> Type:
        if part.name in ("previous", "next"):
            return self._same(part.inner, part.beyond or part.inner, part.at)
        self._demand(part.inner, "text" if part.name == "capital" else "number", part.name)
        return "number"

    def _binary(self, part: Binary) -> Type:
        if part.sign != "else":
            self._demand(part.left, "number", part.sign)
            self._demand(part.right, "number", part.sign)
            return "number"
        return self._same(part.left, part.right, part.at)

    def _same(self, part: Expression, other: Expression, at: int) -> Type:
        left, right = self._type(part), self._type(other)
        if (left == "number") != (right == "number"):
            self._refuse(f"a {right} cannot stand in for a {left}", at)
        return left

    def _demand(self, part: Expression, wanted: Type, by: str) -> None:
        found = self._type(part)
        if (found == "number") != (wanted == "number"):
            self._refuse(f"{by} takes a {wanted}, and this is a {found}", part.at)

    def _refuse(self, message: str, at: int, hint: str = "") -> NoReturn:
        refuse(message, path=self._path, at=at, hint=hint)
