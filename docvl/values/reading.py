"""What every reader of printed text returns: where the text stands and what it may mean."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

R = TypeVar("R", bound="Reading")


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of a text that was understood.

    Attributes:
        start: index of its first character in the text as given, from 0.
        end: index after its last character.
        text: the part itself, as printed.
    """

    start: int
    end: int
    text: str


def without_overlap(readings: Iterable[R]) -> tuple[R, ...]:
    """The readings in order of position; of two that overlap the one that comes first in ``readings`` stays."""
    taken: list[R] = []
    for reading in readings:
        place = bisect_left(taken, reading.start, key=_start)
        before_ends = place == 0 or taken[place - 1].end <= reading.start
        if before_ends and (place == len(taken) or reading.end <= taken[place].start):
            taken.insert(place, reading)
    return tuple(taken)


def _start(reading: Reading) -> int:
    return reading.start
