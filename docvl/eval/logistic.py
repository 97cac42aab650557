"""Logistic regression with a normal prior on the weights, in a few lines of numpy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from docvl.extraction.confidence import Logistic
from docvl.extraction.signals import Signals

PRECISION = 1.0
"""Of the prior of every weight, around 0: a signal that was seen once or twice, such as a rare field, weighs little."""

_STEPS, _CLOSE = 50, 1e-9


def fit_logistic(given: Sequence[Signals], right: npt.NDArray[np.float64]) -> Logistic:
    """The most likely model, by Newton's method.

    One more value, with the mean of all signals and half right, keeps probabilities off 0 and 1 where every value
    was right.

    Args:
        given: signals of each value.
        right: 1.0 or 0.0 for each, shape (values,).
    """
    names = sorted({name for signals in given for name in signals})
    column = {name: index for index, name in enumerate(names, start=1)}
    inputs = np.zeros((len(given) + 1, len(names) + 1))  # column 0 is the bias, the last row the one value more
    inputs[:, 0] = 1.0
    for row, signals in enumerate(given):
        for name, figure in signals.items():
            inputs[row, column[name]] = figure
    inputs[-1] = inputs[:-1].mean(axis=0)
    targets = np.append(right, 0.5)
    prior = np.full(len(names) + 1, PRECISION)
    prior[0] = 0.0
    weights = np.zeros(len(names) + 1)
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        slope = inputs.T @ (expected - targets) + prior * weights
        curve = (inputs * (expected * (1 - expected))[:, None]).T @ inputs + np.diag(prior)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < _CLOSE:
            break
    bias, *rest = (round(float(weight), 6) for weight in weights)
    return Logistic(bias=bias, weights=dict(zip(names, rest, strict=True)))
