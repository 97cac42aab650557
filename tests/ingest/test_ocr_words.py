from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from docvl.ingest.ocr_words import inked_columns, pieces

COLUMN = 8  # pixels


def drawn(columns: list[float], count: float, width: int = 12) -> NDArray[np.uint8]:
    """A white line with a black bar where each character was seen."""
    line = np.full((48, int(count * COLUMN), 3), 255, np.uint8)
    for column in columns:
        middle = int((column + 0.5) * COLUMN)
        line[10:38, max(0, middle - width // 2) : middle + width // 2] = 0
    return line


def cut(text: str, columns: list[float], count: float) -> list[str]:
    return [p.text for p in pieces(text, columns, [0.9] * len(text), count, drawn(columns, count))]


def test_latin_lines_are_cut_at_spaces() -> None:
    assert cut("Total 12.50", [1, 3, 5, 7, 9, 13, 15, 17, 19, 21], 24) == ["Total", "12.50"]


def test_chinese_lines_stay_whole() -> None:
    text = "购买方名称:个人"
    assert cut(text, [float(2 + 4 * i) for i in range(len(text))], 40) == [text]


def test_a_wide_gap_parts_words() -> None:
    assert cut("单价12.00", [2, 6, 30, 32, 34, 36, 38], 42) == ["单价", "12.00"]
    assert cut("名称", [2, 20], 24) == ["名", "称"]


def test_a_lost_space_is_seen_in_the_picture() -> None:
    assert cut("No:4711", [1, 3, 5, 9, 11, 13, 15], 18) == ["No:", "4711"]
    # Within a number a gap must be wider to count.
    assert cut("12.50", [1, 3, 5, 9, 11], 14) == ["12.50"]


def test_closing_marks_stay_with_their_word() -> None:
    assert cut("end.", [1, 3, 5, 9], 12) == ["end."]


def test_positions_and_confidences() -> None:
    line = drawn([1, 3, 5, 13, 15], 20)
    first, second = pieces("abc de", [1, 3, 5, 13, 15], [1.0, 1.0, 0.4, 0.1, 0.5, 0.7], 20, line)
    assert 0 <= first.start < 1.5 < 5.5 < first.end <= second.start < 13.5 < second.end <= 20
    assert [first.confidence, second.confidence] == pytest.approx([0.8, 0.6])


@given(st.text(st.sampled_from("ab1.:号 "), min_size=1, max_size=30), st.data())
def test_no_character_is_lost_or_added(text: str, data: st.DataObject) -> None:
    inked = [char for char in text if char != " "]
    columns = sorted(data.draw(st.lists(st.integers(0, 98), min_size=len(inked), max_size=len(inked))))
    found = pieces(text, columns, [0.5] * len(text), 100, drawn([float(c) for c in columns], 100))
    assert "".join(piece.text for piece in found) == "".join(inked)
    assert all(piece.text and 0 <= piece.start <= piece.end <= 100 for piece in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))


def test_light_print_on_dark_has_ink_too() -> None:
    line = drawn([5], 20)
    assert np.array_equal(inked_columns(line), inked_columns(255 - line))
    assert inked_columns(line).sum() == 12
