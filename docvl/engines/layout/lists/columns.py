"""Which printed column is which field of a list, by the captions that the schema states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product

from docvl.engines.layout.lexicon import concepts, holds, tokens
from docvl.engines.layout.plan import SUMS
from docvl.engines.layout.reading import read
from docvl.engines.layout.targets import ListTarget, Target

# What the last row of a table is called: "Estimated total (EUR)", "Gesamtbrutto".
_TOTAL = re.compile(
    r"\b(?:sub-?)?tota(?:l|ux)|\bsum(?:m[ae]|a)?\b|\bgesamt|\binsgesamt\b|[合小总共]\s*计", re.IGNORECASE
)
KNOWN = 0.95
"""What a caption of the lexicon is worth beside one of the schema."""
_REMARK = re.compile(r"^\d{1,2}[.)]?\s+|[(（\[][^)）\]]*[)）\]]")
_CAPTIONED = re.compile(r"[^\d:：]{2,40}[:：] ?\S")
# A caption is a column's when its label is at least this share of its words, or it is of the label's.
SHARE = 0.4

Columns = Mapping[int, str]
"""Names of fields by index of a printed column, from 0 at the left."""


def name_columns(target: ListTarget, captions: Mapping[int, Sequence[str]]) -> Columns:
    """The fields of printed columns, the likeliest pairs first; none where fewer than half are found, or only one.

    Args:
        target: the list.
        captions: what stands over each column, by its index: all of it, and what is nearest to it if that is less.
    """
    said = {
        column: tuple(tokens(form) for text in texts for form in _forms(text)) for column, texts in captions.items()
    }
    scores = [(_likeness(field, said[column]), column, field.node.name) for field in target.columns for column in said]
    columns: dict[int, str] = {}
    while likely := [each for each in scores if each[0] >= SHARE]:
        _, column, name = min(likely, key=lambda each: (-each[0], _is_repeated(each[1], said), _off(each[1], columns)))
        columns[column] = name
        scores = [each for each in likely if each[1] != column and each[2] != name]
    asked = len(target.columns)
    return columns if len(columns) >= max(min(2, asked), (asked + 1) // 2) else {}


def is_sum(head: str, cells: int, columns: int) -> bool:
    """Whether a row is no row of a list but its sum: it is named so, or names a sum and states little else.

    Args:
        head: the first of its cells that is not empty.
        cells: how many are not.
        columns: how many there are.
    """
    words = tokens(head)
    known = {label for key in SUMS for label in concepts()[key].labels}
    named = _TOTAL.search(head) is not None or any(words[: len(label)] == label for label in known)
    whole = words in known or (named and not tokens(_TOTAL.sub("", head)))
    return whole or (named and 2 * cells <= columns + 1)


def is_row(target: ListTarget, texts: Mapping[str, str], columns: Columns) -> bool:
    """Whether so much of what a row states, by the names of its fields, is of their kinds that it is one.

    What is beside captions below a table may stand in its columns too.
    """
    if all(_CAPTIONED.match(text) for text in texts.values()):
        return False
    fits = sum(bool(read(field.kind, texts[field.node.name])) for field in target.columns if field.node.name in texts)
    return fits >= min(2, len(columns))


def _forms(text: str) -> tuple[str, str]:
    """A caption, and without its number in a form and its remark in brackets: ``32 Units (kWh)``."""
    return text, _REMARK.sub("", text)


def _likeness(target: Target, captions: Sequence[tuple[str, ...]]) -> float:
    """How well a column's captions fit a field: its own words better than those of the lexicon."""
    known = concepts().get(target.concept)
    own = max((_shared(*pair) for pair in product(target.labels, captions)), default=0.0)
    others = max((_shared(*pair) for pair in product(known.labels if known else (), captions)), default=0.0)
    return max(own, KNOWN * others)


def _shared(label: Sequence[str], caption: Sequence[str]) -> float:
    """How much of the longer the shorter is, if it stands in it as it is; 1 where they are the same."""
    short, long = sorted((tuple(label), tuple(caption)), key=len)
    return len(short) / len(long) if short and holds(long, short) else 0.0


def _is_repeated(column: int, said: Mapping[int, tuple[tuple[str, ...], ...]]) -> bool:
    """Whether another column has the same caption, as where two lists stand side by side."""
    return list(said.values()).count(said[column]) > 1


def _off(column: int, columns: Columns) -> int:
    """How far a column is behind those of its list that are known, or before them."""
    return min((column - other if column > other else 2 * (other - column) for other in columns), default=column)
