"""Whether confidences mean what they say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BINS = 10

LOWEST_BAR = 0.5
"""What is more likely wrong than right is never accepted, however good the rest is."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Values of about the same confidence.

    Attributes:
        values: how many.
        confidence: their mean.
        right: share of them that is right.
    """

    values: int
    confidence: float
    right: float


def bins_of(confidences: Sequence[float] | Floats, right: Sequence[bool] | Floats, count: int = BINS) -> list[Bin]:
    """Bins of equal mass, by rising confidence; values of the same confidence share their mean of being right.

    Equal mass, since most confidences lie close together: bins of equal width would be empty or crowded.
    """
    confidence, truth = np.asarray(confidences, dtype=float), np.asarray(right, dtype=float)
    order = np.argsort(confidence, kind="stable")
    # Which of several values of one confidence falls into which bin must not matter.
    _, group = np.unique(confidence, return_inverse=True)
    shared = (np.bincount(group, weights=truth) / np.maximum(np.bincount(group), 1))[group]
    parts = [part for part in np.array_split(order, count) if part.size]
    return [Bin(part.size, float(confidence[part].mean()), float(shared[part].mean())) for part in parts]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Expected calibration error: mean distance of confidence and share of right values, weighed by values."""
    total = sum(part.values for part in bins)
    return sum(part.values * abs(part.confidence - part.right) for part in bins) / total if total else 0.0


def bar_for(confidences: Floats, right: Floats, error_rate: float) -> float | None:
    """The lowest confidence from which on at most ``error_rate`` of the values are wrong; None when there is none.

    The rate is taken one standard deviation above what was seen: w + sqrt(w) of values + 1, where w is half a value
    more than were wrong. So a handful of right values proves nothing, and a lucky stretch does not set the bar.
    """
    order = np.argsort(-confidences, kind="stable")
    falling, wrong = confidences[order], np.cumsum(1 - right[order])
    taken = np.arange(1, falling.size + 1)
    ends = np.append(falling[1:] != falling[:-1], True)[: falling.size]  # values of one confidence go together
    feared = wrong + 0.5 + np.sqrt(wrong + 0.5)
    good = np.flatnonzero(ends & (falling >= LOWEST_BAR) & (feared <= error_rate * (taken + 1)))
    return float(falling[good[-1]]) if good.size else None
