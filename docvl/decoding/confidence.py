"""Log-probabilities of tokens -> how sure the model was of each value."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self


@dataclass(frozen=True, slots=True)
class Certainty:
    """How sure a model was of one value.

    Attributes:
        mean: natural log-probability of the value's tokens, averaged; 0 is sure.
        lowest: that of its least likely token.
    """

    mean: float
    lowest: float

    @classmethod
    def of(cls, logprobs: Sequence[float]) -> Self:
        """Of tokens with these log-probabilities, of which there is at least one."""
        return cls(math.fsum(logprobs) / len(logprobs), min(logprobs))

    @property
    def confidence(self) -> float:
        """0 to 1: the geometric mean of the tokens' probabilities, four digits.

        A long value is no less sure than a short one; one wrong digit is seen better in :attr:`lowest`.
        """
        return round(math.exp(min(self.mean, 0.0)), 4)


def certainties(
    spans: Mapping[str, tuple[int, int]], text: str, tokens: Sequence[bytes], logprobs: Sequence[float]
) -> dict[str, Certainty]:
    """The certainty of each value.

    A token that holds the end of one thing and the start of another counts for both.

    Args:
        spans: where the values stand in ``text``, start and end in characters.
        text: the answer.
        tokens: the answer's bytes in UTF-8, token by token; more than ``text`` may follow.
        logprobs: one for each token, under the model's own distribution, before any constraint.
    """
    offsets = list(accumulate((len(char.encode()) for char in text), initial=0))
    ends = list(accumulate(map(len, tokens)))
    result = {}
    for pointer, (start, end) in spans.items():
        first = bisect_right(ends, offsets[start])
        last = bisect_left(ends, offsets[end])
        values = logprobs[first : last + 1]
        if values:
            result[pointer] = Certainty.of(values)
    return result
