"""What a page shows that tells its kind and its place in a document; small, and it outlives the page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from docvl import values
from docvl.document import Page
from docvl.engines.layout.counts import MARGIN, PrintedCounts
from docvl.engines.layout.lexicon import fold, tokenize
from docvl.engines.layout.phrases import Line, PageLines, Phrase, read_lines
from docvl.engines.layout.spotting import Hit
from docvl.splitting.prints import DATE, GAP, clause, counted_rows, ends_in_amount, identifier, masked, table_captions
from docvl.splitting.words import compounds, spotter

HEAD = 0.4
"""Titles and what belongs to a first page stand in this upper share of the page."""
FEET = 3
"""Lines at the top and at the bottom that pages of one document may share."""
MOST_TITLE_TOKENS = 9

_NUMBER = re.compile(
    r"(?i)(?:\b(?:page|pg\.?|seite|blatt|sheet)\s*(?:no\.?|nr\.?)?\s*:?\s*(\d{1,3})|第\s*(\d{1,3})\s*页)(?!\s*(?:/|of|von|sur|de)?\s*\d)"
)
_BARE_NUMBER = re.compile(r"[-–—]?\s*(\d{1,3})\s*[-–—]?")
_CJK = re.compile(r"[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class Title:
    """Words that a document of kind ``kind`` is headed by; ``weight`` is about 0 to 5: size, place, alone or not."""

    kind: str
    weight: float


@dataclass(frozen=True, slots=True)
class PageLook:
    """What one page shows.

    Attributes:
        number: in the file, from 1.
        width: points of the page as shown.
        height: points of the page as shown.
        blank: nothing is printed, or only that nothing is.
        titles: the weightiest of each kind.
        captions: distinct captions found, by kind.
        numbers: values under captions of the document's own number.
        accounts: values under captions of an account.
        marks: what is printed of beginning, going on and ending: see ``marks.toml``.
        openings: distinct captions of first pages in the head of the page.
        place: its number, and the number of pages, as printed; None for what is not said.
        rows: first and last of the numbers that count up along the left of its lines.
        top: the text of the first lines, digits masked.
        bottom: the text of the last lines, digits masked.
        begins: the first words of the body start in lower case.
        ends: the last line of the body is a sentence that has not ended.
        low: the lowest print above the foot, as a share of the height.
        text_width: width of the print, points.
        tokens: words of the page.
        prose: words in a line, in the middle.
        clauses: lines that begin with the number of a clause.
        bookings: lines that begin with a date and end in an amount.
        amounts: lines that end in an amount.
        gaps: lines to be filled in, boxes to be ticked.
        cjk: share of characters that are Chinese.
        table: captions of a table: lines of several phrases without digits.
        size: height of its words in the middle, points.
    """

    number: int
    width: float
    height: float
    blank: bool
    titles: tuple[Title, ...] = ()
    captions: tuple[tuple[str, int], ...] = ()
    numbers: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    openings: int = 0
    place: tuple[int | None, int | None] = (None, None)
    rows: tuple[int, int] | None = None
    top: str = ""
    bottom: str = ""
    begins: bool = False
    ends: bool = False
    low: float = 1.0
    text_width: float = 0.0
    tokens: int = 0
    prose: float = 0.0
    clauses: int = 0
    bookings: int = 0
    amounts: int = 0
    gaps: int = 0
    cjk: float = 0.0
    table: frozenset[str] = frozenset()
    size: float = 0.0


def look(page: Page) -> PageLook:
    """Look at a page.

    Raises:
        DocumentError: the page cannot be read.
    """
    text = page.text
    lines = read_lines(page)
    hits = [
        hit
        for index, line in enumerate(lines.lines)
        for hit in spotter().spot(line, index, forgiving=text.source == "ocr")
    ]
    # A page that seems blank because something went wrong is for the engine, which says what.
    faulty = any(issue.severity == "error" for issue in text.issues)
    if _is_blank(lines, hits) and (not faulty or not lines.lines):
        return PageLook(page.number, page.width, page.height, blank=not faulty)
    return _Looker(lines, hits).look()


def _is_blank(page: PageLines, hits: Sequence[Hit]) -> bool:
    """No letters and digits worth the name; or a short page that says of itself that it is blank."""
    count = sum(len(tokenize(line.text)) for line in page.lines)
    letters = sum(char.isalnum() for line in page.lines for char in line.text)
    return letters < 3 or (count <= 30 and any(hit.concept == "mark:blank" for hit in hits))


class _Looker:
    """One page, while it is looked at."""

    def __init__(self, page: PageLines, hits: Sequence[Hit]) -> None:
        self._page = page
        self._hits = hits
        self._height = max((line.box.y1 for line in page.lines), default=1.0)
        # Reading points of a turned page run over its other side.
        self._height = max(self._height, page.height if abs(page.to_page.a) > abs(page.to_page.b) else page.width)
        self._size = median(word.box.height for line in page.lines for word in line.words)

    def look(self) -> PageLook:
        """All of it."""
        page, lines = self._page, self._page.lines
        texts = [values.normalize(line.text) for line in lines]
        body = self._body(texts)
        characters = "".join(texts)
        return PageLook(
            number=page.number,
            width=page.width,
            height=page.height,
            blank=False,
            titles=tuple(self._titles()),
            captions=tuple(self._captions()),
            numbers=frozenset(self._values("number:")),
            accounts=frozenset(self._values("mark:account")),
            marks=frozenset(self._marks()),
            openings=len({hit.concept + str(hit.line) for hit in self._hits if self._opens(hit)}),
            place=self._place(texts),
            rows=counted_rows(texts),
            top=" ".join(masked(text) for text in texts[:FEET]),
            bottom=" ".join(masked(text) for text in texts[-2:]) if self._y(lines[-1]) > 0.85 else "",
            begins=bool(body) and body[0][:1].islower(),
            ends=bool(body) and len(body[-1].split()) >= 6 and body[-1][-1] not in ".。:;!?！？；：",
            low=max((self._y(line) for line in lines if self._y(line) < 0.9), default=0.0),
            text_width=max(line.box.x1 for line in lines) - min(line.box.x0 for line in lines),
            tokens=sum(len(tokenize(text)) for text in texts),
            prose=median(len(line.phrases[0].words) + len(_CJK.findall(line.text)) / 2 for line in lines),
            clauses=sum(1 for text in texts if clause(text) is not None),
            bookings=sum(1 for text in texts if DATE.match(text) and ends_in_amount(text)),
            amounts=sum(map(ends_in_amount, texts)),
            gaps=sum(1 for text in texts if GAP.search(text)),
            cjk=len(_CJK.findall(characters)) / max(1, sum(char.isalnum() for char in characters)),
            table=frozenset(table_captions(lines)),
            size=self._size,
        )

    def _y(self, line: Line) -> float:
        return line.box.center[1] / self._height

    def _titles(self) -> Iterator[Title]:
        best: dict[str, float] = {}
        for hit in self._hits:
            part, _, kind = hit.concept.partition(":")
            if part == "title":
                best[kind] = max(best.get(kind, 0.0), self._title_weight(hit))
        for line in self._page.lines:
            for phrase in line.phrases:
                named = _compound(phrase)
                if named:
                    best[named] = max(best.get(named, 0.0), self._weight(line, phrase, 1, leads=True))
        yield from (Title(kind, weight) for kind, weight in best.items() if weight > 0)

    def _title_weight(self, hit: Hit) -> float:
        line = self._page.lines[hit.line]
        phrase = _phrase_of(line, hit.first)
        return self._weight(line, phrase, hit.length, leads=hit.first == _first_word(line, phrase))

    def _weight(self, line: Line, phrase: Phrase, length: int, *, leads: bool) -> float:
        rest = len(tokenize(phrase.text)) - length
        top = self._y(line)
        if rest > MOST_TITLE_TOKENS or top > HEAD:
            return 0.0
        alone = 1.5 if rest == 0 else 0.8 if rest <= 3 and leads else 0.0
        large = min(2.5, max(0.0, 3 * (phrase.box.height / self._size - 1.1)))
        return alone + large + (0.5 if top < 0.25 else 0.0) - 0.15 * rest

    def _captions(self) -> Iterator[tuple[str, int]]:
        found: dict[str, set[str]] = {}
        for hit in self._hits:
            part, _, kind = hit.concept.partition(":")
            if part in ("caption", "number"):
                words = self._page.lines[hit.line].words[hit.first : hit.last + 1]
                found.setdefault(kind, set()).add(fold(" ".join(word.text for word in words)))
        yield from ((kind, len(texts)) for kind, texts in found.items())

    def _marks(self) -> Iterator[str]:
        for hit in self._hits:
            part, _, mark = hit.concept.partition(":")
            y = self._y(self._page.lines[hit.line])
            here = {"carried": y > 0.5, "brought": y < HEAD and self._starts_cell(hit), "closing": True}.get(mark)
            if part == "mark" and here:
                yield mark

    def _starts_cell(self, hit: Hit) -> bool:
        line = self._page.lines[hit.line]
        phrase = _phrase_of(line, hit.first)
        return len(tokenize(phrase.text)) - hit.length <= 4

    def _opens(self, hit: Hit) -> bool:
        return hit.concept == "mark:opening" and self._y(self._page.lines[hit.line]) < HEAD

    def _values(self, concept: str) -> Iterator[str]:
        """What stands right of the captions of ``concept``, or below them: no more than one for each."""
        for hit in self._hits:
            if hit.concept.startswith(concept):
                line = self._page.lines[hit.line]
                right = [hit.tail, *(word.text for word in line.words[hit.last + 1 : hit.last + 4])]
                found = identifier(right) or self._below(hit)
                if found:
                    yield found

    def _below(self, hit: Hit) -> str | None:
        for line in self._page.lines[hit.line + 1 : hit.line + 3]:
            under = [word for word in line.words if word.box.overlap_x(hit.box) > 0]
            if under and under[0].box.y0 - hit.box.y1 < 1.5 * hit.box.height:
                return identifier([word.text for word in under])
        return None

    def _place(self, texts: Sequence[str]) -> tuple[int | None, int | None]:
        counts = PrintedCounts()
        counts.feed(self._page)
        stated = counts.observations().page_numbers
        if stated:
            return stated[0].number, stated[0].of
        for line, text in zip(self._page.lines, texts, strict=True):
            margin = not MARGIN < self._y(line) < 1 - MARGIN
            match = _NUMBER.search(text) if margin else None
            bare = _BARE_NUMBER.fullmatch(text) if margin and self._y(line) > 0.5 else None
            if match or bare:
                number = next(group for group in (match or bare).groups() if group)  # type: ignore[union-attr]
                return int(number), None
        return None, None

    def _body(self, texts: Sequence[str]) -> list[str]:
        inside = zip(self._page.lines, texts, strict=True)
        return [text for line, text in inside if 0.07 < self._y(line) < 0.93]


def _phrase_of(line: Line, word: int) -> Phrase:
    for phrase in line.phrases:
        if word < len(phrase.words):
            return phrase
        word -= len(phrase.words)
    return line.phrases[-1]


def _compound(phrase: Phrase) -> str | None:
    """The kind that a phrase names by a German compound as its first word; an ``-abrechnung`` may be of anything."""
    first = fold(phrase.words[0].text).strip(":.,")
    ends = (kind for end, kind in compounds().items() if first.endswith(end) and len(first) > len(end) + 2)
    return None if first.endswith("abrechnung") else next(ends, None)


def _first_word(line: Line, phrase: Phrase) -> int:
    return line.words.index(phrase.words[0])
