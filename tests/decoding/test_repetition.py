from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.decoding.repetition import MAX_PERIOD, MIN_REPEATS, MIN_TOKENS, LoopDetector


def first_loop(tokens: Iterable[int]) -> tuple[int, int] | None:
    """Tokens taken until a loop was seen, and how many of them only repeat."""
    detector = LoopDetector()
    for count, token in enumerate(tokens, start=1):
        if looped := detector.add(token):
            return count, looped
    return None


@pytest.mark.parametrize("period", [1, 2, 7, 40, MAX_PERIOD])
def test_a_loop_is_seen_once_it_is_long_enough_and_its_first_round_is_kept(period: int) -> None:
    lead, block = [9_999, 9_998], list(range(period))
    found = first_loop([*lead, *(token for _ in range(100) for token in block)])
    length = max(MIN_TOKENS, MIN_REPEATS * period)
    assert found == (len(lead) + length, length - period)


def test_rows_of_a_table_may_repeat() -> None:
    row = list(range(30))
    rows = chain.from_iterable(repeat(row, MIN_REPEATS - 1))
    assert first_loop([*rows, 99, *row]) is None


@given(st.lists(st.integers(0, 3), max_size=300))
def test_a_loop_is_what_it_is_said_to_be(tokens: list[int]) -> None:
    found = first_loop(tokens)
    if found is not None:
        count, looped = found
        periods = [
            p for p in range(1, count) if tokens[count - looped - p : count - p] == tokens[count - looped : count]
        ]
        assert any(looped + p >= max(MIN_TOKENS, MIN_REPEATS * p) for p in periods)
