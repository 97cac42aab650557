from __future__ import annotations

from typing import Any

import pytest

from docvl.extraction.agreement import agreeing, leaves


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"net": 100, "tax": 19, "total": 119, "paid": 7}, {"/net", "/tax", "/total"}),
        ({"net": -100, "tax": -19, "total": 119.01}, {"/net", "/tax", "/total"}),
        ({"net": 100, "tax": 0, "total": 100}, set()),
        ({"a": 3, "b": True, "c": 4}, set()),
        ({"rows": [{"x": 1}, {"x": 2.5}], "total": 3.5}, {"/rows/0/x", "/rows/1/x", "/total"}),
        ({"rows": [{"x": 1}, {"x": 2.5}], "total": 4}, set()),
        (
            {"rows": [{"n": 2, "price": 1.5, "sum": 3}, {"n": 2, "price": 1.5, "sum": 5}]},
            {"/rows/0/n", "/rows/0/price", "/rows/0/sum"},
        ),
    ],
)
def test_numbers_that_fit(data: dict[str, Any], expected: set[str]) -> None:
    assert agreeing(leaves(data)) == expected


def test_leaves_know_field_and_row() -> None:
    data = {"a/b": {"c": "x"}, "rows": [{"y": [1]}, {"y": None}], "none": None}
    assert [leaf[:3] for leaf in leaves(data)] == [
        ("/a~1b/c", "/a~1b/c", ""),
        ("/rows/0/y/0", "/rows/*/y/*", "/rows/0/y/0"),
    ]
