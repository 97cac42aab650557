"""Ranges of pages as a user writes them."""

from __future__ import annotations

import pytest

from docvl.config import IngestOptions
from docvl.page_ranges import has_page, parse_ranges


def test_ranges_are_inclusive_and_may_be_open() -> None:
    assert parse_ranges("1-3, 7,9-") == ((1, 3), (7, 7), (9, None))
    assert [page for page in range(1, 12) if has_page("1-3,7,9-", page)] == [1, 2, 3, 7, 9, 10, 11]


@pytest.mark.parametrize("text", ["", "0", "3-1", "-2", "a", "1-b", "1,,2", "1.5"])
def test_what_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a page|must count from 1"):
        parse_ranges(text)


def test_what_is_left_out_is_left_out_of_what_is_wanted() -> None:
    options = IngestOptions(page_range="2-5", exclude_pages="3")
    assert [page for page in range(1, 8) if options.selects(page)] == [2, 4, 5]
