"""Lists of plain values under or beside one caption: ``Skills: Python, SQL``, or one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from docvl.document import Word
from docvl.engines.layout.lexicon import tokens
from docvl.engines.layout.marks import marker
from docvl.engines.layout.phrases import Phrase, Snippet
from docvl.engines.layout.spans import LINES_APART, Span
from docvl.engines.layout.spotted import SpottedPage
from docvl.engines.layout.spotting import Hit

# What parts the values of one line; a comma between digits is a part of a number.
_PARTS = re.compile(r"[;；、|•·]|(?<!\d)[,，]|[,，](?!\d)|\s/\s")
_EDGE = " \t:：.。"
# The full stop of a sentence that is a value by itself is part of it.
_STOPS = ".。"
# The first line under a caption stands within so many of its heights.
_FIRST = 3.0


def find_listed(page: SpottedPage, pointer: str) -> Iterator[Snippet]:
    """The values of the list ``pointer``, whose captions are spotted under it, in order of the page."""
    for hit in (hit for line in page.hits for hit in line if hit.concept == pointer):
        if not page.is_apart(hit) or not _is_caption(page, hit):
            continue
        beside = page.right_of(hit)
        if beside is not None:
            yield from _parted(page.continued(beside, hit))
            continue
        phrases = list(_below(page, hit))
        if any(_PARTS.search(phrase.text) for phrase in phrases) and not any(map(_is_marked, phrases)):
            yield from _parted(Span(page.lines, tuple(word for phrase in phrases for word in phrase.words)))
        else:
            yield from (snippet for item in _items(phrases) for snippet in _whole(Span(page.lines, item)))


def _is_caption(page: SpottedPage, hit: Hit) -> bool:
    """Whether a colon follows the label, or nothing does on its line but behind a gap."""
    after = Span(page.lines, page.words[hit.line][hit.last :]).first_phrase().words[1:]
    return page.has_colon(hit) or not (after or hit.tail.strip())


def _below(page: SpottedPage, hit: Hit) -> Iterator[Phrase]:
    """The phrases under a caption, down to a gap, another caption or a line set like the caption."""
    lines = page.lines.lines
    title = lines[hit.line].text.isupper()
    bottom, reach = hit.box.y1, _FIRST * hit.box.height
    for index in range(hit.line + 1, len(lines)):
        line = lines[index]
        under = [phrase for phrase in line.phrases if phrase.box.x1 > hit.box.x0]
        if not under or line.box.y0 - bottom > reach or (title and line.text.isupper()):
            return
        if any(page.is_apart(other) and _is_caption(page, other) for other in page.hits[index]):
            return
        yield from under
        bottom, reach = line.box.y1, (LINES_APART - 1) * line.box.height


def _is_marked(phrase: Phrase) -> bool:
    """Whether a phrase opens with a mark, or is one: what it marks may stand behind a gap."""
    alone = phrase.text.endswith((".", ")", "）", "、")) and marker(f"{phrase.text} x") is not None
    return alone or marker(phrase.text) is not None or not tokens(phrase.text)


def _items(phrases: Sequence[Phrase]) -> list[tuple[Word, ...]]:
    """The words of each value: a phrase, or where values are marked, all up to the next mark."""
    items: list[tuple[Word, ...]] = []
    marked = any(map(_is_marked, phrases))
    for phrase in phrases:
        if items and marked and not _is_marked(phrase):
            items[-1] += phrase.words
        else:
            items.append(phrase.words)
    return items


def _whole(span: Span) -> Iterator[Snippet]:
    mark = marker(span.text)
    yield from _cut(span, len(mark.text) if mark else 0, len(span.text), _EDGE.strip(_STOPS))


def _parted(span: Span) -> Iterator[Snippet]:
    at = 0
    for match in _PARTS.finditer(span.text):
        yield from _cut(span, at, match.start())
        at = match.end()
    yield from _cut(span, at, len(span.text))


def _cut(span: Span, start: int, end: int, edge: str = _EDGE) -> Iterator[Snippet]:
    text = span.text[start:end]
    start += len(text) - len(text.lstrip(_EDGE))
    end = start + len(text.lstrip(_EDGE).rstrip(edge))
    if end > start:
        yield span.cut(start, end)
