"""Finding a value among the words of a page, however it is printed there."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from itertools import accumulate, islice, takewhile
from typing import Any, Literal

from rapidfuzz import fuzz

from docvl import values
from docvl.document import Page, Word
from docvl.engines.layout.phrases import Line, PageLines, Phrase, read_lines
from docvl.geometry import Box
from docvl.schema import Node

FUZZY_SCORE = 85.0
"""Similarity in percent from which a stretch of a page counts as the value with reading errors."""
FUZZY_LENGTH = 6
"""Letters and digits that a value must have to be looked for with errors."""
MOST = 100
"""Places on one page that are told apart."""

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ISO_TIME = re.compile(r"(?:^|T)(\d{2}:\d{2}(?::\d{2})?)")
_POINT = re.compile(r"(?<=\d)[.,](?=\d)")
_CODE = re.compile(r"[A-Z]{3}")
_LINE_GAP = 0.8  # of a line's height; lines farther apart do not go on

Grade = Literal["printed", "read", "similar"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value may stand.

    Attributes:
        raw: as printed.
        page: from 1.
        box: fractions of the page as shown.
        grade: ``printed`` but for case, width, dashes and spaces; ``read`` as a number, date, time or currency;
            ``similar`` with reading errors.
    """

    raw: str
    page: int
    box: Box
    grade: Grade


class PageSearch:
    """The words of a page, to be searched for many values.

    Attributes:
        lines: the page.

    Raises:
        DocumentError: the page cannot be read.
    """

    def __init__(self, page: Page) -> None:
        self.lines = read_lines(page)
        self._rows = [_Text(line.words) for line in self.lines.lines]

    def places(self, node: Node, value: Any, *, errors: bool = True) -> list[Place]:
        """Where ``value`` may stand, the best kind of match alone, in the order of the page.

        Args:
            node: its field.
            value: a JSON scalar.
            errors: whether to look for it with reading errors when it is not found without.
        """
        if isinstance(value, bool):
            return []
        found = [] if node.kind in ("number", "integer") else self._printed(str(value))
        if found:
            return found
        read = [self._place(row, start, end, "read") for row, start, end in self._read(value)]
        return read[:MOST] or (self._similar(str(value)) if errors and isinstance(value, str) else [])

    def _place(self, text: _Text, start: int, end: int, grade: Grade) -> Place:
        raw, box = text.cut(start, end)
        return Place(raw, self.lines.number, self.lines.fractions(box), grade)

    def _printed(self, value: str) -> list[Place]:
        key, points = _key(value), _points(value)
        for texts in ([self._whole], self._columns):
            spans = ((text, *text.widened(*span, value)) for text in texts for span in text.find(key))
            places = [self._place(*span, "printed") for span in islice(spans, MOST)]
            if places := [place for place in places if _points(place.raw) == points]:
                return places
        return []

    def _similar(self, value: str) -> list[Place]:
        key = _key(value)
        if len(key) < FUZZY_LENGTH:
            return []
        match = fuzz.partial_ratio_alignment(key, self._whole.key, score_cutoff=FUZZY_SCORE)
        if match is None or match.dest_end <= match.dest_start:
            return []
        return [self._place(self._whole, *self._whole.span(match.dest_start, match.dest_end), "similar")]

    def _read(self, value: Any) -> Iterator[tuple[_Text, int, int]]:
        """Row and span of what reads as ``value``."""
        wanted = _meaning(value)
        return (place for meaning, place in self._readings if meaning == wanted) if wanted is not None else iter(())

    @cached_property
    def _readings(self) -> list[tuple[_Meaning, tuple[_Text, int, int]]]:
        return [(meaning, (row, start, end)) for row in self._rows for meaning, start, end in _meanings(row.text)]

    @cached_property
    def _whole(self) -> _Text:
        return _Text([word for line in self.lines.lines for word in line.words])

    @cached_property
    def _columns(self) -> list[_Text]:
        """Phrases that stand below each other, as the lines of an address do beside other text."""
        return [_Text([word for phrase in column for word in phrase.words]) for column in _stack(self.lines)]


def reads_as(raw: str, value: str) -> bool:
    """Whether ``raw`` states the date, time or currency that ``value`` gives in the form of ISO 8601 or ISO 4217."""
    wanted = _meaning(value)
    return wanted is not None and any(meaning == wanted for meaning, _, _ in _meanings(raw))


_Meaning = tuple[str, Decimal | date | time | str]


def _meaning(value: Any) -> _Meaning | None:
    """What a value says when it is a number, a date, a time or a currency."""
    if isinstance(value, int | float | Decimal):
        return "number", abs(Decimal(str(value)))
    if match := _ISO_DATE.match(value):
        try:
            return "date", date.fromisoformat(match[0])
        except ValueError:
            return None
    if match := _ISO_TIME.search(value):
        try:
            return "time", time.fromisoformat(match[1])
        except ValueError:
            return None
    return ("currency", value) if _CODE.fullmatch(value) else None


