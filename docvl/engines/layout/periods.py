"""Periods without a caption: two dates with nothing but "to" between them, as at the head of a statement."""

from __future__ import annotations

from collections.abc import Container, Iterator

from docvl.engines.layout.candidates import Candidate
from docvl.engines.layout.phrases import PageLines
from docvl.engines.layout.reading import Read
from docvl.engines.layout.spans import Span
from docvl.values import read_period

# Less than a caption says.
SCORE = 0.6
CONCEPTS = ("period_start", "period_end")


def find_periods(page: PageLines, wanted: Container[str]) -> Iterator[Candidate]:
    """The first and the last day of each period on a page, for those of the two concepts that are wanted."""
    for line in page.lines if any(concept in wanted for concept in CONCEPTS) else ():
        for concept, reading in zip(CONCEPTS, read_period(line.text) or (), strict=False):
            if concept in wanted:
                read = Read.of("date", reading)
                snippet = Span(page, line.words).cut(reading.start, reading.end)
                yield Candidate(concept, read, snippet, SCORE)
