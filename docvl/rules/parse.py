"""The text of a rule -> :class:`docvl.rules.formula.Rule`, in time linear in its length.

::

    rule        = condition { "or" condition }
    condition   = TEST "(" path ")" | value OPERATOR value | value "in" "[" literal { "," literal } "]"
    value       = sum { "else" sum }
    sum         = product { ("+" | "-") product }
    product     = operand { "*" operand }
    operand     = path | NUMBER | TEXT | "-" operand | FUNCTION "(" value [ "," value ] ")" | "(" value ")"
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple, NoReturn, cast, get_args

from docvl.errors import SchemaError
from docvl.rules.formula import (
    ROW,
    Binary,
    Call,
    Comparison,
    Condition,
    Expression,
    Function,
    Literal_,
    Member,
    Operator,
    Path,
    Rule,
    Test,
    Use,
    rows_of,
    uses_of,
)
from docvl.rules.texts import TESTS

MAX_LENGTH = 2_000
MAX_DEPTH = 20
MAX_TOKENS = 200
"""So that what is made of a rule is shallow enough to walk, whatever joins its parts."""

_OPERATORS = get_args(Operator)
_FUNCTIONS = get_args(Function)
_KEYWORDS = ("or", "else", "in")
_TOKEN = re.compile(
    r"""(?P<path>/[^\s()\[\],"']*)|(?P<number>[0-9]+(?:\.[0-9]+)?)(?![\w.])|(?P<text>"[^"]*"|'[^']*')"""
    r"""|(?P<word>[^\W\d]\w*)|(?P<sign>[=!<>]=|[-+*<>(),\[\]])"""
)


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str, path: str = "$") -> Rule:
    """Read a rule.

    Args:
        text: of the rule.
        path: JSONPath of the rule in its schema, for errors.

    Raises:
        SchemaError: with the position of what is wrong, counted from 1.
    """
    parser = _Parser(text, path)
    rule = Rule(text, parser.conditions())
    parser.check_rows(rule.uses)
    return rule


def refuse(message: str, *, path: str, at: int, hint: str = "") -> NoReturn:
    """Raise the SchemaError for the character ``at`` (from 0) of the rule at ``path``."""
    raise SchemaError(f"character {at + 1} of the rule: {message}", hint=hint, path=path)


