"""Finding printed labels among the words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from docvl.document import Word
from docvl.engines.layout.lexicon import tokenize
from docvl.engines.layout.phrases import Line
from docvl.geometry import Box

# Characters of one Chinese label may be spread out to fill a column ("名    称"): up to this many heights.
SPREAD_GAP = 5.0
# Words of one Latin label stand closer than this many heights.
WORD_GAP = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """A label found on a page.

    Attributes:
        concept: lexicon key, or the pointer of a schema field that brought its own label.
        line: index of the line on the page.
        first: index in ``Line.words`` of the label's first word.
        last: index of its last word, inclusive.
        box: reading points; cut to the label's characters by their share of the word.
        head: characters of the first word that stand before the label.
        tail: text of the last word after the label, such as ``471102`` in ``No.471102``; may be empty.
        length: label tokens matched.
        distance: edits that were forgiven (slips of recognition).
    """

    concept: str
    line: int
    first: int
    last: int
    box: Box
    head: str
    tail: str
    length: int
    distance: int


@dataclass
class _TrieNode:
    next: dict[str, _TrieNode] = field(default_factory=dict)
    concepts: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A token with the word it comes from."""

    text: str
    word: int
    start: int
    end: int
    distance: int


class Spotter:
    """Finds the labels of a fixed vocabulary; built once, used for every page."""

    def __init__(self, labels: Iterable[tuple[tuple[str, ...], str]], shortest: int = 1) -> None:
        """Index ``labels``: pairs of label tokens and concept key.

        Args:
            labels: the vocabulary.
            shortest: letters that a label has at least to be found in one word as well.
        """
        self._root = _TrieNode()
        self._vocabulary: set[str] = set()
        for label, concept in labels:
            if label:
                self._add(label, concept)
                # Recognition loses spaces ("TOTALAMOUNT"), and German writes compounds either way.
                if len(joined := "".join(label)) >= shortest:
                    self._add((joined,), concept)
        self._long_words = sorted(word for word in self._vocabulary if len(word) >= 5)

    def _add(self, label: tuple[str, ...], concept: str) -> None:
        node = self._root
        for token in label:
            node = node.next.setdefault(token, _TrieNode())
        if concept not in node.concepts:
            node.concepts.append(concept)
        self._vocabulary.update(label)

    def spot(self, line: Line, index: int, *, forgiving: bool) -> list[Hit]:
        """The labels in one line, left to right, longest first at each place, never overlapping.

        A label that belongs to several concepts gives one hit for each, in lexicon order.

        Args:
            line: the line.
            index: its index on the page, kept in the hits.
            forgiving: allow slips of recognition in long words.
        """
        words = line.words
        units = self._units(words, forgiving)
        hits: list[Hit] = []
        at = 0
        while at < len(units):
            found = self._longest(words, units, at)
            if found is None:
                at += 1
                continue
            node, end = found
            hits += [_hit(concept, words, index, units[at:end]) for concept in node.concepts]
            at = end
        return hits

    def _units(self, words: tuple[Word, ...], forgiving: bool) -> list[_Unit]:
        units = []
        for number, word in enumerate(words):
            for token in tokenize(word.text):
                text, distance = self._nearest(token.text) if forgiving else (token.text, 0)
                units.append(_Unit(text, number, token.start, token.end, distance))
        return units

    def _nearest(self, token: str) -> tuple[str, int]:
        """The vocabulary word that ``token`` is a slip of, or ``token`` itself."""
        if token in self._vocabulary or len(token) < 5 or not token.isalpha():
            return token, 0
        limit = 1 if len(token) < 9 else 2
        best = process.extractOne(token, self._long_words, scorer=Levenshtein.distance, score_cutoff=limit)
        return (best[0], int(best[1])) if best else (token, 0)

    def _longest(self, words: tuple[Word, ...], units: list[_Unit], at: int) -> tuple[_TrieNode, int] | None:
        node, best = self._root, None
        for end in range(at, len(units)):
            if end > at and not _adjacent(words, units[end - 1], units[end]):
                break
            step = node.next.get(units[end].text)
            if step is None:
                break
            node = step
            if node.concepts and _whole(words, units, at, end):
                best = (node, end + 1)
        return best


def _adjacent(words: tuple[Word, ...], a: _Unit, b: _Unit) -> bool:
    if a.word == b.word:
        return b.start - a.end <= 3
    left, right = words[a.word].box, words[b.word].box
    spread = SPREAD_GAP if _is_cjk(a.text) and _is_cjk(b.text) else WORD_GAP
    return right.x0 - left.x1 <= spread * min(left.height, right.height)


def _whole(words: tuple[Word, ...], units: list[_Unit], at: int, end: int) -> bool:
    """Whether the label is not a part of a longer Latin word, a code such as ``PO445``, or an address of mail."""
    last = units[end]
    if "@" in words[last.word].text:
        return False
    rest, next_but_one = (words[last.word].text[last.end + i : last.end + i + 1] for i in (0, 1))
    first = units[at]
    before = words[first.word].text[first.start - 1 : first.start] if first.start else ""
    coded = len(last.text) <= 3 and (rest.isdigit() or (rest in ("-", "/") and next_but_one.isdigit()))
    runs_on = rest.isalpha() or rest == "_" or coded
    glued = last.text.isascii() and rest.isascii() and runs_on
    return not glued and not (first.text.isascii() and before.isascii() and (before.isalnum() or before == "_"))


def _is_cjk(text: str) -> bool:
    return len(text) == 1 and "㐀" <= text <= "鿿"


def _hit(concept: str, words: tuple[Word, ...], line: int, units: list[_Unit]) -> Hit:
    first, last = units[0], units[-1]
    left, right = words[first.word], words[last.word]
    box = Box.hull(word.box for word in words[first.word : last.word + 1])
    text = " ".join(word.text for word in words[first.word : last.word + 1])
    end = last.end + _closed(text[first.start :], right.text[last.end :])
    x0 = left.box.x0 + left.box.width * first.start / len(left.text)
    x1 = right.box.x0 + right.box.width * end / len(right.text)
    return Hit(
        concept=concept,
        line=line,
        first=first.word,
        last=last.word,
        box=Box(x0, box.y0, max(x1, x0), box.y1),
        head=left.text[: first.start],
        tail=right.text[end:],
        length=len(units),
        distance=sum(unit.distance for unit in units),
    )


def _closed(text: str, rest: str) -> int:
    """1 where a bracket that a label opens is closed right behind it, as in ``First name(s)``, else 0."""
    opened = sum(c in "(（" for c in text.removesuffix(rest)) > sum(c in ")）" for c in text.removesuffix(rest))
    return int(opened and rest[:1] in (")", "）"))
