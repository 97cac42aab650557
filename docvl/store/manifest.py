"""``run.json``: what makes a run repeatable, and what it came to."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from docvl.config import EngineOptions
from docvl.schema import Schema
from docvl.version import __version__, library_versions


def describe(
    inputs: Sequence[str], options: EngineOptions, workers: int, *, key: str, about: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest of a run that starts now.

    Args:
        inputs: what the caller named.
        options: of the run.
        workers: processes.
        key: decides the results, beside the options and the version.
        about: what else is to be said of the run.
    """
    return {
        "docvl": __version__,
        "fingerprint": options.fingerprint(key, __version__),
        "started": now(),
        "finished": None,
        "inputs": list(inputs),
        "options": options.model_dump(mode="json"),
        "workers": workers,
        **about,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": library_versions(),
        "files": [],
        "documents": {},
        "pages": 0,
        "ocr_pages": 0,
        "issues": {},
    }


def key_of(schemas: Sequence[Schema]) -> str:
    """What tells apart runs with other schemas."""
    first, *others = schemas
    return " ".join(f"{schema.name}={schema.sha256}" for schema in schemas) if others else first.sha256


def about_schemas(schemas: Sequence[Schema]) -> dict[str, Any]:
    """What a manifest says of the schemas; of several, ``schema`` is the first and ``schemas`` are all."""
    described = [{"name": schema.name, "sha256": schema.sha256, "json": schema.json} for schema in schemas]
    return {"schema": described[0], **({"schemas": described} if len(described) > 1 else {})}


def now() -> str:
    """The time in UTC, to the second, as in RFC 3339."""
    return datetime.now(UTC).isoformat(timespec="seconds")