def _meanings(text: str) -> Iterator[tuple[_Meaning, int, int]]:
    """What can be read in a line, with its span; a percentage also as a fraction."""
    for number in values.read_numbers(text):
        for _, amount in number.candidates:
            yield ("number", abs(amount)), number.start, number.end
            if number.kind == "percent":
                yield ("number", abs(amount) / 100), number.start, number.end
    for day in values.read_dates(text):
        for _, meant in day.candidates:
            yield ("date", meant), day.start, day.end
    for clock in values.read_times(text):
        yield ("time", clock.value), clock.start, clock.end
    for currency in values.read_currencies(text):
        for code in currency.codes[:1]:
            yield ("currency", code), currency.start, currency.end


class _Text:
    """Words in a row, joined by spaces, and their letters and digits alone."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        printed = [
            unicodedata.normalize("NFC", word.text) for word in words
        ]  # one character for a letter with its mark
        self.text = " ".join(printed)
        self._starts = list(accumulate((len(text) + 1 for text in printed), initial=0))

    @cached_property
    def _letters(self) -> list[tuple[str, int]]:
        """Each letter or digit, folded, with its place in ``text``."""
        return [(part, index) for index, char in enumerate(self.text) for part in _key(char, keep=False)]

    @cached_property
    def key(self) -> str:
        """Letters and digits, folded."""
        return "".join(part for part, _ in self._letters)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """``key[start:end]`` -> start and end in ``text``."""
        return self._letters[start][1], self._letters[end - 1][1] + 1

    def find(self, key: str) -> Iterator[tuple[int, int]]:
        """Spans in ``text`` where ``key`` stands and is not a part of a longer word or number."""
        at = self.key.find(key) if key else -1
        while at >= 0:
            start, end = self.span(at, at + len(key))
            if self._parts(start - 1, start) and self._parts(end - 1, end):
                yield start, end
            at = self.key.find(key, at + 1)

    def widened(self, start: int, end: int, value: str) -> tuple[int, int]:
        """A span with the marks, such as brackets and colons, that ``value`` begins and ends with."""
        for mark in reversed(_marks(value)):
            before = self.text[:start].rstrip()
            start = len(before) - 1 if _folded(before[-1:]) == mark else start
        for mark in reversed(_marks(value[::-1])):
            after = self.text[end:].lstrip()
            end = len(self.text) - len(after) + 1 if _folded(after[:1]) == mark else end
        return start, end

    def _parts(self, left: int, right: int) -> bool:
        """Whether a word may end at ``left`` and another start at ``right``."""
        if left < 0 or right >= len(self.text):
            return True
        before, after = self.text[left], self.text[right]
        return not (before.isalnum() and after.isalnum()) or values.has_cjk(before) or values.has_cjk(after)

    def cut(self, start: int, end: int) -> tuple[str, Box]:
        """What is printed in ``text[start:end]`` and its box in reading points; words are cut by their share."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        boxes = []
        for number in range(first, last + 1):
            word, offset = self.words[number], self._starts[number]
            length = self._starts[number + 1] - offset - 1
            left, right = max(start - offset, 0), min(end - offset, length)
            share = word.box.width / length
            boxes.append(word.box._replace(x0=word.box.x0 + left * share, x1=word.box.x0 + right * share))
        return self.text[start:end], Box.hull(boxes)


def _key(text: str, *, keep: bool = True) -> str:
    """Letters and digits in one width and case; all that is no space where there are none, if ``keep``."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(char for char in folded if char.isalnum())
    return letters or ("".join(folded.split()) if keep else "")


def _marks(text: str) -> str:
    """What stands before the first letter or digit, without spaces."""
    return "".join(takewhile(lambda char: not char.isalnum(), "".join(_folded(text).split())))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _points(text: str) -> list[str]:
    """Points and commas inside numbers: 1.5 is not 15, while 2024-001 may be printed 2024/001."""
    return _POINT.findall(unicodedata.normalize("NFKC", text))


def _stack(page: PageLines) -> list[list[Phrase]]:
    """Phrases chained to the next one below that shares most of the smaller width."""
    columns: list[list[Phrase]] = []
    for line in page.lines:
        for phrase in line.phrases:
            column = next((column for column in reversed(columns) if _continues(column[-1], phrase, line)), None)
            if column is None:
                columns.append([phrase])
            else:
                column.append(phrase)
    return [column for column in columns if len(column) > 1]


def _continues(above: Phrase, below: Phrase, line: Line) -> bool:
    if above.line >= below.line:
        return False
    gap, shared = -above.box.overlap_y(below.box), above.box.overlap_x(below.box)
    return gap <= _LINE_GAP * line.box.height and 2 * shared >= min(above.box.width, below.box.width)
