"""Rules between the values of a record: what they say, and whether data keeps them.

A rule is one line of text, such as ``sum(/line_items/*/amount) == /subtotal``; ``docs/schemas.md`` tells the
grammar. Nothing here is ever run as code.
"""

from docvl.rules.check import Outcome, Row, check, named, pointer_to, rows_touched
from docvl.rules.formula import Path, Rule
from docvl.rules.kinds import TypeOf, check_kinds
from docvl.rules.parse import parse

__all__ = [
    "Outcome",
    "Path",
    "Row",
    "Rule",
    "TypeOf",
    "check",
    "check_kinds",
    "named",
    "parse",
    "pointer_to",
    "rows_touched",
]
