"""Invented tables of many layouts come back row by row, each cell as it was drawn."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docvl.document import Page
from docvl.engines.layout.phrases import read_lines
from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.targets import plan_targets
from docvl.schema import load_schema
from tests.engines.layout.drawn_tables import LANGUAGES, Row, draw_document

COLUMNS = ("position", "name", "article", "quantity", "unit", "unit_price", "tax_rate", "amount")
SCHEMA = {
    "type": "object",
    "properties": {
        "rows": {
            "type": "array",
            "items": {"type": "object", "properties": {name: {"type": ["string", "null"]} for name in COLUMNS}},
        }
    },
}
LIST = plan_targets(load_schema(SCHEMA)).lists[0]


def read(pages: list[Page]) -> list[Row]:
    reader = TableReader(LIST)
    for page in pages:
        reader.feed(read_lines(page))
    return [{name: snippet.text for name, snippet in row.items()} for row in reader.rows()]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=40, deadline=None)
@given(random=st.randoms(use_true_random=False), rows=st.integers(1, 12), rows_per_page=st.integers(2, 8))
def test_all_rows_of_any_layout(language: str, random: Random, rows: int, rows_per_page: int) -> None:
    pages, expected = draw_document(random, language, rows, rows_per_page)
    assert read(pages) == expected


def test_a_long_table_is_complete_and_in_order() -> None:
    pages, expected = draw_document(Random(1), "en", 5000, 50)  # noqa: S311  (no secret)
    assert read(pages) == expected
