"""Which schema a document goes to."""

from __future__ import annotations

from typing import Any

import pytest

from docvl.schema import load_schema
from docvl.schema.builtin import builtin_names
from docvl.splitting import route, schema_kind


def _schema(*names: str, title: str = "") -> dict[str, Any]:
    named = {"title": title} if title else {}
    return {**named, "type": "object", "properties": {name: {"type": ["string", "null"]} for name in names}}


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_schemas_are_for_the_kind_of_their_name(name: str) -> None:
    assert schema_kind(load_schema(name)) == name


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (_schema("a", title="Eingangsrechnung"), "other"),
        (_schema("a", title="Our supplier invoice"), "invoice"),
        (_schema("opening_balance", "closing_balance"), "bank_statement"),
        (_schema("storeName", "cashier"), "receipt"),
        (_schema("colour"), "other"),
    ],
)
def test_own_schemas_by_title_or_properties(schema: dict[str, Any], kind: str) -> None:
    assert schema_kind(load_schema(schema)) == kind


def test_each_kind_finds_its_schema() -> None:
    invoice, receipt = load_schema("invoice"), load_schema("receipt")
    found = route([invoice, receipt])
    assert found.schema_for("invoice") is invoice
    assert found.schema_for("receipt") is receipt
    assert found.schema_for("fapiao") is invoice
    assert found.schema_for("contract") is None
    assert route([receipt]).schema_for("contract") is receipt


def test_a_schema_of_no_kind_takes_what_is_of_no_kind() -> None:
    other = load_schema(_schema("colour"))
    assert route([load_schema("invoice"), other]).schema_for("other") is other
