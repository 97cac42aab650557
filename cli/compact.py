"""``docvl compact``."""

from __future__ import annotations

from typing import Annotated

import typer

from ._console import talk
from ._running import QuietOption


def compact(
    output: Annotated[
        str, typer.Argument(metavar="OUT", help="Folder that a run with --ray wrote, or its URI in a bucket.")
    ],
    megabytes: Annotated[int, typer.Option(min=1, help="Size that merged parts may have.")] = 128,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Also write records.jsonl or transcripts.jsonl, sorted by path.")
    ] = False,
    quiet: QuietOption = False,
) -> None:
    """Merge the many Parquet parts of a run on a cluster into few."""
    from docvl.store.compact import compact as merge
    from docvl.store.compact import write_lines
    from docvl.store.filesystems import locate

    place = locate(output)
    before, after = merge(place, megabytes * 1_000_000)
    if jsonl:
        write_lines(place)
    if not quiet:
        talk().print(f"{before} parts before, {after} now")
