"""What pages print about how many of them there are, how many rows a document has, and sums carried over pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from docvl import values
from docvl.engines.base import CarriedSum, Observations, PageNumber, PrintedCount
from docvl.engines.layout.phrases import Line, PageLines

# A number of pages stands in this share of the page from its top or bottom when no word says what it is.
MARGIN = 0.12

_OF = r"\s*(?:/|of|von|sur|de|di|van|av)\s*"
_PAGES = (
    re.compile(rf"(?i)\b(?:page|pg\.?|seite|blatt|pagina|página|sida|p\.)(?:\s*(?:no|nr)\.?)?\s*:?\s*(\d{{1,4}}){_OF}(\d{{1,4}})\b"),
    re.compile(r"第\s*(\d{1,4})\s*页\s*[,/;(]?\s*[共总]\s*(\d{1,4})\s*页"),
    re.compile(r"(?:第|页码\s*:?|页数\s*:?)\s*(\d{1,4})\s*/\s*(\d{1,4})\s*页?"),
)  # fmt: skip
_PAGES_LAST = re.compile(r"[共总]\s*(\d{1,4})\s*页\s*[,/;)]?\s*第\s*(\d{1,4})\s*页")
_BARE = re.compile(rf"-?\s*(\d{{1,4}}){_OF}(\d{{1,4}})\s*-?")
_COUNT = r"\s*[:=]?\s*(\d{1,6})(?![\d%]|[.,/]\d)"
_COUNTS = (
    re.compile(
        r"(?i)\b(?:number|no\.?|count)\s+of\s+(?:line\s*)?(?:items|lines|positions|transactions|entries|articles|bookings)"
        + _COUNT
    ),
    re.compile(r"(?i)\b(?:total\s+(?:line\s+)?items?(?:\s*\(s\))?|items?\s+count|line\s+count)" + _COUNT),
    re.compile(r"(?i)^(?:total\s+)?(?:line\s+)?items?(?:\s*\(s\))?\s*:\s*(\d{1,6})(?![\d%]|[.,/]\d)"),
    re.compile(r"(?i)\b(?:anzahl|summe)\s+(?:der\s+)?(?:positionen|artikel|posten|buchungen|umsätze)" + _COUNT),
    re.compile(r"(?i)\bnombre\s+(?:de\s+lignes|d'articles|d'opérations)" + _COUNT),
    re.compile(r"(?<!本页)(?<!小计)(?:合计|总计)?共(?:计)?\s*(\d{1,6})\s*(?:条|笔|项|行|件)"),
    re.compile(r"(?<![方入出])(?:总笔数|交易笔数|明细条数|明细行数|总条数|商品总数|总件数)" + _COUNT),
)


_BROUGHT = re.compile(
    r"(?i)\b(?:brought\s+forward|b/f(?:wd)?)\b|\b(?:übertrag|seitenübertrag)\s+(?:von|aus)\b|承前页|承上页|上页结转"
)
_CARRIED = re.compile(
    r"(?i)\b(?:carried\s+forward|c/f(?:wd)?|à\s+reporter|a\s+riportare|suma\s+y\s+sigue)\b|过次页|转下页|结转下页"
)
# Either of the two, by where it stands.
_CARRY = re.compile(r"(?i)^(?:zwischen-?|seiten-?)?übertrag\b|^report(?!\s+à\s+nouveau)\b|^riporto\b|^transport\b")


class PrintedCounts:
    """Collects them, page by page."""

    def __init__(self) -> None:
        """Start with the first page of a document."""
        self._pages: list[list[PageNumber]] = []
        self._counts: list[PrintedCount] = []
        self._carried: list[CarriedSum] = []

    def feed(self, page: PageLines) -> None:
        """Look at the next page."""
        found: list[PageNumber] = []
        carried: list[CarriedSum] = []
        for line in page.lines:
            text = values.normalize(line.text)
            if not any(char.isdigit() for char in text):
                continue
            numbers = _page_numbers(text)
            if not numbers and not MARGIN < page.fractions(line.box).center[1] < 1 - MARGIN:
                bare = (_BARE.fullmatch(values.normalize(phrase.text)) for phrase in line.phrases)
                numbers = [(int(match[1]), int(match[2])) for match in bare if match]
            found += [PageNumber(page.number, number, of) for number, of in numbers if 1 <= number <= of]
            counts = (match for pattern in _COUNTS for match in pattern.finditer(text))
            self._counts += [PrintedCount(page.number, int(match[1])) for match in counts]
            carried += _carried(page, line, text)
        self._pages.append(found)
        self._carry(carried)

    def _carry(self, sums: list[CarriedSum]) -> None:
        """Take the sums of a page: of several the first is brought and the last carried, whatever the words.

        Some print the same at the top and at the bottom. What the page before ends with is brought from there.
        """
        if len(sums) > 1:
            sums[-1] = replace(sums[-1], brought=False)
        if len(sums) > 1 or (sums and self._carried and sums[0].amount == self._carried[-1].amount):
            sums[0] = replace(sums[0], brought=True)
        self._carried += sums

    def observations(self) -> Observations:
        """One number for each page that has any: with the number of pages that most of them state."""
        stated = Counter(of for page in self._pages for of in {number.of for number in page})
        numbers = (max(page, key=lambda number: (stated[number.of], number.of)) for page in self._pages if page)
        return Observations(tuple(numbers), tuple(self._counts), tuple(self._carried))


def _page_numbers(text: str) -> list[tuple[int, int]]:
    found = [(int(match[1]), int(match[2])) for pattern in _PAGES for match in pattern.finditer(text)]
    return found + [(int(match[2]), int(match[1])) for match in _PAGES_LAST.finditer(text)]


def _carried(page: PageLines, line: Line, text: str) -> Iterator[CarriedSum]:
    """The last amount of a line with a caption of sums that go on over pages."""
    by_place = page.fractions(line.box).center[1] < 0.5 if _CARRY.search(text) else None
    brought = True if _BROUGHT.search(text) else False if _CARRIED.search(text) else by_place
    amounts = values.read_amounts(text) if brought is not None else ()
    if brought is not None and amounts:
        yield CarriedSum(page.number, amounts[-1].candidates[0][1], brought)
