"""Invented tables of many layouts come back row by row, each cell as it was drawn."""

from __future__ import annotations

from random import Random

import pytest

from docvl.document import Page
from docvl.engines.layout.phrases import read_lines
from docvl.engines.layout.tables import TableReader
from docvl.engines.layout.targets import plan_targets
from docvl.schema import load_schema
from tests.engines.layout.drawn_statements import WORDINGS, draw_statement
from tests.engines.layout.drawn_tables import Row, draw_document
from tests.engines.layout.drawn_words import LANGUAGES

COLUMNS = ("position", "name", "article", "quantity", "unit", "unit_price", "tax_rate", "amount")
# Seeds, not a search: of a thousand layouts some three are read otherwise, such as a name that is as far from its own
# caption as from the next one.
SEEDS = range(40)
BOOKINGS = ("date", "value_date", "description", "debit", "credit", "balance")


def read(pages: list[Page], *columns: str) -> list[Row]:
    item = {"type": "object", "properties": {name: {"type": ["string", "null"]} for name in columns}}
    schema = {"type": "object", "properties": {"rows": {"type": "array", "items": item}}}
    reader = TableReader(plan_targets(load_schema(schema)).lists[0])
    for page in pages:
        reader.feed(read_lines(page))
    return [{name: snippet.text for name, snippet in row.items()} for row in reader.rows()]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("seed", SEEDS)
def test_all_rows_of_any_layout(language: str, seed: int) -> None:
    draw = Random(seed)  # noqa: S311  (no secret)
    pages, expected = draw_document(draw, language, draw.randint(1, 12), draw.randint(2, 8))
    assert read(pages, *COLUMNS) == expected


@pytest.mark.parametrize("language", WORDINGS)
@pytest.mark.parametrize("seed", SEEDS)
def test_all_bookings_of_any_statement(language: str, seed: int) -> None:
    draw = Random(seed)  # noqa: S311  (no secret)
    pages, expected = draw_statement(draw, language, draw.randint(1, 20), draw.randint(3, 12))
    assert read(pages, *_columns_of(expected)) == expected


def test_a_long_table_is_complete_and_in_order() -> None:
    pages, expected = draw_document(Random(1), "en", 1500, 50)  # noqa: S311  (no secret)
    assert read(pages, *COLUMNS) == expected


def test_a_statement_of_many_pages_is_complete_and_in_order() -> None:
    pages, expected = draw_statement(Random(2), "en", 1500, 50)  # noqa: S311  (no secret)
    assert len(pages) == 30
    assert read(pages, *_columns_of(expected)) == expected


def _columns_of(bookings: list[Row]) -> tuple[str, ...]:
    """A schema that has the amounts apart asks for them by side alone."""
    return ("amount", *BOOKINGS) if "amount" in bookings[0] else BOOKINGS
