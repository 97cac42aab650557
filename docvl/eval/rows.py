"""Which row of an answer is which row of the label."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

Row = Mapping[str, Hashable]
"""Keys of cells by column; a column that is absent says nothing."""


def match_rows(expected: Sequence[Row], got: Sequence[Row]) -> list[int | None]:
    """For each expected row the index of its own row in ``got``, or None.

    Rows with the largest share of equal cells are matched first, among equals those nearest in order. Rows that share
    no cell are not matched.
    """
    shares = _shares(expected, got)
    matches: list[int | None] = [None] * len(expected)
    free = np.ones(len(got), dtype=bool)
    order = np.arange(len(got))
    for level in np.unique(shares[shares > 0])[::-1]:
        for index in np.flatnonzero((shares == level).any(axis=1)):
            candidates = order[free & (shares[index] == level)]
            if matches[index] is None and candidates.size:
                best = int(candidates[np.abs(candidates - index).argmin()])
                matches[index] = best
                free[best] = False
    return matches


def _shares(expected: Sequence[Row], got: Sequence[Row]) -> npt.NDArray[np.float32]:
    """Share of labelled cells that are equal, float32 of shape (expected, got)."""
    equal = np.zeros((len(expected), len(got)), dtype=np.float32)
    labelled = np.zeros((len(expected), 1), dtype=np.float32)
    for column in sorted({name for row in expected for name in row}):
        codes: dict[Hashable, int] = {}
        left = np.array([codes.setdefault(row[column], len(codes)) if column in row else -1 for row in expected])
        right = np.array([codes.get(row.get(column), -2) for row in got], dtype=int)
        equal += left[:, None] == right[None, :]
        labelled += (left >= 0)[:, None]
    equal /= np.maximum(labelled, 1)
    return equal
