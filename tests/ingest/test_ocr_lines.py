from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from docvl.ingest.ocr_lines import without_rules

LINE = 20.0  # pixels of a line of print


def sheet(shadow: int = 0) -> NDArray[np.uint8]:
    """Light paper with a bar of print; the right part, 12 pixels wide and as high as the page, darker by ``shadow``."""
    image = np.full((200, 300, 3), 230, np.uint8)
    image[90:100, 40:120] = 20
    image[:, 288:] -= np.uint8(shadow)
    return image


def test_a_border_of_cells_goes_and_print_stays() -> None:
    ruled = sheet()
    ruled[:, 200:202] = 20
    np.testing.assert_array_equal(without_rules(ruled, LINE), sheet())


@pytest.mark.parametrize("shadow", [60, 120, 180])
def test_a_shadow_is_no_rule(shadow: int) -> None:
    photo = sheet(shadow)
    np.testing.assert_array_equal(without_rules(photo, LINE), photo)


def test_a_rule_in_a_shadow_goes() -> None:
    photo = np.full((200, 300, 3), 230, np.uint8)
    photo[90:100, 40:120] = 20
    photo[:, 150:] = 120
    ruled = photo.copy()
    ruled[:, 220:222] = 10
    np.testing.assert_array_equal(without_rules(ruled, LINE), photo)
