"""Coverage-guided fuzzing of the schema reader: any bytes are a schema or a SchemaError, in bounded time.

python tests/fuzz/fuzz_schema.py -max_total_time=60 NEW_INPUTS tests/fuzz/corpus/schema
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["docvl"]):
    from docvl.errors import SchemaError
    from docvl.schema import load_schema

FILE = Path(tempfile.mkdtemp()) / "schema.json"


def one_input(data: bytes) -> None:
    """Read a schema; what is accepted can be written down, read again, and validates."""
    FILE.write_bytes(data)
    try:
        schema = load_schema(FILE)
    except SchemaError as error:
        assert error.message
        return
    assert load_schema(schema.json).text == schema.text
    schema.validate({})


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
