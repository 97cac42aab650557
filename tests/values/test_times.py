from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docvl.values.times import read_times


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("21:13", time(21, 13)),
        ("9:04:16AM", time(9, 4, 16)),
        ("12:05 a.m.", time(0, 5)),
        ("9.38PM", time(21, 38)),
        ("14h30", time(14, 30)),
        ("14.30 Uhr", time(14, 30)),
        ("下午3:05", time(15, 5)),
        ("14时30分05秒", time(14, 30, 5)),
        ("5 pm", time(17)),
        ("12/03/201821:13:05", time(21, 13, 5)),
        ("2024-01-01T10:00:05", time(10, 0, 5)),
        ("12:31TM", time(12, 31)),
    ],
)
def test_times(text: str, expected: time) -> None:
    (reading,) = read_times(text)
    assert reading.value == expected
    assert text[reading.start : reading.end] == reading.text


@pytest.mark.parametrize("text", ["9.38", "25:10", "10:61", "1:10:100", "16:9", "12/03/2018", "3 h"])
def test_no_times(text: str) -> None:
    assert read_times(text) == ()


@given(st.text(alphabet=st.sampled_from("0123456789:.hH时分 PMam下午/-１："), max_size=40))
def test_garbage_never_raises(text: str) -> None:
    for reading in read_times(text):
        assert text[reading.start : reading.end] == reading.text