class _Parser:
    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        if len(text) > MAX_LENGTH:
            self._refuse(f"it is longer than {MAX_LENGTH:,} characters", MAX_LENGTH, "Split it into several.")
        self._tokens = list(self._cut())
        if len(self._tokens) > MAX_TOKENS:
            hint = "Split it into several rules."
            self._refuse(f"it has more than {MAX_TOKENS} parts", self._tokens[MAX_TOKENS].at, hint)
        self._next = 0
        self._depth = 0

    def _cut(self) -> Iterable[_Token]:
        at = 0
        while at < len(self._text):
            if self._text[at].isspace():
                at += 1
                continue
            match = _TOKEN.match(self._text, at)
            if match is None:
                hint = "A rule is made of fields (/total), numbers, 'texts', == != <= >= < >, + - *, and functions."
                self._refuse(f"{self._text[at]!r} cannot stand here", at, hint)
            yield _Token(cast(str, match.lastgroup), match.group(), at)
            at = match.end()
        yield _Token("end", "", len(self._text))

    def conditions(self) -> tuple[Condition, ...]:
        found = [self._condition()]
        while self._takes("or"):
            found.append(self._condition())
        if self._token.kind != "end":
            self._expected("the end of the rule, or a sign such as + or ==")
        return tuple(found)

    def check_rows(self, uses: Sequence[Use]) -> None:
        """Fields of rows outside of sums must belong to the same rows, so that it is clear what meets what."""
        rows = rows_of(uses)
        for path in (use.path for use in uses if not use.summed):
            if path.rows != rows[: len(path.rows)]:
                hint = "Compare fields of the same list, or take sum(...) of one of them."
                self._refuse(f"{path.pointer} belongs to another list than the rest", path.at, hint)

    def _condition(self) -> Condition:
        token = self._token
        if token.kind == "word" and token.text in TESTS:
            self._next += 1
            self._demand("(")
            inner = self._operand()
            if not isinstance(inner, Path):
                self._refuse(f"{token.text} takes a field, such as {token.text}(/field)", token.at)
            self._demand(")")
            return Test(token.text, inner, token.at)
        left = self._value()
        sign = self._token
        if self._takes("in"):
            return Member(left, self._literals(), sign.at)
        if sign.text not in _OPERATORS:
            self._expected(f"a comparison ({' '.join(_OPERATORS)} in)")
        self._next += 1
        return Comparison(cast(Operator, sign.text), left, self._value(), sign.at)

    def _literals(self) -> tuple[Decimal | str, ...]:
        self._demand("[")
        found = [self._literal()]
        while self._takes(","):
            found.append(self._literal())
        self._demand("]")
        return tuple(found)

    def _literal(self) -> Decimal | str:
        minus = self._takes("-")
        start, token = self._next, self._take()
        if token.kind == "number":
            return -Decimal(token.text) if minus else Decimal(token.text)
        if token.kind in ("word", "text") and not minus:
            return token.text.strip("\"'")
        self._next = start
        self._expected("a number, a word or a quoted text")

    def _value(self) -> Expression:
        left = self._sum()
        while self._token.text == "else":
            token = self._take()
            left = Binary("else", left, self._sum(), token.at)
        return left

    def _sum(self) -> Expression:
        left = self._product()
        while self._token.text in ("+", "-"):
            token = self._take()
            left = Binary("+" if token.text == "+" else "-", left, self._product(), token.at)
        return left

    def _product(self) -> Expression:
        left = self._operand()
        while self._token.text == "*":
            token = self._take()
            left = Binary("*", left, self._operand(), token.at)
        return left

    def _operand(self) -> Expression:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._refuse(f"it is nested deeper than {MAX_DEPTH}", self._token.at, "Split it into several rules.")
        try:
            return self._single()
        finally:
            self._depth -= 1

    def _single(self) -> Expression:
        start, token = self._next, self._take()
        if token.kind == "path" or token.text[:2] in ("'/", '"/'):
            return self._field(token)
        if token.kind == "number":
            return Literal_(Decimal(token.text), token.at)
        if token.kind == "text":
            return Literal_(token.text[1:-1], token.at)
        if token.text == "-":
            return Binary("-", Literal_(Decimal(0), token.at), self._operand(), token.at)
        if token.text == "(":
            inner = self._value()
            self._demand(")")
            return inner
        if token.kind == "word" and token.text not in _KEYWORDS:
            return self._call(token)
        self._next = start
        self._expected("a field such as /total, a number or a function")

    def _call(self, token: _Token) -> Expression:
        if token.text not in _FUNCTIONS:
            near = difflib.get_close_matches(token.text, (*_FUNCTIONS, *TESTS), n=1)
            known = f"Functions: {', '.join(_FUNCTIONS)}. Tests: {', '.join(TESTS)}. A text stands in quotes."
            self._refuse(
                f"there is no function {token.text[:40]!r}",
                token.at,
                f"Did you mean {near[0]!r}? {known}" if near else known,
            )
        self._demand("(")
        name, inner = cast(Function, token.text), self._value()
        beside = name in ("previous", "next")
        beyond = self._value() if beside and self._takes(",") else None
        self._demand(")")
        if beside and not (isinstance(inner, Path) and inner.rows):
            self._refuse(f"{name} takes a field of rows, such as {name}(/rows/{ROW}/balance)", token.at)
        if name == "sum":
            uses = tuple(uses_of(inner))
            self.check_rows(uses)
            if not rows_of(uses):
                self._refuse("sum takes a field of rows, such as sum(/rows/*/amount)", token.at)
        return Call(name, inner, token.at, beyond)

    def _field(self, token: _Token) -> Path:
        text = token.text.strip("\"'")
        parts = tuple(part.replace("~1", "/").replace("~0", "~") for part in text.split("/")[1:])
        return Path(parts, token.at + (token.kind == "text"))

    @property
    def _token(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._token
        self._next += token.kind != "end"
        return token

    def _takes(self, text: str) -> bool:
        token = self._token
        taken = token.text == text and token.kind in ("word", "sign")
        self._next += taken
        return taken

    def _demand(self, text: str) -> None:
        if not self._takes(text):
            self._expected(repr(text))

    def _expected(self, what: str) -> NoReturn:
        token = self._token
        found = "the rule ends" if token.kind == "end" else f"{token.text[:40]!r} stands"
        self._refuse(f"{found} where {what} is expected", token.at)

    def _refuse(self, message: str, at: int, hint: str = "") -> NoReturn:
        refuse(message, path=self._path, at=at, hint=hint)
