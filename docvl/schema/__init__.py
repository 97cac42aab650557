"""Schemas: reading, checking and validating."""

from docvl.schema.builtin import builtin_names
from docvl.schema.clocks import CLOCK_PATTERNS
from docvl.schema.load import Schema, SchemaLike, load_schema
from docvl.schema.nodes import Kind, Node
from docvl.schema.validate import Violation, join

__all__ = [
    "CLOCK_PATTERNS",
    "Kind",
    "Node",
    "Schema",
    "SchemaLike",
    "Violation",
    "builtin_names",
    "join",
    "load_schema",
]
