"""How a run is going, on stderr."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from docvl.store.summary import Summary

from ._console import plain, talk

if TYPE_CHECKING:
    from docvl.document import Source
    from docvl.record import JsonRecord
    from docvl.transcript import Transcript
    from docvl.workers import Done

_SECONDS_BETWEEN_LINES = 30.0
COLORS = {"ok": "green", "partial": "yellow", "failed": "red"}


class Report:
    """Told of every document; shows a bar on a terminal, a line now and then elsewhere, a line for each failure.

    Args:
        total: documents of the run.
        bar: whether a bar may be shown.
        failures: whether to show a line for each document that is not ok.
        quiet: show nothing.
    """

    def __init__(self, total: int, *, bar: bool = True, failures: bool = True, quiet: bool = False) -> None:
        self.summary = Summary()
        self.kept = 0
        self._total = total
        self._quiet = quiet
        self._failures = failures and not quiet
        self._start = self._said = time.monotonic()
        self._progress = Progress(
            MofNCompleteColumn(),
            TextColumn("documents"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=talk(),
            disable=quiet or not bar or not talk().is_terminal,
            transient=True,
        )
        self._task = self._progress.add_task("", total=total, rate="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    @property
    def seconds(self) -> float:
        """Since the report was made."""
        return time.monotonic() - self._start

    def __call__(self, done: Done[JsonRecord] | Done[Transcript] | None) -> None:
        """One more document; None stands for one that an earlier run had finished."""
        if done is None:
            self.kept += 1
        else:
            self.summary.add(done.results)
            for result in (result for result in done.results if self._failures and result.status != "ok"):
                self._progress.console.print(_line(result))
        self._progress.update(self._task, advance=1, rate=self._rate())
        if not self._quiet and self._progress.disable and time.monotonic() - self._said > _SECONDS_BETWEEN_LINES:
            self._said = time.monotonic()
            talk().print(f"{self.kept + self.summary.documents}/{self._total} documents, {self._rate()}")

    @property
    def speed(self) -> float:
        """Pages per second so far."""
        return self.summary.pages / max(self.seconds, 1e-9)

    def conclude(self) -> None:
        """One line on what all came to, where there is something to say."""
        statuses = self.summary.statuses
        if not self._quiet and (self._total > 1 or not self.summary.complete):
            counts = ", ".join(f"{statuses[status]} {status}" for status in COLORS if statuses[status])
            talk().print(f"{self.summary.documents} documents: {counts}")

    def _rate(self) -> str:
        return f"{self.speed:.1f} pages/s, {self.summary.statuses['failed']} failed"


def _line(result: JsonRecord | Transcript) -> Text:
    errors = (issue for issue in result.issues if issue.severity == "error")
    # The message of a broken rule shows figures of the document, which are for the record alone.
    said = (issue.code if issue.code == "rule-broken" else issue.message for issue in errors)
    reasons = " ".join(dict.fromkeys(said))
    place = f"{result.source.path}{part_of(result.source)}"
    return Text.assemble((result.status, COLORS[result.status]), " ", plain(f"{place}: {reasons}"))


def part_of(source: Source) -> str:
    """Which part of its file a record is about, where it is about one."""
    parts = (("page", source.page), ("row", source.row))
    return "".join(f", {name} {number}" for name, number in parts if number is not None)
