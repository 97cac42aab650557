"""The formats a run can be written in beside JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from docvl.errors import ConfigError
from docvl.schema import Node

TABLES = {"parquet": "records.parquet", "csv": "records.csv"}
"""File name by format."""

FORMATS = ("jsonl", *TABLES)

_UNSAFE = re.compile(r"[^\w-]")


def check_formats(formats: Collection[str]) -> None:
    """Refuse a format that is not of :data:`FORMATS`.

    Raises:
        ConfigError: naming the first such.
    """
    for name in formats:
        if name not in FORMATS:
            raise ConfigError(f"Unknown format {name!r}.", hint=f"Formats: {', '.join(FORMATS)}.")


def check_parts(formats: Collection[str], accept: float | None) -> None:
    """Refuse what a run on a cluster does not write.

    Raises:
        ConfigError: a format beside Parquet, or documents that need no review set apart.
    """
    if set(formats) != {"parquet"} or accept is not None:
        hint = "docvl compact OUT --jsonl makes records.jsonl of them."
        raise ConfigError("On a cluster, records are written as Parquet parts alone.", hint=hint)


def table_files(name: str, roots: Mapping[str, Node]) -> dict[str, str]:
    """File name by schema name: one file, or one for each schema, such as ``records.invoice.parquet``."""
    stem, _, suffix = TABLES[name].partition(".")
    if len(roots) == 1:
        return dict.fromkeys(roots, TABLES[name])
    return {schema: f"{stem}.{in_file_names(schema)}.{suffix}" for schema in roots}


def in_file_names(schema: str) -> str:
    """The name of a schema as it stands in names of files and folders."""
    return _UNSAFE.sub("_", schema)


def lines_of(schema: str, lines: Iterable[bytes]) -> Iterator[bytes]:
    """The records that were read under the schema of that name, where files are split into documents."""
    for line in lines:
        split = json.loads(line)["source"].get("split")
        if split is not None and split["read_as"] == schema:
            yield line


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
