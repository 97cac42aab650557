"""The formats a run can be written in beside JSON Lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from docvl.errors import ConfigError
from docvl.schema import Node

TABLES = {"parquet": "records.parquet", "csv": "records.csv"}
"""File name by format."""

FORMATS = ("jsonl", *TABLES)


def check_formats(formats: Collection[str]) -> None:
    """Refuse a format that is not of :data:`FORMATS`.

    Raises:
        ConfigError: naming the first such.
    """
    for name in formats:
        if name not in FORMATS:
            raise ConfigError(f"Unknown format {name!r}.", hint=f"Formats: {', '.join(FORMATS)}.")


def write_table(name: str, lines: Iterable[bytes], path: Path, root: Node) -> int:
    """Write records, given as lines of JSON, as a table of format ``name``.

    Returns:
        How many values do not fit their column; each is an issue on its row.

    Raises:
        OutputError: the file cannot be written.
    """
    # Only the format that is asked for is loaded.
    if name == "csv":
        from docvl.store.flat import write_csv

        return write_csv(lines, path, root)
    from docvl.store.parquet import write_parquet

    return write_parquet(lines, path, root)
