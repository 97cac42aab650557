"""Loops: a model that writes the same thing over and over."""

from __future__ import annotations

import numpy as np

MAX_PERIOD = 256
"""Longest block, in tokens, whose repetition is seen: a row of a wide table."""
MIN_REPEATS = 16
MIN_TOKENS = 64
"""A loop is a block that stands ``MIN_REPEATS`` times in a row and fills ``MIN_TOKENS`` tokens; real tables repeat
rows and real forms print dots, but not that often."""


class LoopDetector:
    """Watches the tokens of one answer, in time that does not grow with the answer."""

    def __init__(self) -> None:
        self._recent = np.full(MAX_PERIOD, -1, dtype=np.int64)  # latest first
        self._runs = np.zeros(MAX_PERIOD, dtype=np.int64)  # [p - 1]: tokens in a row equal to the one p before
        periods = np.arange(1, MAX_PERIOD + 1)
        self._limits = np.maximum(MIN_TOKENS, MIN_REPEATS * periods) - periods

    def add(self, token: int) -> int:
        """Take the next token.

        Returns:
            How many of the last tokens repeat what stood before them; 0 as long as there is no loop.
        """
        self._runs = np.where(self._recent == token, self._runs + 1, 0)
        self._recent = np.concatenate(([token], self._recent[:-1]))
        looping = self._runs >= self._limits
        return int(self._runs[int(looping.argmax())]) if looping.any() else 0
