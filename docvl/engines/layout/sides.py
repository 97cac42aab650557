"""Which side of an account an amount stands on, where a mark behind it says so."""

from __future__ import annotations

import re
from decimal import Decimal

# Soll and Haben: to the debit and to the credit of the account, as CR and DR are in English.
_MARK = re.compile(r"[\d)]\s?(?P<mark>S|H|CR|DR|Cr|Dr)\.?\s*$")
_PAID_OUT = frozenset(["S", "DR"])
# The columns whose amounts carry their sign; those of one side alone are stated without one.
SIGNED = frozenset(["column_amount", "column_balance"])
ONE_SIDED = frozenset(["column_debit", "column_credit"])


def on_its_side(value: Decimal, text: str, concept: str) -> Decimal:
    """An amount of an account statement with the sign that its mark gives it: paid out is negative.

    Args:
        value: as read, whatever its sign.
        text: the cell as printed.
        concept: lexicon key of its column.
    """
    match = _MARK.search(text)
    if match is None or concept not in SIGNED | ONE_SIDED:
        return value
    return -abs(value) if concept in SIGNED and match["mark"].upper() in _PAID_OUT else abs(value)
