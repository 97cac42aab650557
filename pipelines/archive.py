"""A whole archive on a Ray cluster, as a recipe says.

    python -m docvl.pipelines.archive recipe.toml
    ray job submit --working-dir . -- python -m docvl.pipelines.archive recipe.toml

A recipe is TOML. ``paths``, ``schema`` and ``output`` say what; all else are options of ``docvl extract`` under their
own names, with underscores. See ``archive.toml`` beside this file.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path
from typing import Any, cast

import docvl
from docvl.cluster import Count, Report
from docvl.config import ClusterOptions, ExtractOptions, unknown_option
from docvl.errors import ConfigError, DocvlError
from docvl.run import ClusterRun

_NEEDED = ("paths", "schema", "output")
_OWN = (*_NEEDED, "ray", "workers", "fresh", "retry_failed")
_SECONDS_BETWEEN_LINES = 30.0


def main(arguments: list[str] | None = None) -> int:
    """Run a recipe; the exit code is that of ``docvl extract``."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=Path)
    try:
        report = run(read_recipe(parser.parse_args(arguments).recipe))
    except DocvlError as error:
        print(f"Error: {error}\n{error.hint}".strip(), file=sys.stderr)
        return error.exit_code
    print(_closing(report), file=sys.stderr)
    return 0 if report.summary.complete else 3


def read_recipe(path: Path) -> dict[str, Any]:
    """What a recipe says, checked; relative paths are left as they are.

    Raises:
        ConfigError: it cannot be read, something is missing, or a name is not known.
    """
    try:
        recipe = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"The recipe {str(path)!r} cannot be read: {error}.") from None
    known = [*_OWN, *ExtractOptions.model_fields, *ClusterOptions.model_fields]
    for name in recipe:
        if name not in known:
            raise unknown_option(name, known)
    for name in _NEEDED:
        if name not in recipe:
            raise ConfigError(f"The recipe says no {name!r}.", hint=f"It needs {', '.join(_NEEDED)}.")
    return recipe


def run(recipe: dict[str, Any]) -> Report:
    """Do what a recipe says.

    Raises:
        DocvlError: as :meth:`docvl.run.ClusterRun.write_parts`.
    """
    rest = dict(recipe)
    output, how = rest.pop("output"), {name: rest.pop(name, False) for name in ("fresh", "retry_failed")}
    job = cast(ClusterRun[Any], docvl.extract(**{"ray": "", **rest}))
    return job.write_parts(output, watch=_Lines(), **how)


class _Lines:
    """A line now and then."""

    def __init__(self) -> None:
        self._next = _SECONDS_BETWEEN_LINES

    def __call__(self, count: Count) -> None:
        if count.seconds >= self._next:
            self._next = count.seconds + _SECONDS_BETWEEN_LINES
            left = "" if count.left is None else f", {count.left:.0f} s left"
            done = count.kept + count.documents
            print(f"{done:.0f}/{count.total} documents, {count.speed:.1f} pages/s{left}", file=sys.stderr, flush=True)


def _closing(report: Report) -> str:
    statuses = ", ".join(f"{count} {status}" for status, count in sorted(report.summary.statuses.items()))
    lines = [
        f"documents: {statuses}",
        f"pages: {report.summary.pages}, {report.count.speed:.1f} a second in this run",
    ]
    if report.count.busy is not None:
        lines.append(f"model: {report.count.busy:.0%} busy")
    if (cost := report.cost_per_thousand_pages) is not None:
        lines.append(f"cost: {cost:.4g} for a thousand pages")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
