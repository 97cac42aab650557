"""Items of till receipts: name lines with a price at the right edge, and no header."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from docvl.document import Word
from docvl.engines.layout.phrases import Line
from docvl.values import read_amounts

# Till rolls are at most this many word heights wide.
MAX_WIDTH = 40.0
# Prices stand at one right edge, within this share of the width of the text.
EDGE = 0.12
_PRICE = re.compile(
    r"[-–(.·]?(?:[A-Z]{2,3}|R[Mmp])?[-$€£¥₹]*"
    r"\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}[^\w%/]*[A-Z]{0,2}[^\w%/]*"
)
_FLAG = re.compile(r"[^\d:%]{1,3}|\d")
_CODE = re.compile(r"\W?\d{5,14}")
_TIME = re.compile(r"\d{1,2}:\d{2}|\d{1,4}[-/]\d{1,2}[-/]\d{2,4}")
_COUNT = re.compile(r"\d{1,3}(?:[.,]0{1,3})?[xX×]?")
_COUNT_AFTER = re.compile(r"[xX×]\d{1,2}")
# A count that a dash or a multiplication sign ties to the name: 2-Tenderloin, 2xCoffee.
_GLUED = re.compile(r"(\d)([-xX×]|[xX×]-)(?=[^\W\d])")
_TIMES = re.compile(
    r"\(?(?P<count>\d{1,3}(?:[.,]\d{1,3})?)(?:\s?(?:pcs?|ea|lb|kg|st|und?|stk|oz)\.?)?\s?[x×@*]+\s?"
    r"(?:[^\w\s]{0,2}(?P<each>\d+(?:[.,]\d{1,3})?))?\)?",
    re.IGNORECASE,
)
# The price of one behind a name: Pint of bitter @5.10.
_AT = re.compile(r"\(?@[^\w\s]{0,2}(?P<each>\d+[.,]\d{2})\)?")
# A measure behind a multiplication: 6x1,5l is what a pack holds.
_SIZE = re.compile(r"(?:[mc]?l|k?g|[cm]?m|er)\b")
MIN_LETTERS = 2
# Prices of weighed goods are rounded to one.
CENT = Decimal("0.01")
# Lines of sums and payments that may be taken for items below the last item.
MOST_SUMS = 3


# One bought thing: the words that state each column of the lexicon.
Item = dict[str, list[Word]]


@dataclass(frozen=True, slots=True)
class _Parts:
    """A line taken apart."""

    count: list[Word]
    each: list[Word]
    name: list[Word]
    price: list[Word]


def is_receipt(lines: Sequence[Line]) -> bool:
    """Whether a page is as narrow as a till roll and has prices at its right edge."""
    words = [word for line in lines for word in line.words]
    if not words:
        return False
    width = max(w.box.x1 for w in words) - min(w.box.x0 for w in words)
    return width <= MAX_WIDTH * median(w.box.height for w in words) and _price_edge(lines) is not None


def receipt_items(marked: Sequence[tuple[Line, bool]]) -> list[Item]:
    """The items between the head of the shop and the totals.

    Args:
        marked: the lines of a page, top to bottom, each with whether it begins with a caption of totals.
    """
    collector = _Collector(_price_edge([line for line, _ in marked]))
    for line, is_end in marked:
        if is_end and collector.items:
            break
        if not is_end and not _TIME.search(line.text):
            collector.feed(line)
    items = collector.close()
    return items[: _until_total(items)]


class _Collector:
    """Puts lines together to items: a name and its price may stand on lines of their own."""

    def __init__(self, edge: tuple[float, float] | None) -> None:
        self.items: list[Item] = []
        self._edge = edge
        self._name: list[Word] = []
        self._price: list[Word] = []
        self._counted: _Parts | None = None

    def feed(self, line: Line) -> None:
        """Read the next line."""
        parts = _take_apart(line, self._edge)
        if parts.price and ":" in line.text:
            return
        name, price = parts.name if _is_named(parts.name) else [], parts.price
        if name and not price and self._price and line.box.y0 < self._price[0].box.y1:
            price = self._price  # printed beside the name, on a photograph that is tilted
        if name and (price or (self.items and parts.count)):
            self._add(parts, name, price)
        elif price and self._name:
            self._add(parts, self._name, price)
        elif name:
            self._name = name
        elif parts.count and parts.each and not price and not (self.items and _makes(parts, self.items[-1])):
            self._counted = parts  # of the item below, unless that is told otherwise
        elif self.items:
            self._price = [] if "column_amount" not in self.items[-1] else price
            _complete(self.items[-1], parts)

    def close(self) -> list[Item]:
        """The items of the lines so far."""
        if self._counted and self.items:
            _complete(self.items[-1], self._counted)
        return self.items

    def _add(self, parts: _Parts, name: list[Word], price: list[Word]) -> None:
        item = _item(replace(parts, price=price), name)
        if self._counted and (_makes(self._counted, item) or self.items):
            _complete(item if _makes(self._counted, item) else self.items[-1], self._counted)
        self.items.append(item)
        self._name, self._price, self._counted = [], [], None


def _until_total(items: Sequence[Item]) -> int:
    """How many items stand before one that is the sum of all before it: a total whose caption is not known."""
    total = Decimal(0)
    for count, item in enumerate(items):
        price = _value(item.get("column_amount", ()))
        if count > 1 and price and price == total and len(items) - count <= min(count, MOST_SUMS):
            return count
        total += price
    return len(items)


def _makes(parts: _Parts, item: Item) -> bool:
    """Whether so many at this price cost what the item costs: the line above or below an item counts it."""
    return abs(_value(parts.count) * _value(parts.each) - _value(item.get("column_amount", ()))) < CENT


def _value(words: Sequence[Word]) -> Decimal:
    readings = read_amounts(" ".join(word.text for word in words))
    return readings[-1].candidates[0][1] if readings else Decimal(0)


def _item(parts: _Parts, name: list[Word]) -> Item:
    cells = {
        "column_name": name,
        "column_quantity": parts.count,
        "column_unit_price": parts.each,
        "column_amount": parts.price,
    }
    return {key: words for key, words in cells.items() if words}


def _complete(item: Item, parts: _Parts) -> None:
    """Add what a line of numbers says of the item above it."""
    for key, words in _item(parts, []).items():
        item.setdefault(key, words)


def _is_named(words: Sequence[Word]) -> bool:
    return sum(c.isalpha() for word in words for c in word.text) >= MIN_LETTERS


def _price_edge(lines: Sequence[Line]) -> tuple[float, float] | None:
    """Where the prices of a page end, and how far they may stray; None without at least two prices."""
    ends = [words[-1].box.x1 for line in lines if (words := _last_price(line.words))]
    if len(ends) < 2:
        return None
    boxes = [line.box for line in lines]
    return median(ends), EDGE * (max(b.x1 for b in boxes) - min(b.x0 for b in boxes))


def is_taken_off(line: Line) -> bool:
    """Whether a line ends in a price with a minus, as discounts and returned deposits do."""
    text = "".join(word.text for word in _last_price(line.words))
    return text[:1] in ("-", "–", "(") or "-" in text[1:]


def _last_price(words: Sequence[Word]) -> list[Word]:
    """The price at the end of a line with its currency sign, flags of tax after it left out."""
    at = len(words) - 1
    while at > 0 and _FLAG.fullmatch(words[at].text):
        at -= 1
    if at < 0 or not _PRICE.fullmatch(words[at].text):
        return []
    has_sign = at > 0 and words[at - 1].text in ("$", "£", "€", "¥", "RM", "Rp", "Rs")
    return list(words[at - 1 if has_sign else at : at + 1])


def _take_apart(line: Line, edge: tuple[float, float] | None) -> _Parts:
    words = list(line.words)
    price = _last_price(words)
    if price and (edge is None or abs(price[-1].box.x1 - edge[0]) > edge[1]):
        price = []
    left = words[: words.index(price[0])] if price else words
    left = left[1:] if len(left) > 1 and _CODE.fullmatch(left[0].text) else left
    count, each, name = _count(left)
    if not each and len(name) > 1 and (at := _AT.fullmatch(name[-1].text)):
        each, name = [_cut(name[-1], at.start("each"), at.end("each"))], name[:-1]
    if price and not each and (each := _last_price(name)):
        name = name[: name.index(each[0])]
    return _Parts(count, each, name, price)


def _count(words: list[Word]) -> tuple[list[Word], list[Word], list[Word]]:
    """Split off how many there are and what one costs: ``2 x 3.50``, ``(3 @10.00)``, a leading ``2``."""
    text = " ".join(word.text for word in words)
    if (found := _TIMES.search(text)) and not _SIZE.match(text, found.end()):
        first, last = text[: found.start()].count(" "), text[: found.end()].rstrip().count(" ")
        taken = words[first : last + 1]
        each = [taken[-1]] if found["each"] else []
        return taken[:1], each, words[:first] + words[last + 1 :]
    if len(words) > 1 and _COUNT.fullmatch(words[0].text):
        return words[:1], [], words[1:]
    if len(words) > 1 and _COUNT_AFTER.fullmatch(words[-1].text):
        return words[-1:], [], words[:-1]
    if words and (glued := _GLUED.match(words[0].text)):
        return [_cut(words[0], 0, glued.end(1))], [], [_cut(words[0], glued.end(), len(words[0].text)), *words[1:]]
    return [], [], words


def _cut(word: Word, start: int, end: int) -> Word:
    """A part of a word, its box by its share of the characters."""
    step = word.box.width / len(word.text)
    box = word.box._replace(x0=word.box.x0 + start * step, x1=word.box.x0 + end * step)
    return Word(word.text[start:end], box, word.confidence)
