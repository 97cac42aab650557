"""``run.json``: what makes a run repeatable, and what it came to."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from docvl.config import ExtractOptions
from docvl.schema import Schema
from docvl.version import __version__, library_versions


def describe(inputs: Sequence[str], schemas: Sequence[Schema], options: ExtractOptions, workers: int) -> dict[str, Any]:
    """The manifest of a run that starts now; of several schemas, ``schema`` is the first and ``schemas`` are all."""
    first = schemas[0].sha256
    alone = len(schemas) == 1
    several = {} if alone else {"schemas": [_described(schema) for schema in schemas]}
    key = first if alone else " ".join(f"{schema.name}={schema.sha256}" for schema in schemas)
    return {
        "docvl": __version__,
        "fingerprint": options.fingerprint(key, __version__),
        "started": now(),
        "finished": None,
        "inputs": list(inputs),
        "options": options.model_dump(mode="json"),
        "workers": workers,
        "schema": _described(schemas[0]),
        **several,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": library_versions(),
        "files": [],
        "documents": {},
        "pages": 0,
        "ocr_pages": 0,
        "accept": None,
        "accepted": None,
        "issues": {},
        "seconds": {},
    }


def _described(schema: Schema) -> dict[str, Any]:
    return {"name": schema.name, "sha256": schema.sha256, "json": schema.json}


def now() -> str:
    """The time in UTC, to the second, as in RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="seconds")
