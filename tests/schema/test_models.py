from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field

from docvl.errors import SchemaError
from docvl.schema import load_schema


class Currency(Enum):
    EUR = "EUR"
    CNY = "CNY"


class Line(BaseModel):
    """One line."""

    text: str
    amount: Decimal | None = Field(None, decimal_places=2)


class Invoice(BaseModel):
    number: str = Field(alias="invoiceNumber", description="As printed.")
    issued: date | None = None
    total: Decimal | None = Field(None, gt=0)
    currency: Currency | None = None
    kind: Literal["invoice", "credit"] = "invoice"
    lines: list[Line] = []
    shipping: Line | None = Field(None, description="Freight.")
    quantity: int | float | None = None


class Tree(BaseModel):
    children: list[Tree] = []


class Function(BaseModel):
    run: Callable[[], int]


class Free(BaseModel):
    anything: dict[str, Any]


def test_a_model_becomes_a_tree() -> None:
    schema = load_schema(Invoice)
    assert (schema.name, schema.model) == ("Invoice", Invoice)
    nodes = {node.pointer: node for node in schema.root.walk()}
    number, total, kind = nodes["/invoiceNumber"], nodes["/total"], nodes["/kind"]
    assert (number.kind, number.required, number.nullable, number.description) == ("string", True, False, "As printed.")
    assert (total.kind, total.format, total.nullable, total.required) == ("number", "decimal", True, False)
    assert (kind.choices, kind.nullable) == (("invoice", "credit"), False)
    assert nodes["/issued"].format == "date"
    assert nodes["/currency"].choices == ("EUR", "CNY")
    assert nodes["/lines/*"].description == "One line."
    assert (nodes["/shipping"].kind, nodes["/shipping"].nullable) == ("object", True)
    assert nodes["/shipping"].description == "Freight."
    assert nodes["/quantity"].kind == "number"


def test_bounds_of_decimals_are_kept() -> None:
    schema = load_schema(Invoice)
    assert [v.pointer for v in schema.validate({"invoiceNumber": "1", "total": 0})] == ["/total"]
    lines = [{"text": "a", "amount": amount} for amount in (33.9, 19.99, 0.005)]
    assert [v.pointer for v in schema.validate({"invoiceNumber": "1", "lines": lines})] == ["/lines/2/amount"]


@pytest.mark.parametrize("model", [Tree, Function, Free, BaseModel])
def test_models_that_cannot_be_honoured(model: type[BaseModel]) -> None:
    with pytest.raises(SchemaError):
        load_schema(model)
