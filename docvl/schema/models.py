"""Pydantic models -> JSON Schema that docvl reads."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from docvl.schema.parse import refuse

_BOUNDS = (
    ("multiple_of", "multipleOf"),
    ("ge", "minimum"),
    ("gt", "exclusiveMinimum"),
    ("le", "maximum"),
    ("lt", "exclusiveMaximum"),
)


class _Generator(GenerateJsonSchema):
    def decimal_schema(self, schema: core_schema.DecimalSchema) -> JsonSchemaValue:
        """A number, marked so that its column is decimal; pydantic would also allow any string."""
        decimal: JsonSchemaValue = {"type": "number", "format": "decimal"}
        for word, bound in _BOUNDS:
            if schema.get(word) is not None:
                decimal[bound] = float(schema[word])  # type: ignore[literal-required]
        if schema.get("decimal_places") is not None:
            decimal["multipleOf"] = float(Decimal(1).scaleb(-schema["decimal_places"]))
        return decimal


def model_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The JSON Schema of what ``model`` accepts, properties named by alias.

    Raises:
        SchemaError: the model holds something without a JSON form.
    """
    try:
        return model.model_json_schema(schema_generator=_Generator)
    except PydanticUserError as error:
        refuse(f"{model.__name__}: {error.message}", hint="Use fields with a JSON form: str, Decimal, date, list ...")
