"""A rule, parsed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Literal

from docvl.issues import Severity

ROW = "*"
"""The part of a path that stands for each row of a list."""

Operator = Literal["==", "!=", "<=", ">=", "<", ">"]
Function = Literal["sum", "abs", "capital", "previous", "next"]


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or one field of every row.

    Attributes:
        parts: property names, and :data:`ROW` for each row of a list.
        at: index of its first character in the rule.
    """

    parts: tuple[str, ...]
    at: int

    @property
    def pointer(self) -> str:
        """As in the rule, and as ``Node.pointer`` has it."""
        return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in self.parts)

    @property
    def rows(self) -> tuple[str, ...]:
        """The parts up to the last :data:`ROW`; empty when the path leads through no list."""
        return _up_to_row(self.parts)


@lru_cache(maxsize=1024)
def _up_to_row(parts: tuple[str, ...]) -> tuple[str, ...]:
    after = next((n for n in range(len(parts), 0, -1) if parts[n - 1] == ROW), 0)
    return parts[:after]


@dataclass(frozen=True, slots=True)
class Literal_:
    """A number or a text that stands in the rule itself."""

    value: Decimal | str
    at: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function of one value; ``previous`` and ``next`` may say what stands beyond the first or last row."""

    name: Function
    inner: Expression
    at: int
    beyond: Expression | None = None


@dataclass(frozen=True, slots=True)
class Binary:
    """Two expressions and what joins them; ``else`` takes the second where the first is null."""

    sign: Literal["+", "-", "*", "else"]
    left: Expression
    right: Expression
    at: int


Expression = Path | Literal_ | Call | Binary


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values and how they must compare."""

    sign: Operator
    left: Expression
    right: Expression
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """A value that must be one of a list."""

    left: Expression
    values: tuple[Decimal | str, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Test:
    """A text that must be of a kind, such as ``iban``."""

    name: str
    left: Path
    at: int


Condition = Comparison | Member | Test


@dataclass(frozen=True, slots=True)
class Use:
    """A path with where in a rule it stands.

    Attributes:
        path: as written.
        summed: inside a ``sum``.
        shift: -1 inside ``previous``, 1 inside ``next``, else 0.
    """

    path: Path
    summed: bool = False
    shift: int = 0


@dataclass(frozen=True)
class Rule:
    """One rule of a schema.

    Attributes:
        text: as written.
        conditions: one of them must hold.
        tolerance: by how much numbers may differ; None for the default, see :mod:`docvl.rules.check`.
        severity: of the issue that a broken rule makes.
        message: what to say then; empty to quote the rule.
    """

    text: str
    conditions: tuple[Condition, ...]
    tolerance: Decimal | None = None
    severity: Severity = "warning"
    message: str = ""

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every path, in order."""
        return tuple(use for condition in self.conditions for use in uses_of(condition))

    @cached_property
    def rows(self) -> tuple[str, ...]:
        """The list for each row of which the rule is checked; empty for a rule about the whole document."""
        return rows_of(self.uses)


def rows_of(uses: Iterable[Use]) -> tuple[str, ...]:
    """The rows that the paths outside of sums go through."""
    return max((use.path.rows for use in uses if not use.summed), key=len, default=())


def uses_of(part: Condition | Expression) -> Iterator[Use]:
    """Every path in ``part``, in order."""
    match part:
        case Path():
            yield Use(part)
        case Call():
            shift = {"previous": -1, "next": 1}.get(part.name, 0)
            for use in uses_of(part.inner):
                yield replace(use, summed=use.summed or part.name == "sum", shift=shift or use.shift)
            if part.beyond is not None:
                yield from uses_of(part.beyond)
        case Binary() | Comparison():
            yield from uses_of(part.left)
            yield from uses_of(part.right)
        case Member() | Test():
            yield from uses_of(part.left)
