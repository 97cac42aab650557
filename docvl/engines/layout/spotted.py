"""A page with its labels found: what stands beside them and below them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import dropwhile, pairwise

from docvl.document import Word
from docvl.engines.layout.column import Column
from docvl.engines.layout.lexicon import MARKS, concepts, fold
from docvl.engines.layout.ordinals import are_counted, is_numbered
from docvl.engines.layout.phrases import PHRASE_GAP, PageLines
from docvl.engines.layout.qualifiers import unqualified
from docvl.engines.layout.spans import Span, is_next_line, part, part_before, run_on
from docvl.engines.layout.spotting import Hit, Spotter

# A value below its label starts within this many label heights.
BELOW_REACH = 2.2
# Lines of one value begin within this share of a height of each other.
HANGING = 0.5
# Values are set in print so many times as high as that of the labels over them, if not in the same.
SMALLER = 1.15
# A caption under the line on which one writes stands within so many of its heights of what is written.
ABOVE = 1.5
# Captions of dates that are prepositions as well.
DIRECTIONS = frozenset(["period_start", "period_end"])
# What ends a sentence or a part of one.
_LEADERS = ":：.…_·"
_STOPS = frozenset(".,;。，；")
# Text goes on below a line that is at least so many heights long.
FULL = 20.0
# A label of one such word stands apart from what is before it.
_JOINING = frozenset(["and"])
# Rows of a small table under a label, as in a block of totals.
BELOW_ROWS = 6


@dataclass(frozen=True)
class SpottedPage:
    """A page with its labels found.

    Attributes:
        lines: the page.
        words: of each line, left to right.
        hits: of each line, left to right.
    """

    lines: PageLines
    words: tuple[tuple[Word, ...], ...]
    hits: tuple[tuple[Hit, ...], ...]

    @classmethod
    def of(cls, page: PageLines, spotter: Spotter, *, forgiving: bool) -> SpottedPage:
        """Spot the labels of every line; ``forgiving`` allows slips of recognition."""
        words = tuple(line.words for line in page.lines)
        hits = [spotter.spot(line, i, forgiving=forgiving) for i, line in enumerate(page.lines)]
        spotted = cls(page, words, tuple(tuple(unqualified(words[i], found)) for i, found in enumerate(hits)))
        return replace(spotted, hits=tuple(tuple(filter(spotted._heads, found)) for found in spotted.hits))

    def right_of(self, hit: Hit, *, prose: bool = False) -> Span | None:
        """What stands on the label's line after it, up to the next label; in ``prose`` to one that stands apart."""
        words = list(self._same_row(hit))
        fences = self._fences(hit, words)
        if prose:
            fences = [h for h in fences if self.has_colon(h) or (self.is_apart(h) and not self._opens(h, hit))]
        stop = min(map(self._begin, fences), default=float("inf"))
        kept = [word for word in words if word.box.x0 < stop - 0.5]
        # The word that the next label starts in the middle of ("12/2024Date") is cut before it.
        kept = [part_before(word, stop) if word.box.x1 > stop + 1 else word for word in kept]
        kept = [word for word in kept if word.text]
        # In French a colon stands apart, and dots may lead from a label to its value.
        kept = list(dropwhile(lambda word: not word.text.strip(_LEADERS), kept))
        kept = kept[_remark(kept) :]
        return Span(self.lines, tuple(kept)) if kept else None

    def dates_sum(self, hit: Hit) -> bool:
        """Whether a label is but the preposition before the day of a sum: ``Solde précédent au 30/11/2025``."""
        return any(other.last == hit.first - 1 and _dates_sum(other, hit) for other in self.hits[hit.line])

    def is_overhead(self, hit: Hit, beside: Span, below: Sequence[Span]) -> bool:
        """Whether a label is set in smaller print over its value, and what is beside it is a label set alike."""
        if not below or self.has_colon(hit):
            return False
        value, other, height = below[0].words[0].box, beside.words[0].box, hit.box.height
        if other.x0 - hit.box.x1 <= 2 * height or value.height <= SMALLER * max(height, other.height):
            return False
        level = [phrase.box for phrase in self.lines.phrases if phrase.box.overlap_y(value) > 0]
        return all(any(abs(box.x0 - caption.x0) < height for box in level) for caption in (hit.box, other))

    def continued(self, span: Span, hit: Hit) -> Span:
        """A value with the lines it goes on in: they begin where it does, and nothing stands under its label."""
        words, last = list(span.words), span.words[0]
        for index in range(hit.line + 1, len(self.words)):
            line = self.lines.lines[index]
            phrase = next((p for p in line.phrases if abs(p.box.x0 - last.box.x0) < HANGING * last.box.height), None)
            under = any(word.box.x1 > hit.box.x0 and word.box.x0 < hit.box.x1 for word in line.words)
            known = any(h.box.overlap_x(last.box) > 0 for h in self.hits[index])
            if phrase is None or under or known or not is_next_line(last, phrase.words[0]):
                break
            words[-1:] = run_on(words[-1], phrase.words[0])
            words += phrase.words[1:]
            last = phrase.words[0]
        return Span(self.lines, tuple(words))

    def above(self, hit: Hit, below: Sequence[Span]) -> Span | None:
        """What stands right above a label in smaller print, nearer than what is below it: it was filled in there."""
        reach = min([ABOVE * hit.box.height, *(span.words[0].box.y0 - hit.box.y1 for span in below[:1])])
        for index in range(hit.line - 1, max(hit.line - 3, -1), -1):
            for phrase in self.lines.lines[index].phrases:
                gap, height = hit.box.y0 - phrase.box.y1, hit.box.height
                larger = phrase.words[0].box.height > SMALLER * height
                if larger and gap < reach and abs(phrase.box.x0 - hit.box.x0) < ABOVE * height:
                    return Span(self.lines, phrase.words)
        return None

    def paragraph(self, rows: Sequence[Span]) -> Span:
        """The first of several rows with those that it goes on in: long lines that begin alike."""
        words = list(rows[0].words)
        for above, below in pairwise(rows):
            first, height = above.words[0], above.words[0].box.height
            even = abs(below.words[0].box.x0 - first.box.x0) < HANGING * height
            if not (even and is_next_line(first, below.words[0]) and _width(above) > FULL * height):
                break
            words[-1:] = run_on(words[-1], below.words[0])
            words += below.words[1:]
        return Span(self.lines, tuple(words))

    def below(self, hit: Hit) -> list[Span]:
        """The phrases under the label, one row each, down to the next label in that column or a wide gap."""
        column = self._column(hit)
        spans: list[Span] = []
        bottom = hit.box.y1
        for index in range(hit.line + 1, len(self.words)):
            line = self.lines.lines[index]
            if line.box.y0 - bottom > BELOW_REACH * hit.box.height or len(spans) == BELOW_ROWS:
                break
            under = (h for h in self.hits[index] if h.box.overlap_x(hit.box) > 0 and h.box.y0 > hit.box.y0)
            if line.box.height <= SMALLER * hit.box.height and not all(map(self._is_within, under)):
                break
            words = column.under([w for w in self.words[index] if w.box.y0 > hit.box.center[1]])
            if words:
                spans.append(Span(self.lines, tuple(words)))
                bottom = max(word.box.y1 for word in words)
        return spans

    def starts_phrase(self, hit: Hit) -> bool:
        """Whether nothing, or only another label or a colon, stands directly before the label."""
        labelled = any(h.last == hit.first - 1 for h in self.hits[hit.line])
        return self.is_apart(hit) or (labelled and not hit.head.strip("([-*#:."))

    def _heads(self, hit: Hit) -> bool:
        """Whether a label that is a mere ``and`` heads something: the second party, not the rest of a sentence."""
        return hit.length > 1 or fold(self.words[hit.line][hit.first].text) not in _JOINING or self.is_apart(hit)

    def is_apart(self, hit: Hit) -> bool:
        """Whether nothing, its number in a form or only a colon stands directly before the label."""
        if hit.head.strip("([-*#:."):
            return False
        first = hit.first - self._is_numbered(hit)
        if first == 0:
            return True
        word, previous = self.words[hit.line][first], self.words[hit.line][first - 1]
        gap = word.box.x0 - previous.box.x1
        ends = previous.text[-1] in ":：|-–/(,;，；"
        return ends or gap > PHRASE_GAP * min(word.box.height, previous.box.height)

    def _is_within(self, hit: Hit) -> bool:
        """Whether a label stands in the middle of running text: ``that lift can be changed under way``."""
        after = self.words[hit.line][hit.last + 1 : hit.last + 2]
        near = any(word.box.x0 - hit.box.x1 <= PHRASE_GAP * hit.box.height and word.text.islower() for word in after)
        return near and not hit.tail and not self.is_apart(hit)

    def goes_on(self, hit: Hit) -> bool:
        """Whether the caption has more words than the label, as in ``Invoice No. of original:``."""
        if hit.tail.strip(" .#"):
            return False
        after = Span(self.lines, self.words[hit.line][hit.last :]).first_phrase().words[1:]
        rest, colon, _ = " ".join(word.text for word in after).replace("：", ":").partition(":")
        return bool(colon) and any(c.isalpha() for c in rest.partition("(")[0])

    def _same_row(self, hit: Hit) -> Iterator[Word]:
        if rest := hit.tail.lstrip(" :：.#°º"):
            word = self.words[hit.line][hit.last]
            yield part(word, len(word.text) - len(rest), len(word.text))
        yield from self.words[hit.line][hit.last + 1 :]
        if hit.last + 1 < len(self.words[hit.line]):
            return
        # The value may sit a little off the label's baseline and so on a line of its own.
        for index in (hit.line - 1, hit.line + 1):
            if 0 <= index < len(self.words):
                for word in self.words[index]:
                    overlap = word.box.overlap_y(hit.box)
                    if word.box.x0 >= hit.box.x1 and overlap > 0.5 * min(word.box.height, hit.box.height):
                        yield word

    def _fences(self, hit: Hit, words: list[Word]) -> list[Hit]:
        """The labels behind a label at which its value ends.

        Not a word of running text. Nor what stands right behind the label and has no value of its own while the next
        one has: ``用途 | 运费 | 币种 | 人民币`` says what was paid for, be ``运费`` a label or not.
        """
        behind = [h for h in self._row_hits(hit) if h.box.x0 > hit.box.x1 - 1 and not self._is_said(h, hit)]
        behind = [h for h in behind if not _dates_sum(hit, h)]
        behind.sort(key=lambda h: h.box.x0)
        ends = sorted({h.box.x0: h.box.x1 for h in behind}.items())
        if len(ends) > 1 and _counted(words, hit.box.x1, ends[0][0]) == 0:
            (_, first_end), (second, second_end) = ends[:2]
            third = ends[2][0] if len(ends) > 2 else float("inf")
            if _counted(words, first_end, second) == 0 and _counted(words, second_end, third):
                return [h for h in behind if h.box.x0 >= second]
        return behind

    def _is_said(self, hit: Hit, label: Hit) -> bool:
        """Whether a label behind another is a word of its value: ``no change since``, ``计算机学院``."""
        rest = self.words[hit.line][hit.last + 1 :]
        near = bool(rest) and rest[0].box.x0 - hit.box.x1 <= PHRASE_GAP * hit.box.height
        if hit.head[-1:].isalnum() and not hit.head.isascii():
            return hit.length == 1 or not (hit.tail or near)
        if self._runs_on(label, hit):
            return True
        opens = hit.first == label.last + 1 and not self.goes_on(hit)
        if hit.length > 1 or (self.is_apart(hit) and not opens):
            return False
        return hit.tail in _STOPS if hit.tail else near and rest[0].text.isascii() and rest[0].text.islower()

    def _runs_on(self, label: Hit, hit: Hit) -> bool:
        """Whether small words lead from one label to another that is one as well: ``Deposit held on card``."""
        if label.line != hit.line or self.has_colon(hit) or self.has_colon(label):
            return False
        words = [word.text for word in self.words[hit.line][label.last + 1 : hit.first + 1]]
        return len(words) > 1 and not self.is_apart(hit) and all(word.isascii() and word.islower() for word in words)

    def _begin(self, hit: Hit) -> float:
        """Where a caption begins: its number in a form belongs to it."""
        return self.words[hit.line][hit.first - 1].box.x0 if self._is_numbered(hit) else hit.box.x0

    def _is_numbered(self, hit: Hit) -> bool:
        return is_numbered(self.words[hit.line], hit, counted=self.counted)

    def _opens(self, hit: Hit, label: Hit) -> bool:
        """Whether a label is the first word of the value of one with a colon."""
        return hit.line == label.line and hit.first == label.last + 1 and self.has_colon(label)

    @cached_property
    def counted(self) -> bool:
        """Whether captions of the page are counted by bare numbers, as on forms of customs: ``8 Consignee``."""
        return are_counted(self.words, self.hits)

    def has_colon(self, hit: Hit) -> bool:
        """Whether a colon follows a label."""
        after = hit.tail or next((word.text for word in self.words[hit.line][hit.last + 1 :]), "")
        return after.lstrip(" .°º")[:1] in (":", "：")

    def _row_hits(self, hit: Hit) -> Iterator[Hit]:
        for index in (hit.line - 1, hit.line, hit.line + 1):
            if 0 <= index < len(self.hits):
                for other in self.hits[index]:
                    if other.box.overlap_y(hit.box) > 0.5 * min(other.box.height, hit.box.height):
                        yield other

    def _column(self, hit: Hit) -> Column:
        gap, height = PHRASE_GAP * hit.box.height, hit.box.height
        after = [word.box for word in self.words[hit.line] if word.box.x0 > hit.box.x1 + gap]
        before = [word.box for word in self.words[hit.line] if word.box.x1 < hit.box.x0 - gap]
        left = max([hit.box.x0 - 4 * height, *(box.x1 for box in before)])
        right = min([hit.box.x1 + 12 * height, *(box.x0 for box in after)])
        return Column(hit.box, left, max(right, hit.box.x1), tuple([*before[-1:], *after[:1]]))


def _remark(words: Sequence[Word]) -> int:
    """How many words a remark in brackets has that belongs to the label before them: ``(if any)``."""
    end = next((n for n, word in enumerate(words, start=1) if word.text.rstrip(":：").endswith((")", "）"))), 0)
    text = " ".join(word.text for word in words[:end])
    return end if text.startswith(("(", "（")) and not any(map(str.isdigit, text)) else 0


def _width(span: Span) -> float:
    return span.words[-1].box.x1 - span.words[0].box.x0


def _counted(words: list[Word], x0: float, x1: float) -> int:
    """How many words have their middle between two edges."""
    return sum(x0 < word.box.center[0] < x1 for word in words)


def _dates_sum(label: Hit, behind: Hit) -> bool:
    """Whether a preposition dates the sum of the label before it: ``Ancien solde créditeur au 28.02.2026``."""
    concept = concepts().get(label.concept.rstrip(MARKS))
    return concept is not None and concept.kind == "amount" and behind.concept in DIRECTIONS and behind.length == 1
